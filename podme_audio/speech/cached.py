"""An engine that says a line once: its clip lies in a Store, under the hash of fingerprint and spoken text."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import Lock

from podme_audio.exceptions import LibraryError
from podme_audio.model import Clip, Store, Word
from podme_audio.speech.engine import Engine, Shared, Stoppable

PREFIX = "clips/"

_MAGIC = b"PODMECLIP1"
_DIGEST = 32
_LENGTH = 4
_HEAD = len(_MAGIC) + _DIGEST + _LENGTH

log = logging.getLogger(__name__)


def name_of(fingerprint: str, text: str) -> str:
    """Return the name under which a Store keeps *text*, as the engine with that fingerprint says it."""
    key = sha256(f"{fingerprint}\0{text}".encode()).hexdigest()
    return f"{PREFIX}{key[:2]}/{key}"


class Cached:
    """The engine inside, asked only for what the store does not hold."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self.name = engine.name
        self.voice = engine.voice
        self.fingerprint = engine.fingerprint
        self._engine = engine
        self._store = store
        self._turns = _Turns()

    def synthesize(self, text: str) -> Clip:
        """Return what was said before, or say it now and keep it.

        A store that cannot write loses no sound: the clip is returned, and the failure is logged.
        """
        with self._turns.take(self.name_of(text)):
            return self.recall(text) or self._say(text)

    def recall(self, text: str) -> Clip | None:
        """Return what was said before; a record that is not whole counts as none."""
        name = self.name_of(text)
        try:
            record = self._store.read(name)
        except (OSError, LibraryError) as error:
            log.warning("the cache could not read %s: %s", name, error)
            return None
        return None if record is None else _unpack(record)

    def knows(self, text: str) -> bool:
        """Whether *text* was said before; whether its record is whole, only `recall` tells."""
        return self._store.exists(self.name_of(text))

    def forget(self, text: str) -> None:
        """Say *text* anew the next time."""
        self._store.remove(self.name_of(text))

    def share(self, workers: int) -> None:
        """Let the engine inside keep to the rate that is left to each of so many workers, if it has one."""
        if isinstance(self._engine, Shared):
            self._engine.share(workers)

    def stop(self) -> None:
        """End what the engine inside is saying, if it can."""
        if isinstance(self._engine, Stoppable):
            self._engine.stop()

    def name_of(self, text: str) -> str:
        """Return the store's name for *text*, so that an owner of the store knows what is still needed."""
        return name_of(self.fingerprint, text)

    def _say(self, text: str) -> Clip:
        clip = self._engine.synthesize(text)
        try:
            self._store.write(self.name_of(text), _pack(clip))
        except (OSError, LibraryError) as error:
            log.warning("the cache could not keep a line: %s", error)
        return clip


class _Turns:
    """One at a time for each name; others wait for their turn."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._locks: dict[str, Lock] = {}
        self._users: dict[str, int] = {}

    @contextmanager
    def take(self, name: str) -> Iterator[None]:
        with self._guard:
            lock = self._locks.setdefault(name, Lock())
            self._users[name] = self._users.get(name, 0) + 1
        try:
            with lock:
                yield
        finally:
            self._leave(name)

    def _leave(self, name: str) -> None:
        with self._guard:
            self._users[name] -= 1
            if not self._users[name]:
                del self._users[name], self._locks[name]


def _pack(clip: Clip) -> bytes:
    """Return magic, checksum of all that follows, length of the JSON header, header, sound."""
    words = [[word.text, word.start, word.end] for word in clip.words]
    header = json.dumps({"format": clip.format, "words": words}, ensure_ascii=False).encode()
    checked = len(header).to_bytes(_LENGTH, "big") + header + clip.sound
    return _MAGIC + sha256(checked).digest() + checked


def _unpack(record: bytes) -> Clip | None:
    """Return the clip, or None when the record is cut short, changed, or of another kind."""
    digest, checked = record[len(_MAGIC) : len(_MAGIC) + _DIGEST], record[len(_MAGIC) + _DIGEST :]
    if len(record) < _HEAD or not record.startswith(_MAGIC) or sha256(checked).digest() != digest:
        return None
    start = _LENGTH + int.from_bytes(checked[:_LENGTH], "big")
    header = json.loads(checked[_LENGTH:start])
    return Clip(checked[start:], header["format"], tuple(Word(*word) for word in header["words"]))
