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
        heard = 0
        for mark in self._library.documents.marks("feed").values():
            if mark.announced == self._news(mark) or not _due(mark, self._now()):
                continue
            failure = self._tell(mark)
            heard += failure is None
            if failure is not None and not failure.status:
                break  # nobody is there: who publishes waits for it once, not once for each feed
        return heard

    def _news(self, mark: DocumentMark) -> str:
        """Say what the hub is to know of a document; another hub is to know it too."""
        return f"{mark.etag} {self._press.hub}"

    def _tell(self, mark: DocumentMark) -> NetworkError | None:
        address = self._press.addresses.document(mark.name)
        told = {"hub.mode": "publish", "hub.url": address, "hub.topic": address}
        try:
            self._outgoing.post(self._press.hub, told)
        except NetworkError as error:
            log.warning("the hub was not told of %s: %s", address, error)
            self._library.documents.announced(mark.name, "", now=self._now())
            return error
        self._library.documents.announced(mark.name, self._news(mark), now=self._now())
        return None


def _due(mark: DocumentMark, now: datetime) -> bool:
    """Whether the hub may be told of a document, and has been left alone for long enough."""
    if "/" in mark.name.partition(".xml")[2]:  # nobody subscribes to an archive sheet
        return False
    wait = min(LONGEST, FIRST * 2 ** min(mark.refusals - 1, 10)) if mark.refusals else timedelta()
    return mark.asked is None or now - mark.asked >= wait
