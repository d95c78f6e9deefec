"""What was taken away from an article, put back; a line taken away; several scripts made into a bulletin."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from uuid import uuid4

from podme_audio.exceptions import LineNotFoundError
from podme_audio.model import Article, Block, Line, Removed, Role, Script
from podme_audio.script.editing.lines import Seen, dropped, line_of
from podme_audio.script.lexicon import Lexicon
from podme_audio.script.paragraphs import split
from podme_audio.script.pieces import EDITOR
from podme_audio.script.pieces import remove as taken
from podme_audio.script.pieces import restore as restored
from podme_audio.script.write import PAUSES, WITHIN, Programme, say, write


def put_back(
    script: Script,
    article: int,
    which: int,
    lexicon: Lexicon,
    *,
    new_id: Callable[[], str] = lambda: uuid4().hex,
) -> Script:
    """Say what was taken away from an article after all, where it stood.

    Args:
        script: The script.
        article: Which of its articles.
        which: Which of what was removed from it.
        lexicon: How words are said.
        new_id: Makes the id of a line.

    Raises:
        LineNotFoundError: It is back already.
    """
    story = script.articles[article] if 0 <= article < len(script.articles) else None
    if story is None or not 0 <= which < len(story.removed):
        raise LineNotFoundError("this is in the script again already", line="")
    removed = story.removed[which]
    at = place_of(script, article, removed.at)
    lines = lines_of(removed.block, article, lexicon, new_id)
    return replace(
        script,
        articles=with_article(script.articles, article, restored(story, which)),
        lines=(*script.lines[:at], *lines, *script.lines[at:]),
    )


def take_away(script: Script, which: Seen) -> Script:
    """Leave a line out, and keep it with what was removed from its article, so that it can be put back.

    Raises:
        EditRefusedError: See `dropped`.
    """
    line = line_of(script, which)
    rest = dropped(script, which)
    if line.article is None:
        return rest
    story = script.articles[line.article]
    return replace(rest, articles=with_article(rest.articles, line.article, _without(story, line)))


def bulletin(scripts: Sequence[Script], programme: Programme, lexicon: Lexicon) -> Script:
    """Make one script of several, each article in full with a bridge between; what editors did to lines is kept."""
    articles = [article for script in scripts for article in script.articles]
    whole = write(articles, programme=replace(programme, bulletin=True), lexicon=lexicon)
    stories = [
        [line for line in script.lines if line.article == at]
        for script in scripts
        for at in range(len(script.articles))
    ]
    return replace(whole, lines=tuple(_retold(whole.lines, stories)))


def _retold(lines: Sequence[Line], stories: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """Put what editors made of each article in the place of its lines."""
    for article, group in groupby(lines, key=lambda line: line.article):
        written = list(group)
        told = stories[article] if article is not None else written
        for at, line in enumerate(told):
            chapter = written[0].chapter if at == 0 else ""
            pause = written[-1].pause if at == len(told) - 1 else line.pause
            yield line if article is None else replace(line, article=article, chapter=chapter, pause=pause)


def place_of(script: Script, article: int, blocks: int) -> int:
    """Return where a line stands that so many of the article's blocks stand before."""
    story = script.articles[article]
    before = {text for block in story.blocks[:blocks] for text in (block.text, f"{block.number} {block.text}")}
    ours = [at for at, line in enumerate(script.lines) if line.article == article]
    told = [at for at in ours if any(script.lines[at].written in text for text in before)]
    headline = [at for at in ours if script.lines[at].role is Role.HEADLINE]
    found = told or headline
    return found[-1] + 1 if found else (ours[0] if ours else 0)


def lines_of(block: Block, article: int, lexicon: Lexicon, new_id: Callable[[], str]) -> tuple[Line, ...]:
    parts = split(f"{block.number} {block.text}".strip())
    said = [(part, say(block.role, part, lexicon)) for part in parts]
    lines = [Line(new_id(), block.role, part, spoken, WITHIN, article) for part, spoken in said if spoken]
    return (*lines[:-1], *(replace(line, pause=PAUSES[block.role]) for line in lines[-1:]))


def _without(story: Article, line: Line) -> Article:
    """Keep a line with what was removed; its block goes with it when the line is all of it."""
    whole = (line.written, line.written.partition(" ")[2])
    at = next((at for at, block in enumerate(story.blocks) if block.text in whole), None)
    if at is not None:
        return taken(story, at)
    gone = Removed(Block(line.role, line.written), EDITOR, len(story.blocks))
    return replace(story, removed=(*story.removed, gone))


def with_article(articles: Sequence[Article], at: int, article: Article) -> tuple[Article, ...]:
    return (*articles[:at], article, *articles[at + 1 :])
