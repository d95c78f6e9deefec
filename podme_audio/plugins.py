"""A name in the settings -> a class: built in, or installed beside us and found by its entry point."""

import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from pkgutil import resolve_name
from typing import Any

from podme_audio.exceptions import PluginError


def known(group: str, built_in: Mapping[str, str]) -> dict[str, str]:
    """Return every name of *group* with its import path, built-in ones first."""
    return {**_installed(group, tuple(sys.path)), **built_in}


def find(name: str, *, group: str, built_in: Mapping[str, str]) -> Any:
    """Return the class behind *name*.

    Raises:
        PluginError: There is none; the known names are listed.
    """
    names = known(group, built_in)
    if name not in names:
        kind = group.rpartition(".")[2].removesuffix("s")
        raise PluginError(f"no {kind} is called {name!r}; known: {', '.join(sorted(names))}")
    return resolve_name(names[name])


@cache
def _installed(group: str, _path: tuple[str, ...]) -> dict[str, str]:
    """Look through all that is installed, which takes longer than reading an article: once for each search path."""
    return {entry.name: entry.value for entry in entry_points(group=group)}
