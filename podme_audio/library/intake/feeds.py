"""The newsroom's feeds: what stood in each when it was last looked at, and how that look went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from podme_audio.library.database import Database
from podme_audio.library.tables import Base, added


class WatchedRow(Base):
    __tablename__ = "watched"

    feed: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    seen: Mapped[datetime]


class FeedRow(Base):
    __tablename__ = "feeds"

    address: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str] = mapped_column(default="")
    modified: Mapped[str] = mapped_column(default="")
    looked: Mapped[datetime | None]
    succeeded: Mapped[datetime | None]
    failed: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    due: Mapped[datetime | None]
    broken: Mapped[datetime | None]
    kind: Mapped[str] = mapped_column(default="", server_default="")

    def feed(self) -> "Feed":
        return Feed(**{name: getattr(self, name) for name in _FEED})


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, and how looking at it went."""

    address: str
    #: What the host said of what stands there, to ask only for what is newer.
    etag: str = ""
    modified: str = ""
    looked: datetime | None = None
    #: The last look that went well, and the last that did not.
    succeeded: datetime | None = None
    failed: datetime | None = None
    #: How many in a row did not.
    failures: int = 0
    #: Why; empty while all is well.
    error: str = ""
    #: When it is looked at next; None for at once.
    due: datetime | None = None
    #: Since when no look went well; None while all is well.
    broken: datetime | None = None
    #: What stands in the way, in a word: a status that its host answers, "refused", "silent" or "no feed".
    kind: str = ""


class Watched:
    """The feeds that are watched, and the articles in them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def feeds(self, addresses: Sequence[str]) -> tuple[Feed, ...]:
        """Return what is known of these feeds, in their order."""
        with self._database.reading() as session:
            rows = (session.get(FeedRow, address) for address in addresses)
            return tuple(row.feed() if row else Feed(address) for address, row in zip(addresses, rows, strict=True))

    def due(self, addresses: Sequence[str], now: datetime) -> tuple[Feed, ...]:
        """Return those that are to be looked at."""
        return tuple(feed for feed in self.feeds(addresses) if feed.due is None or feed.due <= now)

    def changed(self, feed: str, digests: Mapping[str, str]) -> tuple[str, ...]:
        """Return those of the references that are new or changed. At the first look at a feed nothing is: it is old."""
        with self._database.reading() as session:
            rows = session.execute(select(WatchedRow.reference, WatchedRow.digest).where(WatchedRow.feed == feed))
            known = {reference: digest for reference, digest in rows}  # noqa: C416 (rows are no pairs to mypy)
            row = session.get(FeedRow, feed)
            old = bool(known) or (row is not None and row.succeeded is not None)
        return tuple(one for one, digest in digests.items() if known.get(one) != digest) if old else ()

    def keep(self, feed: str, digests: Mapping[str, str], now: datetime) -> None:
        """Note what stands in the feed now."""
        with self._database.writing() as session:
            for reference, digest in digests.items():
                session.merge(WatchedRow(feed=feed, reference=reference, digest=digest, seen=now))

    def well(self, address: str, now: datetime, due: datetime, *, etag: str = "", modified: str = "") -> None:
        """Note that a look went well."""
        with self._database.writing() as session:
            row = _found(session, address)
            row.looked = row.succeeded = now
            row.failures, row.error, row.due, row.etag, row.modified = 0, "", due, etag, modified
            row.broken, row.kind = None, ""

    def broke(self, address: str, now: datetime, due: datetime, error: str, *, kind: str = "") -> None:
        """Note that a look did not go well, and why."""
        with self._database.writing() as session:
            row = _found(session, address)
            row.looked = row.failed = now
            row.failures, row.error, row.due, row.kind = row.failures + 1, error, due, kind
            row.broken = row.broken or now


def _found(session: Session, address: str) -> FeedRow:
    return session.get(FeedRow, address) or added(session, FeedRow(address=address, failures=0))


_FEED = tuple(item.name for item in fields(Feed))
