"""The embedded voices, putri and bayu: Kokoro-82M, which was never taught Indonesian, reading Indonesian phonemes."""

from podme_audio.speech.kokoro.engine import RATE, VOICES, Kokoro

__all__ = ["RATE", "VOICES", "Kokoro"]
