"""``podme statistics``: who listens to what, as far as that may be known."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from podme_audio.cli.telling import Told, clock, table, tells

if TYPE_CHECKING:
    from podme_audio.library import Library
    from podme_audio.library.listening import Days
    from podme_audio.settings import Settings

BY = ("episode", "day", "app", "line")
#: Blocks that a bar is long.
BAR = 20
_NOBODY = "nobody has listened yet"


@click.command()
@click.option("--episode", help="Of one episode (slug or guid); of all without it.")
@click.option(
    "--days", type=click.IntRange(1, 3660), default=30, show_default=True, help="So many days, today the last."
)
@click.option("--by", type=click.Choice(BY), help="A row for each; episode without it. Lines are of one --episode.")
@click.pass_obj
@tells
def statistics(chosen: "Settings", episode: str | None, days: int, by: str | None) -> Told:
    """Show downloads (in apps) and plays (on the page): by episode, day or app, and where listeners stop by line."""
    from podme_audio.library import Library
    from podme_audio.library.listening import Days, day

    if by == "line" and not episode:
        raise click.UsageError("lines are those of one episode: name it with --episode")
    with Library(chosen.home, database_url=chosen.database_url, media_url=chosen.media_url) as library:
        asked = Days.until(day(datetime.now(UTC)), days)
        return {"episode": _episodes, "day": _days, "app": _apps, "line": _lines}[by or "episode"](
            library, asked, episode or ""
        )


def bar(share: float) -> str:
    """Draw a share, from 0 to 1.

    >>> bar(0.5)
    '██████████░░░░░░░░░░'
    """
    full = round(BAR * min(1.0, max(0.0, share)))
    return "█" * full + "░" * (BAR - full)


def _episodes(library: "Library", days: "Days", key: str) -> Told:
    found = library.statistics.episodes(days, key)
    rows = [("downloads", "plays", "heard through", "per play", "episode")]
    for one in found:
        through = f"{one.through / one.plays:.0%}" if one.plays else "-"
        per_play = clock(one.seconds / one.plays) if one.plays else "-"
        rows.append((str(one.downloads), str(one.plays), through, per_play, one.slug))
    return Told(found, table(rows) if found else _NOBODY)


def _days(library: "Library", days: "Days", key: str) -> Told:
    found = library.statistics.days(days, key)
    most = max(one.downloads + one.plays for one in found) or 1
    rows = [("day", "downloads", "plays", "")]
    rows += [
        (one.day.isoformat(), str(one.downloads), str(one.plays), bar((one.downloads + one.plays) / most))
        for one in found
    ]
    return Told(found, table(rows))


def _apps(library: "Library", days: "Days", key: str) -> Told:
    found = library.statistics.apps(days, key)
    whole = sum(one.downloads for one in found) or 1
    rows = [("downloads", "", "", "app")]
    rows += [
        (str(one.downloads), bar(one.downloads / whole), f"{one.downloads / whole:.0%}", one.app or "(not listed)")
        for one in found
    ]
    return Told(found, table(rows) if found else _NOBODY)


def _lines(library: "Library", _: "Days", key: str) -> Told:
    found = library.statistics.lines(key)
    rows = [(clock(one.start), bar(one.share), f"{one.share:.0%}", one.text) for one in found]
    return Told(found, table(rows))
