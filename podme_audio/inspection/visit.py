"""Addresses in, replies out: bounded in bytes, seconds and redirects; a host that fails is a reply too."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from podme_audio.exceptions import NetworkError
from podme_audio.outgoing import Exchange, Outgoing

#: Bytes of a feed, a picture or a page that are read at most. The feed of 10,000 episodes has 16,000,000.
MOST = 20_000_000
#: Seconds that one reply may take, and that a whole recording may.
PATIENCE, LONG_PATIENCE = 60.0, 900.0
REDIRECTS = 5
OK, PARTIAL, UNCHANGED = 200, 206, 304
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    #: 0 when nothing did.
    status: int
    #: The last address, after redirects.
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    #: What was read of the body; empty when it went to a file.
    content: bytes = b""
    #: Bytes of the body that were read.
    size: int = 0
    #: Why the reply is none, or not whole.
    complaint: str = ""
    redirected: bool = False

    @property
    def told(self) -> str:
        """What came back, in words."""
        return self.complaint or f"it answers {self.status}"

    @property
    def is_whole(self) -> bool:
        return self.status == OK and not self.complaint

    @property
    def type(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def length(self) -> int:
        """The Content-Length; 0 when there is none."""
        told = self.headers.get("Content-Length", "")
        return int(told) if told.isdecimal() and told.isascii() else 0


class Visitor:
    """Asks as podcast apps ask."""

    def __init__(self, outgoing: Outgoing, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._outgoing, self._clock = outgoing, clock

    def ask(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        most: int = MOST,
        into: BinaryIO | None = None,
    ) -> Reply:
        """Ask for *url*, uncompressed unless *headers* say otherwise.

        Args:
            url: An absolute address; redirects are followed.
            headers: Beside our own.
            method: GET or HEAD.
            most: Reading stops after so many bytes.
            into: A file the body goes to.
        """
        asked = {"Accept-Encoding": "identity", **(headers or {})}
        until = self._clock() + (LONG_PATIENCE if into else PATIENCE)
        here = url
        try:
            for _ in range(REDIRECTS + 1):
                with self._outgoing.exchange(method, here, asked) as exchange:
                    if not exchange.onward:
                        reply = Reply(exchange.status, here, exchange.headers, redirected=here != url)
                        return self._read(exchange, reply, most, until, into) if method == "GET" else reply
                    here = exchange.onward
        except NetworkError as error:
            return Reply(0, here, complaint=str(error))
        return Reply(0, here, complaint=f"it redirects more than {REDIRECTS} times", redirected=True)

    def _read(self, exchange: Exchange, reply: Reply, most: int, until: float, into: BinaryIO | None) -> Reply:
        kept = bytearray()
        size, complaint = 0, ""
        while not complaint and (block := exchange.read(_BLOCK)):
            size += len(block)
            if into:
                into.write(block)
            else:
                kept += block
            if size > most:
                complaint = f"it sends more than {most:,} bytes"
            elif self._clock() > until:
                complaint = f"it takes too long: {size:,} bytes in {PATIENCE if not into else LONG_PATIENCE:.0f} s"
        if not complaint and size < reply.length and "Content-Encoding" not in reply.headers:
            complaint = f"it breaks off after {size:,} of {reply.length:,} bytes"
        return Reply(reply.status, reply.url, reply.headers, bytes(kept), size, complaint, redirected=reply.redirected)
