"""The hands of a build: a studio's work, done in steps that are remembered, with each line said by whoever is free.

What a step makes is kept as JSON beside the build; a failure is kept as a value, for an exception that was kept and
read again would have lost its kind.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from threading import Event
from typing import Any, TypeVar

from dbos import DBOS

from podme_audio.booth import Booth, Lines, Said, Speaker
from podme_audio.builds import queues
from podme_audio.exceptions import BuildError, LibraryError, LostBuildError, PodmeError, SynthesisError
from podme_audio.library import Claim, Ledger, from_json, to_json
from podme_audio.model import Line

Done = TypeVar("Done")

#: How often a step is tried whose failure may pass, and the seconds before the second try; each wait is twice as long.
#: A database comes back in a minute; for a host that does not answer, an editor does not want to wait as long.
ATTEMPTS, FIRST = 8, 0.5
ATTEMPTS_ELSEWHERE = 3
#: Seconds between two looks at the lines that others say.
LOOK = 0.2

#: Queues one line: the build, the line, the speaker and whether it is said anew go in, as what JSON has.
Enqueue = Callable[[str, str, dict[str, Any], list[str], bool], Any]


class Left(BaseException):
    """This execution ends without a trace, and another goes on; no Exception, for dbos would remember it as an end."""


class Remembered:
    """Hands that can be cut off at any moment, and go on where they were.

    Args:
        claim: The build, and this execution of it.
        ledger: Hears how far it is, and says when the build is somebody else's.
        booth: Knows which lines lie in the cache.
        enqueue: Hands one line to the workers.
        closing: Set when this process ends.
    """

    def __init__(self, claim: Claim, ledger: Ledger, booth: Booth, enqueue: Enqueue, closing: Event) -> None:
        self.claim = claim
        self._ledger = ledger
        self._booth = booth
        self._enqueue = enqueue
        self._closing = closing

    @property
    def lines(self) -> Lines:
        return self._have_said

    def told(self, stage: str, done: int, total: int) -> None:
        """Note how far it is.

        Raises:
            LostBuildError: The build is no longer ours.
            Left: This process ends.
        """
        self._stay()
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
        kept = [] if anew else self._recalled(lines, speaker)
        waiting = _longest_first(line for line in lines if line.id not in {one.line for one in kept})
        queue, names = queues.lines_of(speaker.engine), [speaker.engine, speaker.voice]
        handles = [self._enqueue(queue, self.claim.build, asdict(line), names, anew) for line in waiting]
        ids = [handle.workflow_id for handle in handles]
        heard = self._step("saying", lambda: self._heard(ids, len(kept)))
        for line, answer in zip(waiting, heard, strict=False):
            if "failed" in answer:
                DBOS.cancel_workflows(ids)
                raise SynthesisError(
                    f"the line {line.written!r} was not said: {answer['failed']}", engine=speaker.engine
                )
        said = {one.line: one for one in (*kept, *(Said(**answer["said"]) for answer in heard))}
        return [said[line.id] for line in lines]

    def _recalled(self, lines: Sequence[Line], speaker: Speaker) -> list[Said]:
        """Note what the build has to say and whose voice says it; return what lies in the cache."""
        build, owner = self.claim.build, self.claim.owner
        patiently(lambda: self._ledger.script(build, owner, lines))
        found = self._step("recalling", lambda: [asdict(one) for one in self._cached(lines, speaker)])
        kept = [Said(**values) for values in found]
        patiently(lambda: self._ledger.note(build, [one.line for one in kept], state="said", reused=True))
        who = {"engine": speaker.engine, "voice": speaker.voice, "reused": len(kept), "said": len(lines) - len(kept)}
        patiently(lambda: self._ledger.tell(build, owner, **who, stage="saying", done=len(kept), total=len(lines)))
        return kept

    def _cached(self, lines: Sequence[Line], speaker: Speaker) -> Iterator[Said]:
        for line in lines:
            if (one := self._booth.recall(line, speaker)) is not None:
                yield one

    def _heard(self, ids: Sequence[str], before: int) -> list[dict[str, Any]]:
        """Wait for lines that workers say; return what came of each, or at once when one of them failed."""
        answers: dict[str, dict[str, Any]] = {}
        while left := [id for id in ids if id not in answers]:
            self._stay()
            ended = DBOS.list_workflows(workflow_ids=left, status=sorted(queues.FINAL), load_input=False)
            answers |= {one.workflow_id: _answer(one) for one in ended}
            if ended:
                self.told("saying", before + len(answers), before + len(ids))
            if any("failed" in answer for answer in answers.values()):
                return [answers.get(id, {}) for id in ids]
            if len(answers) < len(ids):
                self._closing.wait(LOOK)
        return [answers[id] for id in ids]

    def _stay(self) -> None:
        if self._closing.is_set():
            raise Left

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
            ours = isinstance(error, LibraryError)
            if not error.transient or (attempt >= ATTEMPTS_ELSEWHERE and not ours):
                raise
        sleep(FIRST * 2 ** (attempt - 1) * random.uniform(0.5, 1))  # noqa: S311 - spreads retries, guards nothing
    return work()


def _longest_first(lines: Iterable[Line]) -> list[Line]:
    """Leave nobody idle at the end, beside one who has just begun the longest line."""
    return sorted(lines, key=lambda line: -len(line.spoken))


def _answer(line: Any) -> dict[str, Any]:
    """Return what came of a line's workflow: what it made, or why it made nothing."""
    if line.status == "SUCCESS":
        return dict(line.output)
    return {"failed": "it was called off" if line.status == "CANCELLED" else "something unexpected; the log says more"}


def _told(work: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"made": patiently(work)}
    except LostBuildError:
        raise
    except PodmeError as error:
        return {"failed": str(error)}
