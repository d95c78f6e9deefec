"""A published article and what stands at its source now go in; what differs, and the script that follows it, come out.

What an editor took away stays away, what was put back stays, and every line that the change does not touch keeps its
id, its voice and how it is said.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from uuid import uuid4

from podme_audio.model import Article, Block, Line, Role, Script
from podme_audio.script.editing.articles import lines_of, place_of, with_article
from podme_audio.script.editing.compare import Change
from podme_audio.script.editing.lines import Seen, dropped
from podme_audio.script.lexicon import Lexicon
from podme_audio.script.paragraphs import split
from podme_audio.script.pieces import remove, restore
from podme_audio.script.write import say


@dataclass(frozen=True, slots=True)
class Difference:
    """A block as it was published beside what stands there now; one of the two is None where it came or went."""

    change: Change
    before: Block | None
    after: Block | None


def differences(published: Article, now: Article) -> tuple[Difference, ...]:
    """Lay what stands at the source now beside what was published, block by block; the title is the first."""
    titles = (Block(Role.HEADLINE, _one_line(article.title)) for article in (published, now))
    found = [_pair(*titles)]
    for tag, old, new in _steps(published, settled(published, now)):
        if tag == "equal":
            found += (Difference(Change.SAME, block, block) for block in old)
        else:
            found += (_pair(before, after) for before, after in zip_longest(old, new))
    return tuple(found)


def settled(published: Article, now: Article) -> Article:
    """Decide of what stands there now as it was decided of what was published: what is furniture, and what is not."""
    story = {block.text for block in published.blocks}
    gone = {one.block.text: one.reason for one in published.removed if one.block.text not in story}
    for at in reversed([at for at, block in enumerate(now.blocks) if block.text in gone]):
        now = remove(now, at, gone[now.blocks[at].text])
    for at in reversed([at for at, one in enumerate(now.removed) if one.block.text in story]):
        now = restore(now, at)
    return now


def reread(
    script: Script,
    at: int,
    now: Article,
    lexicon: Lexicon,
    *,
    new_id: Callable[[], str] = lambda: uuid4().hex,
) -> Script:
    """Let a script say what stands at the source of one of its articles now.

    Args:
        script: The script.
        at: Which of its articles.
        now: What stands there.
        lexicon: How words are said.
        new_id: Makes the id of a line.
    """
    published, now = script.articles[at], settled(script.articles[at], now)
    come: dict[int, list[Line]] = {}
    gone: list[str] = []
    place = 0
    for tag, old, new in _steps(published, now):
        if tag != "equal":
            away = _said(script, at, old)
            where = script.lines.index(away[-1]) + 1 if away else place_of(script, at, place)
            come.setdefault(where, []).extend(line for block in new for line in lines_of(block, at, lexicon, new_id))
            gone += [line.id for line in away if line.id not in gone]
        place += len(old)
    whole = replace(now, reference=published.reference, url=now.url or published.url)
    script = _titled(_with(script, at, come), at, now.title, lexicon)
    for id in gone:
        script = dropped(script, Seen(id))
    return replace(script, articles=with_article(script.articles, at, whole))


def _steps(published: Article, now: Article) -> Iterator[tuple[str, Sequence[Block], Sequence[Block]]]:
    first, second = ([(block.role, block.text) for block in article.blocks] for article in (published, now))
    for tag, one, to_one, two, to_two in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        yield tag, published.blocks[one:to_one], now.blocks[two:to_two]


def _pair(before: Block | None, after: Block | None) -> Difference:
    if before is None or after is None:
        return Difference(Change.ADDED if before is None else Change.REMOVED, before, after)
    return Difference(Change.SAME if before.text == after.text else Change.CHANGED, before, after)


def _said(script: Script, at: int, blocks: Sequence[Block]) -> list[Line]:
    """Return the lines that say these blocks; one that an editor wrote anew says none of them."""
    parts = {(block.role, part) for block in blocks for part in split(f"{block.number} {block.text}".strip())}
    return [line for line in script.lines if line.article == at and (line.role, line.written) in parts]


def _with(script: Script, at: int, come: Mapping[int, Sequence[Line]]) -> Script:
    """Put lines before those at the places given, in the voices that others of their role have."""
    voices = {line.role: line.voice for line in script.lines if line.article == at and line.voice}
    lines: list[Line] = []
    for place in range(len(script.lines) + 1):
        lines += (replace(line, voice=voices.get(line.role, "")) for line in come.get(place, ()))
        lines += script.lines[place : place + 1]
    return replace(script, lines=tuple(lines))


def _titled(script: Script, at: int, title: str, lexicon: Lexicon) -> Script:
    """Say another headline where the published one is still said as it was written."""
    old, new = (_one_line(one) for one in (script.articles[at].title, title))
    spoken = say(Role.HEADLINE, new, lexicon)
    if old == new or not spoken:
        return script

    def retitled(line: Line) -> Line:
        chapter = new if line.chapter == old and line.article == at else line.chapter
        if line.article == at and line.role is Role.HEADLINE and _one_line(line.written) == old:
            line = replace(line, written=new, spoken=spoken, by_hand=False)
        return replace(line, chapter=chapter)

    return replace(script, lines=tuple(retitled(line) for line in script.lines))


def _one_line(text: str) -> str:
    return " ".join(text.split())
