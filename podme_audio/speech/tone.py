"""An engine that says nothing, exactly and at once: 70 ms of tone a character, for tests, load and trying out."""

import io
import struct
import time
import wave
from collections.abc import Callable
from functools import cache
from math import pi, sin
from zlib import crc32

from podme_audio.exceptions import EngineUnavailableError, SpeechError
from podme_audio.model import Clip, Word
from podme_audio.speech import engine
from podme_audio.speech.engine import Voice

#: Seconds of sound for one character.
CHARACTER = 0.07
RATE = 24_000

VERSION = "1"

#: The lowest pitch of each voice in Hertz; the default comes first.
VOICES = {"sedang": 330.0, "rendah": 165.0, "tinggi": 660.0}

_SAMPLES = round(CHARACTER * RATE)
_LOUDNESS = 6_000
#: Samples over which a tone comes and goes, so that it does not click.
_EDGE = 48


class Tone:
    """The tone engine.

    Args:
        voice: One of `VOICES`.
        delay: Seconds a line takes, to stand for a slow engine.
        sleep: What waits for *delay*.
    """

    name = "tone"

    def __init__(self, voice: str = "", *, delay: float = 0.0, sleep: Callable[[float], None] = time.sleep) -> None:
        self.voice = voice or next(iter(VOICES))
        if self.voice not in VOICES:
            raise EngineUnavailableError(f"tone has no voice {voice!r}; known: {', '.join(VOICES)}", engine=self.name)
        self.fingerprint = f"tone {VERSION} {self.voice}"
        self._delay = delay
        self._sleep = sleep

    def synthesize(self, text: str) -> Clip:
        """Sound *text*; spaces are silent, and none stands at either end."""
        said = text.strip()
        if not said:
            raise SpeechError("there is nothing to say in an empty line", engine=self.name)
        if self._delay:
            self._sleep(self._delay)
        pitch = VOICES[self.voice]
        return Clip(_wave(b"".join(_sound(character, pitch) for character in said)), "wav", _words(said))

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices, which are always ready."""
        return tuple(Voice(self.name, name, told, ready=True) for name, told in engine.VOICES[self.name].items())


def _words(said: str) -> tuple[Word, ...]:
    words, at = [], 0
    for word in said.split():
        at = said.index(word, at)
        words.append(Word(word, at * CHARACTER, (at + len(word)) * CHARACTER))
        at += len(word)
    return tuple(words)


@cache
def _sound(character: str, lowest: float) -> bytes:
    """Return 70 ms of PCM; a character's own pitch, one of 24 semitones, lets different texts sound different."""
    if character.isspace():
        return bytes(2 * _SAMPLES)
    step = 2 * pi * lowest * 2 ** (crc32(character.encode()) % 24 / 12) / RATE
    return struct.pack(f"<{_SAMPLES}h", *(round(_LOUDNESS * _edge(at) * sin(step * at)) for at in range(_SAMPLES)))


def _edge(at: int) -> float:
    return min(1.0, (at + 1) / _EDGE, (_SAMPLES - at) / _EDGE)


def _wave(pcm: bytes) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm)
    return held.getvalue()
