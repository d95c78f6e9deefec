import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from podme_audio.audio import Take, measure, take
from podme_audio.exceptions import FfmpegError, UndecodableClipError
from podme_audio.model import Clip, Line, Recording, Word

Sound = Callable[..., np.ndarray]
Said = Callable[..., Take]
Write = Callable[..., bytes]
Heard = Callable[[Take], float]

#: Seconds that a trim may leave to both sides of a line.
KEPT = 0.045


@pytest.fixture
def loudness_of(wav: Callable[..., bytes], tmp_path: Path) -> Callable[[Take], float]:
    """How loud ffmpeg hears a take, pauses around it."""

    def loudness_of(take: Take) -> float:
        samples = np.pad(np.frombuffer(take.sound, "<i2") / 32_768, take.rate // 2)
        path = tmp_path / "take.wav"
        path.write_bytes(wav(samples, rate=take.rate))
        return measure(path).loudness

    return loudness_of


def test_the_silence_around_a_line_is_cut_and_its_words_move_along(tone: Sound, said: Said) -> None:
    words = (Word("selamat", 0.5, 0.9), Word("pagi", 0.9, 1.6))

    made = said(tone(1, silence=0.5), words=words)

    assert made.length == pytest.approx(1.0, abs=KEPT)
    assert made.words[0].start == pytest.approx(0.02, abs=0.011)
    assert made.words[1].start - made.words[0].start == pytest.approx(0.4)
    assert made.words[1].end == pytest.approx(made.length)


def test_a_line_is_followed_by_the_silence_it_asks_for(tone: Sound, said: Said) -> None:
    made = said(tone(1), pause=0.7)

    after = np.frombuffer(made.sound, "<i2")[round(made.length * made.rate) :]

    assert len(after) / made.rate == pytest.approx(0.7)
    assert not after.any()


@pytest.mark.parametrize(
    ("spoken", "longer"),
    [("Apa kabar?", 0.15), ('Katanya, "Awas!"', 0.1), ("Inilah daftarnya:", -0.1), ("Tamat.", 0.0), ("", 0.0)],
)
def test_the_closing_mark_shapes_the_silence(spoken: str, longer: float, tone: Sound, said: Said) -> None:
    made = said(tone(0.5), spoken=spoken, pause=0.5)

    assert len(made.sound) / 2 / made.rate - made.length == pytest.approx(0.5 + longer)


def test_no_silence_is_shorter_than_none(tone: Sound, said: Said) -> None:
    made = said(tone(0.5), spoken="Yaitu:", pause=0.0)

    assert len(made.sound) / 2 / made.rate == pytest.approx(made.length)


@pytest.mark.parametrize("level", [0.08, 0.3, 0.9])
@pytest.mark.parametrize("rate", [22_050, 24_000, 48_000])
def test_every_line_comes_to_the_target_by_itself(
    level: float, rate: int, voice: Sound, said: Said, loudness_of: Heard
) -> None:
    made = said(voice(6, level=level, rate=rate), rate=rate, pause=0.0)

    assert loudness_of(made) == pytest.approx(-16.0, abs=0.2)


def test_a_long_line_is_levelled_like_a_short_one(voice: Sound, said: Said, loudness_of: Heard) -> None:
    made = said(voice(33, seed=4), pause=0.0)

    assert loudness_of(made) == pytest.approx(-16.0, abs=0.2)


def test_peaks_stay_under_the_limit(voice: Sound, said: Said, wav: Write, tmp_path: Path) -> None:
    made = said(voice(4, level=0.9))
    path = tmp_path / "take.wav"
    path.write_bytes(wav(np.frombuffer(made.sound, "<i2") / 32_768))

    assert measure(path).true_peak <= -1.9


def test_one_short_word_does_not_shout(voice: Sound, said: Said, loudness_of: Heard) -> None:
    made = said(voice(0.3), pause=0.0)

    assert -19.0 < loudness_of(made) < -15.0


def test_speech_is_counted_from_the_first_audible_moment_to_the_last(tone: Sound, said: Said) -> None:
    made = said(np.concatenate([tone(0.5), np.zeros(6_000), tone(0.5)]))

    assert made.speech == pytest.approx(1.45, abs=0.021)


@pytest.mark.parametrize("noise", [0.0, 0.0005])
def test_a_silent_clip_stays_silent_and_has_no_speech(noise: float, said: Said) -> None:
    samples = noise * np.random.default_rng(1).standard_normal(24_000)

    made = said(samples)

    assert made.speech == 0
    assert np.abs(np.frombuffer(made.sound, "<i2")).max() <= round(noise * 5 * 32_768)


def test_a_faint_line_is_brought_up_only_so_far(tone: Sound, said: Said) -> None:
    made = said(tone(1, level=0.004))

    assert made.speech > 0.9
    assert np.abs(np.frombuffer(made.sound, "<i2")).max() <= 0.004 * 32 * 32_768


def test_a_rumble_too_low_to_hear_is_left_as_it_is(tone: Sound, said: Said) -> None:
    made = said(tone(1, pitch=2, level=0.01, silence=0))

    assert np.abs(np.frombuffer(made.sound, "<i2")).max() <= 0.0101 * 32_768


def test_clicks_are_held_under_the_limit_however_loud_the_line_should_be(said: Said, loudness_of: Heard) -> None:
    samples = np.zeros(48_000)
    samples[::4_000] = 0.5

    made = said(samples)

    assert np.abs(np.frombuffer(made.sound, "<i2")).max() <= 0.8 * 32_768
    assert loudness_of(made) < -16


def test_unmastered_a_line_keeps_its_level(tone: Sound, said: Said) -> None:
    made = said(tone(1, level=0.1), mastered=False)

    assert np.abs(np.frombuffer(made.sound, "<i2")).max() == pytest.approx(0.1 * 32_768, rel=0.01)


def test_a_line_begins_and_ends_without_a_click(said: Said) -> None:
    made = said(np.full(24_000, 0.5), pause=0.0)

    samples = np.frombuffer(made.sound, "<i2")

    assert abs(samples[0]) < 700
    assert abs(samples[-1]) < 700


@pytest.mark.parametrize(("width", "channels"), [(1, 1), (2, 2), (3, 1), (4, 2)])
def test_a_wav_of_any_depth_is_read(
    width: int, channels: int, tone: Sound, wav: Write, line: Callable[..., Line]
) -> None:
    clip = Clip(wav(tone(1), width=width, channels=channels), "wav")

    made = take(clip, line())

    assert made.rate == 24_000
    assert made.length == pytest.approx(1.0, abs=KEPT)


def test_an_mp3_is_read_at_its_own_rate(
    tone: Sound, said: Said, line: Callable[..., Line], recorded: Callable[..., Recording]
) -> None:
    mp3 = recorded([said(tone(2))]).path.read_bytes()

    made = take(Clip(mp3, "mp3"), line())

    assert made.rate == 44_100
    assert made.speech == pytest.approx(2.0, abs=0.03)


def test_half_an_mp3_is_half_as_long(
    tone: Sound, said: Said, line: Callable[..., Line], recorded: Callable[..., Recording]
) -> None:
    mp3 = recorded([said(tone(4))]).path.read_bytes()

    made = take(Clip(mp3[: len(mp3) // 2], "mp3"), line())

    assert made.speech == pytest.approx(2.0, abs=0.3)


@pytest.mark.parametrize("format", ["wav", "mp3"])
@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html><title>429</title></html>" * 50, id="a web page"),
        pytest.param(b"RIFF\x24\x00\x00\x00WAVE", id="half a header"),
        pytest.param(bytes(5_000), id="zeros"),
        pytest.param(b"\xff\xfb\x70\xc4", id="one frame's header"),
        pytest.param(bytes(range(256)) * 40, id="other bytes"),
    ],
)
def test_what_is_no_sound_is_refused_and_the_line_named(sound: bytes, format: str, line: Callable[..., Line]) -> None:
    with pytest.raises(UndecodableClipError, match="line l7 "):
        take(Clip(sound, format), line("l7"))


def test_a_wav_without_a_sample_is_refused(wav: Write, line: Callable[..., Line]) -> None:
    with pytest.raises(UndecodableClipError, match="line l7 "):
        take(Clip(wav(np.zeros(0)), "wav"), line("l7"))


def test_a_missing_encoder_is_not_the_fault_of_the_clip(
    line: Callable[..., Line], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "none"))

    with pytest.raises(FfmpegError, match="install imageio-ffmpeg again"):
        take(Clip(b"sound", "mp3"), line())


def test_pydub_is_quiet_where_no_ffmpeg_is_installed(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", "import podme_audio.audio"]

    done = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, check=False)  # noqa: S603 (our own)

    assert done.stderr == b""
