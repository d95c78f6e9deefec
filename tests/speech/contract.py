"""What every engine keeps to, whatever is behind it. A test module subclasses it and says how an engine is made."""

import io
import shutil
import subprocess
import wave
from concurrent.futures import ThreadPoolExecutor

import imageio_ffmpeg
import pytest

from podme_audio.exceptions import EngineUnavailableError, SpeechError
from podme_audio.model import Clip
from podme_audio.speech import Engine

SHORT = "Selamat pagi."
LONG = (
    "Pasar ikan di tepi sungai itu buka sebelum matahari terbit, dan para pembeli sudah antre sejak pukul empat. "
    "Menurut ketua pedagang, tangkapan pekan ini dua kali lipat pekan lalu, tetapi harga tetap tinggi. "
    "Apakah harga akan turun? Ia belum dapat memastikannya."
)


class EngineContract:
    """The behaviours; `make` is all that a subclass must give."""

    #: A line more than three times as long as `SHORT`; an engine that computes its sound may take a shorter one.
    long = LONG

    def make(self, voice: str = "") -> Engine:
        raise NotImplementedError

    @pytest.fixture
    def engine(self) -> Engine:
        return self.make()

    def test_it_has_a_name_a_voice_and_a_fingerprint_that_tells_both(self, engine: Engine) -> None:
        assert engine.name
        assert engine.voice
        assert engine.name in engine.fingerprint
        assert engine.voice in engine.fingerprint

    def test_two_of_a_kind_have_one_fingerprint(self, engine: Engine) -> None:
        assert self.make(engine.voice).fingerprint == engine.fingerprint

    def test_a_line_becomes_sound(self, engine: Engine) -> None:
        clip = engine.synthesize(SHORT)

        assert clip.format in {"wav", "mp3"}
        assert seconds(clip) > 0.3

    def test_a_longer_line_takes_longer(self, engine: Engine) -> None:
        assert seconds(engine.synthesize(self.long)) > 3 * seconds(engine.synthesize(SHORT))

    def test_words_follow_each_other_within_the_clip(self, engine: Engine) -> None:
        clip = engine.synthesize(self.long)

        times = [time for word in clip.words for time in (word.start, word.end)]
        assert times == sorted(times)
        assert all(word.end > word.start >= 0 for word in clip.words)
        assert not times or times[-1] <= seconds(clip) + 0.03

    def test_words_are_those_of_the_line(self, engine: Engine) -> None:
        clip = engine.synthesize(self.long)

        if clip.words:
            assert _letters(" ".join(word.text for word in clip.words)) == _letters(self.long)

    def test_several_lines_may_be_said_at_once(self, engine: Engine) -> None:
        lines = [SHORT, "Selamat siang.", "Selamat sore.", "Selamat malam semuanya."]

        with ThreadPoolExecutor(4) as pool:
            clips = list(pool.map(engine.synthesize, lines))

        assert [seconds(clip) for clip in clips] == pytest.approx([seconds(engine.synthesize(one)) for one in lines])

    @pytest.mark.parametrize("text", ["", " ", "\n\t "])
    def test_an_empty_line_is_an_error_that_no_second_try_mends(self, engine: Engine, text: str) -> None:
        with pytest.raises(SpeechError) as caught:
            engine.synthesize(text)

        assert not caught.value.transient
        assert caught.value.engine == engine.name

    def test_an_unknown_voice_is_refused_and_the_known_ones_are_named(self, engine: Engine) -> None:
        with pytest.raises(EngineUnavailableError, match=engine.voice):
            self.make("tidak-ada")


def seconds(clip: Clip) -> float:
    """Measure a clip as a player would, decoding it."""
    if clip.format == "wav":
        with wave.open(io.BytesIO(clip.sound)) as file:
            return float(file.getnframes() / file.getframerate())
    return len(_decoded(clip.sound)) / 2 / 24_000


def _decoded(sound: bytes) -> bytes:
    ffmpeg = shutil.which(imageio_ffmpeg.get_ffmpeg_exe()) or "ffmpeg"
    command = [ffmpeg, "-v", "error", "-f", "mp3", "-i", "-", "-f", "s16le", "-ac", "1", "-ar", "24000", "-"]
    return subprocess.run(command, input=sound, capture_output=True, check=True).stdout  # noqa: S603 - our own words


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
