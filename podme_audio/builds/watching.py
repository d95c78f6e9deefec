"""The newsroom's feeds, looked at by the clock, and published articles, looked at again where they came from."""

import logging
import random
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

from podme_audio import sources
from podme_audio.builds.counter import Builds
from podme_audio.exceptions import NetworkError, PublishedError, RefusedError, SourceError
from podme_audio.library.intake import Feed
from podme_audio.standing import look_at
from podme_audio.studio import Studio, Wish, means

#: A feed that breaks is looked at half as often each time, but at least so often.
RARELY = timedelta(hours=6)
#: WordPress is asked for what changed since a while before the last look: its clock is not ours.
OVERLAP = timedelta(minutes=10)
#: How far back the first look at a WordPress site goes.
FIRST = timedelta(days=1)
#: An article is looked at again no sooner.
AGAIN = timedelta(minutes=15)

log = logging.getLogger(__name__)


def _spread() -> float:
    """Keep many newsrooms from looking in the same second."""
    return random.uniform(0.9, 1.1)  # noqa: S311 - spreads looks, guards nothing


def poll(studio: Studio, at: datetime, spread: Callable[[], float] = _spread) -> None:
    """Build what is new or changed in the newsroom's feeds; each is looked at every so many minutes, more or less."""
    for feed in studio.library.intake.watched.due(studio.settings.watch_feeds, at):
        _look(studio, feed, at, spread())


def _look(studio: Studio, feed: Feed, at: datetime, spread: float) -> None:
    """Look at one feed.

    What was seen is noted last: a crash before that builds it again, which says no line twice.
    """
    watched, every = studio.library.intake.watched, timedelta(minutes=studio.settings.watch_minutes)
    seen = sources.Seen(feed.etag, feed.modified, (feed.succeeded or at - FIRST) - OVERLAP)
    try:
        look = sources.news(feed.address, means(studio.settings, studio.library), seen)
    except SourceError as error:
        log.warning("%s", error)
        due = at + _patience(every, feed.failures, error) * spread
        watched.broke(feed.address, at, due, str(error), kind=_kind(error))
        return
    digests = {one.reference: one.digest for one in look.news}
    with closing(Builds(studio)) as builds:
        for reference in watched.changed(feed.address, digests):
            may = studio.settings.watch_publish
            try:
                build = builds.start(Wish((reference,), publish=may, correct=may))
            except PublishedError as error:  # an editor decides: the desk tells of it
                log.info("%s", error)
            else:
                log.info("build %s: %s is new or changed in %s", build.id, reference, feed.address)
    watched.keep(feed.address, digests, at)
    watched.well(feed.address, at, at + every * spread, etag=look.seen.etag, modified=look.seen.modified)


def _patience(every: timedelta, failures: int, error: SourceError) -> timedelta:
    """Return how long a broken feed is left alone: as long as its host asked for, and longer each time."""
    asked = error.__cause__.retry_after if isinstance(error.__cause__, NetworkError) else None
    return max(
        min(every * (1 << min(failures, 10)), max(RARELY, every)), timedelta(seconds=min(asked or 0.0, 86_400.0))
    )


def _kind(error: SourceError) -> str:
    """Return in a word what stands in the way of a feed."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, NetworkError):
        cause = cause.__cause__
    if cause is None:
        return "no feed"
    return str(cause.status) if cause.status else "refused" if isinstance(cause, RefusedError) else "silent"


def look_again(studio: Studio, at: datetime) -> None:
    """Look at one published article where it came from: whether it still stands there, and says the same.

    Once a minute the one that was not looked at for longest: no site is asked for many at once.
    """
    origins = studio.library.intake.origins
    if (look := origins.next(studio.settings.watch_articles, at - AGAIN)) is None:
        return
    look_at(studio, look, at)
