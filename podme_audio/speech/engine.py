"""The boundary a text-to-speech engine plugs into: a name in the settings goes in, something that speaks comes out."""

import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from podme_audio import plugins
from podme_audio.exceptions import EngineUnavailableError, PluginError
from podme_audio.model import Clip

GROUP = "podme_audio.engines"

_TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("engines.toml").read_text("utf-8"))

BUILT_IN: dict[str, str] = {name: row["class"] for name, row in _TABLE["built_in"].items()}

#: Engine -> voice -> what an editor reads about it, in Indonesian; the default comes first.
VOICES: dict[str, dict[str, str]] = {name: row["voices"] for name, row in _TABLE["built_in"].items()}

#: What ``auto`` tries, in this order; ``tone`` is never among them, for it says nothing.
AUTO: tuple[str, ...] = tuple(_TABLE["auto"])


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
    #: What is missing; what to do about it, in English and after a semicolon; empty when it is ready.
    why_not: str = ""


@runtime_checkable
class VoiceLister(Protocol):
    """An engine that knows its voices."""

    def voices(self) -> tuple[Voice, ...]:
        """Return every voice, the default first, without asking a service."""


@runtime_checkable
class Shared(Protocol):
    """An engine whose service counts what all workers ask of it together."""

    def share(self, workers: int) -> None:
        """Keep to the rate that is left to each of so many workers."""


@runtime_checkable
class Stoppable(Protocol):
    """An engine that may take seconds over a line, or wait before it asks again."""

    def stop(self) -> None:
        """End what is being said, at once and for good, with `EngineUnavailableError`: the process is ending."""


@runtime_checkable
class Probing(Protocol):
    """An engine that depends on a service."""

    def why_silent(self) -> str:
        """Ask the service: what keeps it from answering now and what to do about it, empty when it answers.

        Known within three seconds.
        """


def known() -> tuple[str, ...]:
    """Return the names of all engines, built in and installed."""
    return tuple(plugins.known(GROUP, BUILT_IN))


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


def asked(names: Iterable[str]) -> tuple[Voice, ...]:
    """Return the voices of the engines called *names*, all services asked at once: three seconds at most."""
    names = tuple(names)
    with ThreadPoolExecutor(max(1, len(names))) as pool:
        return tuple(voice for found in pool.map(_asked, names) for voice in found)


def why_not(name: str, voice: str = "") -> str:
    """Return what keeps the engine from speaking now, empty when it could.

    Asks its service, if it has one, and takes three seconds at most.
    """
    try:
        engine = find(name, voice)
    except EngineUnavailableError as error:
        return str(error)
    listed = engine.voices() if isinstance(engine, VoiceLister) else ()
    lacking = next((one.why_not for one in listed if one.name == engine.voice and not one.ready), "")
    return lacking or _silence(engine)


def ready(name: str, voice: str = "") -> bool:
    """Whether the engine could speak now; see `why_not`."""
    return not why_not(name, voice)


def _asked(name: str) -> tuple[Voice, ...]:
    listed = voices(name)
    reason = _silence(find(name)) if any(voice.ready for voice in listed) else ""
    return tuple(replace(voice, ready=False, why_not=reason) if reason and voice.ready else voice for voice in listed)


def _silence(engine: Engine) -> str:
    return engine.why_silent() if isinstance(engine, Probing) else ""


def _class(name: str) -> Any:
    names = plugins.known(GROUP, BUILT_IN)
    if name not in names:
        raise PluginError(f"no engine is called {name!r}; choose auto, {', '.join(sorted(names))}")
    try:
        return plugins.find(name, group=GROUP, built_in=BUILT_IN)
    except (ImportError, AttributeError) as error:
        raise EngineUnavailableError(f"engine {name} cannot be loaded ({error})", engine=name) from error
