"""Reading: how many sentences of a folder of tables are said right, by class: ours, raw text, num2words."""

import re
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from podme_audio import script
from podme_audio.bench.scoring import Case, cases, right, wrong_number
from podme_audio.exceptions import ScriptError

#: Running news, to see how fast it is written out.
NEWS = (
    "Bank Indonesia menahan suku bunga acuan di level 5,75 persen pada Rabu, 19 Februari 2025. Gubernur menyebut "
    "inflasi masih terkendali, sementara rupiah ditutup di Rp16.325 per dolar AS. Pelaku usaha menyambut keputusan "
    "itu dengan hati-hati karena permintaan dalam negeri belum sepenuhnya pulih sejak akhir tahun lalu. "
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Reader = Callable[[str], str]


def reading(folder: Path) -> dict[str, Any]:
    """Score every reader over the tables in *folder*.

    Raises:
        ScriptError: There is no table.
    """
    tables = {path.stem: cases(path) for path in sorted(folder.glob("*.tsv"))}
    if not tables:
        raise ScriptError(f"there is no table of sentences in {folder}: name a folder with --tables")
    readers: dict[str, Reader] = {"podme": script.spoken, "raw": str, **_num2words()}
    scores = {name: {kind: _score(read, rows) for kind, rows in tables.items()} for name, read in readers.items()}
    return {
        "folder": str(folder),
        "readers": scores,
        "total": {name: _sum(found.values()) for name, found in scores.items()},
        "characters_a_second": round(_speed()),
    }


def _score(read: Reader, rows: Iterable[Case]) -> dict[str, int]:
    said = [(read(case.written), case) for case in rows]
    return {
        "cases": len(said),
        "right": sum(right(spoken, case.variants) for spoken, case in said),
        "wrong_numbers": sum(wrong_number(spoken, case.variants) for spoken, case in said),
    }


def _sum(scores: Iterable[dict[str, int]]) -> dict[str, int]:
    found = list(scores)
    return {key: sum(score[key] for score in found) for key in ("cases", "right", "wrong_numbers")}


def _num2words() -> dict[str, Reader]:
    """Return the usual recipe, a regular expression and num2words, where its package (of the dev extra) is there."""
    try:
        num2words = import_module("num2words2").num2words
    except ImportError:
        return {}

    def said(match: re.Match[str]) -> str:
        plain = match[0].replace(".", "").replace(",", ".")
        try:
            return str(num2words(float(plain) if "." in plain else int(plain), lang="id"))
        except (ArithmeticError, NotImplementedError, ValueError, IndexError, KeyError, TypeError):
            return match[0]

    return {"num2words": lambda written: _NUMBER.sub(said, written)}


def _speed(seconds: float = 2.0) -> float:
    script.spoken(NEWS)
    read, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        script.spoken(NEWS)
        read += len(NEWS)
    return read / (time.perf_counter() - started)
