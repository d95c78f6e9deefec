"""The embedded voices: a line goes in, a clip with the time of every word comes out, and nothing leaves the machine.

Each sentence is said on its own. Its silence is cut off at both ends, so that the pauses between sentences are ours.
"""

import io
import os
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from podme_audio.exceptions import EngineUnavailableError, SpeechError, SynthesisError
from podme_audio.model import Clip, Word
from podme_audio.speech import engine
from podme_audio.speech.engine import Voice
from podme_audio.speech.kokoro import espeak, phonemes, vowels, weights
from podme_audio.speech.kokoro.phonemes import Sounded

RATE = 24_000

#: Voice -> what an editor reads about it; the default comes first.
VOICES = engine.VOICES["kokoro"]

#: Seconds from the last sound before a mark to the first one after it, where the text was cut.
PAUSES = {".": 0.35, "!": 0.35, "?": 0.4, "…": 0.45, ",": 0.15, ";": 0.25, ":": 0.3, "—": 0.25}
#: The same where it was cut between two words.
_NO_MARK = 0.08

#: Samples that the model makes for one frame of duration.
_FRAME = 600
#: What is quieter is silence: -50 dBFS.
_AUDIBLE = 10 ** (-50 / 20)
#: What is quieter inside a piece may be breath: -44 dBFS.
_LOUD = 10 ** (-44 / 20)
#: Samples kept before the first and after the last audible one, and faded.
_LEAD, _TAIL = 240, 960
#: A sound is heard a frame before the model counts it: the median over 42 words between pauses is 20 to 31 ms.
_LAG = 600
_SHORTEST = 24

_turn = Lock()

_Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Said:
    """One piece, trimmed: its sound, its words with their times in it, and the silence that belongs after it."""

    sound: _Sound
    words: tuple[Word, ...]
    pause: float


class Kokoro:
    """The kokoro engine.

    Args:
        voice: One of `VOICES`.
        rate: How fast it speaks; 1.0 is a news reader's some six syllables a second.
        cache: Where the joined weights are kept; the platform's cache folder if None.
    """

    name = "kokoro"

    def __init__(self, voice: str = "", *, rate: float = 1.0, cache: Path | None = None) -> None:
        self.voice = voice or next(iter(VOICES))
        if self.voice not in VOICES:
            known = ", ".join(VOICES)
            raise EngineUnavailableError(f"kokoro has no voice {voice!r}; known: {known}", engine=self.name)
        self._rate = rate
        self._cache = cache or weights.cache_folder(os.environ)
        self._style = _styles()[self.voice]
        self._stopped = False
        #: What all runs of the model look at while they last; made with the model.
        self._runs: Any = None
        self.fingerprint = " ".join(
            [
                f"{self.name} {self.voice}",
                f"rate {rate:g}",
                f"model {weights.KOKORO.sha256[:16]}",
                f"style {sha256(self._style.tobytes()).hexdigest()[:16]}",
                f"phonemes {phonemes.RULES} {vowels.VERSION} espeak-ng {espeak.version()}",
            ]
        )

    def synthesize(self, text: str) -> Clip:
        """Say *text*, the spoken form of one line.

        Raises:
            EngineUnavailableError: A package is missing, or the weights cannot be kept.
            SynthesisError: The model failed.
            SpeechError: There is nothing in it to say.
        """
        pieces = [piece for sentence in phonemes.sentences(text) for piece in _pieces(sentence)]
        if not pieces:
            raise SpeechError(f"there is nothing to say in {text.strip()!r}", engine=self.name)
        session = self._session()
        return _clip([self._say(session, piece) for piece in pieces])

    def voices(self) -> tuple[Voice, ...]:
        """Return the two voices, which are ready when the packages are installed."""
        reason = _missing() or weights.why_not(self._cache)
        return tuple(Voice(self.name, name, VOICES[name], not reason, reason) for name in VOICES)

    def stop(self) -> None:
        """End what is being said, within milliseconds and for good."""
        self._stopped = True
        if self._runs is not None:
            self._runs.terminate = True

    def _session(self) -> Any:
        with _turn:
            if reason := _missing():
                raise EngineUnavailableError(reason, engine=self.name)
            session = _session(weights.prepared(self._cache))
            self._runs = self._runs or _runtime().RunOptions()
            return session

    def _say(self, session: Any, piece: Sequence[Sounded]) -> _Said:
        tokens = phonemes.tokens(phonemes.written(piece))
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": self._style[min(len(tokens), len(self._style)) - 1],
            "speed": np.array([self._rate], dtype=np.float32),
        }
        if self._stopped:
            raise EngineUnavailableError("kokoro was stopped", engine=self.name)
        try:
            sound, frames = session.run(["audio", "duration"], inputs, self._runs)
        except _failures() as error:
            if self._stopped:
                raise EngineUnavailableError("kokoro was stopped", engine=self.name) from error
            raise SynthesisError(f"the model of kokoro failed ({error})", engine=self.name) from error
        return _trimmed(sound.ravel(), frames.ravel(), piece)


def _pieces(sentence: str) -> Iterator[tuple[Sounded, ...]]:
    """Yield what is said in one call each; what has no sound in it is not said."""
    for piece in phonemes.pieces(phonemes.sounded(sentence)):
        if any(character.isalpha() for character in phonemes.written(piece)):
            yield piece


def _trimmed(sound: _Sound, frames: NDArray[np.int64], piece: Sequence[Sounded]) -> _Said:
    audible = np.flatnonzero(np.abs(sound) > _AUDIBLE)
    if not len(audible):
        raise SynthesisError("the model of kokoro said nothing", engine="kokoro")
    start, end = max(0, int(audible[0]) - _LEAD), min(len(sound), int(audible[-1]) + 1 + _TAIL)
    kept = _faded(sound[start:end])
    mark = phonemes.written(piece).rstrip(")")[-1]
    return _Said(kept, tuple(_words(frames, piece, start, kept)), PAUSES.get(mark, _NO_MARK))


def _faded(sound: _Sound) -> _Sound:
    """Come and go without a click."""
    shape = np.ones(len(sound), dtype=np.float32)
    shape[:_LEAD] = np.linspace(0, 1, _LEAD, dtype=np.float32)[: len(sound)]
    shape[-_TAIL:] *= np.linspace(1, 0, _TAIL, dtype=np.float32)[-len(sound) :]
    return sound * shape


def _words(frames: NDArray[np.int64], piece: Sequence[Sounded], start: int, sound: _Sound) -> Iterator[Word]:
    """Yield the time of each word, from its first sound to its last; a mark belongs to the pause.

    *frames* has one number for each token, after one for the edge before the first. The first word begins, and the last
    one ends, where the sound does.
    """
    edges = np.clip(np.cumsum(frames) * _FRAME - _LAG - start, _LEAD, len(sound) - _TAIL)
    spans = [(word, first, last) for word, first, last in _spans(piece) if any(map(str.isalnum, word.text))]
    for number, (word, first, last) in enumerate(spans, 1):
        begin, end = _heard(sound, int(edges[first]), int(edges[last]))
        begin = _LEAD if number == 1 else begin
        end = len(sound) - _TAIL if number == len(spans) else end
        yield Word(word.text, begin / RATE, max(end, begin + _SHORTEST) / RATE)


def _heard(sound: _Sound, begin: int, end: int) -> tuple[int, int]:
    """Leave out the silence at either end: a pause that the model makes by itself counts to the sound before it."""
    loud = np.flatnonzero(np.abs(sound[begin:end]) > _LOUD)
    return (begin + int(loud[0]), begin + int(loud[-1]) + 1) if len(loud) else (begin, end)


def _spans(piece: Sequence[Sounded]) -> Iterator[tuple[Sounded, int, int]]:
    """Yield the words that have a sound, with the token that begins it and the one after it."""
    at = 0
    for word in piece:
        sounds = [index for index, phoneme in enumerate(word.phonemes, at) if phoneme not in phonemes.MARKS.values()]
        if sounds:
            yield word, sounds[0], sounds[-1] + 1
        at += len(word.phonemes) + 1 if word.phonemes else 0


def _clip(said: Sequence[_Said]) -> Clip:
    """Join the pieces with their pauses; the silence kept at their ends counts as part of them."""
    parts: list[_Sound] = []
    words: list[Word] = []
    at = 0
    for one in said:
        words += [Word(word.text, at / RATE + word.start, at / RATE + word.end) for word in one.words]
        silence = np.zeros(max(0, round(one.pause * RATE) - _LEAD - _TAIL), dtype=np.float32)
        parts += [one.sound, silence]
        at += len(one.sound) + len(silence)
    return Clip(_wave(np.concatenate(parts[:-1])), "wav", tuple(words))


def _wave(sound: _Sound) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1.0, 1.0) * 32767).astype("<i2").tobytes())
    return held.getvalue()


def _missing() -> str:
    names = [name for name in ("onnxruntime", "espeakng_loader") if find_spec(name) is None]
    return f"kokoro needs {' and '.join(names)}; {weights.ADVICE}" if names else ""


@cache
def _styles() -> dict[str, _Sound]:
    """Read the tables: one row of style for each number of tokens."""
    with (resources.files("podme_audio.speech") / "podme-voices.npz").open("rb") as file, np.load(file) as tables:
        return {name: tables[name].astype(np.float32) for name in VOICES}


@cache
def _session(path: Path) -> Any:
    """Load the model for the whole process; one thread a line, so that lines said at once share the cores best."""
    runtime = _runtime()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_mem_pattern = False  # every line has its own length; plans for each of them would only fill memory
    try:
        return runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except _failures() as error:
        raise EngineUnavailableError(
            f"the weights in {path} cannot be loaded ({error}); remove that file", engine="kokoro"
        ) from error


def _runtime() -> Any:
    """Return onnxruntime, kept from telling its maker about this machine: it does so by itself since 1.29.

    Only this variable, set before the first import, keeps it silent; ``disable_telemetry_events`` comes too late.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    return import_module("onnxruntime")


def _failures() -> tuple[type[Exception], ...]:
    """Return every exception of onnxruntime; they have no base of their own."""
    _runtime()
    state = vars(import_module("onnxruntime.capi.onnxruntime_pybind11_state"))
    return tuple(found for found in state.values() if isinstance(found, type) and issubclass(found, Exception))
