"""Clips in, takes out: each line as it will be heard, and what is known of it without its sound."""

from podme_audio.audio.takes.marks import Heard, kept, marked
from podme_audio.audio.takes.takes import TARGET, Take, recorded, take

__all__ = ["TARGET", "Heard", "Take", "kept", "marked", "recorded", "take"]
