"""What is done by the clock: once a minute, whoever of all workers does it.

dbos gives each minute's workflow a name of its own, so that it runs once however many workers there are.
"""

import logging
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from dbos import DBOS

from podme_audio import sources
from podme_audio.builds import workflows
from podme_audio.builds.counter import Builds
from podme_audio.builds.steps import patiently
from podme_audio.exceptions import PodmeError
from podme_audio.studio import Studio, Wish

NAME, EVERY_MINUTE = "minute", "* * * * *"
#: Builds are remembered for so many days.
REMEMBERED = 30
#: Three in the morning of Jakarta, in UTC.
PRUNED = (20, 0)

log = logging.getLogger(__name__)


@DBOS.workflow(name="minute", max_recovery_attempts=None)
def minute(at: datetime, _context: Any) -> None:
    """Do what is due at *at*; each part by itself, so that one that fails keeps no other from its turn."""
    for name, part in PARTS.items():
        DBOS.run_step({"name": name}, _tried, part, at)


def keep_schedules(_studio: Studio) -> None:
    """Have the minute's work done from now on."""
    DBOS.apply_schedules([{"schedule_name": NAME, "workflow_fn": minute, "schedule": EVERY_MINUTE, "context": None}])


def _tried(part: Any, at: datetime) -> None:
    try:
        patiently(lambda: part(workflows.here().studio, at))
    except PodmeError as error:
        log.warning("%s", error)


def publish_due(studio: Studio, at: datetime) -> None:
    """Publish the scheduled episodes whose time has come; compare-and-set, so once."""
    for episode in studio.library.due(at):
        studio.publish(episode.guid)
        log.info("published %s, which was due at %s", episode.slug, episode.due)


def prune(studio: Studio, at: datetime) -> None:
    """Forget old builds and what was cached longest ago, once a day at three in the morning of Jakarta."""
    if (at.hour, at.minute) == PRUNED:
        studio.prune(at - timedelta(days=REMEMBERED))


def poll(studio: Studio, at: datetime) -> None:
    """Build what is new or changed in the newsroom's own feed, every so many minutes.

    What was seen is noted last: a crash before that builds it again, which says no line twice.
    """
    feed = studio.settings.watch_feed
    if not feed or int(at.timestamp()) // 60 % studio.settings.watch_minutes:
        return
    digests = {one.reference: one.digest for one in sources.news(feed)}
    with closing(Builds(studio)) as builds:
        for reference in studio.library.watched.changed(feed, digests):
            build = builds.start(Wish((reference,), publish=studio.settings.watch_publish))
            log.info("build %s: %s is new or changed in %s", build.id, reference, feed)
    studio.library.watched.keep(feed, digests, at)


def print_feeds(studio: Studio, _at: datetime) -> None:
    """Print what a crash between publishing and printing left unprinted."""
    studio.press.print()


def announce(studio: Studio, _at: datetime) -> None:
    """Tell the hub again what it could not be told."""
    studio.herald.announce()


def deliver(studio: Studio, _at: datetime) -> None:
    """Tell hooks what they have yet to hear."""
    studio.courier.deliver()


PARTS = {
    "publishing": publish_due,
    "printing": print_feeds,
    "polling": poll,
    "pruning": prune,
    "announcing": announce,
    "delivering": deliver,
}
