"""One measured job in a process of its own, so that its peak memory is its own."""

import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe

from podme_audio import audio
from podme_audio.library import Folder
from podme_audio.model import Clip, Line, Role

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pydub looks for an ffmpeg on the PATH; it is told of ours below
    from pydub import AudioSegment

PAUSE = 0.7
_MIB = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a job took."""

    seconds: float
    #: The larger of the process and of any encoder it started, in MiB.
    peak: float


def run(job: str, folder: Path, count: int) -> Cost:
    """Run *job* over the first *count* clips in *folder*, in a process of its own."""
    command = [sys.executable, "-m", "podme_audio.bench.jobs", job, str(folder), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  (our own module)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def main(job: str, folder: str, count: str) -> None:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        _JOBS[job](_clips(Path(folder), int(count)), Path(out))
    seconds = time.perf_counter() - started
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / _MIB
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": peak}) + "\n")


def _clips(folder: Path, count: int) -> Iterator[bytes]:
    for path in sorted(folder.glob("*.wav"))[:count]:
        yield path.read_bytes()


def _joined(clips: Iterator[bytes], out: Path) -> None:
    """Do what pydub's own documentation does: add clip to clip, and export."""
    AudioSegment.converter = get_ffmpeg_exe()
    episode = AudioSegment.empty()
    for clip in clips:
        wav = AudioSegment(clip)
        episode += wav + AudioSegment.silent(round(PAUSE * 1000), wav.frame_rate)
    parameters = ["-ar", "44100", "-ac", "1"]
    episode.export(out / "joined.mp3", format="mp3", bitrate="96k", parameters=parameters).close()


def _streamed(clips: Iterator[bytes], out: Path) -> None:
    _record(clips, out, mastered=False)


def _mastered(clips: Iterator[bytes], out: Path) -> None:
    _record(clips, out, mastered=True)


def _record(clips: Iterator[bytes], out: Path, *, mastered: bool) -> None:
    takes = (
        audio.take(Clip(clip, "wav"), Line(str(number), Role.PARAGRAPH, "x", "x", PAUSE), mastered=mastered)
        for number, clip in enumerate(clips)
    )
    tags = audio.Tags(title="bench", album="bench", artist="bench")
    audio.record(takes, tags=tags, segments=Folder(out / "store"), folder=out, mastered=mastered)


_JOBS = {"joined": _joined, "streamed": _streamed, "mastered": _mastered}

if __name__ == "__main__":
    main(*sys.argv[1:])
