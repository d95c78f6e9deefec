"""Who outside hears of what happens here."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Event(StrEnum):
    """What can be heard of."""

    BUILT = "build.done"
    FAILED = "build.failed"
    PUBLISHED = "episode.published"
    CORRECTED = "episode.corrected"
    WITHDRAWN = "episode.withdrawn"


@dataclass(frozen=True, slots=True)
class Hook:
    """An address that is told of events, signed (Standard Webhooks)."""

    id: str
    url: str
    #: ``whsec_`` and a key in base64, for both sides.
    secret: str = field(repr=False)
    events: tuple[Event, ...]
    created: datetime
