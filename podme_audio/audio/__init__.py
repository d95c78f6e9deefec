"""Clips -> a mastered Recording with its cues and chapters."""

from podme_audio.audio.encoder import Measured, encoder_version, measure
from podme_audio.audio.low import lighten
from podme_audio.audio.recordings import record
from podme_audio.audio.segments import PREFIX as SEGMENTS
from podme_audio.audio.tags import Tags
from podme_audio.audio.takes import Heard, Take, kept, marked, recorded, take

__all__ = [
    "SEGMENTS",
    "Heard",
    "Measured",
    "Tags",
    "Take",
    "encoder_version",
    "kept",
    "lighten",
    "marked",
    "measure",
    "record",
    "recorded",
    "take",
]
