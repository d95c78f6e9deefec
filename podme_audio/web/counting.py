"""What is sent and heard goes in, at no cost to who listens; every few seconds the library is told of it.

It is kept in memory until then: a process that is killed forgets some seconds, and no request ever waits for the
database. What a listener is still being sent is told when it ends.
"""

import io
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from flask import Request

from podme_audio.exceptions import PodmeError
from podme_audio.library.listening import Delivered, Sitting, Spans, tag_length, union
from podme_audio.web.visitors import Visitors

#: Seconds between two tellings.
EVERY = 5.0
#: Listeners that are remembered between two tellings; more, and some are not counted.
MOST = 20_000
#: Letters of a User-Agent that are looked at.
_AGENT = 400
#: What Apple asks first, to see whether parts can be had.
_PROBE = 2
_HEAD = 10

Told_contra = TypeVar("Told_contra", contravariant=True)

_log = logging.getLogger(__name__)


class Notes(Protocol[Told_contra]):
    """Where what was told is counted; what is told twice is counted once."""

    def note(self, told: Sequence[Told_contra], *, now: datetime) -> None: ...


class Counts(Protocol):
    """What of the library this talks to."""

    @property
    def downloads(self) -> Notes[Delivered]: ...

    @property
    def plays(self) -> Notes[Sitting]: ...


class Collector:
    """Gathers what is to be counted.

    Args:
        library: Where it is counted.
        most: Listeners that are remembered between two tellings.
        now: The moment.
    """

    def __init__(
        self, library: Counts, *, most: int = MOST, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._library, self._most, self._now = library, most, now
        self._lock = threading.Lock()
        self._got: dict[tuple[str, str, str], tuple[Spans, int]] = {}
        self._heard: dict[tuple[str, str], Spans] = {}
        self._lost = 0
        self._full = threading.Event()

    def delivered(self, got: Delivered) -> None:
        """Somebody was sent something."""
        key = (got.name, got.address, got.agent[:_AGENT])
        with self._lock:
            before, _ = self._got.get(key, ((), 0))
            if before or self._has_room():
                self._got[key] = (union((*before, *got.spans)), got.tag)

    def heard(self, sitting: Sitting) -> None:
        """A page told what was heard on it."""
        key = (sitting.id, sitting.guid)
        with self._lock:
            before = self._heard.get(key, ())
            if before or self._has_room():
                self._heard[key] = union((*before, *sitting.spans))

    @property
    def waiting(self) -> int:
        """How many are remembered of whom the library was not told yet."""
        return len(self._got) + len(self._heard)

    def tell(self) -> None:
        """Tell the library; what cannot be told now is told next time."""
        with self._lock:
            got, self._got = self._got, {}
            heard, self._heard = self._heard, {}
            lost, self._lost = self._lost, 0
            self._full.clear()
        if lost:
            _log.warning("%d listeners were not counted: there were too many at once", lost)
        deliveries = [Delivered(*key, spans, tag) for key, (spans, tag) in got.items()]
        sittings = [Sitting(*key, spans) for key, spans in heard.items()]
        try:
            self._library.downloads.note(deliveries, now=self._now())
            self._library.plays.note(sittings, now=self._now())
        except PodmeError as error:
            _log.warning("who listens is counted later: %s", error)
            for one in deliveries:
                self.delivered(one)
            for sitting in sittings:
                self.heard(sitting)

    @contextmanager
    def telling(self, every: float = EVERY) -> Iterator[None]:
        """Tell the library every so many seconds, in a thread of its own, and once more at the end."""
        ended = threading.Event()

        def go_on() -> None:
            while not ended.is_set():
                self._full.wait(every)
                try:
                    self.tell()
                except Exception:  # noqa: BLE001 (whatever it is, who comes next is counted)
                    _log.exception("who listens cannot be counted")
                ended.wait(every / 5)  # however many come: the database is asked for no more than that

        thread = threading.Thread(target=go_on, name="counting", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            self._full.set()
            thread.join()
            self.tell()

    def _has_room(self) -> bool:
        """Whether one more can be remembered; half full, the library is told at once."""
        if self.waiting >= self._most:
            self._lost += 1
            return False
        if self.waiting >= self._most // 2:
            self._full.set()
        return True


class Sink(Protocol):
    """Where what is to be counted goes."""

    def delivered(self, got: Delivered) -> None: ...

    def heard(self, sitting: Sitting) -> None: ...


@dataclass(frozen=True, slots=True)
class Counting:
    """How this process counts."""

    sink: Sink
    visitors: Visitors = field(default_factory=Visitors)

    def file(self, path: Path, name: str, start: int, request: Request) -> io.BufferedReader:
        """Open a file that is sent to who asks from *start* on, and note how far it was read when it is closed."""
        address, agent = self.visitors.address, request.user_agent.string
        if not agent or self.visitors.is_our_player(request) or self.visitors.is_machine(address):
            return at(path, start)

        def told(stop: int, tag: int) -> None:
            if stop - start > _PROBE:
                self.sink.delivered(Delivered(name, address, agent, ((start, stop),), tag))

        return _Sent(io.FileIO(path), start, told)

    def handed_over(self, name: str, part: range, request: Request) -> None:
        """Somebody else sends it: what is asked for is taken for sent."""
        address, agent = self.visitors.address, request.user_agent.string
        known = "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
        ours = self.visitors.is_our_player(request) or self.visitors.is_machine(address)
        if request.method == "GET" and len(part) > _PROBE and agent and not known and not ours:
            self.sink.delivered(Delivered(name, address, agent, ((part.start, part.stop),)))


def at(path: Path, start: int) -> io.BufferedReader:
    """Open a file where its sending begins."""
    file = path.open("rb")
    file.seek(start)
    return file


class _Sent(io.BufferedReader):
    """A file that tells, when it is closed, how far it was read: a server reads on only as bytes are on their way."""

    def __init__(self, raw: io.FileIO, start: int, told: Callable[[int, int], None]) -> None:
        super().__init__(raw)
        self._told, self._tag = told, tag_length(self.read(_HEAD))
        self.seek(start)

    def close(self) -> None:
        if not self.closed:
            stop = self.tell()
            super().close()
            self._told(stop, self._tag)


class Allowance:
    """How often the same address may ask in a minute; addresses are hashed with what only this process knows."""

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._lock = threading.Lock()
        self._minute, self._asked = 0, dict[int, int]()

    def takes(self, address: str) -> bool:
        """Whether *address* may ask once more."""
        minute, key = int(self._clock() // 60), hash(address)
        with self._lock:
            if minute != self._minute:
                self._minute, self._asked = minute, {}
            if len(self._asked) >= MOST and key not in self._asked:
                return False
            self._asked[key] = self._asked.get(key, 0) + 1
            return self._asked[key] <= self._most
