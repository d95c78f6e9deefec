"""A raw article goes in; a script comes out, line by line, as written and as a news reader says it."""

from podme_audio.script import editing
from podme_audio.script.boilerplate import clean
from podme_audio.script.follow import follow, read_along
from podme_audio.script.indonesian.names import names
from podme_audio.script.lexicon import BUILT_IN, Lexicon, layered
from podme_audio.script.paragraphs import sentences, split
from podme_audio.script.pieces import remove, restore
from podme_audio.script.spoken import Token, explain, spoken
from podme_audio.script.write import Programme, description, head, kept, long_date, say, section, title, write

__all__ = [
    "BUILT_IN",
    "Lexicon",
    "Programme",
    "Token",
    "clean",
    "description",
    "editing",
    "explain",
    "follow",
    "head",
    "kept",
    "layered",
    "long_date",
    "names",
    "read_along",
    "remove",
    "restore",
    "say",
    "section",
    "sentences",
    "split",
    "spoken",
    "title",
    "write",
]
