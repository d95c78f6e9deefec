"""What a setting may be where a room keeps the list of it: the room's table is read, and no room is entered."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from podme_audio import plugins
from podme_audio.model import Rank

AUTO = "auto"
ENGINES = "podme_audio.engines"
#: What must go with a choice above it -> that choice.
ABOVE = {"voice": "engine", "show_subcategory": "show_category", "oidc_issuer": "oidc_client_id"}


def engine(value: str) -> str:
    """Return *value* when it names an engine: built in, installed, or ``auto``.

    Raises:
        ValueError: It does not; says which there are.
    """
    known = plugins.known(ENGINES, _engines()["built_in"])
    if value != AUTO and value not in known:
        raise ValueError(f"no engine is called {value!r}; choose {AUTO}, {', '.join(sorted(known))}")
    return value


def category(value: str) -> str:
    """Return *value* when it is one of Apple's categories.

    Raises:
        ValueError: It is not; says which there are.
    """
    if value not in _categories():
        raise ValueError(f"{value!r} is not among Apple's categories; choose {', '.join(_categories())}")
    return value


def issuer(value: str) -> str:
    """Return *value* when it may be an OpenID provider's issuer: https, or on this machine. It is kept as it is.

    Raises:
        ValueError: It may not.
    """
    parts = urlsplit(value)
    here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if value and (not parts.hostname or not (parts.scheme == "https" or here) or parts.query or parts.fragment):
        raise ValueError(f"{value!r} is not an address such as https://id.podme.id")
    return value


def roles(value: str) -> str:
    """Return *value* when it gives each of a provider's groups a role.

    Raises:
        ValueError: It does not.
    """
    for pair in filter(str.strip, value.split(",")):
        group, _, role = (part.strip() for part in pair.partition("="))
        if not group or role not in set(Rank):
            raise ValueError(f"{pair.strip()!r} is not group=role, with a role of {', '.join(Rank)}")
    return value


def second_factor(value: str) -> str:
    if value not in {"optional", "required"}:
        raise ValueError(f"{value!r} is neither optional nor required")
    return value


def mismatches(*, engine: str, voice: str, category: str, subcategory: str) -> Iterator[tuple[str, str]]:
    """Yield the setting and the complaint where a choice does not go with the one above it; an empty one always does.

    Which voices an installed engine has only the engine itself knows, so they are left to it.
    """
    rows = _engines()["built_in"]
    names = [name for name in (_engines()["auto"] if engine == AUTO else (engine,)) if name in rows]
    voices = [one for name in names for one in rows[name]["voices"]]
    if voice and voices and voice not in voices:
        yield "voice", f"{engine} has no voice {voice!r}; choose {', '.join(voices)}"
    below = _categories().get(category, [subcategory])
    if subcategory and subcategory not in below:
        choice = f"choose {', '.join(below)}, or leave it empty" if below else "leave it empty"
        yield "show_subcategory", f"{subcategory!r} is not among Apple's categories below {category!r}; {choice}"


def _engines() -> dict[str, Any]:
    return _table("speech/engines.toml")


def _categories() -> dict[str, list[str]]:
    return _table("feed/categories.toml")


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))


def podroll(value: str) -> str:
    shows(value)
    return value


def shows(value: str) -> tuple[tuple[str, str], ...]:
    """Read other shows, each a feed's address and its title, with semicolons between them.

    >>> shows("https://a.id/feed.xml Kabar Desa; https://b.id/feed Suara Kota;")
    (('https://a.id/feed.xml', 'Kabar Desa'), ('https://b.id/feed', 'Suara Kota'))
    """
    read = []
    for part in filter(None, map(str.strip, value.split(";"))):
        address, _, title = part.partition(" ")
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not title.strip():
            raise ValueError(f"{part!r} is no show: write the address of its feed and its title, ; before the next")
        read.append((address, " ".join(title.split())))
    return tuple(read)
