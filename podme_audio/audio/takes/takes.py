"""One line's clip -> its take: decoded, trimmed, levelled and faded, with the silence that follows it.

Every line is levelled alone. So no line depends on its neighbours, and a correction leaves all others as they are.
"""

import warnings
import wave
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from math import inf
from pathlib import Path

import numpy as np

from podme_audio.audio import encoder, loudness
from podme_audio.exceptions import AudioError, FfmpegError, UndecodableClipError
from podme_audio.model import Clip, Line, Word

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pydub looks for an ffmpeg on the PATH and complains; it never runs one here
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

#: What an episode is mastered to, in LUFS.
TARGET = -16.0
#: Nothing is made louder than this, in dB: beyond it stands noise, not a voice.
MOST = 30.0
#: A short line may be this much louder by itself than the target, so that it counts right among the pauses around it.
SHORT = 1.5

#: Sound below this is silence, in dBFS; a quiet clip's own silence lies further down, but never below the last.
SILENCE = -50.0
_BELOW_PEAK = -40.0
_FAINTEST = -60.0
#: Seconds that a person may speak for in one line.
LONGEST_RECORDING = 300.0

#: Milliseconds.
_LOOK = 10
_KEPT = 20
_FADE_IN = 5
_FADE_OUT = 8

#: Seconds by which the mark that closes a line makes the silence after it longer or shorter.
PUNCTUATION = {"?": 0.15, "!": 0.1, ":": -0.1, ";": -0.1, ",": -0.15, "…": 0.2}
_CLOSING = "\"'”’»)] "

_WIDTH = 2
_FULL = 32_768.0
#: Times a line is heard again after limiting, until it is this close in dB; what it yields is never taken for less.
_ROUNDS = 10
_CLOSE = 0.03
_STIFF = 0.3


@dataclass(frozen=True, slots=True)
class Take:
    """A line as it will be heard."""

    line: Line
    #: Mono, 16 bits a sample: the line, then the silence after it.
    sound: bytes
    #: Samples a second.
    rate: int
    #: From the start of ``sound``.
    words: tuple[Word, ...]
    #: Seconds of the line without the silence after it.
    length: float
    #: Seconds between the first and the last audible moment of the clip; 0 when there is none.
    speech: float

    @property
    def seconds(self) -> float:
        """Seconds of all of it."""
        return len(self.sound) / _WIDTH / self.rate

    @property
    def digest(self) -> str:
        """SHA-256 of its sound."""
        return sha256(self.sound).hexdigest()


def take(clip: Clip, line: Line, *, mastered: bool = True) -> Take:
    """Turn *line*'s clip into its take; unmastered, its level stays what the engine made it.

    Raises:
        UndecodableClipError: The clip is not sound, or has no sample.
    """
    whole = _decoded(clip, line)
    first, last = _audible(whole)
    start, end = max(0, first - _KEPT), min(len(whole), last + _KEPT)
    sound = whole[start:end] if last > first else whole
    if last > first:
        sound = (_levelled(sound) if mastered else sound).fade_in(_FADE_IN).fade_out(_FADE_OUT)
    length = len(sound.raw_data) / 2 / sound.frame_rate
    silence = AudioSegment.silent(round(pause(line) * 1000), sound.frame_rate)
    words = _shifted(clip.words, start / 1000 if last > first else 0.0, length)
    return Take(line, sound.raw_data + silence.raw_data, sound.frame_rate, words, length, (last - first) / 1000)


def recorded(path: Path) -> Clip:
    """Return what a person recorded as a clip: WAV, mono; levelled and trimmed like any other when its turn comes.

    Raises:
        UndecodableClipError: It is not sound, is silent, or is longer than `LONGEST_RECORDING`.
    """
    try:
        pcm = encoder.heard(path, LONGEST_RECORDING + 1)
    except FfmpegError:
        raise
    except AudioError as error:
        raise UndecodableClipError(f"the recording is not sound: {error}") from error
    if pcm.seconds > LONGEST_RECORDING:
        raise UndecodableClipError(f"the recording is longer than {LONGEST_RECORDING:.0f} s: cut it")
    if _audible(AudioSegment(pcm.sound, sample_width=_WIDTH, frame_rate=pcm.rate, channels=1)) == (0, 0):
        raise UndecodableClipError("the recording is silent: record it again")
    written = BytesIO()
    with wave.open(written, "wb") as writer:
        writer.setparams((1, _WIDTH, pcm.rate, 0, "NONE", "not compressed"))
        writer.writeframes(pcm.sound)
    return Clip(written.getvalue(), "wav")


def _decoded(clip: Clip, line: Line) -> AudioSegment:
    try:
        return _plain(clip) or _foreign(clip)
    except FfmpegError:
        raise
    except AudioError as error:
        raise UndecodableClipError(f"the clip of line {line.id} is not sound: {error}") from error


def _plain(clip: Clip) -> AudioSegment | None:
    """Read a WAV of 16 bits, what most engines make, without a process; None for anything else."""
    if clip.format != "wav":
        return None
    try:
        with wave.open(BytesIO(clip.sound)) as reader:
            width, channels, rate = reader.getsampwidth(), reader.getnchannels(), reader.getframerate()
            frames = reader.readframes(reader.getnframes()) if width == _WIDTH else b""
    except (wave.Error, EOFError):
        return None
    if width != _WIDTH or not rate:
        return None
    whole = len(frames) - len(frames) % (_WIDTH * channels)
    return AudioSegment(frames[:whole], sample_width=_WIDTH, frame_rate=rate, channels=channels).set_channels(1)


def _foreign(clip: Clip) -> AudioSegment:
    if not clip.sound:
        raise AudioError("it is empty")
    pcm = encoder.decode(clip.sound, clip.format)
    return AudioSegment(pcm.sound, sample_width=_WIDTH, frame_rate=pcm.rate, channels=1)


def _audible(sound: AudioSegment) -> tuple[int, int]:
    """Return the milliseconds at which sound begins and ends; the same twice when there is none."""
    silence = max(_FAINTEST, min(SILENCE, sound.max_dBFS + _BELOW_PEAK))
    first = detect_leading_silence(sound, silence, _LOOK)
    last = len(sound) - detect_leading_silence(sound.reverse(), silence, _LOOK)
    return (first, last) if last > first else (0, 0)


def _levelled(sound: AudioSegment) -> AudioSegment:
    """Bring a line to the target by itself, its peaks held under the limit."""
    rate = sound.frame_rate
    samples = np.frombuffer(sound.raw_data, "<i2").astype(np.float32) / np.float32(_FULL)
    energies, peaks = loudness.energies(samples, rate), loudness.peaks(samples, rate)
    alone = loudness.loudness(loudness.blocks(energies))
    if alone == -inf:
        return sound
    short = max(0.0, alone - _among_pauses(energies) - SHORT)
    gain, gains = _balanced(energies, peaks, TARGET - short)
    return sound._spawn(_whole(loudness.turned(samples, rate, gains))).apply_gain(gain)  # noqa: SLF001 (pydub's own way)


def _balanced(energies: loudness.Blocks, peaks: loudness.Samples, target: float) -> tuple[float, loudness.Samples]:
    """Find the gain at which the limited line meets the target: limiting takes some of what a gain gives.

    A limiter as slow as ours may be thought of as standing behind the weighting, so nothing is filtered twice.
    """
    limit = 10 ** (encoder.LIMIT / 20)
    gain, gains, yielding = 0.0, np.ones_like(peaks), 1.0
    level = _among_pauses(energies)
    for _ in range(_ROUNDS):
        step = min(MOST - gain, (target - level) / yielding)
        if abs(step) < _CLOSE:
            break
        gain += step
        gains = loudness.limiter(peaks, limit / 10 ** (gain / 20))
        before, level = level, gain + _among_pauses(energies * np.square(gains))
        yielding = min(1.0, max(_STIFF, (level - before) / step))
    return gain, gains


def _among_pauses(energies: loudness.Blocks) -> float:
    return loudness.loudness(loudness.blocks(energies, around=True))


def _whole(samples: loudness.Samples) -> bytes:
    return bytes(np.rint(samples * _FULL).clip(-_FULL, _FULL - 1).astype("<i2").tobytes())


def pause(line: Line) -> float:
    closing = line.spoken.rstrip(_CLOSING)[-1:]
    return max(0.0, line.pause + PUNCTUATION.get(closing, 0.0))


def _shifted(words: tuple[Word, ...], by: float, length: float) -> tuple[Word, ...]:
    """Move *words* with the sound that was cut away before them; none begins before it or ends after it."""

    def within(time: float) -> float:
        return min(max(0.0, time - by), length)

    return tuple(Word(word.text, within(word.start), within(word.end)) for word in words)
