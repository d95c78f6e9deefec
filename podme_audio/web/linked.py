"""Shows and episodes in, what search engines read of them out (schema.org, JSON-LD)."""

from typing import Any
from urllib.parse import urlsplit

from podme_audio.addresses import Addresses
from podme_audio.model import Episode, Show
from podme_audio.web.wording import WIB, iso, lede, published


def linked_show(show: Show, addresses: Addresses, artwork: str) -> dict[str, Any]:
    """Say what the show is to search engines (schema.org)."""
    return {
        "@context": "https://schema.org",
        "@type": "PodcastSeries",
        "name": show.title,
        "description": show.description,
        "url": addresses.home,
        "webFeed": addresses.feed,
        "image": addresses.artwork(artwork),
        "inLanguage": show.language,
        "publisher": {"@type": "Organization", "name": show.author},
    }


def linked_list(title: str, address: str, show: Show, addresses: Addresses) -> dict[str, Any]:
    """Say of a list which show's episodes it holds."""
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": title,
        "url": address,
        "inLanguage": show.language,
        "isPartOf": {"@type": "PodcastSeries", "name": show.title, "url": addresses.home},
    }


def linked_episode(episode: Episode, show: Show, addresses: Addresses, artwork: str) -> dict[str, Any]:
    """Say what the episode is. Its page stays its own in search; that it is read from articles is said here instead."""
    return {
        "@context": "https://schema.org",
        "@type": "PodcastEpisode",
        "name": episode.title,
        "description": lede(episode.description),
        "url": addresses.episode(episode.slug),
        "datePublished": published(episode).isoformat(),
        "dateModified": episode.updated.astimezone(WIB).isoformat(),
        "duration": iso(episode.media.duration),
        "inLanguage": show.language,
        "image": addresses.media(episode.cover) if episode.cover else addresses.artwork(artwork),
        "associatedMedia": {
            "@type": "AudioObject",
            "contentUrl": addresses.media(episode.media.name),
            "encodingFormat": episode.media.type,
            "contentSize": str(episode.media.size),
            "duration": iso(episode.media.duration),
            "embedUrl": addresses.embed(episode.slug),
            "name": episode.title,
            "uploadDate": published(episode).isoformat(),
        },
        "partOfSeries": {
            "@type": "PodcastSeries",
            "name": show.title,
            "url": addresses.home,
            "webFeed": addresses.feed,
        },
        "publisher": {"@type": "Organization", "name": show.author},
    } | _told_more(episode, show)


def _told_more(episode: Episode, show: Show) -> dict[str, Any]:
    """Say how it may be had and what it is made from; what an episode has not is left out."""
    byline = episode.author or show.author
    articles = [link for link in episode.links if urlsplit(link).scheme in {"http", "https"}]
    told: dict[str, Any] = {
        "identifier": episode.guid,
        "author": {"@type": "Organization" if byline == show.author else "Person", "name": byline},
        "isAccessibleForFree": True,
        "accessMode": ["auditory", "textual"],
        "accessibilityFeature": ["transcript"],
        "isBasedOn": [{"@type": "NewsArticle", "url": link} for link in articles],
        "correction": _correction(episode),
    }
    return {name: value for name, value in told.items() if value}


def _correction(episode: Episode) -> dict[str, str]:
    if not episode.correction or episode.corrected is None:
        return {}
    moment = episode.corrected.astimezone(WIB).isoformat()
    return {"@type": "CorrectionComment", "text": episode.correction, "datePublished": moment}
