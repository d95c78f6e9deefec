import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest

from podme_audio.exceptions import SynthesisError
from podme_audio.model import Clip, Word
from podme_audio.speech import Cached, Engine
from podme_audio.speech.tone import Tone
from tests.speech.contract import EngineContract
from tests.speech.stores import Broken, Memory

LINE = "Hujan turun di tiga kota."


class Counting:
    """A tone that counts how often it speaks."""

    name, voice = "counting", "satu"

    def __init__(self, fingerprint: str = "counting satu") -> None:
        self.fingerprint = fingerprint
        self.said: list[str] = []

    def synthesize(self, text: str) -> Clip:
        self.said.append(text)
        return Clip(b"bunyi " + text.encode(), "mp3", (Word("bunyi", 0.0, 0.25), Word(text, 0.5, 1.125)))


class TestCachedToneKeepsTheContract(EngineContract):
    def make(self, voice: str = "") -> Engine:
        return Cached(Tone(voice), Memory())


def test_a_line_said_before_comes_from_the_cache() -> None:
    engine, store = Counting(), Memory()

    first = Cached(engine, store).synthesize(LINE)
    second = Cached(engine, store).synthesize(LINE)

    assert engine.said == [LINE]
    assert second == first == Counting().synthesize(LINE)


def test_another_text_or_another_fingerprint_is_said_anew() -> None:
    engine, other, store = Counting(), Counting("counting dua"), Memory()

    Cached(engine, store).synthesize(LINE)
    Cached(engine, store).synthesize(LINE + " ")
    Cached(other, store).synthesize(LINE)

    assert engine.said == [LINE, LINE + " "]
    assert other.said == [LINE]


def test_a_clip_lies_under_its_hash() -> None:
    store = Memory()
    cached = Cached(Counting(), store)

    cached.synthesize(LINE)

    (name,) = store.names("clips/")
    assert name == cached.name_of(LINE)
    folder, _, key = name.removeprefix("clips/").partition("/")
    assert (len(folder), len(key)) == (2, 64)
    assert key.startswith(folder)


def test_recall_says_nothing_itself() -> None:
    engine = Counting()
    cached = Cached(engine, Memory())

    assert cached.recall(LINE) is None
    assert engine.said == []
    cached.synthesize(LINE)
    assert cached.recall(LINE) == Counting().synthesize(LINE)


def test_a_forgotten_line_is_said_anew() -> None:
    engine = Counting()
    cached = Cached(engine, Memory())
    cached.synthesize(LINE)

    cached.forget(LINE)
    cached.forget("never said")

    assert cached.recall(LINE) is None
    cached.synthesize(LINE)
    assert engine.said == [LINE, LINE]


def test_a_record_cut_anywhere_counts_as_none() -> None:
    store = Memory()
    cached = Cached(Counting(), store)
    cached.synthesize(LINE)
    whole = store.kept[cached.name_of(LINE)]

    for length in range(len(whole)):
        store.kept[cached.name_of(LINE)] = whole[:length]
        assert cached.recall(LINE) is None


def test_a_record_changed_anywhere_counts_as_none() -> None:
    store = Memory()
    cached = Cached(Counting(), store)
    cached.synthesize(LINE)
    whole = store.kept[cached.name_of(LINE)]

    for at in range(len(whole)):
        store.kept[cached.name_of(LINE)] = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        assert cached.recall(LINE) is None


def test_a_broken_record_is_said_again_and_mended() -> None:
    engine, store = Counting(), Memory()
    cached = Cached(engine, store)
    store.kept[cached.name_of(LINE)] = b"not a clip"

    clip = cached.synthesize(LINE)

    assert engine.said == [LINE]
    assert cached.recall(LINE) == clip


def test_two_threads_that_want_one_line_say_it_once() -> None:
    company = Barrier(2)

    class Slow(Counting):
        """Gives a second thread the time to come in as well."""

        def synthesize(self, text: str) -> Clip:
            with suppress(BrokenBarrierError):
                company.wait(0.1)
            return super().synthesize(text)

    engine = Slow()
    cached = Cached(engine, Memory())

    with ThreadPoolExecutor(8) as pool:
        clips = set(pool.map(cached.synthesize, [LINE] * 8))

    assert engine.said == [LINE]
    assert len(clips) == 1


def test_different_lines_are_said_at_the_same_time() -> None:
    together = Barrier(4)

    class Meeting(Counting):
        def synthesize(self, text: str) -> Clip:
            together.wait(10)
            return super().synthesize(text)

    cached = Cached(Meeting(), Memory())

    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(cached.synthesize, ["satu", "dua", "tiga", "empat"]))) == 4


def test_an_error_is_not_kept() -> None:
    class Failing(Counting):
        def synthesize(self, text: str) -> Clip:
            if not self.said:
                self.said.append(text)
                raise SynthesisError("not today", engine=self.name)
            return super().synthesize(text)

    store = Memory()
    cached = Cached(Failing(), store)

    with pytest.raises(SynthesisError):
        cached.synthesize(LINE)
    assert store.kept == {}
    assert cached.synthesize(LINE).sound


def test_a_store_that_fails_loses_no_sound(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        clip = Cached(Counting(), Broken()).synthesize(LINE)

    assert clip == Counting().synthesize(LINE)
    assert "no space left" in caplog.text
