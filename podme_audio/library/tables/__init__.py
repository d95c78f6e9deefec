"""The rows of the library, and how they become the frozen things of the model."""

from podme_audio.library.tables.base import PASSING, Base, Row, added
from podme_audio.library.tables.episodes import (
    WHOLE,
    ArticleRow,
    EpisodeRow,
    RevisionRow,
    found,
    heard,
    made_from,
    origin,
)
from podme_audio.library.tables.show import NO_FORMS, ONLY, Document, DocumentMark, DocumentRow, ShowRow, StrandRow
from podme_audio.library.tables.words import WordsRow

__all__ = [
    "NO_FORMS",
    "ONLY",
    "PASSING",
    "WHOLE",
    "ArticleRow",
    "Base",
    "Document",
    "DocumentMark",
    "DocumentRow",
    "EpisodeRow",
    "RevisionRow",
    "Row",
    "ShowRow",
    "StrandRow",
    "WordsRow",
    "added",
    "found",
    "heard",
    "made_from",
    "origin",
]
