import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podme_audio.speech import mpeg
from podme_audio.speech.tone import Tone
from tests.speech.service import FRAME

SOUND = Tone().synthesize("Uji suara.").sound

KINDS = [
    # rate, channels, kbit/s: MPEG-1, MPEG-2 and MPEG-2.5
    (44_100, 1, 96),
    (44_100, 2, 128),
    (48_000, 1, 64),
    (32_000, 2, 48),
    (24_000, 1, 64),
    (24_000, 1, 32),
    (22_050, 2, 64),
    (16_000, 1, 24),
    (12_000, 1, 16),
    (8_000, 1, 8),
]


def test_silent_frames_are_counted() -> None:
    stream = mpeg.read(FRAME * 50)

    assert stream == mpeg.Stream(FRAME * 50, pytest.approx(1.2), 24_000, 1)  # type: ignore[arg-type] # approx has no type


@pytest.mark.parametrize(("rate", "channels", "bitrate"), KINDS)
def test_what_an_encoder_makes_is_read_to_the_sample(tmp_path: Path, rate: int, channels: int, bitrate: int) -> None:
    plain = mpeg.read(_encoded(rate, channels, bitrate))
    whole = _tagged(tmp_path / "tagged.mp3", rate, channels, bitrate)
    tagged = mpeg.read(whole)

    assert whole.startswith(b"ID3")
    assert whole[-128:].startswith(b"TAG")
    assert b"Info" in whole
    assert plain.rate == tagged.rate == rate
    assert plain.channels == tagged.channels == channels
    assert plain.seconds == tagged.seconds == pytest.approx(_samples(plain.sound, channels) / rate, abs=1e-9)
    assert tagged.sound == plain.sound


def test_an_mp3_cut_inside_a_frame_is_refused() -> None:
    whole = _encoded(24_000, 1, 64)

    for length in range(1, 1000):
        if length % len(FRAME):
            with pytest.raises(ValueError, match="frame"):
                mpeg.read(whole[:length])


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF....WAVEfmt ", b"<html></html>", b"ID3\x04\x00\x00\x00\x00\x00\x00", b"\xff" * 400, FRAME + b"\0"],
    ids=["nothing", "wav", "html", "only a tag", "ones", "more behind"],
)
def test_what_is_no_mp3_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"frame|no sound"):
        mpeg.read(content)


def test_frames_of_two_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="sampling rate"):
        mpeg.read(FRAME + _encoded(44_100, 1, 96))


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        stream = mpeg.read(FRAME + content)
    except ValueError:
        return
    assert stream.sound.startswith(FRAME)


def _encoded(rate: int, channels: int, bitrate: int) -> bytes:
    return _ffmpeg(
        [*_made(rate, channels, bitrate), "-id3v2_version", "0", "-write_xing", "0", "-f", "mp3", "-"], SOUND
    )


def _tagged(path: Path, rate: int, channels: int, bitrate: int) -> bytes:
    """Encode to a file, the only place where ffmpeg writes the frame that describes the stream."""
    _ffmpeg([*_made(rate, channels, bitrate), "-metadata", "title=Uji", "-write_id3v1", "1", str(path)], SOUND)
    return path.read_bytes()


def _made(rate: int, channels: int, bitrate: int) -> list[str]:
    return ["-f", "wav", "-i", "-", "-ar", str(rate), "-ac", str(channels), "-b:a", f"{bitrate}k"]


def _samples(sound: bytes, channels: int) -> int:
    return len(_ffmpeg(["-f", "mp3", "-i", "-", "-f", "s16le", "-"], sound)) // 2 // channels


def _ffmpeg(arguments: list[str], content: bytes) -> bytes:
    ffmpeg = shutil.which(imageio_ffmpeg.get_ffmpeg_exe()) or "ffmpeg"
    return subprocess.run([ffmpeg, "-v", "error", *arguments], input=content, capture_output=True, check=True).stdout  # noqa: S603
