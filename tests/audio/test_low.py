"""The version for listeners with little data: the same sound at the same moment, in a quarter of the bytes."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from podme_audio.audio import Tags, Take, lighten, measure
from podme_audio.exceptions import AudioError, FfmpegError
from podme_audio.model import Recording

RATE = 48_000
TAGS = Tags("Bus air = murah “sekali” é\n", "Podme Berita", "Redaksi Podme")

Said = Callable[..., Take]
Recorded = Callable[..., Recording]
Voice = Callable[..., np.ndarray]


@pytest.fixture
def recording(recorded: Recorded, said: Said, voice: Voice) -> Recording:
    return recorded([said(voice(seconds, seed=seed), id=str(seed)) for seed, seconds in enumerate((4.0, 7.3, 2.1))])


def heard(path: Path) -> np.ndarray:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    made = subprocess.run(  # noqa: S603 (the encoder we bring ourselves)
        [*command, "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"], capture_output=True, check=True
    )
    return np.frombuffer(made.stdout, "<i2").astype(np.float64)


def test_it_is_ogg_opus_of_24_kbit_a_second_and_as_loud(recording: Recording, tmp_path: Path) -> None:
    low = lighten(recording, tags=TAGS, folder=tmp_path)

    head = low.path.read_bytes()[:64]
    assert head.startswith(b"OggS")
    assert head[28:38] == b"OpusHead\x01\x01"  # version 1, one channel
    assert low.path.suffix == ".opus"
    assert 15_000 <= low.path.stat().st_size * 8 / low.duration <= 32_000
    assert -16.5 <= low.loudness <= -15.5
    assert low.true_peak <= 0
    assert measure(low.path).loudness == low.loudness


def test_it_lasts_as_long_and_says_everything_at_the_same_moment(recording: Recording, tmp_path: Path) -> None:
    low = lighten(recording, tags=TAGS, folder=tmp_path)

    one, other = heard(recording.path), heard(low.path)
    assert low.duration == pytest.approx(recording.duration, abs=0.05)
    assert len(one) == pytest.approx(len(other), abs=0.002 * RATE)
    size = 1 << (2 * len(one) - 1).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)))
    shift = int(np.argmax(likeness))
    assert min(shift, size - shift) / RATE < 0.002


def test_the_same_recording_gives_the_same_bytes_and_no_moment_of_its_making(
    recording: Recording, tmp_path: Path
) -> None:
    first = lighten(recording, tags=TAGS, folder=tmp_path).path.read_bytes()
    (tmp_path / "elsewhere").mkdir()
    moved = replace(recording, path=recording.path.rename(tmp_path / "elsewhere" / "other.mp3"))

    assert lighten(moved, tags=TAGS, folder=tmp_path).path.read_bytes() == first
    assert "title=Bus air = murah “sekali” é".encode() in first
    assert b"artist=Redaksi Podme" in first
    assert not {word for word in (b"Lavf", b"date", b"CHAPTER", b"PICTURE") if word in first[:600]}


@pytest.mark.parametrize("told", [-18.0, -14.0])
def test_one_that_came_out_too_loud_or_too_soft_is_made_again(
    recording: Recording, tmp_path: Path, told: float
) -> None:
    low = lighten(replace(recording, loudness=told), tags=TAGS, folder=tmp_path)

    assert -16.5 <= low.loudness <= -15.5


def test_a_full_disk_leaves_nothing_behind(
    recording: Recording, tmp_path: Path, encoder: Callable[[str], None]
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    encoder('for last; do :; done; echo half > "${last#file:}"; echo "No space left on device" >&2; exit 228')

    with pytest.raises(FfmpegError, match="No space left on device"):
        lighten(recording, tags=TAGS, folder=folder)

    assert list(folder.iterdir()) == []


def test_an_encoder_that_stops_early_is_found_out(
    recording: Recording, tmp_path: Path, encoder: Callable[[str], None]
) -> None:
    folder, real = tmp_path / "work", imageio_ffmpeg.get_ffmpeg_exe()
    folder.mkdir()
    encoder(f'case "$*" in *libopus*) exec {real} -t 3 "$@";; esac; exec {real} "$@"')

    with pytest.raises(AudioError, match=r"the Opus version lasts 3\.000 s, the recording 1\d"):
        lighten(recording, tags=TAGS, folder=folder)

    assert list(folder.iterdir()) == []
