"""The workshop: this process as a worker, from launch to a tidy end.

dbos brings back by itself only what a process of the same name left. Names are ours alone here, so workers watch over
each other: each says every few seconds that it is alive, and one that is silent or known to be gone is given up by one
of the others, which queues anew what it was doing (public calls only; see `keeper`).
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore

from dbos import DBOS

from podme_audio.builds import queues, workflows
from podme_audio.builds.keeper import Keeper, Pulse, requeue
from podme_audio.builds.schedules import keep_schedules
from podme_audio.studio import Studio

#: Seconds that a line may go on after the end was asked for. Then it is handed back.
GRACE = 6.0

log = logging.getLogger(__name__)


class Workshop:
    """Where builds are made.

    Args:
        studio: What is done.
        lines: Lines said at once.
        pulse: How workers watch over each other.
    """

    def __init__(self, studio: Studio, *, lines: int = 0, pulse: Pulse | None = None) -> None:
        self.studio = studio
        self.keeper = Keeper(studio, lines or studio.at_once, pulse or Pulse())

    @contextmanager
    def open(self) -> Iterator[None]:
        """Work on builds until the block ends; a line that is being said is finished, or handed back."""
        bench = workflows.Bench(self.studio, self.keeper.worker, Semaphore(self.keeper.lines))
        workflows.settle(bench)
        DBOS(config=queues.config(self.studio.library.database.address, self.keeper.worker))
        with self.keeper.watching():
            DBOS.launch()
            try:
                queues.register(self.keeper.most())
                keep_schedules(self.studio)
                self.keeper.begin()
                yield
            finally:
                self._close(bench)

    def _close(self, bench: workflows.Bench) -> None:
        bench.closing.set()
        until = time.monotonic() + GRACE
        while bench.busy and time.monotonic() < until:
            time.sleep(0.05)
        DBOS.destroy()  # first: while it takes work from the queues, it would take back what is handed back
        try:
            self._hand_back()
        finally:
            bench.closed.set()
            if bench.busy:
                self.studio.booth.stop()

    def _hand_back(self) -> None:
        database = self.studio.library.database
        with database.told():
            client = queues.client(database.address)
            try:
                requeue(client, executor_id=self.keeper.worker)
            finally:
                client.destroy()
