"""What is story and what is furniture on a site, as an administrator writes it: TOML with CSS selectors.

``sites.toml`` beside this file has what holds everywhere and what common themes have in common; the show's own file
(`PODME_SITES`) lies over it. A rule is data: nothing of it is ever run.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from podme_audio import toml
from podme_audio.exceptions import SettingsError, SiteRuleError

TEXTS = ("title", "byline", "section")
_KEYS = {"include", "exclude", "signs", "wordpress", *TEXTS}
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]|[0-9.]{7,15}|localhost")
_PARTS = {"everywhere", "themes", "sites"}


def host_of(given: str) -> str:
    """Return the site that is meant: its host in small letters, without ``www.``.

    Raises:
        SiteRuleError: It is none.
    """
    text = given.strip().lower()
    try:
        host = (urlsplit(text if "//" in text else f"//{text}").hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    if not _HOST.fullmatch(host):
        raise SiteRuleError(f"{given!r} is no host", rule="host", about=given[:100])
    return host


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector, and why what it finds is no story."""

    selector: str
    #: A short English phrase, such as "related links".
    reason: str
    #: Where it stands: "site podme.id", "theme jannah", "everywhere".
    origin: str


@dataclass(frozen=True, slots=True)
class Site:
    """The rules for one site, or for all sites that have a theme."""

    name: str
    #: Where the story is; empty leaves it to trafilatura to find.
    include: tuple[str, ...] = ()
    exclude: tuple[Rule, ...] = ()
    #: "title", "byline", "section" -> where it stands.
    texts: Mapping[str, str] = field(default_factory=dict)
    #: How a page shows that it has this theme.
    signs: tuple[str, ...] = ()
    #: Whether its posts are asked for by WordPress' REST API; None finds out.
    wordpress: bool | None = None


@dataclass(frozen=True, slots=True)
class Sites:
    """All rules there are."""

    everywhere: Site = Site("everywhere")
    themes: Mapping[str, Site] = field(default_factory=dict)
    sites: Mapping[str, Site] = field(default_factory=dict)

    def of(self, address: str) -> Site:
        """Return the rules for the site of *address*: the host's own, else those of a domain it belongs to."""
        host = (_host(address)).removeprefix("www.")
        while host:
            if host in self.sites:
                return self.sites[host]
            host = host.partition(".")[2]
        return Site("")

    def over(self, other: "Sites") -> "Sites":
        """Lay these over *other*: a site or a theme that is here is not looked for there."""
        exclude = (*other.everywhere.exclude, *self.everywhere.exclude)
        return Sites(
            Site("everywhere", exclude=exclude), {**other.themes, **self.themes}, {**other.sites, **self.sites}
        )

    @classmethod
    def parse(cls, text: str, where: str) -> "Sites":
        """Read rules.

        Raises:
            SiteRuleError: Names the table and what is wrong with it.
        """
        try:
            content = toml.read(text)
        except tomllib.TOMLDecodeError as error:
            raise SiteRuleError(f"{where} cannot be read: {error}", rule="syntax", about=str(error)) from error
        return cls.read(content, where)

    @classmethod
    def read(cls, content: Mapping[str, Any], where: str) -> "Sites":
        """Read rules from tables as TOML has them.

        Raises:
            SiteRuleError: Names the table and what is wrong with it.
        """
        if unknown := content.keys() - _PARTS:
            message = f"{where}: there is no table {min(unknown)!r}, only {', '.join(sorted(_PARTS))}"
            raise SiteRuleError(message, rule="table", about=min(unknown))
        everywhere = _site("everywhere", content.get("everywhere", {}), where)
        themes = {name: _site(f"theme {name}", table, where) for name, table in _tables(content, "themes", where)}
        sites = {
            name.lower().removeprefix("www."): _site(f"site {name}", table, where)
            for name, table in _tables(content, "sites", where)
        }
        return cls(everywhere, themes, sites)

    @classmethod
    def load(cls, file: Path | None) -> "Sites":
        """Return the show's own rules, over those that are shipped.

        Raises:
            SettingsError: The file cannot be read.
        """
        if file is None:
            return shipped()
        try:
            return cls.parse(file.read_text("utf-8"), str(file)).over(shipped())
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{file} cannot be read: {error}") from error


def _tables(content: Mapping[str, Any], part: str, where: str) -> Iterator[tuple[str, Any]]:
    tables = content.get(part, {})
    if not isinstance(tables, dict):
        raise SiteRuleError(f'{where}: {part} is no table: write [{part}."podme.id"]', rule="table", about=part)
    yield from tables.items()


def _site(name: str, table: Any, where: str) -> Site:
    here = f"{where}: {name}"
    if not isinstance(table, dict):
        raise SiteRuleError(f"{here} is no table", rule="table", about=name)
    if unknown := table.keys() - _KEYS:
        message = f"{here}: there is no {min(unknown)!r}, only {', '.join(sorted(_KEYS))}"
        raise SiteRuleError(message, rule="name", about=min(unknown))
    texts = {key: _selectors(table[key], f"{here}: {key}")[0] for key in TEXTS if table.get(key)}
    wordpress = table.get("wordpress")
    if wordpress not in {None, True, False}:
        raise SiteRuleError(f"{here}: wordpress is true or false", rule="wordpress", about=str(wordpress))
    return Site(
        name,
        _selectors(table.get("include", []), f"{here}: include"),
        tuple(_rules(name, table.get("exclude", []), f"{here}: exclude")),
        texts,
        _selectors(table.get("signs", []), f"{here}: signs"),
        wordpress,
    )


def _rules(name: str, value: Any, where: str) -> Iterator[Rule]:
    """Read a list of selectors, or a table with a list for each reason."""
    reasons = value if isinstance(value, dict) else {"site rule": value}
    for reason, selectors in reasons.items():
        yield from (Rule(selector, reason, name) for selector in _selectors(selectors, where))


def _selectors(value: Any, where: str) -> tuple[str, ...]:
    from lxml.cssselect import CSSSelector, SelectorError  # noqa: PLC0415 (a while that only pages need)

    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise SiteRuleError(f"{where} is no list of CSS selectors", rule="list", about=where.rpartition(": ")[2])
    for one in found:
        try:
            CSSSelector(one, translator="html")
        except (SelectorError, ValueError) as error:
            message = f"{where}: {one!r} is no CSS selector ({error})"
            raise SiteRuleError(message, rule="selector", about=one) from error
    return tuple(found)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower().removesuffix(".")
    except ValueError:
        return ""


@cache
def shipped() -> Sites:
    """Return the rules that come with the program; reading them takes a while that only pages need."""
    return Sites.parse(Path(__file__).with_name("sites.toml").read_text("utf-8"), "sites.toml")
