import io
import os
import subprocess
import sys
import threading
import time
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from podme_audio.exceptions import EngineUnavailableError, SpeechError
from podme_audio.model import Clip
from podme_audio.speech import Engine, VoiceLister
from podme_audio.speech.kokoro import RATE, VOICES, Kokoro
from podme_audio.speech.kokoro.weights import CHECKED_NS, KOKORO, cache_folder
from tests.speech.contract import EngineContract, seconds

#: A sample louder than this is heard: -50 dBFS.
AUDIBLE = 10 ** (-50 / 20)
ROOT = Path(__file__).parents[2]


class TestKokoroKeepsTheContract(EngineContract):
    long = "Pasar ikan buka sebelum fajar. Apakah harga turun? Belum tentu."

    def make(self, voice: str = "") -> Engine:
        return Kokoro(voice, rate=2.0)


@pytest.fixture(scope="module")
def clip() -> Clip:
    return Kokoro("bayu").synthesize('Pasien di Boyolali, "kata dia", pulih. Benarkah?')


def test_a_clip_is_mono_pcm_of_sixteen_bits(clip: Clip) -> None:
    with wave.open(io.BytesIO(clip.sound)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)


def test_every_word_has_its_time_and_its_own_spelling(clip: Clip) -> None:
    assert [word.text for word in clip.words] == ["Pasien", "di", "Boyolali,", '"kata', 'dia",', "pulih.", "Benarkah?"]


def test_the_first_word_begins_and_the_last_one_ends_with_the_sound(clip: Clip) -> None:
    first, last = np.flatnonzero(np.abs(samples(clip)) > AUDIBLE)[[0, -1]] / RATE

    assert clip.words[0].start == pytest.approx(first, abs=0.005)
    assert clip.words[-1].end == pytest.approx(last, abs=0.005)


def test_words_begin_and_end_in_sound(clip: Clip) -> None:
    sound = np.abs(samples(clip))
    edges = [round(edge * RATE) for word in clip.words for edge in (word.start, word.end)]

    assert all(sound[max(0, edge - 30) : edge + 30].max() > AUDIBLE for edge in edges)
    assert sum(word.end - word.start for word in clip.words) > 0.6 * seconds(clip)


def test_the_pause_between_two_sentences_is_ours(clip: Clip) -> None:
    end, start = clip.words[-2].end, clip.words[-1].start
    between = samples(clip)[int(end * RATE) + 120 : int(start * RATE) - 120]

    assert start - end == pytest.approx(0.35, abs=0.01)
    assert np.abs(between).max() < AUDIBLE


def test_no_sample_is_clipped_and_no_end_clicks(clip: Clip) -> None:
    sound = np.abs(samples(clip))

    assert sound.max() < 0.98
    assert max(sound[:5].max(), sound[-5:].max()) < 0.001


def test_a_news_reader_says_some_six_syllables_a_second(clip: Clip) -> None:
    syllables = sum(word.text.count(vowel) for word in clip.words for vowel in "aieou")

    assert 4 < syllables / (seconds(clip) - 0.35) < 7


def test_a_higher_rate_is_faster_and_has_its_own_fingerprint() -> None:
    slow, fast = Kokoro("putri"), Kokoro("putri", rate=1.5)

    assert seconds(fast.synthesize("Kabar dari Padang.")) < 0.8 * seconds(slow.synthesize("Kabar dari Padang."))
    assert fast.fingerprint != slow.fingerprint


def test_each_voice_sounds_different() -> None:
    one, other = (Kokoro(voice) for voice in VOICES)

    assert one.fingerprint != other.fingerprint
    assert one.synthesize("Ya.").sound != other.synthesize("Ya.").sound


def test_the_voices_are_ready_and_putri_is_the_default() -> None:
    kokoro = Kokoro()

    assert isinstance(kokoro, VoiceLister)
    assert [(voice.name, voice.ready, voice.why_not) for voice in kokoro.voices()] == [
        ("putri", True, ""),
        ("bayu", True, ""),
    ]
    assert kokoro.voice == "putri"


def test_a_line_that_is_being_said_ends_when_the_process_does() -> None:
    kokoro = Kokoro()
    kokoro.synthesize("Ya.")
    # Forty sentences take far longer on any machine than the third of a second after which it is stopped.
    story = "Panitia menutup pendaftaran lebih awal karena peminatnya jauh melampaui tempat yang ada. " * 40
    timer = threading.Timer(0.3, kokoro.stop)
    timer.start()
    started = time.monotonic()

    with pytest.raises(EngineUnavailableError, match="kokoro was stopped"):
        kokoro.synthesize(story)

    timer.join()
    assert time.monotonic() - started < 5
    with pytest.raises(EngineUnavailableError, match="stopped"):
        kokoro.synthesize("Ya.")
    assert Kokoro().synthesize("Ya.").sound


def test_a_missing_package_is_named_with_what_to_do() -> None:
    code = (
        "import sys; sys.modules['onnxruntime'] = None\n"
        "from podme_audio.speech import find, voices\n"
        "print([voice.why_not for voice in voices('kokoro')])\n"
        "find('kokoro').synthesize('Ya.')"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603 - our own

    advice = 'kokoro needs onnxruntime; install it with: pip install "podme-audio[kokoro]"'
    assert done.stdout == f"{[advice, advice]}\n"
    assert f"EngineUnavailableError: {advice}" in done.stderr


@pytest.mark.parametrize("line", ["…", "— 😀 —", '"."'])
def test_a_line_without_a_sound_in_it_is_an_error_that_no_second_try_mends(line: str) -> None:
    with pytest.raises(SpeechError, match="nothing to say") as caught:
        Kokoro().synthesize(line)

    assert not caught.value.transient


def test_two_threads_that_begin_at_once_share_one_model(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        clips = list(pool.map(lambda line: Kokoro(cache=tmp_path, rate=2.0).synthesize(line), ["Ya.", "Ya."]))

    assert clips[0] == clips[1]
    assert [path.name for path in tmp_path.iterdir()] == [KOKORO.name]


def test_weights_that_cannot_be_loaded_are_named_with_what_to_do(tmp_path: Path) -> None:
    rotten = tmp_path / KOKORO.name
    rotten.write_bytes(b"\x00\xff" * 1000)
    os.utime(rotten, ns=(CHECKED_NS, CHECKED_NS))

    with pytest.raises(EngineUnavailableError, match=f"{KOKORO.name}.*remove that file"):
        Kokoro(cache=tmp_path).synthesize("Ya.")


def samples(clip: Clip) -> NDArray[np.float64]:
    with wave.open(io.BytesIO(clip.sound)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def test_nothing_is_left_to_be_told_to_the_runtimes_maker(tmp_path: Path) -> None:
    quiet = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}  # without CI, which would silence it too
    speaking = (
        "from pathlib import Path; from podme_audio.speech.kokoro import Kokoro; "
        f"Kokoro(cache=Path({str(cache_folder(os.environ))!r})).synthesize('Ya.')"
    )

    subprocess.run([sys.executable, "-c", speaking], check=True, env=quiet)  # noqa: S603

    assert list(tmp_path.rglob("*")) == []
