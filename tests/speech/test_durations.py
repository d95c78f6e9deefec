from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from podme_audio.speech.kokoro import VOICES
from podme_audio.speech.pace import Heard, suspects

DATA = Path(__file__).parent / "data" / "durations.tsv"

#: As many lines as a usual article has.
EPISODE = 25


@pytest.mark.parametrize("voice", VOICES)
def test_whole_lines_that_set_no_pace_are_hardly_ever_suspected(voice: str) -> None:
    alarms = [alarm for episode in episodes(voice) for alarm in suspects(episode, engine="kokoro", voice=voice)]

    assert len(alarms) <= 0.02 * len(lines(voice))


@pytest.mark.parametrize("voice", VOICES)
def test_a_line_that_set_no_pace_is_suspected_when_it_is_cut_at_seventy_per_cent(voice: str) -> None:
    missed = [
        line.spoken for episode in episodes(voice) for line in episode if not is_suspected(cut(line), episode, voice)
    ]

    assert missed == []


def cut(line: Heard) -> Heard:
    return replace(line, seconds=0.7 * line.seconds)


def is_suspected(line: Heard, episode: list[Heard], voice: str) -> bool:
    heard = [line if other.line == line.line else other for other in episode]
    return any(alarm.line == line.line for alarm in suspects(heard, engine="kokoro", voice=voice))


def episodes(voice: str) -> Iterator[list[Heard]]:
    found = lines(voice)
    yield from (found[at : at + EPISODE] for at in range(0, len(found), EPISODE))


def lines(voice: str) -> list[Heard]:
    rows = [row.split("\t") for row in DATA.read_text("utf-8").splitlines() if not row.startswith("#")]
    return [
        Heard(str(number), spoken, float(seconds))
        for number, (name, seconds, spoken) in enumerate(rows)
        if name == voice
    ]
