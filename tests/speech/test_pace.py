import doctest

import pytest

from podme_audio.speech import pace
from podme_audio.speech.pace import Heard, Suspect, expected, pace_of, suspects, syllables
from podme_audio.speech.tone import Tone


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

    def test_nothing_is_suspected_of_nothing(self) -> None:
        assert suspects([], engine="kokoro", voice="putri") == ()

    def test_suspects_keep_the_order_of_the_lines(self) -> None:
        lines = [Heard(str(number), self.LINE, 0.0) for number in range(9)]

        assert [one.line for one in suspects(lines, engine="any", voice="")] == [line.line for line in lines]
