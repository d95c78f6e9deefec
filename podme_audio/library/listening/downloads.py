"""What was delivered goes in; downloads by episode, day and app are counted, whichever process delivered it.

A listener is a hash of address and User-Agent under a salt that is drawn anew each day. A window of 24 hours may have
begun yesterday, so yesterday's salt is known today; then it is forgotten, and with it who anybody was.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from podme_audio.library.database import Database
from podme_audio.library.listening.agents import recognised
from podme_audio.library.listening.rows import DownloadRow, ListenerRow, SaltRow
from podme_audio.library.listening.rules import WINDOW, Delivered, Sound, day, go_on, neighbourhood
from podme_audio.library.tables import EpisodeRow, RevisionRow, added

#: Listeners in one transaction: others that write wait some hundredths of a second for it.
BATCH = 500
#: Files whose measures are remembered.
_REMEMBERED = 1000


class _Salts(NamedTuple):
    today: bytes
    yesterday: bytes | None


class Downloads:
    """The downloads of one library's episodes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sounds: dict[str, Sound | None] = {}

    def note(self, told: Sequence[Delivered], *, now: datetime) -> None:
        """Count what was delivered; the same said again, after an error, changes nothing."""
        people = [one for one in told if recognised(one.agent).listens and neighbourhood(one.address)]
        for start in range(0, len(people), BATCH):
            batch = people[start : start + BATCH]
            sounds = self._measured({one.name for one in batch})
            with self._database.writing() as session:
                _note(session, [(one, sound) for one in batch if (sound := sounds.get(one.name))], now)

    def forget(self, now: datetime) -> None:
        """Forget the windows that are over, and the salts nobody needs any more."""
        with self._database.writing() as session:
            _forget(session, now)

    def _measured(self, names: set[str]) -> dict[str, Sound | None]:
        """Return what the rules must know of files, by their names, which never mean another file."""
        if unknown := names - self._sounds.keys():
            if len(self._sounds) > _REMEMBERED:
                self._sounds.clear()
            with self._database.reading() as session:
                found = {sound.name: sound for sound in _sounds(session, unknown)}
            self._sounds.update({name: found.get(name) for name in unknown})
        return {name: self._sounds.get(name) for name in names}


def _sounds(session: Session, names: set[str]) -> Iterator[Sound]:
    named = or_(RevisionRow.media_name.in_(names), RevisionRow.low_name.in_(names))
    of_name = select(EpisodeRow.guid, RevisionRow).join(RevisionRow, RevisionRow.episode_id == EpisodeRow.id)
    for guid, row in session.execute(of_name.where(named)):
        for media in filter(None, (row.media(), row.low)):
            yield Sound(guid, media.name, media.size, media.duration)


def _note(session: Session, deliveries: Sequence[tuple[Delivered, Sound]], now: datetime) -> None:
    salts = _salted(session, now)
    hashes = [[_hashed(salt, got) for salt in reversed(salts) if salt] for got, _ in deliveries]
    like = select(ListenerRow).where(ListenerRow.listener.in_({one for pair in hashes for one in pair}))
    rows = {(row.listener, row.guid): row for row in session.scalars(like)}
    counted: Counter[tuple[str, str]] = Counter()
    for (got, sound), names in zip(deliveries, hashes, strict=True):
        known = [row for name in names if (row := rows.get((name, sound.guid)))]
        row = next((one for one in known if one.window.is_open(now)), None)
        before = row.window if row else None
        after = go_on(before, sound, got, now)
        if row is None:
            key = (names[-1], sound.guid)
            row = rows.get(key) or added(session, ListenerRow(listener=key[0], guid=key[1]))
            rows[key] = row
        if after != before:
            row.stand(after)
        counted[sound.guid, recognised(got.agent).name] += after.counted and not (before and before.counted)
    for (guid, app), count in counted.items():
        if count:
            _add(session, guid, day(now), app, count)


def _add(session: Session, guid: str, on: date, app: str, count: int) -> None:
    row = session.get(DownloadRow, (guid, on, app))
    row = row or added(session, DownloadRow(guid=guid, day=on, app=app, count=0))
    row.count += count


def _salted(session: Session, now: datetime) -> _Salts:
    """Return the salts of today and yesterday; the first who asks on a day draws today's."""
    today = day(now)
    row = session.get(SaltRow, today)
    if row is None:
        _forget(session, now)
        row = added(session, SaltRow(day=today, salt=secrets.token_bytes(32)))
    before = session.get(SaltRow, today - timedelta(days=1))
    return _Salts(row.salt, before.salt if before else None)


def _hashed(salt: bytes, got: Delivered) -> str:
    return blake2b(f"{neighbourhood(got.address)}\n{got.agent}".encode(), key=salt, digest_size=16).hexdigest()


def _forget(session: Session, now: datetime) -> None:
    session.execute(delete(ListenerRow).where(ListenerRow.began <= now - WINDOW))
    session.execute(delete(SaltRow).where(SaltRow.day < day(now) - timedelta(days=1)))
