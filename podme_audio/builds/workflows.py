"""The two durable workflows, a build and a line, as dbos knows them by name, and where this process does them."""

import logging
import time
from collections.abc import Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from threading import Event, Lock, Semaphore
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from dbos import DBOS, SetEnqueueOptions

from podme_audio.booth import Speaker
from podme_audio.builds import queues
from podme_audio.builds.steps import Enqueue, Left, Remembered, patiently
from podme_audio.exceptions import (
    IncompleteSpeechError,
    LibraryError,
    LibraryUnavailableError,
    LostBuildError,
    PodmeError,
)
from podme_audio.library import Claim, from_json
from podme_audio.model import Line, Progress, Role
from podme_audio.operations import logs, metrics
from podme_audio.studio import Studio, Wish

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A build that was taken up so often without an end takes its workers down with it.
MOST_CLAIMS = 50

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Bench:
    """Where this process does its work."""

    studio: Studio
    #: This process, by name.
    worker: str
    #: Lines of builds that are said here at once, whatever the queue hands out.
    places: Semaphore
    #: Builds and lines that are being worked on.
    busy: int = 0
    lock: Lock = field(default_factory=Lock)
    #: Set when nothing more is begun, and when nothing more will come.
    closing: Event = field(default_factory=Event)
    closed: Event = field(default_factory=Event)

    @contextmanager
    def work(self, *, place: bool = False) -> "Iterator[None]":
        """Be busy, in one of the places for lines or beside them.

        Once the end was asked for, nothing is begun: what the queues hand out stays where it is until they are shut.

        Raises:
            Left: This process ends.
        """
        with self.places if place else nullcontext():
            if self.closing.is_set():
                self.closed.wait()
                raise Left
            with self.lock:
                self.busy += 1
            try:
                yield
            finally:
                with self.lock:
                    self.busy -= 1


#: One for each process, as dbos itself is.
_here: list[Bench] = []


def settle(bench: Bench) -> None:
    """Let this process do its work at *bench*."""
    _here[:] = [bench]


def here() -> Bench:
    """Return where this process does its work."""
    return _here[0]


@DBOS.workflow(name="build", max_recovery_attempts=None)
def build(id: str) -> None:
    """Make an episode of what the build's order asks for."""
    bench = here()
    with logs.bind(build=id), bench.work():
        try:
            _build(bench, id)
        except LibraryUnavailableError as error:  # silent from now on, it is found as stalled and gone on with
            log.warning("%s", error)
            raise Left from error


@DBOS.workflow(name="line", max_recovery_attempts=None)
def line(build: str, said: dict[str, Any], speaker: list[str], anew: bool, asked: float = 0.0) -> dict[str, Any]:
    """Say one line of a build, or of none; *asked* is when it was queued, in seconds of the epoch, or unknown."""
    one, who = Line(**{**said, "role": Role(said["role"])}), Speaker(*speaker)
    with logs.bind(build=build, line=one.id):
        if anew:
            DBOS.run_step({"name": "forgetting"}, here().studio.booth.forget, one, who)
        return DBOS.run_step({"name": "saying"}, _say, build, one, who, asked)


def _build(bench: Bench, id: str) -> None:
    ledger = bench.studio.library.ledger
    claim = Claim(id, f"{bench.worker}/{uuid4().hex[:8]}")
    taken = patiently(lambda: ledger.claim(id, claim.owner))
    if not taken:
        return
    if taken > MOST_CLAIMS:
        ledger.finish(id, claim.owner, Progress.FAILED, f"it was begun {MOST_CLAIMS} times and never came to an end")
        return
    wish = from_json(patiently(lambda: ledger.order(id)), Wish)
    enqueue = _enqueue(queues.FIRST if wish.urgent else queues.USUAL)
    hands = Remembered(claim, ledger, bench.studio.booth, enqueue, bench.closing)
    try:
        bench.studio.produce(wish, hands)
    except LostBuildError as error:
        log.warning("%s", error)
        raise Left from error
    except LibraryUnavailableError:
        raise
    except PodmeError as error:
        log.warning("the build failed: %s", error)
        reason = str(error)
        if isinstance(error, IncompleteSpeechError):
            _note(id, error.line, state="failed", error=reason)
        _finish(claim, bench, Progress.FAILED, reason)
    except Exception:  # what dbos says of a build that goes on elsewhere is none
        if bench.closed.is_set():  # the ground has gone from under it
            raise Left from None
        _finish(claim, bench, Progress.FAILED, "something unexpected went wrong; the log says more")
        raise
    else:
        _finish(claim, bench, Progress.DONE)


def _finish(claim: Claim, bench: Bench, state: Progress, error: str = "") -> None:
    patiently(lambda: bench.studio.library.ledger.finish(claim.build, claim.owner, state, error))


def _enqueue(priority: int) -> Enqueue:
    """Return what queues a line, to be said before all of a higher number."""

    def enqueue(queue: str, build: str, said: Mapping[str, Any], speaker: list[str], anew: bool) -> Any:
        with SetEnqueueOptions(priority=priority):
            return DBOS.enqueue_workflow(queue, line, build, dict(said), speaker, anew, time.time())

    return enqueue


def _say(build: str, one: Line, who: Speaker, asked: float) -> dict[str, Any]:
    """Return what was said, or why it was not: an exception that is kept and read again would have lost its kind."""
    bench = here()
    with bench.work(place=bool(build)):  # one that somebody waits for needs no place
        started = time.monotonic()
        if asked:
            metrics.work_begun(queues.lines_of(who.engine), time.time() - asked)
        _note(build, one.id, state="saying")
        try:
            said = bench.studio.booth.say(one, who)
        except PodmeError as error:
            if bench.closed.is_set():  # cut off, not failed
                raise Left from error
            reason = str(error)
            _note(build, one.id, state="failed", error=reason)
            return {"failed": reason}
        took = time.monotonic() - started
        metrics.line_looked_up(found=said.reused)
        if not said.reused:
            metrics.line_said(who.engine, took)
        _note(build, one.id, state="said", seconds=took, reused=said.reused, error="")
        return {"said": asdict(said)}


def _note(build: str, one: str, **told: Any) -> None:
    """Tell who watches the build; a line is not lost because nobody could be told."""
    if not build:
        return
    try:
        patiently(lambda: here().studio.library.ledger.note(build, (one,), **told))
    except LibraryError as error:
        log.warning("%s", error)
