"""Who does a studio's work: this process at once, or a build that remembers across crashes what is done."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from podme_audio.booth import Booth, Lines, Speaker, Threads, Told
from podme_audio.library import Claim

Done = TypeVar("Done")


class Hands(Protocol):
    """Who does the work: this process at once, or a build that remembers across crashes what is done."""

    def once(self, stage: str, kind: type[Done], work: Callable[[], Done]) -> Done:
        """Return what *work* makes, a *kind* of the model; made before, it is not made again."""

    def chosen(self, speakers: Iterator[Speaker]) -> Iterator[Speaker]:
        """Yield the speakers; who was asked before is not asked again."""

    @property
    def lines(self) -> Lines:
        """Has lines said."""

    def told(self, stage: str, done: int, total: int) -> None:
        """Hear how far it is."""

    @property
    def claim(self) -> Claim:
        """On whose behalf the library keeps what is made."""


class Here:
    """Hands that do everything at once, in this process."""

    claim = Claim()

    def __init__(self, booth: Booth, *, at_once: int, told: Told) -> None:
        self.told = told
        self.lines = Threads(booth, at_once=at_once, told=told)

    def once(self, stage: str, kind: type[Done], work: Callable[[], Done]) -> Done:  # noqa: ARG002 - nothing is remembered
        return work()

    def chosen(self, speakers: Iterator[Speaker]) -> Iterator[Speaker]:
        return speakers
