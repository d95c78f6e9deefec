"""Where everything of ours answers: names and slugs in, absolute addresses out.

Feed, pages and server all ask here, so that a link can never differ from what is served. Nothing is read or sent.
"""

from dataclasses import dataclass
from urllib.parse import quote

from podme_audio.model import Kind

_PLACES = {Kind.SECTION: "rubrik", Kind.AUTHOR: "penulis"}


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses below one public address."""

    #: Scheme, host and perhaps a folder; a slash at its end is dropped.
    base_url: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))

    @property
    def home(self) -> str:
        return f"{self.base_url}/"

    @property
    def feed(self) -> str:
        return f"{self.base_url}/feed.xml"

    @property
    def kept(self) -> str:
        """Return where a device lists what it has kept of the show."""
        return f"{self.base_url}/luring"

    @property
    def archive(self) -> str:
        return f"{self.base_url}/arsip"

    @property
    def search(self) -> str:
        return f"{self.base_url}/cari"

    def strand(self, kind: Kind, slug: str) -> str:
        """Return where the episodes of a section or an author are listed."""
        return f"{self.base_url}/{_PLACES[kind]}/{quote(slug, safe='')}"

    def strand_feed(self, kind: Kind, slug: str) -> str:
        """Return where the feed of a section or an author answers."""
        below = "" if kind is Kind.SECTION else f"{_PLACES[kind]}/"
        return f"{self.base_url}/feed/{below}{quote(slug, safe='')}.xml"

    def document(self, name: str) -> str:
        """Return where a document answers: "feed.xml", "feed/dunia.xml", or a sheet of its archive, "feed.xml/2"."""
        feed, _, number = name.partition(".xml/")
        return f"{self.base_url}/{feed}.xml?arsip={number}" if number else f"{self.base_url}/{name}"

    def date(self, date: str) -> str:
        """Return where the episodes of a day ("2026-11-23") or of a month ("2026-11") answer."""
        return f"{self.base_url}/tanggal/{date}"

    def episode(self, slug: str) -> str:
        return f"{self.base_url}/episodes/{quote(slug, safe='')}"

    def embed(self, slug: str) -> str:
        """Return where the episode answers as a small player for other sites' pages."""
        return f"{self.base_url}/embed/{quote(slug, safe='')}"

    def oembed(self, slug: str, format: str = "json") -> str:
        """Return where what others need to embed the episode answers, as "json" or "xml" (oEmbed 1.0)."""
        return f"{self.base_url}/oembed?url={quote(self.episode(slug), safe='')}&format={format}"

    def transcript(self, slug: str, format: str = "vtt") -> str:
        """Return where the transcript answers as "vtt", "srt" or "json"."""
        return f"{self.episode(slug)}/transcript.{format}"

    def chapters(self, slug: str) -> str:
        return f"{self.episode(slug)}/chapters.json"

    def media(self, name: str) -> str:
        return f"{self.base_url}/media/{quote(name, safe='')}"

    def cover(self, name: str, side: int) -> str:
        """Return where an episode's artwork answers that is *side* pixels small; whole it is media like its sound."""
        return f"{self.base_url}/covers/{side}/{quote(name, safe='')}"

    def artwork(self, name: str) -> str:
        """Return where the show's artwork answers; *name* is ``artwork-<hash>.jpg`` or ``.png``."""
        return f"{self.base_url}/{quote(name, safe='')}"
