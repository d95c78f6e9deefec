"""What an inspection is made of: a table of checks in, findings out."""

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlsplit

Subject = TypeVar("Subject")

MUST, SHOULD = "must", "should"
#: Characters of what is quoted from outside.
_QUOTED = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    #: The row of the bar: "F25". Rows without a number have a word: "F-ai".
    id: str
    #: "must" or "should".
    level: str
    #: The episode or address it is about.
    where: str
    seen: str
    do: str


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """One assertion of the bar."""

    id: str
    #: Yields what was seen that should not be; nothing when all is well.
    look: Callable[[Subject], Iterable[str]]
    #: What to do about it.
    do: str
    level: str = MUST
    #: Once this one has found something, those after it have nothing to look at.
    decisive: bool = False


def judge(checks: Sequence[Check[Subject]], subject: Subject, where: str) -> Iterator[Finding]:
    """Yield what *checks* find wrong with *subject*."""
    for check in checks:
        found = [Finding(check.id, check.level, where, seen, check.do) for seen in check.look(subject)]
        yield from found
        if found and check.decisive:
            return


def quoted(text: str | None) -> str:
    """Return text from outside so that it can be printed: on one line, not long, no escape sequence in it."""
    if text is None:
        return "missing"
    cut = text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"
    return f'"{"".join(each if each.isprintable() else "�" for each in cut)}"'


def is_local(url: str) -> bool:
    """Whether *url* leads to this machine, where nobody can listen in (as browsers judge it)."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def faults(url: str | None, *, secure: bool = False) -> Iterator[str]:
    """Yield why an app cannot follow *url*; *secure* asks for https, except on this machine."""
    try:
        scheme, host = urlsplit(url or "").scheme, urlsplit(url or "").hostname
        local = is_local(url or "")
    except ValueError:
        scheme, host, local = "", None, False
    if not url:
        yield "there is no address"
    elif scheme not in {"http", "https"} or not host:
        yield f"{quoted(url)} is not an absolute address"
    elif not url.isascii() or any(each.isspace() for each in url):
        yield f"{quoted(url)} has spaces or characters beyond ASCII"
    elif secure and scheme != "https" and not local:
        yield f"{quoted(url)} is not https"
