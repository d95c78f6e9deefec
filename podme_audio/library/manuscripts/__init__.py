"""Scripts that editors are working on."""

from podme_audio.library.manuscripts.manuscripts import Manuscripts

__all__ = ["Manuscripts"]
