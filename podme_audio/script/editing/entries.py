"""The entries of a lexicon, one by one: read from a lexicon's TOML, written as it, and made into a Lexicon."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from podme_audio.model import LexiconEntry, LexiconSection
from podme_audio.script.lexicon import Lexicon

_SAID = (LexiconSection.WORDS, LexiconSection.EXPANDED, LexiconSection.ABBREVIATIONS)
_LISTED = (LexiconSection.SPOKEN, LexiconSection.SPELLED)


def entries(text: str, name: str = "lexicon") -> tuple[LexiconEntry, ...]:
    """Return what stands in a lexicon's TOML; *name* is what an error calls it.

    Raises:
        LexiconError: It is broken; the text names *name* and the line.
    """
    Lexicon.parse(text, name)
    return tuple(_entries(tomllib.loads(text)))


def toml(told: Iterable[LexiconEntry]) -> str:
    """Write entries as a lexicon's TOML, sorted, so that the same entries are the same text."""
    told = sorted(told, key=lambda entry: (entry.written.casefold(), entry.written))
    blocks = [_table(section, told) for section in _SAID]
    listed = {section: [entry.written for entry in told if entry.section is section] for section in _LISTED}
    lists = [f"{section} = {json.dumps(words, ensure_ascii=False)}" for section, words in listed.items() if words]
    blocks.append("\n".join(["[acronyms]", *lists]) if lists else "")
    return "\n\n".join(filter(None, blocks)) + "\n"


def lexicon(told: Iterable[LexiconEntry]) -> Lexicon:
    """Make entries into a Lexicon, to be laid over another."""
    return Lexicon.parse(toml(told), "the show's lexicon")


def _entries(table: Mapping[str, Any]) -> Iterator[LexiconEntry]:
    for section in _SAID:
        for written, spoken in table.get(section.value, {}).items():
            yield LexiconEntry(section, written, spoken)
    for section in _LISTED:
        for written in table.get("acronyms", {}).get(section.value, ()):
            yield LexiconEntry(section, written)


def _table(section: LexiconSection, told: Iterable[LexiconEntry]) -> str:
    rows = [f"{_quoted(entry.written)} = {_quoted(entry.spoken)}" for entry in told if entry.section is section]
    return "\n".join([f"[{section.value}]", *rows]) if rows else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
