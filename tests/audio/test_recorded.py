import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from podme_audio import audio
from podme_audio.exceptions import UndecodableClipError
from podme_audio.model import Line

Sound = Callable[..., np.ndarray]
Write = Callable[..., bytes]
#: What phones, browsers and recorders make, and how ffmpeg is told to make it.
FORMATS = {
    "m4a": ["-c:a", "aac"],
    "mp3": [],
    "ogg": ["-c:a", "libopus"],
    "webm": ["-c:a", "libopus"],
    "flac": [],
    "wav": ["-ac", "2", "-ar", "48000"],
}


@pytest.fixture
def upload(tmp_path: Path) -> Callable[[bytes], Path]:
    def kept(content: bytes) -> Path:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return path

    return kept


@pytest.mark.parametrize("format", FORMATS)
def test_what_phones_and_browsers_record_is_heard(
    format: str, tone: Sound, wav: Write, upload: Callable[[bytes], Path], line: Callable[..., Line]
) -> None:
    source = upload(wav(tone(2)))
    target = source.with_name(f"recording.{format}")
    command = [get_ffmpeg_exe(), "-v", "error", "-i", str(source), *FORMATS[format], str(target)]
    subprocess.run(command, check=True)  # noqa: S603 - our own encoder

    clip = audio.recorded(target)

    assert clip.format == "wav"
    assert audio.take(clip, line()).speech == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "not sound"),
        (b"<html>tidak ada</html>" * 50, "not sound"),
        (b"#EXTM3U\nhttp://127.0.0.1:9/a\n", "not sound"),
    ],
)
def test_what_is_no_sound_is_refused(content: bytes, complaint: str, upload: Callable[[bytes], Path]) -> None:
    with pytest.raises(UndecodableClipError, match=complaint):
        audio.recorded(upload(content))


def test_a_silent_recording_is_refused(wav: Write, upload: Callable[[bytes], Path]) -> None:
    with pytest.raises(UndecodableClipError, match="silent"):
        audio.recorded(upload(wav(np.zeros(24_000))))


def test_a_recording_that_never_ends_is_refused(wav: Write, upload: Callable[[bytes], Path], tone: Sound) -> None:
    with pytest.raises(UndecodableClipError, match="longer than 300 s"):
        audio.recorded(upload(wav(tone(302, rate=8_000), rate=8_000)))
