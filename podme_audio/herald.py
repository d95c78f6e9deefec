"""Changed feeds in, the hub told of them (WebSub): at once when one is printed, again and again while it cannot be.

What the hub was told is kept with each document, so a crash, a restart or a hub that was away loses no change.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from podme_audio.exceptions import NetworkError
from podme_audio.library import DocumentMark, Library
from podme_audio.outgoing import Outgoing
from podme_audio.press import Press

#: Seconds that a publisher waits for the hub.
TIMEOUT = 3.0
#: The wait after a refusal, twice as long after each; and the longest.
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=2)

log = logging.getLogger(__name__)


class Herald:
    """Tells the hub which feeds have changed."""

    def __init__(
        self,
        press: Press,
        library: Library,
        *,
        outgoing: Outgoing | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._press, self._library, self._now = press, library, now
        self._outgoing = outgoing or Outgoing(timeout=TIMEOUT, limit=65_536)

    def announce(self) -> int:
        """Tell the hub of each feed that changed since it last heard, and whose turn it is; return how many it heard.

        A hub that does not answer is logged, not raised: whoever publishes has done so already.
        """
        if not self._press.hub:
            return 0
        due = [mark for mark in self._library.documents.marks("feed").values() if _due(mark, self._now())]
        return sum(self._tell(mark) for mark in due)

    def _tell(self, mark: DocumentMark) -> bool:
        address = self._press.addresses.document(mark.name)
        told = {"hub.mode": "publish", "hub.url": address, "hub.topic": address}
        try:
            self._outgoing.post(self._press.hub, told)
        except NetworkError as error:
            log.warning("the hub was not told of %s: %s", address, error)
            self._library.documents.announced(mark.name, "", now=self._now())
            return False
        self._library.documents.announced(mark.name, mark.etag, now=self._now())
        return True


def _due(mark: DocumentMark, now: datetime) -> bool:
    """Whether the hub has not heard of a document as it is, and has been left alone for long enough."""
    if mark.announced == mark.etag or "/" in mark.name.partition(".xml")[2]:  # nobody subscribes to an archive sheet
        return False
    wait = min(LONGEST, FIRST * 2 ** min(mark.refusals - 1, 10)) if mark.refusals else timedelta()
    return mark.asked is None or now - mark.asked >= wait
