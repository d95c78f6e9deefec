"""Episodes in, what apps and pages read of them out: feeds, transcripts, chapters, artwork.

Feeds are rendered once for each change, compressed once, and served from the library's bytes.
"""

import gzip
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import brotli

from podme_audio import feed
from podme_audio.addresses import Addresses
from podme_audio.exceptions import FeedError
from podme_audio.feed import Channel
from podme_audio.library import Document, DocumentMark, Library, to_json
from podme_audio.model import Episode, Kind, Show, Strand
from podme_audio.operations import metrics
from podme_audio.settings import Settings
from podme_audio.sheets import SHOW, Sheet, sheets

ARTWORK = "artwork"
#: Pixels of the picture in an episode's file.
COVER = 600
#: How the names of all sheets begin.
FEEDS = "feed"
#: So often what others publish meanwhile is printed too; whoever comes later looks again.
ROUNDS = 5
#: Beyond it, Brotli takes seconds for a feed and saves next to nothing.
QUALITY = 9
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
#: What the feed of a strand says it is.
DESCRIPTIONS = {
    Kind.SECTION: "Berita rubrik {strand} dari {show}, dibacakan lengkap.",
    Kind.AUTHOR: "Artikel karya {strand} dari {show}, dibacakan lengkap.",
}


class Press:
    """What one show sends out."""

    def __init__(
        self, settings: Settings, library: Library, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.addresses = Addresses(settings.base_url)
        self.hub = settings.hub
        #: Which sites may show an episode in a frame, as browsers are told.
        self.frame_ancestors = settings.frame_ancestors
        self._settings = settings
        self._library = library
        self._now = now
        #: Counts what was printed here, so that whoever keeps it in memory looks again at once.
        self.printings = 0
        self.show = library.keep_show(_show(settings))
        if settings.public_url:
            self.show = library.name_feed(feed.feed_guid(self.addresses.feed))

    @property
    def listings(self) -> dict[str, str]:
        """Where the big directories list the show; empty for one that does not yet."""
        return {"apple": self._settings.apple_url, "spotify": self._settings.spotify_url}

    @property
    def pictured(self) -> bool:
        """Whether the show has a picture that was given, which then is its episodes' too."""
        return self._settings.artwork is not None

    def print(self) -> Document:
        """Render each sheet of each feed that has something else to tell, and keep it; return the show's first.

        Once more for what others publish meanwhile: who writes last must have seen it.
        """
        for _ in range(ROUNDS):
            if not self._print_round():
                break
        return self._kept(SHOW)

    def _print_round(self) -> bool:
        """Print what is not as it should be; return whether there was anything."""
        documents, now = self._library.documents, self._now()
        known, drawn, kept = documents.marks(FEEDS), documents.marks(ARTWORK), self._library.strands.kept()
        marks = [mark._replace(heard=mark.heard and mark.listed <= now) for mark in self._library.listing.marks()]
        wanted, changed = set[str](), False
        for sheet in sheets(marks, kept, self.addresses):
            wanted.add(sheet.name)
            channel = self._channel(sheet, kept, drawn)
            fingerprint = self._fingerprint(sheet, channel)
            if sheet.name not in known or known[sheet.name].fingerprint != fingerprint:
                self._print(sheet, channel, fingerprint)
                changed = True
        documents.forget(known.keys() - wanted)
        return changed

    def feed(self) -> Document:
        """Return the show's feed as it was last printed; print all when the public address is another since."""
        printed = self._library.documents.read(SHOW)
        return printed if printed and printed.fingerprint.startswith(self._place()) else self.print()

    def sheet(self, name: str) -> Document | None:
        """Return a sheet of any feed as it was last printed; None when there is none of that name."""
        return self.feed() if name == SHOW else self._library.documents.read(name)

    def glance(self, name: str) -> DocumentMark | None:
        """Return what is known of a sheet, without reading it."""
        return self._library.documents.mark(name)

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

    def artwork(self, strand: Strand | None = None) -> tuple[str, bytes]:
        """Return the artwork of the show, or of a strand, with the name it is served under; drawn once for each title.

        Where a picture of the show was given, a strand's name is set on that.

        Raises:
            FeedError: The picture that was given is none that directories take.
        """
        given = self._given()
        content = self._drawn(strand, given) if strand or given is None else feed.checked_artwork(given)
        return feed.artwork_name(content), content

    def picture(self, name: str) -> bytes | None:
        """Return the drawn artwork that is served under *name*; None when nothing of that name was ever drawn."""
        found = self._library.documents.found(ARTWORK, name.removeprefix(f"{ARTWORK}-").partition(".")[0])
        return None if found is None else found.content

    def cover(self) -> bytes:
        """Return the show's artwork as small as pages show it."""
        return self.small(self.artwork()[1])

    def episode_artwork(self, title: str, section: str) -> bytes:
        """Draw the artwork of an episode; none where the show's own was given, for that is the episodes' too."""
        return b"" if self._settings.artwork else feed.episode_artwork(title, section)

    @staticmethod
    def small(artwork: bytes, side: int = COVER) -> bytes:
        """Return a picture as small as an episode's file holds it, or as a page shows it."""
        return feed.cover(artwork, side)

    def _given(self) -> bytes | None:
        """Read the show's own picture; None where there is none."""
        try:
            return self._settings.artwork.read_bytes() if self._settings.artwork else None
        except OSError as error:
            raise FeedError(f"artwork {self._settings.artwork} cannot be read: {error.strerror}") from error

    def _drawn(self, strand: Strand | None, given: bytes | None) -> bytes:
        title, name = self._title(strand), _easel(strand)
        fingerprint = _motif(title, given)
        drawn = self._library.documents.read(name)
        if drawn is None or drawn.fingerprint != fingerprint:
            if strand and given:
                art = feed.strand_artwork(feed.checked_artwork(given), strand.title)
            else:
                art = feed.show_artwork(title)
            drawn = self._library.documents.keep(name, art, fingerprint=fingerprint, now=self._now())
        return drawn.content

    def _title(self, strand: Strand | None) -> str:
        return f"{self.show.title}: {strand.title}" if strand else self.show.title

    def _artwork_name(self, strand: Strand | None, drawn: Mapping[str, DocumentMark]) -> str:
        """Return the name of the artwork, without reading what was *drawn* already."""
        mark, given = drawn.get(_easel(strand)), self._given()
        wanted = given is None or strand is not None
        if wanted and mark is not None and mark.fingerprint == _motif(self._title(strand), given):
            return f"{ARTWORK}-{mark.etag[:12]}.jpg"
        return self.artwork(strand)[0]

    def _channel(self, sheet: Sheet, kept: Collection[Strand], drawn: Mapping[str, DocumentMark]) -> Channel:
        """Say what a sheet's channel is, but for when it changed."""
        show, strand, page = self.show, sheet.strand, ""
        if strand is not None:
            strand = self._named(strand, sheet.feed, kept)
            description = DESCRIPTIONS[strand.kind].format(strand=strand.title, show=show.title)
            show = replace(show, title=self._title(strand), description=description, guid=strand.guid)
            page = self.addresses.strand(strand.kind, strand.slug)
        artwork = self._artwork_name(strand, drawn)
        channel = Channel(show, self.addresses, artwork, datetime.min.replace(tzinfo=UTC), sheet.links, page, self.hub)
        return replace(channel, funding=self._settings.funding_url, podroll=self._settings.recommended)

    def _named(self, strand: Strand, address: str, kept: Collection[Strand]) -> Strand:
        """Give the feed of a strand its guid, the first time that there is a public address."""
        guid = strand.guid or (feed.feed_guid(address) if self._settings.public_url else "")
        named = replace(strand, guid=guid)
        return named if named in kept else self._library.strands.keep(named)

    def _print(self, sheet: Sheet, channel: Channel, fingerprint: str) -> None:
        before, now = self._library.documents.read(sheet.name), self._now().replace(microsecond=0)
        changed = max(now, before.modified) if before else now
        episodes = self._library.listing.published([mark.id for mark in sheet.marks])
        items = [feed.Item(episode, marks, narrator=_narrator(episode)) for episode, marks in episodes]
        # one that says nothing new stays as it was, to the moment
        content = feed.render(replace(channel, changed=before.modified if before else changed), items, now=self._now())
        if before is None or content != before.content:
            metrics.feed_rendered()
            content = feed.redated(content, changed)
        self._library.documents.keep(
            sheet.name, content, fingerprint=fingerprint, now=changed, forms=compressed(content)
        )
        self.printings += 1

    def _fingerprint(self, sheet: Sheet, channel: Channel) -> str:
        """Return what a sheet is rendered from, in short: the public address first, then a hash of all of it."""
        told = (
            feed.form(),
            channel.show,
            channel.artwork,
            channel.links,
            channel.page,
            channel.hub,
            channel.funding,
            channel.podroll,
            sheet.marks,
        )
        return f"{self._place()}{sha256(to_json(told)).hexdigest()}"

    def _place(self) -> str:
        return f"{self.addresses.base_url} "

    def _kept(self, name: str) -> Document:
        found = self._library.documents.read(name)
        if found is None:
            raise FeedError(f"{name} was printed and is gone: is another process restoring the library?")
        return found


def _easel(strand: Strand | None) -> str:
    """Return the name that drawn artwork is kept under."""
    return f"{ARTWORK}/{strand.kind}/{strand.slug}" if strand else ARTWORK


def _motif(title: str, given: bytes | None) -> str:
    """Return what drawn artwork shows, in short."""
    return f"{title}\n{feed.artwork_name(given)}" if given else title


def compressed(content: bytes, quality: int = QUALITY) -> dict[str, bytes]:
    """Return *content* in the forms that HTTP has names for, the smallest first."""
    return {"br": brotli.compress(content, quality=quality), "gzip": gzip.compress(content, mtime=0)}


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
