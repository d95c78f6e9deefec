"""``podme watched``: the newsroom's feeds, and published articles that are no longer as they were."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from podme_audio.cli.episodes import opened
from podme_audio.cli.telling import Told, table, tells

if TYPE_CHECKING:
    from podme_audio.library.intake import Origin
    from podme_audio.settings import Settings


@click.group()
def watched() -> None:
    """See how the feeds that are watched are, and which published articles changed or disappeared."""


@watched.command(name="list")
@click.pass_obj
@tells
def list_(chosen: "Settings") -> Told:
    """List the feeds with their last look, and published articles that are not as they were at their source."""
    with opened(chosen) as studio:
        feeds = studio.library.intake.watched.feeds(chosen.watch_feeds)
        articles = studio.library.intake.origins.notices()
    rows = [(one.address, f"well {_clock(one.succeeded)}", f"next {_clock(one.due)}", one.error) for one in feeds]
    changed = [(one.standing.value, f"since {_clock(one.since)}", one.reference, _told(one)) for one in articles]
    parts = (table(rows) or "no feed is watched: set PODME_WATCH_FEED", table(changed))
    return Told({"feeds": feeds, "articles": articles}, "\n\n".join(filter(None, parts)))


def _told(one: "Origin") -> str:
    return f"{one.told} (let be by {one.dismissed})" if one.dismissed else one.told


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else "-"
