"""A raw article goes in; a script comes out, line by line, as written and as a news reader says it."""

from podme_audio.script.boilerplate import clean
from podme_audio.script.paragraphs import sentences, split

__all__ = ["clean", "sentences", "split"]
