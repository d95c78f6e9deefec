"""The boundary a text-to-speech engine plugs into: a name in the settings goes in, something that speaks comes out."""

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from podme_audio import plugins
from podme_audio.exceptions import EngineUnavailableError
from podme_audio.model import Clip

GROUP = "podme_audio.engines"

BUILT_IN = {
    "gtts": "podme_audio.speech.gtts:Gtts",
    "kokoro": "podme_audio.speech.kokoro:Kokoro",
    "tone": "podme_audio.speech.tone:Tone",
}

#: What ``auto`` tries, in this order; ``tone`` is never among them, for it says nothing.
AUTO = ("gtts", "kokoro")


class Engine(Protocol):
    """Three facts and one verb; made as ``Class(voice="")``, and used by many threads at once."""

    @property
    def name(self) -> str:
        """The word used in settings: ``gtts``."""

    @property
    def voice(self) -> str:
        """Whose voice it is, never empty: ``putri``."""

    @property
    def fingerprint(self) -> str:
        """Everything that changes the sound besides the text: engine, its version, voice, rate."""

    def synthesize(self, text: str) -> Clip:
        """Say *text*, the spoken form of one line: up to some 600 characters, maybe several sentences.

        Raises:
            SpeechError: No sound came of it; ``transient`` says whether asking again may help.
        """


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody an editor can choose."""

    engine: str
    name: str
    #: What an editor reads, in Indonesian.
    description: str
    ready: bool
    #: What is missing and what to do about it, in English; empty when it is ready.
    why_not: str = ""


@runtime_checkable
class VoiceLister(Protocol):
    """An engine that knows its voices."""

    def voices(self) -> tuple[Voice, ...]:
        """Return every voice, the default first, without asking a service."""


@runtime_checkable
class Probing(Protocol):
    """An engine that depends on a service."""

    def answers(self) -> bool:
        """Whether the service answers now; known within three seconds."""


def find(name: str, voice: str = "") -> Engine:
    """Return the engine called *name*, speaking with *voice* or with its default.

    Raises:
        PluginError: There is no such engine; the known ones are listed.
        EngineUnavailableError: Its package is missing, or it has no such voice.
    """
    engine: Engine = _class(name)(voice=voice)
    return engine


def voices(name: str) -> tuple[Voice, ...]:
    """Return the voices of the engine called *name*; one that is not ready stands for an engine that is not there."""
    try:
        engine = find(name)
    except EngineUnavailableError as error:
        return (Voice(name, "", "", ready=False, why_not=str(error)),)
    if isinstance(engine, VoiceLister):
        return engine.voices()
    return (Voice(name, engine.voice, "", ready=True),)


def ready(name: str, voice: str = "") -> bool:
    """Whether the engine could speak now; asks its service, if it has one, and takes three seconds at most."""
    try:
        engine = find(name, voice)
    except EngineUnavailableError:
        return False
    if isinstance(engine, VoiceLister) and not any(one.ready for one in engine.voices() if one.name == engine.voice):
        return False
    return engine.answers() if isinstance(engine, Probing) else True


def _class(name: str) -> Any:
    try:
        return plugins.find(name, group=GROUP, built_in=BUILT_IN)
    except (ImportError, AttributeError) as error:
        raise EngineUnavailableError(f"engine {name} cannot be loaded ({error})", engine=name) from error
