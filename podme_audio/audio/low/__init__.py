"""A finished recording in, the same for listeners with little data out."""

from podme_audio.audio.low.opus import lighten

__all__ = ["lighten"]
