"""Room 3: the spoken form of a line goes in, a Clip comes out."""

from podme_audio.speech.cached import Cached
from podme_audio.speech.engine import (
    AUTO,
    BUILT_IN,
    GROUP,
    VOICES,
    Engine,
    Probing,
    Shared,
    Stoppable,
    Voice,
    VoiceLister,
    asked,
    find,
    known,
    ready,
    voices,
    why_not,
)
from podme_audio.speech.governed import Clock, Governed, Governor, Patience
from podme_audio.speech.recorded import PREFIX as RECORDINGS
from podme_audio.speech.recorded import Recorded

__all__ = [
    "AUTO",
    "BUILT_IN",
    "GROUP",
    "RECORDINGS",
    "VOICES",
    "Cached",
    "Clock",
    "Engine",
    "Governed",
    "Governor",
    "Patience",
    "Probing",
    "Recorded",
    "Shared",
    "Stoppable",
    "Voice",
    "VoiceLister",
    "asked",
    "find",
    "known",
    "ready",
    "voices",
    "why_not",
]
