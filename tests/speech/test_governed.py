from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread

import pytest

from podme_audio.exceptions import EngineUnavailableError, NetworkError, SpeechError, SynthesisError
from podme_audio.model import Clip
from podme_audio.outgoing import Outgoing
from podme_audio.speech import Cached, Engine, Governed
from podme_audio.speech.governed import Clock, Governor, Patience, retry_after
from podme_audio.speech.gtts import Gtts
from podme_audio.speech.tone import Tone
from tests.speech.contract import EngineContract
from tests.speech.service import Service, status
from tests.speech.stores import Memory

LINE = "Panen raya dimulai."


class Time:
    """A clock that goes on only when somebody sleeps, and notes how long."""

    def __init__(self, chance: float = 0.5) -> None:
        self.at = 1_000.0
        self.waits: list[float] = []
        self.clock = Clock(now=lambda: self.at, sleep=self.sleep, chance=lambda: chance)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += seconds


class Ailing:
    """A tone that fails as it is told: each failure is raised once, in order."""

    name, voice, fingerprint = "ailing", "satu", "ailing satu"

    def __init__(self, *failures: SpeechError) -> None:
        self.failures = list(failures)
        self.tries = 0

    def synthesize(self, text: str) -> Clip:
        self.tries += 1
        if self.failures:
            raise self.failures.pop(0)
        return Tone().synthesize(text)


def fault(message: str = "a fault") -> SynthesisError:
    return SynthesisError(message, engine="ailing")


def refusal(retry_after: float | None) -> SynthesisError:
    error = fault("429")
    error.__cause__ = NetworkError("answered 429", status=429, retry_after=retry_after)
    return error


class TestGovernedToneKeepsTheContract(EngineContract):
    def make(self, voice: str = "") -> Engine:
        return Governed(Tone(voice))


class TestTrying:
    def test_a_passing_failure_is_tried_again(self) -> None:
        time, engine = Time(), Ailing(fault(), fault())

        clip = Governed(engine, clock=time.clock).synthesize(LINE)

        assert clip == Tone().synthesize(LINE)
        assert engine.tries == 3

    def test_waits_grow_up_to_the_longest(self) -> None:
        time, engine = Time(chance=1.0), Ailing(*[fault()] * 6)
        patience = Patience(attempts=7, first=1, longest=10, total=1_000, failures=99)

        Governed(engine, patience=patience, clock=time.clock).synthesize(LINE)

        assert time.waits == [1, 2, 4, 8, 10, 10]

    @pytest.mark.parametrize(("chance", "wait"), [(0.0, 0.5), (0.5, 0.75), (0.999, 0.9995)])
    def test_waits_are_jittered_between_half_and_whole(self, chance: float, wait: float) -> None:
        time = Time(chance)

        Governed(Ailing(fault()), clock=time.clock).synthesize(LINE)

        assert time.waits == [pytest.approx(wait)]

    def test_the_last_attempt_tells_its_error(self) -> None:
        engine = Ailing(*[fault(f"fault {number}") for number in range(1, 9)])

        with pytest.raises(SynthesisError, match="fault 3"):
            Governed(engine, patience=Patience(attempts=3), clock=Time().clock).synthesize(LINE)

        assert engine.tries == 3

    def test_a_failure_that_no_second_try_mends_is_passed_on_at_once(self) -> None:
        time, engine = Time(), Ailing(SpeechError("nothing to say", engine="ailing"))
        governed = Governed(engine, clock=time.clock)

        with pytest.raises(SpeechError, match="nothing to say"):
            governed.synthesize(LINE)

        assert (engine.tries, time.waits) == (1, [])
        assert governed.synthesize(LINE)

    def test_waits_for_one_line_are_bounded(self) -> None:
        time = Time(chance=1.0)
        patience = Patience(attempts=99, first=10, longest=10, total=25, failures=99)

        with pytest.raises(SynthesisError):
            Governed(Ailing(*[fault()] * 99), patience=patience, clock=time.clock).synthesize(LINE)

        assert sum(time.waits) == 20


class TestWhatTheServiceAsks:
    def test_it_is_obeyed(self) -> None:
        time = Time()

        Governed(Ailing(refusal(12)), clock=time.clock).synthesize(LINE)

        assert time.waits == [12]

    @pytest.mark.parametrize("asked", [None, 0.0, 0.1])
    def test_a_shorter_time_than_our_own_changes_nothing(self, asked: float | None) -> None:
        time = Time()

        Governed(Ailing(refusal(asked)), clock=time.clock).synthesize(LINE)

        assert time.waits == [0.75]

    def test_other_lines_keep_to_it_too(self) -> None:
        time = Time()
        governed = Governed(Ailing(refusal(30)), patience=Patience(attempts=1), clock=time.clock)
        with pytest.raises(SynthesisError):
            governed.synthesize(LINE)

        governed.synthesize("Baris lain.")

        assert time.waits == [30]

    def test_more_time_than_a_line_is_worth_opens_the_breaker(self) -> None:
        time, engine = Time(), Ailing(refusal(3_600))

        with pytest.raises(EngineUnavailableError, match="429"):
            Governed(engine, clock=time.clock).synthesize(LINE)

        assert (engine.tries, time.waits) == (1, [])

    def test_it_is_found_behind_the_error_that_it_caused(self) -> None:
        assert retry_after(refusal(7)) == 7
        assert retry_after(fault()) == 0
        assert retry_after(None) == 0


class TestBreaker:
    def broken(self, time: Time, *, failures: int = 3, then: int = 0) -> tuple[Governed, Ailing]:
        engine = Ailing(*[fault(f"fault {number}") for number in range(1, failures + then + 1)])
        governed = Governed(engine, patience=Patience(failures=failures, rest=300), clock=time.clock)
        with pytest.raises(EngineUnavailableError):
            governed.synthesize(LINE)
        return governed, engine

    def test_too_many_failures_in_a_row_open_it(self) -> None:
        time = Time()

        governed, engine = self.broken(time)

        assert engine.tries == 3
        assert len(time.waits) == 2
        with pytest.raises(EngineUnavailableError, match="ailing is given up for now: fault 3"):
            governed.synthesize("Baris lain.")
        assert engine.tries == 3

    def test_failures_of_different_lines_add_up(self) -> None:
        engine = Ailing(*[fault()] * 9)
        governed = Governed(engine, patience=Patience(attempts=1, failures=3), clock=Time().clock)

        for _ in range(2):
            with pytest.raises(SynthesisError):
                governed.synthesize(LINE)
        with pytest.raises(EngineUnavailableError):
            governed.synthesize(LINE)

        assert engine.tries == 3

    def test_a_success_in_between_starts_the_count_anew(self) -> None:
        class EverySecond(Ailing):
            def synthesize(self, text: str) -> Clip:
                self.failures = [] if self.tries % 2 else [fault()]
                return super().synthesize(text)

        governed = Governed(EverySecond(), patience=Patience(failures=2), clock=Time().clock)

        for _ in range(5):
            assert governed.synthesize(LINE)

    def test_an_engine_that_is_gone_opens_it_at_once(self) -> None:
        engine = Ailing(EngineUnavailableError("no weights", engine="ailing"))
        governed = Governed(engine, clock=Time().clock)

        for _ in range(2):
            with pytest.raises(EngineUnavailableError, match="no weights"):
                governed.synthesize(LINE)

        assert engine.tries == 1

    def test_after_a_rest_the_engine_gets_one_more_chance(self) -> None:
        time = Time()
        governed, engine = self.broken(time)

        time.at += 301

        assert governed.synthesize(LINE)
        assert engine.tries == 4

    def test_a_chance_that_fails_opens_it_again(self) -> None:
        time = Time()
        governed, engine = self.broken(time, then=1)

        time.at += 301

        with pytest.raises(EngineUnavailableError, match="fault 4"):
            governed.synthesize(LINE)
        assert engine.tries == 4

    def test_it_wakes_those_who_wait(self) -> None:
        failed = Event()

        class Down(Ailing):
            def synthesize(self, text: str) -> Clip:
                if text == LINE:
                    failed.set()
                    raise fault()
                raise EngineUnavailableError("gone", engine="ailing")

        patience = Patience(first=50, longest=50, total=100)
        governed = Governed(Down(), patience=patience, clock=Clock(chance=lambda: 1.0))
        caught: list[SpeechError] = []
        waiting = Thread(target=lambda: caught.append(_error(governed, LINE)), daemon=True)
        waiting.start()
        assert failed.wait(10)

        _error(governed, "Baris lain.")
        waiting.join(10)

        assert [type(error) for error in caught] == [EngineUnavailableError]


class TestStopping:
    class Talking(Ailing):
        stopped = False

        def __init__(self, *failures: SpeechError) -> None:
            super().__init__(*failures)
            self.tried = Event()

        def synthesize(self, text: str) -> Clip:
            self.tried.set()
            return super().synthesize(text)

        def stop(self) -> None:
            self.stopped = True

    def test_a_line_that_waits_for_another_attempt_ends_at_once(self) -> None:
        engine = self.Talking(*[fault()] * 9)
        governed = Governed(engine, patience=Patience(first=60, longest=60, total=600))

        with ThreadPoolExecutor(1) as pool:
            said = pool.submit(governed.synthesize, LINE)
            assert engine.tried.wait(20)
            Cached(governed, Memory()).stop()
            error = said.exception(timeout=20)

        assert str(error) == "ailing is given up for now: it was stopped"
        assert engine.stopped

    def test_an_engine_that_cannot_be_stopped_is_left_to_end_by_itself(self) -> None:
        engine = Ailing()

        Governed(engine).stop()

        assert engine.synthesize(LINE).sound


class TestGovernor:
    def test_a_burst_passes_at_once_and_the_rest_at_the_rate(self) -> None:
        time = Time()
        governor = Governor(30, 3, clock=time.clock)

        for _ in range(6):
            governor.admit(LINE)

        assert time.waits == [pytest.approx(2.0)] * 3

    def test_silence_fills_it_up_to_the_burst_only(self) -> None:
        time = Time()
        governor = Governor(60, 2, clock=time.clock)
        time.at += 3_600

        for _ in range(4):
            governor.admit(LINE)

        assert time.waits == [pytest.approx(1.0)] * 2

    def test_it_can_count_characters(self) -> None:
        time = Time()
        governor = Governor(600, 100, cost=len, clock=time.clock)

        for length in (100, 50, 200):
            governor.admit("a" * length)

        assert time.waits == [pytest.approx(5.0), pytest.approx(20.0)]

    def test_threads_share_one_rate(self) -> None:
        waits: list[float] = []
        governor = Governor(60, 5, clock=Clock(now=lambda: 0.0, sleep=waits.append))
        start = Barrier(4)

        def ask(_: int) -> None:
            start.wait(10)
            for _ in range(10):
                governor.admit(LINE)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(ask, range(4)))

        assert sorted(waits) == [pytest.approx(float(second)) for second in range(1, 36)]

    def test_a_governed_engine_keeps_to_it_with_every_attempt(self) -> None:
        time = Time(chance=0.0)
        engine = Ailing(fault(), fault())

        Governed(engine, governor=Governor(6, 1, clock=time.clock), clock=time.clock).synthesize(LINE)

        assert time.at - 1_000 == pytest.approx(20.0)


class TestWithTheService:
    def test_a_service_in_trouble_for_a_moment_is_survived(self) -> None:
        time = Time()

        with Service() as service:
            service.next(status(500), status(429, "9"), status(503))
            clip = Governed(_gtts(service), clock=time.clock).synthesize(LINE)

        assert clip.sound
        assert service.asked == [LINE] * 4
        assert time.waits == [0.75, 9, 3]

    def test_a_service_that_is_down_is_given_up(self) -> None:
        with Service() as service:
            service.always(status(500))
            governed = Governed(_gtts(service), clock=Time().clock)
            with pytest.raises(SynthesisError):
                governed.synthesize(LINE)
            with pytest.raises(EngineUnavailableError):
                governed.synthesize(LINE)
            with pytest.raises(EngineUnavailableError):
                governed.synthesize("Baris lain.")

        assert len(service.asked) == Patience().failures


def _gtts(service: Service) -> Gtts:
    return Gtts(address=service.address, outgoing=Outgoing(timeout=5), governor=Governor(60_000, 1_000))


def _error(engine: Engine, text: str) -> SpeechError:
    with pytest.raises(SpeechError) as caught:
        engine.synthesize(text)
    return caught.value


def test_each_further_attempt_is_told() -> None:
    told: list[str] = []

    Governed(Ailing(fault(), fault()), clock=Time().clock, retried=told.append).synthesize(LINE)

    assert told == ["ailing", "ailing"]
