"""What more than one operation sends or answers."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from podme_audio.model import Line, Manuscript, Role
from podme_audio.script import editing
from podme_audio.web.api.operation import Shape

#: How many of a list come at once.
Limit = Annotated[int, Meta(ge=1, le=100)]
#: A line, as it is written or said.
Words = Annotated[str, Meta(min_length=1, max_length=20_000)]
Title = Annotated[str, Meta(max_length=300)]
#: What a line was when it was read, so that nobody's change is lost; empty takes the line as it is.
Mark = Annotated[str, Meta(max_length=64)]
Moment = Annotated[datetime, Meta(tz=True)]


class Started(Shape, frozen=True):
    """A build that was begun, and where it is told how far it is."""

    build: str
    status: str


class ScriptLine(Shape, frozen=True):
    """A line of a manuscript."""

    id: str
    #: Send it with a change: when somebody else has changed the line meanwhile, yours is refused (409).
    mark: str
    role: Role
    written: str
    spoken: str
    #: Whether an editor wrote the spoken form, so that no rule changes it.
    by_hand: bool
    #: Seconds of silence after it.
    pause: float
    #: Which of the articles it belongs to.
    article: int | None
    chapter: str
    voice: str
    #: Whether a person's recording is heard instead of a voice.
    recorded: bool


class TakenAway(Shape, frozen=True):
    """What was removed from an article, and why."""

    article: int
    which: int
    role: Role
    text: str
    reason: str


class Source(Shape, frozen=True):
    """An article of a manuscript."""

    reference: str
    url: str
    title: str
    section: str
    byline: str


class ManuscriptHead(Shape, frozen=True):
    """A manuscript, without its lines."""

    id: str
    title: str
    version: int
    created: datetime
    changed: datetime
    #: Who changed it last.
    editor: str
    engine: str
    voice: str
    #: The guid of the episode it became, or corrects.
    episode: str
    #: The build it was last given to.
    build: str


class WholeManuscript(ManuscriptHead, frozen=True):
    """A manuscript."""

    articles: tuple[Source, ...]
    lines: tuple[ScriptLine, ...]
    removed: tuple[TakenAway, ...]


def head(manuscript: Manuscript) -> ManuscriptHead:
    return ManuscriptHead.like(manuscript, episode=manuscript.guid)


def whole(manuscript: Manuscript) -> WholeManuscript:
    articles = manuscript.script.articles
    removed = tuple(
        TakenAway(article=at, which=which, role=one.block.role, text=one.block.text, reason=one.reason)
        for at, article in enumerate(articles)
        for which, one in enumerate(article.removed)
    )
    return WholeManuscript.like(
        manuscript,
        episode=manuscript.guid,
        articles=tuple(map(Source.like, articles)),
        lines=tuple(map(line_of, manuscript.script.lines)),
        removed=removed,
    )


def line_of(line: Line) -> ScriptLine:
    return ScriptLine.like(line, mark=editing.seen(line), recorded=bool(line.recording))
