"""Events in, those who want to hear of them told: signed as Standard Webhooks, and told again until they have heard."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from podme_audio import webhooks
from podme_audio.addresses import Addresses
from podme_audio.exceptions import NetworkError
from podme_audio.library import Delivery, Library
from podme_audio.outgoing import Outgoing

#: Seconds that a hook has to answer.
TIMEOUT = 10.0

log = logging.getLogger(__name__)


class Courier:
    """Delivers what hooks have yet to hear."""

    def __init__(
        self,
        library: Library,
        addresses: Addresses,
        *,
        outgoing: Outgoing | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._library, self._addresses, self._now = library, addresses, now
        self._outgoing = outgoing or Outgoing(timeout=TIMEOUT, limit=65_536)

    def deliver(self) -> int:
        """Deliver what is due; return how many arrived. One that does not is logged, and tried again later."""
        return sum(self._one(delivery) for delivery in self._library.hooks.due(self._now()))

    def _one(self, delivery: Delivery) -> bool:
        now = self._now()
        body = self._body(delivery)
        headers = {"Content-Type": "application/json", **signed(delivery.hook.secret, delivery.id, now, body)}
        try:
            self._outgoing.deliver(delivery.hook.url, body, headers)
        except NetworkError as error:
            log.warning("hook %s did not hear of %s: %s", delivery.hook.id, delivery.event, error)
            self._library.hooks.delivered(delivery.id, str(error), now=now)
            return False
        self._library.hooks.delivered(delivery.id, now=now)
        return True

    def _body(self, delivery: Delivery) -> bytes:
        """Return the same bytes for every attempt."""
        told: dict[str, Any] = dict(delivery.told)
        if slug := told.get("slug"):
            told["url"] = self._addresses.episode(slug)
        if media := told.pop("media", ""):
            told["audio"] = self._addresses.media(media)
        event = {"type": delivery.event.value, "timestamp": delivery.created.isoformat(), "data": told}
        return json.dumps(event, ensure_ascii=False, sort_keys=True).encode()


def signed(secret: str, id: str, now: datetime, body: bytes) -> Mapping[str, str]:
    """Return the headers by which the one who is told knows who tells (Standard Webhooks 1.0.0, "Signature scheme")."""
    moment, (key,) = int(now.timestamp()), webhooks.keys(secret)
    values = (id, str(moment), webhooks.sign(key, id, moment, body))
    return dict(zip(webhooks.HEADERS, values, strict=True))
