"""What is done by the clock: once a minute, whoever of all workers does it.

dbos gives each minute's workflow a name of its own, so that it runs once however many workers there are.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from dbos import DBOS

from podme_audio.builds import workflows
from podme_audio.builds.steps import patiently
from podme_audio.builds.watching import look_again, poll
from podme_audio.exceptions import PodmeError
from podme_audio.studio import Studio

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
        studio.library.intake.messages.forget(at - timedelta(days=1))


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
    "looking again": look_again,
    "pruning": prune,
    "announcing": announce,
    "delivering": deliver,
}
