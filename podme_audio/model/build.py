"""What is in the making."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    #: What it was asked to be called; empty when the article says.
    title: str = ""
    #: Who asked for it, where that is known.
    editor: str = ""
    #: Whether it goes before everything that is not.
    urgent: bool = False


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
    #: The id of the line.
    line: str = ""
