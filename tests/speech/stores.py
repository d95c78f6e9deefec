"""Stores for tests: one that keeps, one that is full."""

from collections.abc import Iterator


class Memory:
    """A store that forgets when the test ends."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def write(self, name: str, content: bytes) -> None:
        self.kept[name] = content

    def remove(self, name: str) -> None:
        self.kept.pop(name, None)

    def exists(self, name: str) -> bool:
        return name in self.kept

    def names(self, prefix: str) -> Iterator[str]:
        yield from [name for name in self.kept if name.startswith(prefix)]


class Broken(Memory):
    """A store whose disk is gone."""

    def read(self, name: str) -> bytes | None:
        raise OSError(5, "input/output error", name)

    def write(self, name: str, content: bytes) -> None:
        raise OSError(28, "no space left on device", name, len(content))
