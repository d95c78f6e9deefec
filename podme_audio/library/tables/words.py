"""The rows that episodes are found by."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.library.database import Whole
from podme_audio.library.tables.base import Base


class WordsRow(Base):
    """What a published episode is found by; no other has one. The database's own full-text index hangs on it."""

    __tablename__ = "words"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id", ondelete="CASCADE"), primary_key=True)
    #: As `archive.words` folds them, each column with what the one before has.
    title: Mapped[str]
    summary: Mapped[str]
    whole: Mapped[str]
    #: When each line is heard, and how it is written.
    lines: Mapped[tuple[tuple[float, str], ...]] = mapped_column(Whole(tuple[tuple[float, str], ...]), deferred=True)
