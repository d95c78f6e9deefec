"""What flows between the rooms: frozen, and knowing no room.

Article -> Script of Lines -> Clips -> Recording with Cues -> Episode of a Show.
Times inside a recording are seconds from its start; moments are aware datetimes in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Role(StrEnum):
    """What a block of an article, or a line of a script, is for."""

    HEADLINE = "headline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    BRIDGE = "bridge"
    DISCLOSURE = "disclosure"


class State(StrEnum):
    """Where an episode stands at the desk."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Progress(StrEnum):
    """Where a build stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether nothing more happens by itself."""
        return self not in {Progress.QUEUED, Progress.RUNNING}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article as its page shows it."""

    role: Role
    text: str
    #: The head of a list item as written, "1." or "a."; empty for a bullet and for everything else.
    number: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """Something taken away from an article, and why, so that an editor can put it back."""

    block: Block
    #: A short English phrase: "dateline", "related links", "photo credit".
    reason: str
    #: How many of the article's remaining blocks stand before it.
    at: int


@dataclass(frozen=True, slots=True)
class Article:
    """A story as the newsroom wrote it."""

    reference: str
    title: str
    blocks: tuple[Block, ...]
    url: str = ""
    section: str = ""
    byline: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph in two forms: as written, and as a news reader says it."""

    #: Random, given once, and kept by a later script of the same article while the written form is the same.
    id: str
    role: Role
    written: str
    spoken: str
    #: Seconds of silence after it.
    pause: float
    #: Which of the script's articles it belongs to; None for what the programme itself says.
    article: int | None = None
    #: The title of the chapter that begins with this line; empty when none does.
    chapter: str = ""
    #: A voice of its own; empty for the episode's.
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """What will be said, in order."""

    articles: tuple[Article, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """When a word is heard, or a phrase where the engine knows no better: seconds from the start."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Clip:
    """The sound of one line, in the encoding its engine made."""

    sound: bytes
    #: What ``sound`` is: "wav" (PCM) or "mp3".
    format: str
    #: In the engine's spoken words, from the start of ``sound``; empty when the engine does not know.
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Cue:
    """When a line is heard."""

    line: str
    start: float
    end: float
    #: The written form, for reading along.
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A place worth jumping to."""

    start: float
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """The finished sound of a script."""

    path: Path
    duration: float
    #: Integrated, LUFS (ITU-R BS.1770-4), measured on the encoded file.
    loudness: float
    #: dBTP, measured on the encoded file.
    true_peak: float
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Media:
    """A published file: its name never changes what it means."""

    #: ``<slug>-<content hash>.mp3``
    name: str
    size: int
    type: str
    duration: float
    loudness: float
    true_peak: float


@dataclass(frozen=True, slots=True)
class Episode:
    """A recording a listener can choose, as lists and feeds need it."""

    #: A UUID given at first save, never changed.
    guid: str
    #: The title in ASCII, frozen at first save.
    slug: str
    title: str
    description: str
    state: State
    #: Counts from 1; the revision whose sound is heard.
    revision: int
    #: The engine and voice that spoke, "kokoro" and "putri".
    engine: str
    voice: str
    media: Media
    created: datetime
    updated: datetime
    published: datetime | None = None
    section: str = ""
    author: str = ""
    #: The addresses of the articles read, in order; empty strings left out.
    links: tuple[str, ...] = ()
    #: When a scheduled episode is to be published.
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an episode, whole: what was said, and when it is heard."""

    guid: str
    number: int
    created: datetime
    script: Script
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]
    engine: str
    voice: str
    media: Media


@dataclass(frozen=True, slots=True)
class Show:
    """The programme as a whole."""

    title: str
    description: str
    author: str
    owner_name: str = ""
    owner_email: str = ""
    language: str = "id"
    category: str = "News"
    subcategory: str = "Daily News"
    #: The newsroom's own site.
    link: str = ""
    #: podcast:guid, stored the first time a public address is set; empty until then.
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Build:
    """An episode in the making."""

    id: str
    references: tuple[str, ...]
    state: Progress
    created: datetime
    updated: datetime
    #: What is being done, "saying"; and how many of how many steps of it are done.
    stage: str = ""
    done: int = 0
    total: int = 0
    #: Who speaks, once that is decided.
    engine: str = ""
    voice: str = ""
    #: Lines said for this build, and lines found in the cache.
    said: int = 0
    reused: int = 0
    #: Why it failed, in one sentence.
    error: str = ""
    #: The episode that came of it.
    guid: str = ""
    #: Counts how often it was queued: resumed, it is queued anew.
    attempt: int = 1
    started: datetime | None = None
    finished: datetime | None = None


@dataclass(frozen=True, slots=True)
class BuildLine:
    """One line of a build."""

    position: int
    written: str
    #: "waiting", "saying", "said" or "failed".
    state: str
    reused: bool = False
    #: Wall time of its synthesis.
    seconds: float = 0.0
    error: str = ""


class Store(Protocol):
    """Named bytes that survive; a write is seen whole or not at all. Names are relative, with forward slashes."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes behind *name*, or None."""

    def write(self, name: str, content: bytes) -> None:
        """Keep *content* under *name*, replacing what was there."""

    def remove(self, name: str) -> None:
        """Forget *name*; nothing happens when there is none."""

    def names(self, prefix: str) -> Iterator[str]:
        """Yield the names that begin with *prefix*, in no promised order."""
