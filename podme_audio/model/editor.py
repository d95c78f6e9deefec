"""Who works at the desk: accounts and what they may do, the browsers they are signed in with, and what they changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

#: A browser that was silent for so long is signed out; so is every one after so long.
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
#: So long one may take from the password to the second factor.
BETWEEN = timedelta(minutes=5)


class Rank(StrEnum):
    """What an editor may do at the desk; each may do what those before it may."""

    EDITOR = "editor"
    CHIEF = "chief"
    ADMIN = "admin"

    def reaches(self, least: "Rank") -> bool:
        """Whether what *least* may do is open to this one."""
        ranks = list(Rank)
        return ranks.index(self) >= ranks.index(least)


@dataclass(frozen=True, slots=True)
class Editor:
    """An account at the desk; what proves that it is theirs stays in the library."""

    id: int
    name: str
    rank: Rank
    created: datetime
    disabled: datetime | None = None
    #: Whether there is a password, and a second factor; an account may wait for its owner, or belong to a provider.
    password: bool = False
    factor: bool = False
    #: Who it is to the OpenID provider: "issuer subject"; empty for an account of our own.
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody signs in: an address, and what the browser says it is."""

    address: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which an editor is signed in."""

    id: int
    editor: int
    created: datetime
    seen: datetime
    device: Device
    #: Whether all that is asked for was given; until then it opens nothing but the question for the second factor.
    whole: bool = True

    def lives(self, now: datetime) -> bool:
        """Whether it still opens the desk, or the question for the second factor."""
        if not self.whole:
            return now - self.created < BETWEEN
        return now - self.seen < IDLE and now - self.created < LONGEST


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link: whoever has it sets up the account it is for, or the very first one."""

    #: Whose account; None for the first of all.
    editor: Editor | None
    expires: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What is changed at the desk."""

    #: Two words: "rank changed".
    what: str
    #: To whom or what: an account's name, an episode's guid.
    subject: str
    #: What it was, and what it is now, by name: only what differs, and never a secret.
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as it was noted: never altered, never taken away."""

    id: int
    at: datetime
    #: The name of the account, "terminal" for the command line.
    who: str
    change: Change
