"""Shows and episodes in, what search engines read of them out (schema.org, JSON-LD)."""

from typing import Any

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


def linked_episode(episode: Episode, show: Show, addresses: Addresses, artwork: str) -> dict[str, Any]:
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
        },
        "partOfSeries": {
            "@type": "PodcastSeries",
            "name": show.title,
            "url": addresses.home,
            "webFeed": addresses.feed,
        },
        "publisher": {"@type": "Organization", "name": show.author},
    }
