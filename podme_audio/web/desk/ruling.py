"""Rules of a site as a form has them, a line for each selector, and as TOML has them; and what is wrong with them."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from podme_audio import toml
from podme_audio.exceptions import SiteRuleError
from podme_audio.library.intake.rules import Table
from podme_audio.sources.story import TEXTS, Site

#: What each rule is called in a form.
FIELDS = {"title": "judul", "byline": "penulis", "section": "rubrik"}
UNNAMED = "site rule"
#: The longest that a site's rules may be.
LONGEST = 20_000

#: A selector, and behind it, as CSS has comments, why what it finds is no story.
_LINE = re.compile(r"(?P<selector>.*?)\s*(?:/\*\s*(?P<reason>.*?)\s*\*/)?\s*")
#: What is wrong, by the word for it.
WRONG = {
    "table": 'Bagian “{}” tidak dikenal. Tulis aturan satu situs, misalnya [sites."podme.id"].',
    "name": "Tidak ada aturan bernama “{}”. Yang ada: include, exclude, title, byline, section, wordpress.",
    "list": "“{}” harus berupa daftar pemilih CSS.",
    "selector": "“{}” bukan pemilih CSS yang benar. Perbaiki barisnya; belum ada yang disimpan.",
    "wordpress": "“wordpress” diisi true atau false, bukan “{}”.",
    "page": "{} bukan halaman situs ini, jadi aturannya tidak berlaku di sana.",
    "host": "“{}” bukan nama situs. Tulis seperti podme.id, tanpa https:// dan tanpa jalur.",
    "address": "Isi alamat halaman untuk dicoba, dimulai dengan https:// atau http://.",
    "nothing": "Isi sedikitnya satu aturan.",
}


def page_of(given: str) -> str:
    """Return the address of a page to try rules on.

    Raises:
        SiteRuleError: It is none.
    """
    if not given.strip().startswith(("https://", "http://")):
        raise SiteRuleError("there is no page to try them on", rule="address", about=given.strip()[:100])
    return given.strip()


def table(form: Mapping[str, str]) -> Table:
    """Read the rules that a form has.

    Raises:
        SiteRuleError: There are none.
    """
    found: Table = {"include": [one["selector"] for one in _lines(form.get("isi", ""))]}
    reasons: dict[str, list[str]] = {}
    for one in _lines(form.get("buang", "")):
        reasons.setdefault(one["reason"] or UNNAMED, []).append(one["selector"])
    found["exclude"] = reasons
    found |= {name: form.get(field, "").strip() for name, field in FIELDS.items()}
    found = {name: value for name, value in found.items() if value}
    if (wordpress := form.get("wordpress", "")) in {"ya", "tidak"}:
        found["wordpress"] = wordpress == "ya"
    if not found:
        raise SiteRuleError("there is no rule", rule="nothing")
    return found


def fields(rules: Mapping[str, Any]) -> dict[str, str]:
    """Return a form's fields for rules as TOML has them."""
    exclude = rules.get("exclude", [])
    reasons = exclude if isinstance(exclude, dict) else {UNNAMED: exclude}
    lines = [
        one if reason == UNNAMED else f"{one} /* {reason} */"
        for reason, found in reasons.items()
        for one in _many(found)
    ]
    texts = {field: str(rules.get(name, "")) for name, field in FIELDS.items()}
    said = rules.get("wordpress")
    wordpress = "" if said is None else "ya" if said else "tidak"
    return {
        "isi": "\n".join(_many(rules.get("include", []))),
        "buang": "\n".join(lines),
        **texts,
        "wordpress": wordpress,
    }


def table_of(site: Site) -> Table:
    """Return the rules of a site as TOML has them."""
    reasons: dict[str, list[str]] = {}
    for rule in site.exclude:
        reasons.setdefault(rule.reason, []).append(rule.selector)
    told: Table = {
        "include": list(site.include),
        "exclude": reasons,
        **{name: site.texts.get(name, "") for name in TEXTS},
    }
    told["wordpress"] = site.wordpress
    return {name: value for name, value in told.items() if value not in ([], {}, "", None)}


def read(text: str, host: str) -> Table:
    """Return the rules of a site that somebody wrote as TOML: a whole file, or only the lines of that site.

    Raises:
        SiteRuleError: It is no TOML, or has none for that site.
    """
    try:
        content = toml.read(text)
    except tomllib.TOMLDecodeError as error:
        raise SiteRuleError(str(error), rule="syntax", about=str(error)) from error
    sites = content.get("sites", {})
    if not isinstance(sites, dict) or (sites and len(content) > 1):
        other = min(content.keys() - {"sites"}, default="sites")
        raise SiteRuleError("it is of more than a site", rule="table", about=other)
    named = {name.lower().removeprefix("www."): found for name, found in sites.items()}
    found = named.get(host) if sites else content
    if not isinstance(found, dict):
        raise SiteRuleError(f"it has nothing for {host}", rule="table", about=min(named, default=host))
    if not found:
        raise SiteRuleError("there is no rule", rule="nothing")
    return found


def wrong(error: SiteRuleError) -> str:
    """Say what is wrong with rules, in one sentence."""
    if error.rule == "syntax":
        line = re.search(r"line (\d+)", error.about)
        return f"TOML itu tidak dapat dibaca{f' di baris {line[1]}' if line else ''}."
    return WRONG[error.rule].format(error.about)


def _lines(text: str) -> list[dict[str, str]]:
    rows = (row.strip() for row in text[:LONGEST].splitlines())
    found = (_LINE.fullmatch(row) for row in rows if row)
    told = ({name: value or "" for name, value in match.groupdict().items()} for match in found if match)
    return [one for one in told if one["selector"]]


def _many(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)] if value else []
