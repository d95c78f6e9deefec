"""What stood in the newsroom's feed when it was last looked at, so that only what is new or changed is built."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from podme_audio.library.database import Database
from podme_audio.library.tables import Base


class WatchedRow(Base):
    __tablename__ = "watched"

    feed: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    seen: Mapped[datetime]


class Watched:
    """The articles of watched feeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def changed(self, feed: str, digests: Mapping[str, str]) -> tuple[str, ...]:
        """Return those of the references that are new or changed. At the first look at a feed nothing is: it is old."""
        with self._database.reading() as session:
            rows = session.execute(select(WatchedRow.reference, WatchedRow.digest).where(WatchedRow.feed == feed))
            known = {reference: digest for reference, digest in rows}  # noqa: C416 (rows are no pairs to mypy)
        return tuple(one for one, digest in digests.items() if known.get(one) != digest) if known else ()

    def keep(self, feed: str, digests: Mapping[str, str], now: datetime) -> None:
        """Note what stands in the feed now."""
        with self._database.writing() as session:
            for reference, digest in digests.items():
                session.merge(WatchedRow(feed=feed, reference=reference, digest=digest, seen=now))
