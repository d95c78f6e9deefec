"""A TOML text in, the words an editor wants said in his own way out.

```toml
[words]                     # whole words or several; wins over every rule of the language
"Kyiv" = "kiyif"            # a key with a capital is met as written, one all in lower case in any case
"podme.id" = "podme titik i de"

[acronyms]
spoken = ["ASEAN", "Polri"] # said as a word
spelled = ["KPK"]           # said letter by letter, in a headline too

[expanded]                  # said in full
"RI" = "republik indonesia"

[abbreviations]             # with their dot, if they take one; met as written
"tgl." = "tanggal"
```

Every section may be missing. `show.over(BUILT_IN)` lays one lexicon over another.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from podme_audio import toml
from podme_audio.exceptions import LexiconError
from podme_audio.script.indonesian.letters import spell

_SECTIONS = ("words", "acronyms", "expanded", "abbreviations")
_HEAD = re.compile(r"[^\W\d_]{1,80}|[0-9]{1,80}|.", re.DOTALL)


@dataclass(frozen=True)
class Lexicon:
    """What is said for single words; frozen, and laid in layers with `over`."""

    #: Written -> spoken, whole words; wins over every rule.
    words: Mapping[str, str] = field(default_factory=dict)
    #: Acronym -> spoken, for one that is a word, is spelled, or is said in full.
    acronyms: Mapping[str, str] = field(default_factory=dict)
    #: Abbreviation, with its dot if it has one -> spoken.
    abbreviations: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        """Read the file at *path*.

        Raises:
            LexiconError: It cannot be read or is broken; the text names the file and the line.
        """
        try:
            return cls.parse(path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise LexiconError(f"{path}: cannot be read: {error}") from error

    @classmethod
    def parse(cls, text: str, name: str = "lexicon") -> "Lexicon":
        """Read *text*; *name* is what an error calls it.

        Raises:
            LexiconError: It is broken; the text names *name* and the line.
        """
        try:
            table = toml.read(text)
        except tomllib.TOMLDecodeError as error:
            raise LexiconError(f"{name}: {_placed(str(error), text)}") from error
        _check(table, text, name)
        acronyms = table.get("acronyms", {})
        return cls(
            words=table.get("words", {}),
            acronyms={
                **{word: spell(word) for word in acronyms.get("spelled", ())},
                **{word: word.lower() for word in acronyms.get("spoken", ())},
                **table.get("expanded", {}),
            },
            abbreviations=table.get("abbreviations", {}),
        )

    def over(self, other: "Lexicon") -> "Lexicon":
        """Return both in one; where they differ, this one is heard."""
        return Lexicon(
            words={**other.words, **self.words},
            acronyms={**other.acronyms, **self.acronyms},
            abbreviations={**other.abbreviations, **self.abbreviations},
        )

    def knows(self, word: str) -> bool:
        """Whether some table says how *word* is read."""
        forms = {word, word.lower(), word.upper()}
        tables = (self.words, self.acronyms, self.abbreviations)
        return any(form in table for form in forms for table in tables) or word in self._known

    def match(self, text: str, start: int) -> str | None:
        """Return the longest key of [words] that is written at *start* as whole words, in the form of the key."""
        head = _HEAD.match(text, start)
        if head is None or (start and _joined(text[start - 1], text[start])):
            return None
        for key in self._heads.get(head[0].lower(), ()):
            end = start + len(key)
            found = text[start:end]
            met = found == key or (key.islower() and found.lower() == key)
            if met and not _joined(text[end - 1], text[end : end + 1]):
                return key
        return None

    @cached_property
    def _heads(self) -> Mapping[str, tuple[str, ...]]:
        heads: dict[str, list[str]] = {}
        for key in sorted(self.words, key=lambda key: (-len(key), key)):
            head = _HEAD.match(key)
            if head:
                heads.setdefault(head[0].lower(), []).append(key)
        return {head: tuple(keys) for head, keys in heads.items()}

    @cached_property
    def lower(self) -> frozenset[str]:
        """The words in lower case that begin an entry."""
        tables = (self._heads, self.acronyms, self.abbreviations)
        return frozenset(word for table in tables for word in table if word.islower())

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(part for key in self.words for part in key.split())


def layered(*paths: Path | None) -> Lexicon:
    """Lay each file over the one before it, and all over the built-in words: a show's, then an episode's.

    Raises:
        LexiconError: A file is broken; the text names it and the line.
    """
    lexicon = BUILT_IN
    for path in filter(None, paths):
        lexicon = Lexicon.load(path).over(lexicon)
    return lexicon


def _joined(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum()


def _check(table: Mapping[str, Any], text: str, name: str) -> None:
    for section, entries in table.items():
        if section not in _SECTIONS or not isinstance(entries, dict):
            raise LexiconError(f"{name}, line {_line(text, section)}: no section is called {section!r}")
        for key, said in entries.items():
            fine = _is_list(key, said) if section == "acronyms" else isinstance(said, str) and bool(key.strip())
            if not fine:
                raise LexiconError(f"{name}, line {_line(text, key)}: {key!r} in [{section}] is not as it should be")


def _is_list(key: str, said: Any) -> bool:
    return key in {"spoken", "spelled"} and isinstance(said, list) and all(isinstance(word, str) for word in said)


def _placed(message: str, text: str) -> str:
    """Name the line first; an error at the very end has no line of its own."""
    found = re.search(r"at line ([0-9]{1,9})", message)
    line = found[1] if found else str(text.count("\n") + 1)
    return f"line {line}: {message}"


def _line(text: str, key: str) -> int:
    """Return the line on which *key* is given a value or opens a section."""
    opening = re.compile(rf"""\s{{0,20}}\[{{0,2}}["']?{re.escape(key)}["']?\s{{0,20}}[\]=]""")
    lines = text.split("\n")
    return next((at for at, line in enumerate(lines, start=1) if opening.match(line)), len(lines))


#: What this house says for single words, before any show or episode adds its own.
BUILT_IN = Lexicon.load(Path(__file__).with_name("lexicon.toml"))
