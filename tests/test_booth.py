from dataclasses import replace
from pathlib import Path
from threading import Lock

import pytest

from podme_audio.booth import AUTO, Booth, Speaker, Threads, Whole, say
from podme_audio.exceptions import EngineUnavailableError, IncompleteSpeechError
from podme_audio.library import Folder
from podme_audio.model import Clip, Line, Role, Word
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


def said(folder: Path, *actors: Actor, fall_back: bool = False) -> Whole:
    cast = {actor.role: actor for actor in actors}
    booth = Booth(Folder(folder), find=lambda name, _voice: cast[name])
    threads = Threads(booth, at_once=2, told=lambda _stage, _done, _total: None)
    return say(LINES, iter([Speaker(name, "") for name in cast]), threads, fall_back=fall_back)


def test_when_an_engine_gives_up_the_next_says_every_line(tmp_path: Path) -> None:
    first, second = Actor("first", fails_after=3), Actor("second")

    whole = said(tmp_path, first, second, fall_back=True)

    assert sorted(second.said) == sorted(line.spoken for line in LINES)
    assert [one.line for one in whole.lines] == [line.id for line in LINES]
    assert (whole.said, whole.reused, whole.speaker.engine) == (len(LINES), 0, "second")


def test_a_named_engine_is_never_replaced(tmp_path: Path) -> None:
    second = Actor("second")

    with pytest.raises(EngineUnavailableError, match="first is gone"):
        said(tmp_path, Actor("first", fails_after=3), second)

    assert second.said == []


def test_when_all_engines_give_up_the_last_says_why(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="second is gone"):
        said(tmp_path, Actor("first", fails_after=3), Actor("second", fails_after=5), fall_back=True)


def test_what_was_said_before_a_failure_is_not_said_again(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError):
        said(tmp_path, Actor("one", fails_after=3))
    again = Actor("one")

    whole = said(tmp_path, again)

    assert (whole.reused, whole.said, len(again.said)) == (3, len(LINES) - 3, len(LINES) - 3)


def test_a_line_that_was_cut_short_is_said_once_more(tmp_path: Path) -> None:
    actor = Actor("one", cuts=LINES[2].spoken, cured=True)

    whole = said(tmp_path, actor)

    assert actor.said.count(LINES[2].spoken) == 2
    assert [one.line for one in whole.lines] == [line.id for line in LINES]


def test_a_line_that_stays_cut_short_stops_the_episode_and_is_named(tmp_path: Path) -> None:
    actor = Actor("one", cuts=LINES[2].spoken)

    with pytest.raises(IncompleteSpeechError, match="Jalan itu menghubungkan") as caught:
        said(tmp_path, actor)

    assert caught.value.line == LINES[2].id


def test_a_quick_line_whose_words_are_all_heard_is_whole(tmp_path: Path) -> None:
    assert said(tmp_path, Hasty("one")).said == len(LINES)


def test_nobody_to_speak_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="no engine is ready"):
        said(tmp_path, fall_back=True)


def test_without_a_network_auto_is_the_embedded_voice(tmp_path: Path) -> None:
    assert list(Booth(Folder(tmp_path)).speakers(AUTO, "bayu")) == [Speaker("kokoro", "bayu")]


def test_a_speaker_is_one_engine_for_all_who_ask(tmp_path: Path) -> None:
    booth = Booth(Folder(tmp_path))

    assert booth.engine(Speaker("tone", "rendah")) is booth.engine(Speaker("tone", "rendah"))
    assert [engine.voice for engine in booth.engines()] == ["rendah"]


def test_a_line_is_said_in_its_own_voice_where_the_engine_has_it(tmp_path: Path) -> None:
    booth = Booth(Folder(tmp_path))
    high, strange = replace(LINES[0], voice="tinggi"), replace(LINES[1], voice="putri")
    threads = Threads(booth, at_once=1, told=lambda _stage, _done, _total: None)

    whole = say([high, strange, LINES[2]], booth.speakers("tone", "rendah"), threads, fall_back=False)

    assert [one.voice for one in whole.lines] == ["tinggi", "rendah", "rendah"]
    assert booth.recall(LINES[0], Speaker("tone", "tinggi"))
    assert booth.recall(LINES[0], Speaker("tone", "rendah")) is None
