"""The hands of a build: a studio's work, done in steps that are remembered, with each line said by whoever is free.

What a step makes is kept as JSON beside the build; a failure is kept as a value, for an exception that was kept and
read again would have lost its kind.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from dbos import DBOS

from podme_audio.booth import Booth, Lines, Said, Speaker
from podme_audio.builds import queues
from podme_audio.exceptions import BuildError, LostBuildError, PodmeError, SynthesisError
from podme_audio.library import Claim, Ledger, from_json, to_json
from podme_audio.model import Line

Done = TypeVar("Done")

#: How often a step is tried whose failure may pass, and the seconds before the second try; each wait is twice as long.
ATTEMPTS, FIRST = 8, 0.5
#: Seconds between two looks at a line that others say.
LOOK = 0.2

#: Queues one line: the build, the line, the speaker and whether it is said anew go in, as what JSON has.
Enqueue = Callable[[str, str, dict[str, Any], list[str], bool], Any]


class Remembered:
    """Hands that can be cut off at any moment, and go on where they were.

    Args:
        claim: The build, and this execution of it.
        ledger: Hears how far it is, and says when the build is somebody else's.
        booth: Knows which lines lie in the cache.
        enqueue: Hands one line to the workers.
    """

    def __init__(self, claim: Claim, ledger: Ledger, booth: Booth, enqueue: Enqueue) -> None:
        self.claim = claim
        self._ledger = ledger
        self._booth = booth
        self._enqueue = enqueue
        self._noted = False

    @property
    def lines(self) -> Lines:
        return self._have_said

    def told(self, stage: str, done: int, total: int) -> None:
        """Note how far it is; ends the work when the build is no longer ours."""
        patiently(lambda: self._ledger.tell(self.claim.build, self.claim.owner, stage=stage, done=done, total=total))

    def once(self, stage: str, kind: type[Done], work: Callable[[], Done]) -> Done:
        self.told(stage, 0, 0)
        return from_json(self._step(stage, lambda: to_json(work()).decode()).encode(), kind)

    def chosen(self, speakers: Iterator[Speaker]) -> Iterator[Speaker]:
        """Yield the speakers; on a second run those who were chosen before are passed over, not asked."""
        told: list[Speaker] = []

        def following() -> list[str] | None:
            found = next((one for one in speakers if one not in told), None)
            return None if found is None else [found.engine, found.voice]

        while (names := self._step("choosing", following)) is not None:
            told.append(Speaker(*names))
            yield told[-1]

    def _have_said(self, lines: Sequence[Line], speaker: Speaker, *, anew: bool) -> list[Said]:
        build, owner = self.claim.build, self.claim.owner
        if not anew:
            patiently(lambda: self._ledger.script(build, owner, lines))
        kept = self._step("recalling", lambda: [] if anew else self._recalled(lines, speaker))
        said = {one.line: one for one in (Said(**values) for values in kept)}
        patiently(lambda: self._ledger.note(build, tuple(said), state="said", reused=True))
        reused = len(said)
        self._tell_who(speaker, reused, len(lines))
        waiting = sorted((line for line in lines if line.id not in said), key=lambda line: -len(line.spoken))
        queue, names = queues.lines_of(speaker.engine), [speaker.engine, speaker.voice]
        handles = [self._enqueue(queue, build, _plain(line), names, anew) for line in waiting]
        for handle in handles:
            answer = handle.get_result(polling_interval_sec=LOOK)
            if "failed" in answer:
                self._call_off(handles)
                raise SynthesisError(answer["failed"], engine=speaker.engine)
            one = Said(**answer["said"])
            said[one.line] = one
            self.told("saying", len(said), len(lines))
        return [said[line.id] for line in lines]

    def _recalled(self, lines: Sequence[Line], speaker: Speaker) -> list[dict[str, Any]]:
        found = (self._booth.recall(line, speaker) for line in lines)
        return [plain(one) for one in found if one is not None]

    def _tell_who(self, speaker: Speaker, reused: int, total: int) -> None:
        who = {"engine": speaker.engine, "voice": speaker.voice, "reused": reused, "said": total - reused}
        progress = {"stage": "saying", "done": reused, "total": total}
        patiently(lambda: self._ledger.tell(self.claim.build, self.claim.owner, **who, **progress))

    @staticmethod
    def _call_off(handles: Sequence[Any]) -> None:
        DBOS.cancel_workflows([handle.workflow_id for handle in handles])

    def _step(self, name: str, work: Callable[[], Any]) -> Any:
        """Run *work* and remember what it makes, or how it failed."""
        kept = DBOS.run_step({"name": name}, _told, work)
        if "failed" in kept:
            raise BuildError(kept["failed"], build=self.claim.build)
        return kept["made"]


def patiently(work: Callable[[], Done], sleep: Callable[[float], None] = time.sleep) -> Done:
    """Do *work*, again after growing, jittered waits while its failure may pass, as when a database restarts.

    Raises:
        PodmeError: It failed for good.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return work()
        except PodmeError as error:
            if not error.transient:
                raise
        sleep(FIRST * 2 ** (attempt - 1) * random.uniform(0.5, 1))  # noqa: S311 - spreads retries, guards nothing
    return work()


def plain(said: Said) -> dict[str, Any]:
    return {name: getattr(said, name) for name in Said.__slots__}


def _plain(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in Line.__slots__}


def _told(work: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"made": patiently(work)}
    except LostBuildError:
        raise
    except PodmeError as error:
        return {"failed": str(error)}
