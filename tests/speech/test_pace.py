import doctest
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, stdev
from zlib import crc32

import pytest

from podme_audio.speech import pace
from podme_audio.speech.pace import Heard, Suspect, expected, pace_of, suspects, syllables
from podme_audio.speech.tone import Tone

DATA = Path(__file__).parent / "data" / "sentences.tsv"
VOICES = ("putri", "bayu")

#: As many lines as a usual article has.
EPISODE = 25

#: The silence that kokoro makes between two sentences, by the mark that ends the first.
PAUSES = {".": 0.35, "?": 0.4}


@pytest.mark.parametrize(
    ("spoken", "count"),
    [
        ("", 0),
        ("…", 0),
        ("air", 2),
        ("pantai", 2),
        ("kerbau", 2),
        ("amboi", 2),
        ("survei", 2),
        ("mereka memulai", 6),
        ("keadaan", 4),
        ("anak-anak", 4),
        ("be pe je es", 4),
        ("BPJS", 4),
        ("TVRI", 4),
        ("ASEAN", 3),
        ("PERTAMINA", 4),
        ("2025", 8),
        ("café", 2),
    ],
)
def test_syllables_are_counted_as_a_reader_says_them(spoken: str, count: int) -> None:
    assert syllables(spoken) == count


def test_the_examples_in_the_documentation_are_true() -> None:
    assert doctest.testmod(pace).failed == 0


def test_what_is_expected_grows_with_every_syllable_pause_and_sentence() -> None:
    figures = pace.Pace(syllable=0.2, comma=0.3, sentence=0.5, base=0.1)

    assert expected("Dua kapal, satu pelabuhan. Lalu sepi.", figures) == pytest.approx(0.1 + 14 * 0.2 + 0.3 + 0.5)
    assert expected("Pukul tujuh: sidang – dibuka; ramai!", figures) == pytest.approx(0.1 + 11 * 0.2 + 3 * 0.3)


def test_tone_is_known_exactly() -> None:
    line = "Nada, bukan suara. Sungguh!"

    assert expected(line, pace_of("tone", "sedang")) == pytest.approx(0.07 * len(line))
    assert Tone().synthesize(line).words[-1].end == pytest.approx(0.07 * len(line))


class TestReasons:
    LINE = "Kapal itu merapat pada pagi hari, lalu penumpang turun satu per satu."

    def judged(self, seconds: float) -> tuple[Suspect, ...]:
        return suspects([Heard("a", self.LINE, seconds)], engine="tone", voice="sedang")

    def test_a_whole_line_is_no_suspect(self) -> None:
        assert self.judged(0.07 * len(self.LINE)) == ()

    @pytest.mark.parametrize(
        ("share", "reason"),
        [(0.0, "silent"), (0.005, "silent"), (0.7, "too short"), (0.95, "too short"), (3.0, "too long")],
    )
    def test_a_suspect_says_why(self, share: float, reason: str) -> None:
        whole = 0.07 * len(self.LINE)

        (suspect,) = self.judged(share * whole)

        assert suspect == Suspect("a", reason, share * whole, pytest.approx(whole))  # type: ignore[arg-type] # approx has no type

    def test_a_voice_told_to_speak_faster_is_expected_to(self) -> None:
        half = [Heard(str(at), self.LINE, 0.035 * len(self.LINE)) for at in range(9)]

        assert suspects(half, engine="tone", voice="sedang", rate=2.0) == ()
        assert len(suspects(half, engine="tone", voice="sedang")) == 9

    def test_a_few_lines_of_an_unknown_voice_are_judged_mildly(self) -> None:
        usual = expected(self.LINE, pace_of("unknown", ""))

        for share, found in ((0.65, 0), (1.6, 0), (0.4, 1)):
            line = Heard("a", self.LINE, share * usual)
            assert len(suspects([line], engine="unknown", voice="")) == found

    def test_nothing_is_suspected_of_nothing(self) -> None:
        assert suspects([], engine="kokoro", voice="putri") == ()

    def test_suspects_keep_the_order_of_the_lines(self) -> None:
        lines = [Heard(str(number), self.LINE, 0.0) for number in range(9)]

        assert [one.line for one in suspects(lines, engine="any", voice="")] == [line.line for line in lines]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a voice really said it, and the seconds from its first audible sample to its last."""

    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Trial:
    """A line within its episode, and what the gate says when it lasts only so long."""

    lines: tuple[tuple[Sentence, ...], ...]
    at: int
    voice: str

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return self.lines[self.at]

    def suspected(self, seconds: float, *, speed: float = 1.0) -> bool:
        heard = [Heard(str(at), _text(line), _seconds(line) / speed) for at, line in enumerate(self.lines)]
        heard[self.at] = replace(heard[self.at], seconds=seconds / speed)
        found = suspects(heard, engine="kokoro" if speed == 1 else "unknown", voice=self.voice)
        return str(self.at) in {one.line for one in found}


class TestWhatTheEmbeddedVoicesSaid:
    """Over lines of one to five sentences; the engine says each sentence on its own, so lines can be put together."""

    def test_the_lines_are_many(self) -> None:
        assert len(TRIALS) >= 400

    @pytest.mark.parametrize("voice", VOICES)
    def test_the_figures_of_a_voice_fit_its_sentences(self, voice: str) -> None:
        ratios = [one.seconds / expected(one.text, pace_of("kokoro", voice)) for one in SENTENCES[voice]]

        assert median(ratios) == pytest.approx(1, abs=0.02)
        assert stdev(ratios) < 0.06

    def test_a_whole_line_is_hardly_ever_suspected(self) -> None:
        alarms = [_text(one.sentences) for one in TRIALS if one.suspected(_seconds(one.sentences))]

        assert len(alarms) <= 0.01 * len(TRIALS), alarms

    def test_a_clip_cut_at_70_percent_is_caught(self) -> None:
        missed = [_text(one.sentences) for one in TRIALS if not one.suspected(0.7 * _seconds(one.sentences))]

        assert missed == []

    def test_a_dropped_sentence_is_caught_unless_the_line_hardly_needs_it(self) -> None:
        drops = [(one, left) for one in TRIALS for left in _without_one(one.sentences)]
        missed = [
            1 - _seconds(left) / _seconds(one.sentences) for one, left in drops if not one.suspected(_seconds(left))
        ]

        # Two or three words among half a minute of others are less than what the voice itself varies by.
        assert all(share < 0.1 for share in missed), missed
        assert len(missed) <= 0.01 * len(drops)

    @pytest.mark.parametrize("speed", [0.75, 1.4])
    def test_a_voice_that_was_never_measured_is_judged_by_its_own_speed(self, speed: float) -> None:
        alarms = [one for one in TRIALS if one.suspected(_seconds(one.sentences), speed=speed)]
        missed = [one for one in TRIALS if not one.suspected(0.7 * _seconds(one.sentences), speed=speed)]

        assert len(alarms) <= 0.01 * len(TRIALS)
        assert all(len(_text(one.sentences).split()) <= 4 for one in missed)


def _said() -> dict[str, list[Sentence]]:
    rows = [line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {voice: [Sentence(text, float(time)) for name, time, text in rows if name == voice] for voice in VOICES}


def _trials() -> Iterator[Trial]:
    for voice, sentences in SENTENCES.items():
        lines = [tuple(sentences[at : at + size]) for size in range(1, 6) for at in range(0, len(sentences), size)]
        # In an episode short and long lines are mixed; the same mixture at every run.
        lines.sort(key=lambda line: crc32(_text(line).encode()))
        for start in range(0, len(lines), EPISODE):
            episode = tuple(lines[start : start + EPISODE])
            yield from (Trial(episode, at, voice) for at in range(len(episode)))


def _without_one(line: tuple[Sentence, ...]) -> Iterator[tuple[Sentence, ...]]:
    """Yield what is left of a line of several sentences when one of them is dropped, for each of them."""
    if len(line) > 1:
        yield from (line[:at] + line[at + 1 :] for at in range(len(line)))


def _text(line: Sequence[Sentence]) -> str:
    return " ".join(sentence.text for sentence in line)


def _seconds(line: Sequence[Sentence]) -> float:
    return sum(one.seconds for one in line) + sum(PAUSES[one.text[-1]] for one in line[:-1])


SENTENCES = _said()
TRIALS = list(_trials())
