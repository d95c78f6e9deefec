"""Episodes in, what apps and pages read of them out: the feed, transcripts, chapters, artwork.

The feed is rendered once for each change and served from the library's bytes.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from podme_audio import feed
from podme_audio.addresses import Addresses
from podme_audio.exceptions import FeedError
from podme_audio.library import Document, Library
from podme_audio.model import Episode, Show
from podme_audio.operations import metrics
from podme_audio.settings import Settings

FEED = "feed.xml"
ARTWORK = "artwork"
#: Engines whose voices have people's names.
NAMED = {"kokoro"}
#: Who speaks in the transcripts of the others: apps show a speaker, and it must not be mistaken for a person.
NAMELESS = "Suara sintetis"
#: Format -> the media type it is served as.
TRANSCRIPTS = {
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


class Press:
    """What one show sends out."""

    def __init__(
        self, settings: Settings, library: Library, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.addresses = Addresses(settings.base_url)
        self._settings = settings
        self._library = library
        self._now = now
        self.show = library.keep_show(_show(settings))
        if settings.public_url:
            self.show = library.name_feed(feed.feed_guid(self.addresses.feed))

    def print(self) -> Document:
        """Render the feed of what is published now, and keep it; one that says nothing new stays as it was."""
        before, now = self._library.document(FEED), self._now().replace(microsecond=0)
        if before is not None:
            if self._rendered(before.modified) == before.content:
                return before
            now = max(now, before.modified)
        metrics.feed_rendered()
        return self._library.keep_document(FEED, self._rendered(now), fingerprint=self.addresses.base_url, now=now)

    def feed(self) -> Document:
        """Return the feed as it was last printed; print it when the public address is another since."""
        printed = self._library.document(FEED)
        if printed is None or printed.fingerprint != self.addresses.base_url:
            return self.print()
        return printed

    def transcript(self, episode: Episode, format: str) -> str:
        """Return the episode's transcript as "vtt", "srt" or "json"."""
        revision = self._library.revision(episode.guid)
        speaker = _narrator(episode) or NAMELESS
        if format == "srt":
            return feed.srt(revision.cues)
        write = {"vtt": feed.vtt, "json": feed.transcript_json}[format]
        return write(revision.cues, speaker=speaker)

    def chapters(self, episode: Episode) -> str:
        """Return the episode's chapters as JSON chapters."""
        revision = self._library.revision(episode.guid)
        return feed.chapters(revision.chapters, duration=episode.media.duration, title=episode.title)

    def artwork(self) -> tuple[str, bytes]:
        """Return the show's artwork with the name it is served under; drawn once for each title.

        Raises:
            FeedError: The artwork that was given is none that directories take.
        """
        given = self._settings.artwork
        if given is not None:
            try:
                content = feed.checked_artwork(given.read_bytes())
            except OSError as error:
                raise FeedError(f"artwork {given} cannot be read: {error.strerror}") from error
        else:
            drawn = self._library.document(ARTWORK)
            if drawn is None or drawn.fingerprint != self.show.title:
                art = feed.show_artwork(self.show.title)
                drawn = self._library.keep_document(ARTWORK, art, fingerprint=self.show.title, now=self._now())
            content = drawn.content
        return feed.artwork_name(content), content

    def cover(self) -> bytes:
        """Return the picture that goes into an episode's file."""
        return feed.cover(self.artwork()[1])

    def _rendered(self, changed: datetime) -> bytes:
        published = self._library.published()
        items = [feed.Item(episode, marks, narrator=_narrator(episode)) for episode, marks in published]
        channel = feed.Channel(self.show, self.addresses, self.artwork()[0], changed)
        return feed.render(channel, items, now=self._now())


def _narrator(episode: Episode) -> str:
    """Return who is heard, by a person's name; empty for a voice that has none, such as a service's or a tone."""
    return episode.voice.title() if episode.engine in NAMED else ""


def _show(settings: Settings) -> Show:
    return Show(
        title=settings.show_title,
        description=settings.show_description,
        author=settings.show_author,
        owner_name=settings.owner_name,
        owner_email=settings.owner_email,
        category=settings.show_category,
        subcategory=settings.show_subcategory,
        link=settings.show_link,
    )
