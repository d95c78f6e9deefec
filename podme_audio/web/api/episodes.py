"""Episodes: drafts too; published, scheduled, corrected, withdrawn, erased; and who listened."""

from datetime import UTC, datetime
from typing import Annotated

from flask import abort
from msgspec import UNSET, Meta, UnsetType

from podme_audio.library.listening import AppListening, DayListening, Days, LineListening, day
from podme_audio.library.listing import Selection
from podme_audio.model import Chapter, Cue, Episode, Media, State
from podme_audio.script import editing
from podme_audio.script.editing import Change
from podme_audio.web.api.articles import utc
from podme_audio.web.api.operation import Asked, Operations, Shape, Sound
from podme_audio.web.api.shapes import Limit, Moment, ScriptLine, WholeManuscript, line_of, whole
from podme_audio.web.media import sent

episodes = Operations("episodes")

_READ = ("episodes:read", "episodes:write")
_REVISION = "/episodes/<key>/revisions/<int(max=99999):number>"


class EpisodesAsked(Shape, frozen=True):
    state: State | UnsetType = UNSET
    limit: Limit = 30
    #: Only those after this guid or slug in the list: the last one of the page before.
    before: Annotated[str, Meta(max_length=300)] = ""


class WhenAsked(Shape, frozen=True):
    #: Days until today that are counted.
    days: Annotated[int, Meta(ge=1, le=3660)] = 30


class ComparedAsked(Shape, frozen=True):
    """Two revisions; the newest, and the one before it, without numbers."""

    before: Annotated[int, Meta(ge=0, le=99_999)] = 0
    after: Annotated[int, Meta(ge=0, le=99_999)] = 0


class Schedule(Shape, frozen=True):
    """When it is to be published; a moment that is past publishes it at once."""

    due: Moment


class RevisionTold(Shape, frozen=True):
    """One version of an episode."""

    guid: str
    number: int
    created: datetime
    engine: str
    voice: str
    media: Media
    #: The version for who has little data to spend.
    low: Media | None
    #: What it puts right, as listeners are told.
    correction: str
    lines: tuple[ScriptLine, ...]
    #: When each line, and each word of it, is heard.
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]


class PairTold(Shape, frozen=True):
    """A line before and after."""

    change: Change
    before: ScriptLine | None
    after: ScriptLine | None


class Listening(Shape, frozen=True):
    """How an episode was listened to, in the days that were asked for."""

    downloads: int
    plays: int
    #: Plays that heard nine tenths of it or more.
    through: int
    #: Seconds heard on its page by all together.
    seconds: float
    days: tuple[DayListening, ...]
    apps: tuple[AppListening, ...]
    #: How many plays heard no tenth of it, one, and so on to all ten.
    tenths: tuple[int, ...]
    #: Of all time: how many heard each line on the page.
    lines: tuple[LineListening, ...]


@episodes.offer("GET", "/episodes", *_READ, refuses=(404,))
def list_episodes(asked: Asked, query: EpisodesAsked) -> tuple[Episode, ...]:
    """List episodes, newest first."""
    listing = asked.room.library.listing
    return listing.episodes(Selection(query.state or None), limit=query.limit, before=query.before or None)


@episodes.offer("GET", "/episodes/<key>", *_READ)
def show_episode(asked: Asked, key: str) -> Episode:
    """Show an episode, by its guid or slug."""
    return asked.room.library.episode(key)


@episodes.offer("GET", _REVISION, *_READ)
def show_revision(asked: Asked, key: str, number: int) -> RevisionTold:
    """Show one version of an episode: its lines, and when they are heard."""
    library = asked.room.library
    found = library.revision(library.episode(key).guid, number)
    return RevisionTold.like(found, lines=tuple(map(line_of, found.script.lines)))


@episodes.offer("GET", f"{_REVISION}/sound", *_READ)
def hear_revision(asked: Asked, key: str, number: int) -> Sound:
    """Hear one version of an episode, a draft too: MP3."""
    library = asked.room.library
    found = library.revision(library.episode(key).guid, number)
    if (path := library.audio(found)) is None:
        abort(404, "the sound of this version is gone")
    return sent(path, found.media.type, etag=found.media.name)  # type: ignore[return-value]  # sound, sent from its file


@episodes.offer("GET", "/episodes/<key>/compare", *_READ)
def compare_revisions(asked: Asked, key: str, query: ComparedAsked) -> tuple[PairTold, ...]:
    """Lay two versions of an episode side by side, line by line."""
    library = asked.room.library
    found = library.episode(key)
    after = query.after or found.revision
    before = query.before or max(1, after - 1)
    scripts = [library.revision(found.guid, number).script for number in (before, after)]
    return tuple(
        PairTold(
            change=one.change,
            before=line_of(one.before) if one.before else None,
            after=line_of(one.after) if one.after else None,
        )
        for one in editing.compared(*scripts)
    )


@episodes.offer("POST", "/episodes/<key>/publish", "episodes:write", refuses=(409,))
def publish_episode(asked: Asked, key: str) -> Episode:
    """Let everyone hear an episode."""
    return asked.room.publish(key, editor=asked.who)


@episodes.offer("POST", "/episodes/<key>/schedule", "episodes:write", refuses=(409,))
def schedule_episode(asked: Asked, key: str, body: Schedule) -> Episode:
    """Have an episode published at a moment."""
    return asked.room.schedule(key, utc(body.due), editor=asked.who)


@episodes.offer("POST", "/episodes/<key>/unschedule", "episodes:write", refuses=(409,))
def unschedule_episode(asked: Asked, key: str) -> Episode:
    """Have a scheduled episode wait as a draft again."""
    return asked.room.unschedule(key, editor=asked.who)


@episodes.offer("POST", "/episodes/<key>/withdraw", "episodes:write", refuses=(409,))
def withdraw_episode(asked: Asked, key: str) -> Episode:
    """Take an episode away from everyone."""
    return asked.room.withdraw(key, editor=asked.who)


@episodes.offer("POST", "/episodes/<key>/correct", "manuscripts:write", status=201, refuses=(409,))
def correct_episode(asked: Asked, key: str) -> WholeManuscript:
    """Open the manuscript that corrects an episode; building it makes the next version, with a note to listeners."""
    return whole(asked.room.correct(key, editor=asked.who))


@episodes.offer("DELETE", "/episodes/<key>", "episodes:erase", refuses=(409,))
def erase_episode(asked: Asked, key: str) -> None:
    """Erase an episode for good: every version, its sound and its text. Nothing brings it back."""
    asked.room.erase(key, editor=asked.who)


@episodes.offer("GET", "/episodes/<key>/statistics", "statistics:read")
def show_statistics(asked: Asked, key: str, query: WhenAsked) -> Listening:
    """Tell how an episode was listened to, in apps and on its page."""
    counted, days = asked.room.library.statistics, Days.until(day(datetime.now(UTC)), query.days)
    (one,) = counted.episodes(days, key)
    return Listening.like(
        one,
        days=counted.days(days, key),
        apps=counted.apps(days, key),
        tenths=counted.tenths(days, key),
        lines=counted.lines(key),
    )
