"""What is told to the renderer: the channel, its sheets, its items."""

from dataclasses import dataclass
from datetime import datetime

from podme_audio.addresses import Addresses
from podme_audio.model import Chapter, Episode, Show


@dataclass(frozen=True, slots=True)
class Links:
    """Where a sheet of a feed answers, and its neighbours (RFC 5005, 3); empty for a feed of one sheet."""

    own: str
    first: str = ""
    previous: str = ""
    next: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """What the feed says about the show, or about a strand of it that is told as one."""

    show: Show
    addresses: Addresses
    #: The name artwork is served under: ``artwork-<hash>.jpg`` or ``.png``.
    artwork: str
    #: When show or shelf last changed; publishing, correcting and withdrawing are changes. Also the Last-Modified.
    changed: datetime
    #: Where this sheet answers; the show's feed without it.
    links: Links | None = None
    #: The page that lists the same episodes; the show's own without it.
    page: str = ""
    #: The WebSub hub that hears of changes.
    hub: str = ""
    #: The feed's new address, once it has moved.
    moved_to: str = ""
    #: Where listeners may support the show.
    funding: str = ""
    #: Other shows worth following: the address of each one's feed, and its title.
    podroll: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """What the feed says about an episode."""

    episode: Episode
    chapters: tuple[Chapter, ...] = ()
    #: The voice's name as listeners know it, "Putri"; empty when it has none.
    narrator: str = ""
