"""Whether this process can do its work: named checks in; a line for each, in words for anyone, out.

A check is a callable that returns "" or a sentence. The sentences are read by whoever can reach ``/readyz``, so they
name no host and no path; what stands behind them goes to the log.
"""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from podme_audio.exceptions import PodmeError
from podme_audio.library import Library
from podme_audio.library.database import HEAD

Check = Callable[[], str]

#: Bytes free below which an episode may not fit.
DISK_FLOOR = 1_000_000_000
#: Seconds an answer is good for; writing to a bucket costs.
GOOD_FOR = {"store": 30.0}
BRIEFLY = 1.0
#: Seconds after which a check that does not return counts as failed.
PATIENCE = 5.0
PROBE = "health/probe"

_log = logging.getLogger(__name__)


def checks(library: Library, home: Path) -> dict[str, Check]:
    """Return what every process looks at: database, migrations, store and disk."""
    return {
        "database": lambda: _database(library),
        "migrations": lambda: _migrations(library),
        "store": lambda: _store(library),
        "disk": lambda: disk(shutil.disk_usage(home).free),
    }


class Readiness:
    """The checks of one process, each asked seldom, and by one thread at a time.

    Args:
        checks: By name. One may raise PodmeError or OSError, which counts as failed and goes to the log.
        leaving: Set when the process was told to end: from then on it is not ready.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        checks: Mapping[str, Check],
        *,
        leaving: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._leaving = leaving or threading.Event()
        self._checks = {
            name: _Seldom(name, check, good_for=GOOD_FOR.get(name, BRIEFLY), clock=clock)
            for name, check in checks.items()
        }

    def look(self) -> tuple[bool, str]:
        """Return whether all is well, and a line for each thing that was looked at."""
        if self._leaving.is_set():
            return False, "process: is ending\n"
        found = {name: check() for name, check in self._checks.items()}
        text = "".join(f"{name}: {said or 'ok'}\n" for name, said in found.items())
        return not any(found.values()), text or "process: ok\n"


def disk(free: int) -> str:
    """Judge the room on the disk of the library.

    >>> disk(5_000_000_000), disk(400_000_000)
    ('', '0.4 GB are free where 1 GB is needed')
    """
    if free > DISK_FLOOR:
        return ""
    return f"{free / 1e9:.1f} GB are free where {DISK_FLOOR / 1e9:.0f} GB is needed"


def _database(library: Library) -> str:
    with library.database.reading() as session:
        session.connection().exec_driver_sql("SELECT 1")
    return ""


def _migrations(library: Library) -> str:
    with library.database.reading() as session:
        stands = session.connection().exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return "" if stands == HEAD else f"the tables stand at {stands}, this program needs {HEAD}"


def _store(library: Library) -> str:
    library.store.write(PROBE, b"podme\n")
    library.store.remove(PROBE)
    return ""


class _Seldom:
    """A check that is asked again only when its answer has grown old, and never by two threads at once.

    A store that hangs holds one thread, not all of them: the others hear what was true, and soon that it hangs.
    """

    def __init__(self, name: str, check: Check, *, good_for: float, clock: Callable[[], float]) -> None:
        self._name, self._check, self._good_for, self._clock = name, check, good_for, clock
        self._asking = threading.Lock()
        self._began = clock()
        self._answered: float | None = None
        self._answer = "has not answered yet"

    def __call__(self) -> str:
        if self._asking.acquire(blocking=False):
            try:
                self._ask()
            finally:
                self._asking.release()
            return self._answer
        waited = self._clock() - self._began
        return self._answer if waited < PATIENCE else f"has not answered for {waited:.0f} seconds"

    def _ask(self) -> None:
        now = self._clock()
        if self._answered is not None and now - self._answered < self._good_for:
            return
        self._began, before = now, self._answer
        try:
            self._answer = detail = self._check()
        except (PodmeError, OSError) as error:
            self._answer, detail = "does not answer", str(error)
        self._answered = self._clock()
        if detail and self._answer != before:
            _log.error("not ready: %s: %s", self._name, detail)
