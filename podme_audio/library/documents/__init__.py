"""Rendered bytes, such as feeds, kept for all who serve them."""

from podme_audio.library.documents.documents import Documents

__all__ = ["Documents"]
