"""Sound in any encoding -> PCM -> MP3 with its own measurements, all through the ffmpeg that comes in a wheel.

There is no ffprobe in that wheel, so nothing here asks for one. Every process is fed, drained and waited for.
"""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import inf, log10
from pathlib import Path
from typing import BinaryIO

import imageio_ffmpeg

from podme_audio.exceptions import AudioError, FfmpegError

RATE = 44_100
BITRATE = 96_000
#: Samples in one MP3 frame.
FRAME = 1_152
#: Samples a decoder gives out before the first one that was put in: 576 by LAME, 529 by the decoder.
DELAY = 1_105
#: dBTP of an encoded file; what goes in is limited lower, for the encoder overshoots.
CEILING = -1.0
#: Where the limiter before a second encoding stands, in dBTP.
LIMIT = -2.0

#: The first two bytes of every frame of ours, and the two that say bit rate, rate and mono: MPEG-1 layer III.
_SYNC = (0xFF, 0xFB)
_PADDED = {0x70: 313, 0x72: 314}

_REMEDY = "install imageio-ffmpeg again, or name an ffmpeg in IMAGEIO_FFMPEG_EXE"
_QUIET = ("-hide_banner", "-nostdin", "-nostats")
#: No bit reservoir, so that any frame may follow any other; no Info header and no tag, so that frames are all there is.
_MP3 = ("-c:a", "libmp3lame", "-b:a", "96k", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0", "-f", "mp3")
_RESAMPLE = f"aresample={RATE}:filter_size=64:cutoff=0.97,aformat=sample_fmts=fltp:channel_layouts=mono"
#: LAME turns everything down to 95 % before it begins; the mastered sound is to come out as loud as it went in.
_RESTORE = "volume=1/0.95"
#: The encoder's own output, decoded again in the same process and measured: block loudness and the highest peak so far.
_METER = (
    "[dec:0]ebur128=peak=true:metadata=1:framelog=quiet,"
    "ametadata=print:key=lavfi.r128.M,ametadata=print:key=lavfi.r128.true_peaks_ch0[measured]"
)
_HEAR = (
    f"aresample={RATE},astats=measure_perchannel=none:measure_overall=Number_of_samples,"
    "ebur128=peak=true:framelog=quiet"
)
#: What the sound of an encoding depends on besides what goes in: part of a segment's name.
SETTINGS = " ".join((*_MP3, _RESAMPLE, _RESTORE, str(CEILING)))


@dataclass(frozen=True, slots=True)
class Pcm:
    """Mono sound, 16 bits a sample, little-endian."""

    sound: bytes
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.sound) / 2 / self.rate


@dataclass(frozen=True, slots=True)
class Encoded:
    """MP3 frames and what they sound like."""

    sound: bytes
    frames: int
    #: LUFS of each 400 ms block, one every 100 ms; empty when it was not measured.
    blocks: tuple[float, ...] = ()
    #: dBTP.
    true_peak: float = -inf


@dataclass(frozen=True, slots=True)
class Measured:
    """A finished file as ffmpeg hears it."""

    duration: float
    loudness: float
    true_peak: float
    #: Bits a second, tags and cover included.
    bitrate: float


def decode(sound: bytes, format: str) -> Pcm:
    """Turn *sound* ("mp3" or "wav") into mono PCM at its own rate.

    Raises:
        AudioError: It is not sound.
    """
    output, complaints = _run(
        ["-f", format, "-i", "pipe:0", "-map", "0:a:0", "-ac", "1", "-c:a", "pcm_s16le"],
        ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact", "-f", "wav", "pipe:1"],
        sound=sound,
        blame=AudioError,
    )
    start = output.find(b"data") + 8
    if not output.startswith(b"RIFF") or len(output) <= start:
        raise AudioError(f"no sound could be decoded ({_last(complaints)})")
    return Pcm(output[start:], int.from_bytes(output[24:28], "little"))


def heard(path: Path, longest: float) -> Pcm:
    """Turn a file in any encoding into mono PCM at our rate, no more than *longest* seconds of it.

    Raises:
        AudioError: It is not sound.
    """
    limits = ["-protocol_whitelist", "file,pipe", "-t", f"{longest:.1f}", "-i", f"file:{path}", "-map", "0:a:0"]
    output, complaints = _run(
        [*limits, "-vn", "-ac", "1", "-ar", str(RATE), "-c:a", "pcm_s16le"], ["-f", "s16le", "pipe:1"], blame=AudioError
    )
    if not output:
        raise AudioError(f"no sound could be decoded ({_last(complaints)})")
    return Pcm(output, RATE)


def encode(pcm: Pcm, *, mastered: bool = True) -> Encoded:
    """Encode *pcm* as MP3; mastered, it is measured and a true peak above `CEILING` brings it down as a whole.

    Raises:
        FfmpegError: The encoder is missing or failed.
    """
    raw = ["-f", "s16le", "-ar", str(pcm.rate), "-ac", "1", "-i", "pipe:0"]
    if not mastered:
        return _encode(raw, _RESAMPLE, pcm.sound, mastered=False)
    encoded = _encode(raw, f"{_RESAMPLE},{_RESTORE}", pcm.sound, mastered=True)
    if encoded.true_peak > CEILING:
        lower = f"volume={CEILING - encoded.true_peak - 0.1:.2f}dB"
        encoded = _encode(raw, f"{_RESAMPLE},{_RESTORE},{lower}", pcm.sound, mastered=True)
    return encoded


def again(frames: bytes, gain: float) -> Encoded:
    """Encode frames of ours a second time, *gain* dB louder or softer, limited again.

    Raises:
        FfmpegError: The encoder is missing or failed.
    """
    limiter = f"aresample={4 * RATE},alimiter=limit={10 ** (LIMIT / 20):.4f}:level=0:latency=1"
    chain = f"atrim=start_sample={DELAY},asetpts=N/SR/TB,volume={gain:.2f}dB,{limiter},{_RESAMPLE},{_RESTORE}"
    return _encode(["-f", "mp3", "-i", "pipe:0"], chain, frames, mastered=True)


def measure(path: Path) -> Measured:
    """Hear a finished file.

    Raises:
        AudioError: There is none, or it is not sound.
    """
    if not path.is_file():
        raise AudioError(f"{path} is not a file")
    _, report = _run(["-i", f"file:{path}", "-map", "0:a:0", "-af", _HEAR], ["-f", "null", "-"], blame=AudioError)
    duration = _number(r"Number of samples: (\d+)", report) / RATE
    if not duration:
        raise AudioError(f"{path} holds no sound")
    loudness, true_peak = _number(r" I: +(\S+) LUFS", report), _number(r" Peak: +(\S+) dBFS", report)
    return Measured(duration, loudness, true_peak, path.stat().st_size * 8 / duration)


def convert(source: Path, target: Path, settings: Sequence[str]) -> None:
    """Turn a file of sound into another one; neither is held.

    Raises:
        AudioError: *source* is not sound.
        FfmpegError: The encoder is missing or failed, or the disk is full.
    """
    _run(["-i", f"file:{source}", "-map", "0:a:0"], [*settings, "-y", f"file:{target}"], weighs=source.stat().st_size)


def walk(stream: BinaryIO) -> int:
    """Count the frames from here to the end, looking at each.

    Raises:
        AudioError: Something else than whole frames of ours stands there.
    """
    count = 0
    while header := stream.read(4):
        size = _PADDED.get(header[2], 0) if len(header) == 4 and tuple(header[:2]) == _SYNC else 0  # noqa: PLR2004
        if not size or len(stream.read(size - 4)) != size - 4:
            raise AudioError(f"frame {count + 1} of the encoded sound is broken")
        count += 1
    return count


def encoder_version() -> str:
    """Run the encoder and return its name and version, "ffmpeg 7.1".

    Raises:
        FfmpegError: It is missing, or does not run.
    """
    output, _ = _run(["-version"], [])
    return " ".join(output.decode(errors="replace").split()[:3:2])


def executable() -> str:
    """Return the path of the encoder.

    Raises:
        FfmpegError: There is none for this machine.
    """
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise FfmpegError(f"the MP3 encoder is missing: {_REMEDY}") from error


def _encode(source: Sequence[str], chain: str, sound: bytes, *, mastered: bool) -> Encoded:
    meter = ("-dec", "0:0", "-filter_complex", _METER, "-map", "[measured]", "-f", "null", "-") if mastered else ()
    output, report = _run([*source, "-af", chain], [*_MP3, "pipe:1", *meter], sound=sound)
    frames = walk(BytesIO(output))
    if not mastered:
        return Encoded(output, frames)
    blocks = tuple(float(value) for value in re.findall(r"lavfi\.r128\.M=(\S+)", report))
    peaks = [float(value) for value in re.findall(r"true_peaks_ch0=(\S+)", report)]
    if not peaks:
        raise FfmpegError(f"the encoder did not measure what it made ({_last(report)})")
    return Encoded(output, frames, blocks, 20 * log10(max(peaks)) if max(peaks) else -inf)


def _run(
    source: Sequence[str],
    target: Sequence[str],
    *,
    sound: bytes = b"",
    weighs: int = 0,
    blame: type[AudioError] = FfmpegError,
) -> tuple[bytes, str]:
    """Feed ffmpeg and read it dry, both at once, so that neither waits for the other.

    Args:
        source: What it reads.
        target: What it makes of that.
        sound: What it is fed.
        weighs: Bytes of the file that it reads instead.
        blame: What is raised when it will not have it.

    Raises:
        AudioError: *blame*, when ffmpeg ran and would not have it; `FfmpegError` when it could not run to its end.
    """
    command = [executable(), *_QUIET, *source, *target]
    patience = 600.0 + len(sound) / 100_000 + weighs / 10_000  # on a slow day it needs a tenth of that
    try:
        done = subprocess.run(command, input=sound, capture_output=True, check=False, timeout=patience)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise FfmpegError(f"ffmpeg did not finish within {error.timeout:.0f} s") from error
    except OSError as error:
        raise FfmpegError(f"{command[0]} could not be started ({error.strerror}): {_REMEDY}") from error
    report = done.stderr.decode(errors="replace")
    if done.returncode < 0:
        raise FfmpegError(f"ffmpeg was killed by signal {-done.returncode}")
    if done.returncode:
        raise blame(f"ffmpeg says: {_last(report)}")
    return done.stdout, report


def _number(pattern: str, report: str) -> float:
    found = re.search(pattern, report)
    return float(found[1]) if found else 0.0


def _last(report: str) -> str:
    """What ffmpeg said last that is about the input, without its addresses in memory."""
    lines = [re.sub(r"^\[[^]]*\] *", "", line) for line in report.splitlines() if line.strip()]
    told = [line for line in lines if "size=" not in line and "failed!" not in line]
    return told[-1].rstrip(".") if told else "it said nothing"
