"""A manuscript in, what its page shows of it out: every line with the rules that spoke it, what was removed, names."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from podme_audio import speech
from podme_audio.booth import AUTO, Speaker
from podme_audio.estimate import length
from podme_audio.model import Line, Manuscript, Role
from podme_audio.script import Lexicon, editing, explain, head, names
from podme_audio.studio import Studio
from podme_audio.web.desk.terms import ENGINES

#: Names that are listed at most.
NAMES = 40
#: How a class of tokens is called at the desk.
KINDS = {
    "cardinal": "bilangan",
    "ordinal": "bilangan tingkat",
    "fraction": "pecahan",
    "math": "hitungan",
    "money": "uang",
    "percent": "persen",
    "unit": "satuan",
    "range": "rentang",
    "score": "skor",
    "date": "tanggal",
    "year": "tahun",
    "time": "waktu",
    "roman": "angka romawi",
    "abbreviation": "singkatan",
    "title": "gelar",
    "letter": "huruf",
    "code": "kode",
    "identifier": "nomor",
    "address": "alamat",
    "web": "alamat daring",
    "law": "aturan hukum",
    "religion": "kitab",
    "pause": "jeda",
    "reduplication": "kata ulang",
    "lexicon": "leksikon",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line's written form; *said* and *kind* are set where it is said otherwise."""

    text: str
    said: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the page shows it."""

    line: Line
    mark: str
    parts: tuple[Part, ...]
    #: Whether its words are said as they are written.
    plain: bool


class Reader:
    """Reads manuscripts for their pages; what was explained once is kept while the lexicon stays the same."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._entries: object = None
        self._lexicon: Lexicon | None = None
        self._parts: dict[tuple[Role, str], tuple[Part, ...]] = {}

    def read(self, manuscript: Manuscript) -> dict[str, Any]:
        lexicon = self._words()
        settings, lines = self._studio.settings, manuscript.script.lines
        speaker = Speaker(manuscript.engine or settings.engine, manuscript.voice)
        return {
            "manuscript": manuscript,
            "lines": [self._shown(line, lexicon) for line in lines],
            "removed": [
                (at, number, one)
                for at, article in enumerate(manuscript.script.articles)
                for number, one in enumerate(article.removed)
            ],
            "names": self._names(manuscript, lexicon),
            "seconds": length(lines, speaker),
            "voices": _voices(),
            "cast": _cast(speaker.engine),
            "voice_of": {role: _shared(line for line in lines if line.role is role) for role in Role},
            "voice_in": [
                _shared(line for line in lines if line.article == at) for at in range(len(manuscript.script.articles))
            ],
            "roles": [role for role in Role if any(line.role is role for line in lines)],
        }

    def _words(self) -> Lexicon:
        entries = self._studio.library.lexicon.entries()
        if self._lexicon is None or entries != self._entries:
            self._lexicon, self._entries, self._parts = self._studio.lexicon(), entries, {}
        return self._lexicon

    def _shown(self, line: Line, lexicon: Lexicon) -> Shown:
        key = (line.role, line.written)
        if key not in self._parts:
            self._parts[key] = tuple(_parts(line, lexicon))
        parts = (Part(line.written),) if line.by_hand else self._parts[key]
        plain = line.spoken.rstrip(".") == line.written.rstrip(".")
        return Shown(line, editing.seen(line), parts, plain)

    @staticmethod
    def _names(manuscript: Manuscript, lexicon: Lexicon) -> list[tuple[str, int]]:
        counted: Counter[str] = Counter()
        for article in manuscript.script.articles:
            counted.update(dict(names(article, lexicon)))
        return counted.most_common(NAMES)


def _parts(line: Line, lexicon: Lexicon) -> list[Part]:
    number, text = head(line.written) if line.role is Role.LIST_ITEM else ("", line.written)
    parts = [Part(line.written.removesuffix(text), line.spoken.partition(",")[0], "nomor")] if number else []
    for token in explain(text, lexicon):
        if token.rule and token.spoken.strip() != token.written.strip():
            parts.append(Part(token.written, token.spoken.strip(), KINDS.get(token.kind, token.kind)))
        elif parts and not parts[-1].said:
            parts[-1] = Part(parts[-1].text + token.written)
        else:
            parts.append(Part(token.written))
    return parts


def _voices() -> Sequence[tuple[str, str, str]]:
    """Return the voices that an editor may choose: engine, voice, and what is told of it."""
    return [(engine, voice, told) for engine, voices in speech.VOICES.items() for voice, told in voices.items()]


def _cast(engine: str) -> list[tuple[str, str]]:
    """Return the voices that single lines may have, and what they are called: those of the engine that speaks.

    Which one "auto" takes is known only when it is asked; a voice of the other one gives way to the episode's own.
    """
    engines = speech.AUTO if engine == AUTO else (engine,)
    suffix = "" if len(engines) == 1 else ", jika {} yang membaca"
    return [
        (voice, f"{voice.title()}{suffix.format(ENGINES.get(name, name).partition(' ')[0])}")
        for name in engines
        for voice in speech.VOICES.get(name, {})
    ]


def _shared(lines: Iterable[Line]) -> str:
    """Return the voice that all of these lines have; empty when they differ."""
    voices = {line.voice for line in lines}
    return voices.pop() if len(voices) == 1 else ""
