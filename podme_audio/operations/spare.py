"""What is installed and what is to run go in; what is there for developers only comes out, to be uninstalled.

The lock is for everyone who works on the program; an image that only runs it has no use for a browser's driver:
``pip uninstall --yes $(python -m podme_audio.operations.spare "podme-audio[kokoro,distributed]")``.
"""

import sys
from importlib.metadata import PackageNotFoundError, distributions, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

#: What uninstalls the others.
KEPT = {"pip"}


def needed(wanted: str) -> set[str]:
    """Return the names of the distributions that *wanted* needs to run here, itself among them."""
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(wanted)]
    while waiting:
        one = waiting.pop()
        for extra in ("", *one.extras):
            key = (canonicalize_name(one.name), extra)
            if key not in seen:
                seen.add(key)
                waiting += _required(one.name, extra)
    return {name for name, _ in seen}


def spare(wanted: str) -> list[str]:
    """Return the names of the distributions that *wanted* does not need."""
    there = {canonicalize_name(one.metadata["Name"]) for one in distributions()}
    return sorted(there - needed(wanted) - KEPT)


def _required(name: str, extra: str) -> list[Requirement]:
    try:
        told = [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:
        return []  # another platform's, or one that nobody installed
    return [one for one in told if one.marker is None or one.marker.evaluate({"extra": extra})]


if __name__ == "__main__":
    sys.stdout.write(" ".join(spare(sys.argv[1])) + "\n")
