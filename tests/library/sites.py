"""Where a library lives: in files, or on servers."""

from dataclasses import dataclass
from pathlib import Path

from podme_audio.library import Library


@dataclass(frozen=True)
class Site:
    home: Path
    database_url: str = ""
    media_url: str = ""

    def open(self, *, database_url: str = "") -> Library:
        return Library(self.home, database_url=database_url or self.database_url, media_url=self.media_url)
