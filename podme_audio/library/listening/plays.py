"""What was heard on the page goes in; plays, how far they came, and how many heard each line are counted.

A page tells all that was heard on it each time it tells anything, under an id that lives as long as the page. What is
new in that is added; of who listens nothing is told in the first place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from podme_audio.library.database import Database
from podme_audio.library.listening.rows import LinePlayRow, PlayRow, SittingRow
from podme_audio.library.listening.rules import WINDOW, Outline, Spans, day, heard, union
from podme_audio.library.tables import EpisodeRow, RevisionRow, Row, added
from podme_audio.library.tables import heard as episodes

#: Sittings in one transaction.
BATCH = 200
#: Spans that are remembered of one sitting.
_MOST = 100
#: Episodes whose lines are remembered.
_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Sitting:
    """What was heard of one episode since a page was loaded."""

    #: Drawn by lot, and kept nowhere but on that page.
    id: str
    guid: str
    #: Seconds of the episode.
    spans: Spans


class Plays:
    """The plays on one library's pages."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._outlines: dict[tuple[str, int], Outline] = {}

    def note(self, told: Sequence[Sitting], *, now: datetime) -> None:
        """Count what is new in them; the same said again changes nothing."""
        for start in range(0, len(told), BATCH):
            batch = told[start : start + BATCH]
            outlines = self._outlined({one.guid for one in batch})
            with self._database.writing() as session:
                _note(session, [one for one in batch if one.guid in outlines], outlines, now)

    def forget(self, now: datetime) -> None:
        """Forget the pages that were opened more than a day ago."""
        with self._database.writing() as session:
            session.execute(delete(SittingRow).where(SittingRow.began <= now - WINDOW))

    def _outlined(self, guids: set[str]) -> dict[str, Outline]:
        if len(self._outlines) > _REMEMBERED:
            self._outlines.clear()
        told: dict[str, Outline] = {}
        with self._database.reading() as session:
            at = select(EpisodeRow.guid, EpisodeRow.revision).where(EpisodeRow.guid.in_(guids))
            for guid, revision in session.execute(at):
                if (guid, revision) not in self._outlines:
                    self._outlines[guid, revision] = _outline(session, guid)
                told[guid] = self._outlines[guid, revision]
        return told


def _outline(session: Session, guid: str) -> Outline:
    wanted = episodes().where(EpisodeRow.guid == guid).options(undefer(RevisionRow.cues))
    _, at = session.execute(wanted).one()
    return Outline(at.duration, tuple((cue.line, cue.start, cue.end) for cue in at.cues if cue.text.strip()))


def _note(session: Session, sittings: Sequence[Sitting], outlines: Mapping[str, Outline], now: datetime) -> None:
    like = select(SittingRow).where(SittingRow.id.in_({one.id for one in sittings}))
    rows = {(row.id, row.guid): row for row in session.scalars(like)}
    for one in sittings:
        key = (one.id, one.guid)
        if key not in rows:
            row = SittingRow(id=one.id, guid=one.guid, began=now, tenths=None, seconds=0.0, spans=())
            rows[key] = added(session, row)
        spans = union((*rows[key].spans, *one.spans), _MOST)
        if spans != rows[key].spans:
            _go_on(session, rows[key], outlines[one.guid], spans)


def _go_on(session: Session, row: SittingRow, outline: Outline, spans: Spans) -> None:
    """Count what is heard now in place of what was heard before."""
    before, after = heard(outline, row.spans), heard(outline, spans)
    row.spans = spans
    if after.tenths is None:
        return
    if row.tenths is not None:
        _count(session, row, -1)
    known = frozenset[str]() if row.tenths is None else before.lines
    row.tenths, row.seconds = after.tenths, after.seconds
    _count(session, row, 1)
    for line in sorted(after.lines - known):
        counted = session.get(LinePlayRow, (row.guid, line)) or _new(
            session, LinePlayRow(guid=row.guid, line=line, plays=0)
        )
        counted.plays += 1


def _count(session: Session, row: SittingRow, plays: int) -> None:
    key = (row.guid, day(row.began), row.tenths)
    counted = session.get(PlayRow, key)
    if counted is None:
        counted = _new(session, PlayRow(guid=key[0], day=key[1], tenths=key[2], plays=0, seconds=0.0))
    counted.plays += plays
    counted.seconds += plays * row.seconds


def _new(session: Session, row: Row) -> Row:
    """Add *row* so that it is found from now on."""
    added(session, row)
    session.flush()
    return row
