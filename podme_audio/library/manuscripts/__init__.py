"""What editors work on: scripts, and the show's own words."""

from podme_audio.library.manuscripts.lexicon import ShowLexicon
from podme_audio.library.manuscripts.manuscripts import Manuscripts, Standing

__all__ = ["Manuscripts", "ShowLexicon", "Standing"]
