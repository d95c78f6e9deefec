"""What an episode will take, before it is said: lines, characters, seconds; and whether the month's cap allows it."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from podme_audio.booth import Booth, Speaker
from podme_audio.exceptions import CapReachedError, LibraryError
from podme_audio.library import Usage
from podme_audio.model import Line
from podme_audio.speech import pace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What saying a script will take."""

    speaker: Speaker
    lines: int
    #: Lines that were said before, or that a person recorded.
    reused: int
    #: Given to the engine anew.
    characters: int
    #: Of sound, pauses included.
    seconds: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """An estimate beside what the month's cap leaves of it."""

    estimate: Estimate
    #: Characters that the engine may be given in a month, and what is left of them; None for an engine without a cap.
    cap: int | None = None
    left: int | None = None

    @property
    def allowed(self) -> bool:
        """Whether the cap allows it; always when nothing is said anew."""
        return self.left is None or self.estimate.characters <= max(0, self.left)


def estimate(lines: Sequence[Line], speaker: Speaker, booth: Booth) -> Estimate:
    """Reckon what *speaker* would take to say *lines*; nothing is said."""
    anew = [line for line in lines if not booth.knows(line, speaker)]
    characters = sum(len(line.spoken) for line in anew)
    return Estimate(speaker, len(lines), len(lines) - len(anew), characters, length(lines, speaker))


def length(lines: Sequence[Line], speaker: Speaker) -> float:
    """Return about how many seconds *lines* are heard for, pauses included."""
    usual = pace.pace_of(speaker.engine, speaker.voice)
    return sum(pace.expected(line.spoken, usual) + line.pause for line in lines)


class Caps:
    """What each engine may be given to say in a month.

    Args:
        caps: Engine -> characters; an engine without a cap may say anything.
        usage: Knows what was said.
        now: The moment.
    """

    def __init__(self, caps: Mapping[str, int], usage: Usage, now: Callable[[], datetime]) -> None:
        self._caps, self._usage, self._now = caps, usage, now

    def spend(self, engine: str, spoken: str) -> None:
        """Note that *engine* has said something; what was said is not lost when that cannot be noted."""
        try:
            self._usage.spend(engine, len(spoken), self._now())
        except LibraryError as error:
            log.warning("%s", error)

    def outlook(self, told: Estimate) -> Outlook:
        """Lay an estimate beside what is left of the month's cap."""
        engine = told.speaker.engine
        cap = self._caps.get(engine)
        if cap is None:
            return Outlook(told)
        return Outlook(told, cap, max(0, cap - self._usage.spent(engine, self._now()).characters))

    def complaint(self, told: Estimate) -> str:
        """Return why the cap does not allow it; empty when it does, and always when nothing is said anew."""
        found = self.outlook(told)
        if found.allowed:
            return ""
        return (
            f"{told.speaker.engine} may say {found.cap:,} characters a month, {found.left:,} of them are left, and "
            f"this needs {told.characters:,}: choose another engine, or raise PODME_CAPS"
        )

    def allowed(
        self, speakers: Iterator[Speaker], lines: Sequence[Line], booth: Booth, *, named: bool
    ) -> Iterator[Speaker]:
        """Yield the speakers that may say all of *lines*.

        Raises:
            CapReachedError: None of them may, or the one that was *named* may not.
        """
        refused = ""
        for speaker in speakers:
            capped = speaker.engine in self._caps
            refused = self.complaint(estimate(lines, speaker, booth)) if capped else ""
            if refused and named:
                break
            if not refused:
                yield speaker
        if refused:
            raise CapReachedError(refused, engine=speaker.engine)
