"""Where everything of ours answers: names and slugs in, absolute addresses out.

Feed, pages and server all ask here, so that a link can never differ from what is served. Nothing is read or sent.
"""

from dataclasses import dataclass
from urllib.parse import quote


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

    def episode(self, slug: str) -> str:
        return f"{self.base_url}/episodes/{quote(slug, safe='')}"

    def transcript(self, slug: str, format: str = "vtt") -> str:
        """Return where the transcript answers as "vtt", "srt" or "json"."""
        return f"{self.episode(slug)}/transcript.{format}"

    def chapters(self, slug: str) -> str:
        return f"{self.episode(slug)}/chapters.json"

    def media(self, name: str) -> str:
        return f"{self.base_url}/media/{quote(name, safe='')}"

    def artwork(self, name: str) -> str:
        """Return where the show's artwork answers; *name* is ``artwork-<hash>.jpg`` or ``.png``."""
        return f"{self.base_url}/{quote(name, safe='')}"
