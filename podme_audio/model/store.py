"""Where bytes are kept."""

from collections.abc import Iterator
from typing import Protocol


class Store(Protocol):
    """Named bytes that survive; a write is seen whole or not at all. Names are relative, with forward slashes."""

    def read(self, name: str) -> bytes | None:
        """Return the bytes behind *name*, or None."""

    def write(self, name: str, content: bytes) -> None:
        """Keep *content* under *name*, replacing what was there."""

    def remove(self, name: str) -> None:
        """Forget *name*; nothing happens when there is none."""

    def exists(self, name: str) -> bool:
        """Whether there are bytes behind *name*."""

    def names(self, prefix: str) -> Iterator[str]:
        """Yield the names that begin with *prefix*, in no promised order."""
