"""Who wants in, and what they show: the same work and the same answer whether or not there is such an account."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from podme_audio.access import codes
from podme_audio.access.passwords import Passwords
from podme_audio.library.desk import Desk, Gate
from podme_audio.model import Device, Editor

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt."""

    #: Who it is; None when nothing was proved.
    editor: Editor | None = None
    #: Seconds to wait before the next attempt; then nothing was looked at.
    wait: float = 0.0


class Door:
    """Looks at what is shown, and counts every attempt before it does."""

    def __init__(self, desk: Desk, passwords: Passwords, now: Callable[[], datetime]) -> None:
        self._desk, self._passwords, self._now = desk, passwords, now

    def knock(self, name: str, password: str, device: Device) -> Answer:
        """Try a name and a password."""
        found = self._desk.safe.find(name)
        editor, kept = (found[0], found[1].password) if found else (None, "")
        gates = self._gates(name, editor, device)
        if wait := self._desk.throttle.enter(gates, self._now()):
            return self._refused(editor, device, wait)
        right = self._passwords.verify(kept, password)
        if not right or editor is None or editor.disabled:
            return self._refused(editor, device)
        self._desk.throttle.passed(gates)
        if self._passwords.is_outdated(kept):
            self._desk.safe.rehash(editor, kept, self._passwords.hash(password))
        return Answer(editor)

    def prove(self, editor: Editor, code: str, device: Device) -> Answer:
        """Try a code of the second factor, or a recovery code; each is good once."""
        gates = (Gate("account", f"factor {editor.id}"),)
        if wait := self._desk.throttle.enter(gates, self._now()):
            return self._refused(editor, device, wait)
        step = codes.step_of(self._desk.safe.of(editor).seed, code, self._now())
        if step is None:
            right = self._desk.safe.use_code(editor, codes.plain(code), self._now())
        else:
            right = self._desk.safe.use_step(editor, step)
        if not right:
            return self._refused(editor, device)
        self._desk.throttle.passed(gates)
        return Answer(editor)

    def look(self, device: Device) -> float:
        """Count the look at a one-time link; return the seconds to wait instead, if any."""
        return self._desk.throttle.enter([Gate("link", device.address)], self._now())

    def passed(self, device: Device) -> None:
        """Take the look back: the link was used as it should be."""
        self._desk.throttle.passed([Gate("link", device.address)])

    def _gates(self, name: str, editor: Editor | None, device: Device) -> tuple[Gate, Gate]:
        """Count by account and by address; who comes from where they come from is not slowed by strangers elsewhere."""
        known = self._desk.sessions.knows(editor.id if editor else 0, device.address)
        key = sha256(name.strip().casefold().encode()).hexdigest()[:32] + (f" {device.address}" if known else "")
        return Gate("account", key), Gate("address", device.address)

    @staticmethod
    def _refused(editor: Editor | None, device: Device, wait: float = 0.0) -> Answer:
        """Log it; a name that is no account's is not repeated, since people type passwords there."""
        name = editor.name if editor else "an account that is not there"
        _log.warning("sign-in refused: %s, from %s%s", name, device.address, ", too many attempts" if wait else "")
        return Answer(wait=wait)
