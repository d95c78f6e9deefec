"""An engine that is patient and polite: it waits and tries again, keeps to a rate, and gives up for good in time."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from podme_audio.exceptions import EngineUnavailableError, NetworkError, SpeechError
from podme_audio.model import Clip
from podme_audio.speech.engine import Engine, Shared, Stoppable


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, handed in."""

    now: Callable[[], float] = time.monotonic
    #: What waits; None for a wait that ends early when the breaker opens.
    sleep: Callable[[float], None] | None = None
    #: A number from 0 up to 1.
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a line is worth waiting for."""

    #: How often a line is tried.
    attempts: int = 4
    #: Seconds before the second try; each further wait is twice as long.
    first: float = 1.0
    #: The longest of these waits.
    longest: float = 20.0
    #: What all waits for one line may come to.
    total: float = 60.0
    #: Failures in a row, of any line, after which the engine is given up.
    failures: int = 6
    #: Seconds after which a given-up engine is tried once more.
    rest: float = 300.0


class Governor:
    """A rate that many threads share: a bucket of *burst*, filled at *per_minute*.

    Args:
        per_minute: What may be asked for in a minute.
        burst: What may be asked for at once after a while of silence.
        cost: What a text takes from the bucket; a request is one, ``len`` counts characters.
        clock: When it is, and how to wait.
    """

    def __init__(
        self,
        per_minute: float,
        burst: float,
        *,
        cost: Callable[[str], float] = lambda _: 1.0,
        clock: Clock | None = None,
    ) -> None:
        self._whole = self._rate = per_minute / 60
        self._burst = burst
        self._cost = cost
        self._clock = clock or Clock()
        self._lock = threading.Lock()
        self._level = burst
        self._filled = self._clock.now()

    def admit(self, text: str) -> None:
        """Return when *text* may be sent; places are given in the order of asking."""
        wait = self._reserve(self._cost(text))
        if wait > 0:
            (self._clock.sleep or time.sleep)(wait)

    def share(self, among: int) -> None:
        """Keep to one of *among* equal parts of the rate, the others being other processes'."""
        with self._lock:
            self._rate = self._whole / max(1, among)

    def _reserve(self, cost: float) -> float:
        with self._lock:
            now = self._clock.now()
            self._level = min(self._burst, self._level + (now - self._filled) * self._rate) - cost
            self._filled = now
            return -self._level / self._rate


class Governed:
    """The engine inside, asked again where that may help, and left alone where it does not.

    A failure that is not ``transient`` is passed on at once. When too many fail in a row, or when the service asks for
    more time than a line is worth, the breaker opens: every line then fails at once with `EngineUnavailableError`, and
    the episode belongs to another engine.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        patience: Patience | None = None,
        governor: Governor | None = None,
        clock: Clock | None = None,
        retried: Callable[[str], None] = lambda _engine: None,
    ) -> None:
        self.name = engine.name
        self.voice = engine.voice
        self.fingerprint = engine.fingerprint
        self._engine = engine
        self._patience = patience or Patience()
        self._governor = governor
        self._clock = clock or Clock()
        self._breaker = _Breaker(self._patience, self._clock.now)
        self._sleep = self._clock.sleep or self._breaker.wait
        self._retried = retried

    def share(self, workers: int) -> None:
        """Keep to the rate that is left to each of so many workers."""
        for one in (self._governor, self._engine):
            if isinstance(one, Shared):
                one.share(workers)

    def stop(self) -> None:
        """End every wait for another attempt, and what the engine inside is saying, if it can."""
        self._breaker.open("it was stopped")
        if isinstance(self._engine, Stoppable):
            self._engine.stop()

    def synthesize(self, text: str) -> Clip:
        """Say *text*, in several attempts if need be.

        Raises:
            EngineUnavailableError: The engine was given up.
            SpeechError: This line failed, and so did every further attempt.
        """
        left = self._patience.total
        for attempt in count(1):
            try:
                return self._attempt(text)
            except SpeechError as error:
                wait = self._wait(attempt, error)
                if wait is None or wait > left:
                    raise
            left -= wait
            self._retried(self.name)
            self._sleep(wait)
        raise AssertionError("counting ended")  # pragma: no cover

    def _attempt(self, text: str) -> Clip:
        self._breaker.check(self.name)
        if self._governor:
            self._governor.admit(text)
        if (asked := self._breaker.held_back()) > 0:
            self._sleep(asked)
            self._breaker.check(self.name)
        try:
            clip = self._engine.synthesize(text)
        except SpeechError as error:
            self._breaker.failed(error)
            self._breaker.check(self.name, error)
            raise
        self._breaker.worked()
        return clip

    def _wait(self, attempt: int, error: SpeechError) -> float | None:
        """Return the seconds until the next attempt, at least what the service asked for; None for no further one."""
        if not error.transient or attempt >= self._patience.attempts:
            return None
        growing = min(self._patience.longest, self._patience.first * 2.0 ** (attempt - 1))
        return max(growing * (0.5 + self._clock.chance() / 2), retry_after(error))


def retry_after(error: BaseException | None) -> float:
    """Return the seconds that the service asked us to wait, as the error or one that caused it knows; else zero."""
    while error is not None:
        if isinstance(error, NetworkError) and error.retry_after is not None:
            return error.retry_after
        error = error.__cause__
    return 0.0


class _Breaker:
    """What all threads of one engine know about its health."""

    def __init__(self, patience: Patience, now: Callable[[], float]) -> None:
        self._patience = patience
        self._now = now
        self._lock = threading.Lock()
        self._given_up = threading.Event()
        self._failures = 0
        self._opened = 0.0
        self._not_before = now()
        self._reason = ""

    def check(self, engine: str, cause: SpeechError | None = None) -> None:
        """Raise when the engine was given up; after a rest it gets one more chance."""
        with self._lock:
            if self._given_up.is_set() and self._now() - self._opened >= self._patience.rest:
                self._given_up.clear()
                self._failures = self._patience.failures - 1
            if not self._given_up.is_set():
                return
        raise EngineUnavailableError(f"{engine} is given up for now: {self._reason}", engine=engine) from cause

    def failed(self, error: SpeechError) -> None:
        """Count a failure, remember what the service asked for, and open when it is enough."""
        gone, asked = isinstance(error, EngineUnavailableError), retry_after(error)
        if not gone and not error.transient:
            return
        with self._lock:
            self._failures += 1
            self._not_before = max(self._not_before, self._now() + asked)
            if gone or asked > self._patience.total or self._failures >= self._patience.failures:
                self._open(str(error))

    def open(self, reason: str) -> None:
        with self._lock:
            self._open(reason)

    def _open(self, reason: str) -> None:
        self._opened, self._reason = self._now(), reason
        self._given_up.set()

    def worked(self) -> None:
        with self._lock:
            self._failures = 0

    def held_back(self) -> float:
        """Return the seconds for which the service wants to hear from nobody."""
        with self._lock:
            return self._not_before - self._now()

    def wait(self, seconds: float) -> None:
        self._given_up.wait(seconds)
