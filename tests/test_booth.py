from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Lock

import pytest

from podme_audio.booth import AUTO, Booth, candidates
from podme_audio.exceptions import EngineUnavailableError, IncompleteSpeechError
from podme_audio.library import Folder
from podme_audio.model import Clip, Line, Role, Word
from podme_audio.speech import Engine
from podme_audio.speech.tone import Tone

LINES = tuple(
    Line(f"line-{number}", Role.PARAGRAPH, text, text, 0.5)
    for number, text in enumerate(
        (
            "Gubernur membuka jalan baru pagi ini.",
            "Warga menyambutnya dengan gembira sekali.",
            "Jalan itu menghubungkan dua desa di kaki bukit.",
            "Pembangunannya memakan waktu hampir setahun penuh.",
            "Kendaraan berat belum boleh melintas di sana.",
            "Bupati berjanji memperbaiki jembatannya juga.",
            "Anak sekolah kini tidak perlu memutar jauh.",
            "Pasar di ujung jalan pun kembali ramai.",
        )
    )
)


class Actor(Tone):
    """The tone engine in a role: it says what it is told to, and counts."""

    def __init__(self, name: str, *, fails_after: int = 1000, cuts: str = "", cured: bool = False) -> None:
        super().__init__("")
        self.role, self.fingerprint = name, f"{name} {self.fingerprint}"
        self.said: list[str] = []
        self._fails_after, self._cuts, self._cured = fails_after, cuts, cured
        self._lock = Lock()

    def synthesize(self, text: str) -> Clip:
        with self._lock:
            if len(self.said) >= self._fails_after:
                raise EngineUnavailableError(f"{self.role} is gone", engine=self.role)
            self.said.append(text)
            cut = text == self._cuts and not (self._cured and self.said.count(text) > 1)
        return super().synthesize(text[: len(text) * 6 // 10] if cut else text)


class Hasty(Actor):
    """Says every word of one line in half the time."""

    def synthesize(self, text: str) -> Clip:
        clip = super().synthesize(text)
        if text != LINES[2].spoken:
            return clip
        words = tuple(Word(word.text, word.start / 2, word.end / 2) for word in clip.words)
        return replace(super().synthesize(text[: len(text) // 2]), words=words)


def booth(folder: Path, *actors: Engine) -> Booth:
    def cast(_name: str, _voice: str) -> Iterator[Engine]:
        yield from actors

    return Booth(Folder(folder), at_once=2, told=lambda _stage, _done, _total: None, candidates=cast)


def test_when_an_engine_gives_up_the_next_says_every_line(tmp_path: Path) -> None:
    first, second = Actor("first", fails_after=3), Actor("second")

    spoken = booth(tmp_path, first, second).say(LINES, AUTO, "")

    assert sorted(second.said) == sorted(line.spoken for line in LINES)
    assert (spoken.lines, spoken.said, spoken.engine.fingerprint) == (len(LINES), len(LINES), second.fingerprint)


def test_a_named_engine_is_never_replaced(tmp_path: Path) -> None:
    second = Actor("second")

    with pytest.raises(EngineUnavailableError, match="first is gone"):
        booth(tmp_path, Actor("first", fails_after=3), second).say(LINES, "first", "")

    assert second.said == []


def test_what_was_said_before_a_failure_is_not_said_again(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError):
        booth(tmp_path, Actor("one", fails_after=3)).say(LINES, "one", "")
    again = Actor("one")

    spoken = booth(tmp_path, again).say(LINES, "one", "")

    assert (spoken.reused, len(again.said)) == (3, len(LINES) - 3)


def test_a_line_that_was_cut_short_is_said_once_more(tmp_path: Path) -> None:
    actor = Actor("one", cuts=LINES[2].spoken, cured=True)

    booth(tmp_path, actor).say(LINES, "one", "")

    assert actor.said.count(LINES[2].spoken) == 2


def test_a_line_that_stays_cut_short_stops_the_episode_and_is_named(tmp_path: Path) -> None:
    actor = Actor("one", cuts=LINES[2].spoken)

    with pytest.raises(IncompleteSpeechError, match="Jalan itu menghubungkan") as caught:
        booth(tmp_path, actor).say(LINES, "one", "")

    assert caught.value.line == LINES[2].id


def test_a_quick_line_whose_words_are_all_heard_is_whole(tmp_path: Path) -> None:
    actor = Hasty("one")

    assert booth(tmp_path, actor).say(LINES, "one", "").said == len(LINES)


def test_nobody_to_speak_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="no engine is ready"):
        booth(tmp_path).say(LINES, AUTO, "")


def test_without_a_network_auto_is_the_embedded_voice() -> None:
    (engine,) = candidates(AUTO, "bayu")

    assert (engine.name, engine.voice) == ("kokoro", "bayu")
