"""A text file, a Markdown file or standard input -> Article.

Raw text is what an editor copies from a page: paragraphs with the page's furniture among them, title and all.
"""

import codecs
import hashlib
import re
import sys
from pathlib import Path
from typing import BinaryIO

from podme_audio.exceptions import NotAnArticleError
from podme_audio.model import Article, Block, Role
from podme_audio.sources import markdown

LIMIT = 2_000_000
STANDARD_INPUT = "-"

#: Byte order mark -> encoding; the longer first, for one begins with another.
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
#: Bytes that are looked at, and the share of zeros among every second one that Latin letters leave in UTF-16.
_SAMPLE, _MOSTLY = 2_000, 0.8

_LIST_HEAD = re.compile(r"[ \t]*(?:\d{1,3}[.)]|[-*•])[ \t]+\S")


class Text:
    """Files of this machine, and ``-`` for standard input."""

    def __init__(self, standard_input: BinaryIO | None = None) -> None:
        self._standard_input = standard_input

    def handles(self, reference: str) -> bool:
        return "://" not in reference

    def fetch(self, reference: str) -> Article:
        content = self._read(reference)
        text = _decoded(content, reference)
        identity = _identity(reference, content)
        if Path(reference).suffix.lower() in {".md", ".markdown"} or text.startswith("---\n"):
            return markdown.article(text, identity)
        return Article(identity, "", tuple(Block(Role.PARAGRAPH, paragraph) for paragraph in paragraphs(text)))

    def _read(self, reference: str) -> bytes:
        if reference == STANDARD_INPUT:
            return (self._standard_input or sys.stdin.buffer).read(LIMIT + 1)
        try:
            with Path(reference).expanduser().open("rb") as file:
                return file.read(LIMIT + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise NotAnArticleError(f"{reference} cannot be read: {reason}", reference=reference) from error


def paragraphs(text: str) -> list[str]:
    r"""Cut raw text into paragraphs: at blank lines, at list heads, and at every line where no line is blank.

    >>> paragraphs("Judul\n\nIsi yang\nterputus.\n\n1. Satu\n2. Dua")
    ['Judul', 'Isi yang terputus.', '1. Satu', '2. Dua']
    """
    wrapped = re.search(r"\n[ \t]*\n", text.strip()) is not None
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.strip() or not wrapped or _LIST_HEAD.match(line):
            found.append([])
        found[-1].append(line.strip())
    return [joined for part in found if (joined := " ".join(filter(None, part)))]


def _decoded(content: bytes, reference: str) -> str:
    name = "standard input" if reference == STANDARD_INPUT else reference
    if len(content) > LIMIT:
        raise NotAnArticleError(
            f"{name} is longer than {LIMIT:,} bytes: give one article at a time", reference=reference
        )
    if wide := _wide(content):
        converted = f"iconv -f {wide} -t UTF-8" + ("" if reference == STANDARD_INPUT else f" '{reference}' > utf8.txt")
        raise NotAnArticleError(f"{name} is {wide}: save it as UTF-8, or convert it: {converted}", reference=reference)
    if b"\0" in content:
        raise NotAnArticleError(f"{name} is not text: give a text or Markdown file", reference=reference)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAnArticleError(f"{name} is not UTF-8: save it as UTF-8 text", reference=reference) from error
    if not text.strip():
        raise NotAnArticleError(f"{name} is empty", reference=reference)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _wide(content: bytes) -> str:
    """Name the encoding of text that takes two or four bytes a character: by its mark, or by where its zeros stand."""
    marked = (name for mark, name in _MARKS.items() if content.startswith(mark))
    even, odd = (content[at:_SAMPLE:2].count(0) / len(content[at:_SAMPLE:2] or b"-") for at in (0, 1))
    zeros = "UTF-16LE" if odd > _MOSTLY and not even else "UTF-16BE" if even > _MOSTLY and not odd else ""
    return next(marked, zeros)


def _identity(reference: str, content: bytes) -> str:
    """Name what was read so that the same article is known again: a file by its place, a paste by its content."""
    if reference == STANDARD_INPUT:
        return f"paste:{hashlib.sha256(content).hexdigest()[:32]}"
    return str(Path(reference).expanduser().resolve())
