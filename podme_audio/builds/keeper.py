"""Workers keep watch over each other: what a dead one was doing is queued anew, once, and nothing else is.

Alive is who says so every few seconds. On one machine it is known at once when a process is gone: each holds a lock on
a file of its name for as long as it lives, which no crash outlasts.
"""

import fcntl
import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from dbos import DBOS, DBOSClient

from podme_audio.builds import queues
from podme_audio.exceptions import LibraryError
from podme_audio.operations import metrics
from podme_audio.studio import Studio

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pulse:
    """How workers watch over each other, in seconds."""

    #: Between two signs of life.
    beat: float = 5.0
    #: Without a sign of life, after which a worker is given up.
    silent: float = 20.0
    #: Without news of a build, after which its work is queued anew although its worker lives.
    stalled: float = 600.0


class Keeper:
    """This worker's name and its share in the watch."""

    def __init__(self, studio: Studio, lines: int, pulse: Pulse) -> None:
        self.worker = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:6]}"
        self.lines = lines
        self._studio = studio
        self._library = studio.library
        self._pulse = pulse
        self._locks = studio.library.store.workshop().parent
        self._ended = threading.Event()
        #: Signs of life in a row: after the database was away every worker looks dead, the living as well.
        self._beats = 0
        #: Workers that were given up, and whose work is not yet queued anew.
        self._owed: list[str] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Be known as alive, and hold the lock that says so, until the block ends."""
        path = self._locks / f"{self.worker}.lock"
        with path.open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._library.workers.alive(self.worker, self.lines)
            try:
                yield
            finally:
                self._ended.set()
                with suppress(LibraryError):
                    self._library.workers.leave(self.worker)
                path.unlink(missing_ok=True)

    def begin(self) -> None:
        """Take over at once what died on this machine, then keep watch in a thread."""
        self._clear()
        self.look()
        threading.Thread(target=self._watch, name="keeper", daemon=True).start()

    def most(self) -> int:
        """Return how many lines that worker says at once which says the most."""
        return max([self.lines, *(one.lines for one in self._library.workers.active(self._pulse.silent))])

    def fresh(self) -> str:
        """Return why this worker may be dead to the others; empty while all is well."""
        alive = {one.id for one in self._library.workers.active(self._pulse.silent)}
        return "" if self.worker in alive else "this worker gives no sign of life"

    def look(self) -> None:
        """Give one sign of life, and look after the others once."""
        if not self._library.workers.alive(self.worker, self.lines):
            log.warning("this worker was silent for so long that others took over its work")
        self._beats += 1
        sure = self._beats * self._pulse.beat > self._pulse.silent
        for dead in self._library.workers.give_up(self.worker, self._pulse.silent if sure else 1e9, self._gone):
            log.warning("worker %s is gone: its work is queued anew", dead)
            metrics.worker_reaped()
            self._owed.append(dead)
        with self._library.database.told():
            self._hand_back()
            self._push_on()
        self._share()

    def _hand_back(self) -> None:
        """Queue anew what the dead were doing; what fails now is done at the next look."""
        while self._owed:
            dead = self._owed[-1]
            requeue(DBOS, executor_id=dead)
            (self._locks / f"{dead}.lock").unlink(missing_ok=True)
            self._owed.pop()

    def _push_on(self) -> None:
        for build in self._library.ledger.stalled(self._pulse.stalled):
            log.warning("nothing was heard of build %s for %d s: it is queued anew", build.id, self._pulse.stalled)
            requeue(DBOS, workflow_ids=[queues.workflow(build)])
            requeue(DBOS, parent_workflow_id=queues.workflow(build))

    def _watch(self) -> None:
        while not self._ended.wait(self._pulse.beat):
            try:
                self.look()
            except LibraryError as error:
                self._beats = 0
                log.warning("%s", error)

    def _share(self) -> None:
        """Keep to this worker's part of what a service allows."""
        workers = len(self._library.workers.active(self._pulse.silent))
        for engine in self._studio.booth.engines():
            engine.share(workers)

    def _clear(self) -> None:
        """Take away locks of processes that died before anybody knew them."""
        known = {one.id for one in self._library.workers.active(1e9)}
        for path in self._locks.glob("*.lock"):
            if path.stem not in known and _free(path):
                path.unlink(missing_ok=True)

    def _gone(self, worker: str) -> bool:
        """Whether a worker of this machine is dead for certain: nobody holds its lock."""
        path = self._locks / f"{worker}.lock"
        return path.exists() and _free(path)


def requeue(dbos: type[DBOS] | DBOSClient, **which: Any) -> None:
    """Queue workflows anew that are under way by the rows."""
    for status in dbos.list_workflows(status="PENDING", load_input=False, load_output=False, **which):
        dbos.resume_workflow(status.workflow_id, queue_name=status.queue_name or queues.BUILDS)


def _free(path: Path) -> bool:
    with suppress(FileNotFoundError), path.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
    return False
