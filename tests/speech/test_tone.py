import io
import wave

import pytest

from podme_audio.speech import Engine, VoiceLister
from podme_audio.speech.tone import RATE, Tone
from tests.speech.contract import EngineContract, seconds


class TestToneKeepsTheContract(EngineContract):
    def make(self, voice: str = "") -> Engine:
        return Tone(voice)


@pytest.mark.parametrize("text", ["a", "Harga beras naik.", "dua  spasi", "satu, dua, tiga"])
def test_a_character_is_seventy_milliseconds(text: str) -> None:
    assert seconds(Tone().synthesize(text)) == pytest.approx(0.07 * len(text), abs=1e-9)


def test_spaces_around_a_line_are_not_said() -> None:
    assert Tone().synthesize("  pagi \n") == Tone().synthesize("pagi")


def test_words_have_exact_times() -> None:
    words = Tone().synthesize("Air, api.").words

    assert [word.text for word in words] == ["Air,", "api."]
    assert [(word.start, word.end) for word in words] == [
        pytest.approx((0.0, 0.28)),
        pytest.approx((0.35, 0.63)),
    ]


def test_a_space_is_silent_and_a_character_is_not() -> None:
    samples = _samples(Tone().synthesize("a b").sound)
    one = round(0.07 * RATE)

    assert max(samples[:one]) > 3_000
    assert set(samples[one : 2 * one]) == {0}
    assert max(samples[2 * one :]) > 3_000


def test_texts_of_one_length_sound_different() -> None:
    assert Tone().synthesize("beras").sound != Tone().synthesize("padi.").sound


def test_voices_sound_different_and_have_their_own_fingerprints() -> None:
    low, high = Tone("rendah"), Tone("tinggi")

    assert low.synthesize("pagi").sound != high.synthesize("pagi").sound
    assert low.fingerprint != high.fingerprint


def test_a_delay_is_waited_once_a_line() -> None:
    waits: list[float] = []

    Tone(delay=0.4, sleep=waits.append).synthesize("Baris yang lambat.")

    assert waits == [0.4]


def test_every_voice_is_ready_and_can_be_made() -> None:
    tone = Tone()

    assert isinstance(tone, VoiceLister)
    assert all(voice.ready and Tone(voice.name).voice == voice.name for voice in tone.voices())


def _samples(sound: bytes) -> list[int]:
    with wave.open(io.BytesIO(sound)) as file:
        return list(memoryview(file.readframes(file.getnframes())).cast("h"))
