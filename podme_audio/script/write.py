"""Clean articles go in; the script of one programme comes out, line by line, as written and as spoken.

What the programme says of its own is in the tables below: opening, bridges, closing. Every programme closes with a
line saying that a machine reads it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from textwrap import shorten
from types import MappingProxyType
from uuid import uuid4

from podme_audio.exceptions import NothingToSayError
from podme_audio.model import Article, Block, Line, Role, Script
from podme_audio.script.lexicon import BUILT_IN, Lexicon
from podme_audio.script.paragraphs import sentences, split
from podme_audio.script.spoken import spoken

#: A description ends with the sentence in which it reaches so many characters.
DESCRIPTION = 240
#: What has no title is called by so many characters of its beginning, at the most.
TITLE = 70
#: Seconds of silence after a line.
PAUSES = {
    Role.HEADLINE: 1.2,
    Role.HEADING: 0.9,
    Role.PARAGRAPH: 0.7,
    Role.LIST_ITEM: 0.6,
    Role.QUOTE: 0.8,
    Role.BRIDGE: 0.8,
    Role.DISCLOSURE: 1.0,
}
#: Between the parts of one paragraph; after the last line of an article.
WITHIN = 0.35
_AFTER_ARTICLE = 1.4
_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_OPENING = "Anda mendengarkan {show}, edisi {date}."
_CONTENTS = " Ada {count} berita dalam edisi ini."
#: Between articles: without a section, and with one. Taken in turn, the last one only before the last article.
_BRIDGES = (
    ("Berita berikutnya.", "Selanjutnya, dari rubrik {section}."),
    ("Kita lanjutkan.", "Berikutnya, kabar dari rubrik {section}."),
    ("Kabar selanjutnya.", "Sekarang kita ke rubrik {section}."),
)
_LAST_BRIDGE = ("Dan berita terakhir.", "Terakhir, dari rubrik {section}.")
_DISCLOSURE = "Artikel ini dibacakan oleh suara buatan komputer untuk {show}. Terima kasih sudah mendengarkan."
_DISCLOSURE_BULLETIN = (
    "Demikian {show}. Seluruh berita tadi dibacakan oleh suara buatan komputer. Terima kasih sudah mendengarkan."
)
_INTRODUCTION = "Pembuka"
_CLOSING = "Penutup"
#: "Panggilan Telepon sebagai Awal: ..." has a head that can be a chapter's title.
_HEAD_LENGTH = 70
_HEAD_WORDS = 9
#: A list counts no further than this many digits.
_DIGITS = 3
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Programme:
    """What the show says itself."""

    #: The show's title.
    title: str
    date: date
    #: Whether it is announced as a bulletin; several articles always are.
    bulletin: bool = False


def write(
    articles: Sequence[Article],
    *,
    programme: Programme,
    lexicon: Lexicon = BUILT_IN,
    known: Mapping[str, str] = _NONE,
    new_id: Callable[[], str] = lambda: uuid4().hex,
) -> Script:
    """Write the script of *articles* that were cleaned.

    Args:
        articles: One, or those of a bulletin, in order.
        programme: What the show says itself.
        lexicon: How words are said.
        known: The written forms of an earlier script of the same articles, with the ids their lines have.
        new_id: Makes the id of a line that was not there before.

    Raises:
        NothingToSayError: An article holds nothing that can be said.
    """
    bulletin = programme.bulletin or len(articles) > 1
    drafts = _bulletin(articles, programme) if bulletin else _single(articles, programme)
    lines = tuple(_speakable(drafts, lexicon))
    for index, article in enumerate(articles):
        if not any(line.article == index and line.role is not Role.HEADLINE for line in lines):
            raise NothingToSayError(f"there is nothing to say in {article.title or article.reference or 'the article'}")
    if not articles:
        raise NothingToSayError("there is no article to read")
    return Script(tuple(articles), tuple(_identified(lines, known, new_id)))


def kept(written: Script, known: Mapping[str, str]) -> Script:
    """Give lines that were written before the ids they had, *known* by what is written."""
    left = dict(known)
    return replace(written, lines=tuple(replace(line, id=left.pop(line.written, line.id)) for line in written.lines))


def say(role: Role, written: str, lexicon: Lexicon = BUILT_IN) -> str:
    """Return how a line of *role* is said: a list item counts itself, a headline comes to an end."""
    number, text = head(written) if role is Role.LIST_ITEM else ("", written)
    said = spoken(text, lexicon).strip()
    if not any(map(str.isalnum, said)):
        return ""
    if said[-1].isalnum():
        said += "."
    return f"{_counted(number, lexicon)}, {said}" if number else said


def head(written: str) -> tuple[str, str]:
    """Part a list item's "1. Panggilan" into "1" and "Panggilan"; the first is empty when it has no number."""
    first, _, text = written.partition(" ")
    number = first.strip("().")
    counts = len(number) <= _DIGITS and number.isdecimal()
    counts = counts or (len(number) == 1 and number.isalpha() and number.islower())
    return (number, text) if counts and first != number and text else ("", written)


def _counted(number: str, lexicon: Lexicon) -> str:
    said = spoken(f"ke-{int(number)}", lexicon) if number.isdecimal() else spoken(number.upper(), lexicon)
    return said[:1].upper() + said[1:]


def _single(articles: Sequence[Article], programme: Programme) -> Iterator[Line]:
    for article in articles:
        yield from _chaptered(article, list(_article(article, 0)))
    yield _own(Role.DISCLOSURE, _DISCLOSURE.format(show=_show(programme)))


def _bulletin(articles: Sequence[Article], programme: Programme) -> Iterator[Line]:
    opening = _OPENING.format(show=_show(programme), date=long_date(programme.date))
    contents = _CONTENTS.format(count=len(articles)) if len(articles) > 1 else ""
    yield replace(_own(Role.BRIDGE, opening + contents), chapter=_INTRODUCTION)
    for index, article in enumerate(articles):
        if index:
            yield _own(Role.BRIDGE, _bridge(index, len(articles), article.section))
        first, *others = _article(article, index)
        yield replace(first, chapter=article.title or f"Berita {index + 1}")
        yield from others
    yield _own(Role.DISCLOSURE, _DISCLOSURE_BULLETIN.format(show=_show(programme)))


def _show(programme: Programme) -> str:
    return programme.title.strip(" .") or "Anda"


def long_date(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _bridge(index: int, count: int, section: str) -> str:
    is_last = index == count - 1 and count > len(("first", "last"))
    plain, named = _LAST_BRIDGE if is_last else _BRIDGES[(index - 1) % len(_BRIDGES)]
    return named.format(section=section) if section else plain


def _own(role: Role, written: str) -> Line:
    return Line("", role, written, "", PAUSES[role])


def _article(article: Article, index: int) -> Iterator[Line]:
    """Yield the lines of *article*, not yet spoken."""
    headline = [Block(Role.HEADLINE, article.title)] if article.title.strip() else []
    blocks = [*headline, *article.blocks]
    for place, block in enumerate(blocks):
        parts = split(f"{block.number} {block.text}") or ("",)
        pause = _AFTER_ARTICLE if place == len(blocks) - 1 else PAUSES[block.role]
        for part in parts[:-1]:
            yield Line("", block.role, part, "", WITHIN, index)
        yield Line("", block.role, parts[-1], "", pause, index)


def _chaptered(article: Article, lines: list[Line]) -> list[Line]:
    """Give the lines of one article chapters, where it has headings or a list with heads."""
    chapters = {at: line.written for at, line in enumerate(lines) if line.role is Role.HEADING}
    chapters = chapters or _list_chapters(lines)
    if chapters:
        chapters.setdefault(0, article.title or _INTRODUCTION)
    return [replace(line, chapter=chapters.get(at, "")) for at, line in enumerate(lines)]


def _list_chapters(lines: Sequence[Line]) -> dict[int, str]:
    """Return a chapter for each list item with a short head, and one for what follows the list."""
    items = [at for at, line in enumerate(lines) if line.role is Role.LIST_ITEM]
    heads = {at: title for at in items if (title := _short_head(lines[at].written))}
    if len(heads) < len(("one", "another")):
        return {}
    after = items[-1] + 1
    return {**heads, after: _CLOSING} if after < len(lines) else heads


def _short_head(written: str) -> str:
    title, colon, text = head(written)[1].partition(": ")
    short = len(title) <= _HEAD_LENGTH and len(title.split()) <= _HEAD_WORDS
    return title if colon and text and short and title[:1].isupper() else ""


def _speakable(drafts: Iterable[Line], lexicon: Lexicon) -> Iterator[Line]:
    """Speak the drafts; a line of symbols alone is left out, and its chapter begins with the next line."""
    chapter = ""
    for draft in drafts:
        said = say(draft.role, draft.written, lexicon)
        chapter = draft.chapter or chapter
        if said:
            yield replace(draft, spoken=said, chapter=chapter)
            chapter = ""


def _identified(lines: Iterable[Line], known: Mapping[str, str], new_id: Callable[[], str]) -> Iterator[Line]:
    """Give every line its id: the known one, unless an earlier line of this script took it."""
    taken: set[str] = set()
    for line in lines:
        before = known.get(line.written, "")
        id = before if before and before not in taken else new_id()
        taken.add(id)
        yield replace(line, id=id)


def title(written: Script) -> str:
    """Return what the first article is called: by its own title, or else by how its story begins."""
    beginning = next(_story(written), written.lines[0].written)
    return written.articles[0].title or shorten(beginning, TITLE, placeholder=" …")


def section(written: Script) -> str:
    """Return the section of the one article that is read; a bulletin has none."""
    return written.articles[0].section if len(written.articles) == 1 else ""


def description(written: Script) -> str:
    """Take an article's own beginning, or a bulletin's headlines."""
    if len(written.articles) > 1:
        return "\n".join(f"- {article.title}" for article in written.articles)
    said = ""
    for sentence in sentences(" ".join(_story(written))):
        said = f"{said} {sentence}".strip()
        if len(said) >= DESCRIPTION:
            break
    return said


def _story(written: Script) -> Iterator[str]:
    return (line.written for line in written.lines if line.role in {Role.PARAGRAPH, Role.QUOTE, Role.LIST_ITEM})
