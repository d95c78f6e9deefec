"""``podme episodes``: what is on the shelf, and what becomes of it."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import click

from podme_audio.cli.telling import Bar, Told, clock, table, tells

if TYPE_CHECKING:
    from podme_audio.model import Episode
    from podme_audio.settings import Settings
    from podme_audio.studio import Studio


#: The show's clocks are Jakarta's.
WIB = timezone(timedelta(hours=7))


@contextmanager
def opened(chosen: "Settings") -> Iterator["Studio"]:
    from podme_audio.library import Library
    from podme_audio.studio import Studio

    with Library(chosen.home, database_url=chosen.database_url, media_url=chosen.media_url) as library:
        yield Studio(chosen, library, told=Bar())


def described(episode: "Episode") -> str:
    media, low = episode.media, episode.low
    rows = [
        ("title", episode.title),
        ("slug", episode.slug),
        ("guid", episode.guid),
        ("state", f"{episode.state}, revision {episode.revision}"),
        ("voice", f"{episode.engine}/{episode.voice}"),
        (
            "sound",
            f"{clock(media.duration)}, {media.loudness:.1f} LUFS, {media.true_peak:.1f} dBTP, {media.size:,} bytes",
        ),
        ("low", f"{low.loudness:.1f} LUFS, {low.size:,} bytes: {low.name}" if low else ""),
        ("cover", episode.cover),
        ("ralat", f"{episode.corrected.astimezone(WIB):%Y-%m-%d}: {episode.correction}" if episode.corrected else ""),
    ]
    return table([row for row in rows if row[1]])


@click.group(invoke_without_command=True)
@click.pass_context
def episodes(context: click.Context) -> None:
    """List, show, publish and withdraw episodes."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@episodes.command(name="list")
@click.pass_obj
@tells
def list_(chosen: "Settings") -> Told:
    """List the episodes, newest first."""
    with opened(chosen) as studio:
        found = studio.library.episodes()
    rows = [
        (one.slug, one.state.value, clock(one.media.duration), f"{one.engine}/{one.voice}", one.title) for one in found
    ]
    return Told(found, table(rows) or "no episodes yet: make one with `podme produce REFERENCE`")


@episodes.command()
@click.argument("episode")
@click.pass_obj
@tells
def show(chosen: "Settings", episode: str) -> Told:
    """Show one EPISODE (slug or guid): what is said and when."""
    with opened(chosen) as studio:
        found = studio.library.episode(episode)
        revision, corrections = studio.library.revision(found.guid), studio.library.corrections(found.guid)
    cues = table([(clock(cue.start), cue.text) for cue in revision.cues])
    told = {"episode": found, "corrections": corrections, "chapters": revision.chapters, "cues": revision.cues}
    return Told(told, f"{described(found)}\n\n{cues}")


@episodes.command()
@click.argument("episode")
@click.pass_obj
@tells
def publish(chosen: "Settings", episode: str) -> Told:
    """Publish an EPISODE: it enters feed and page."""
    with opened(chosen) as studio:
        published = studio.publish(episode)
    return Told(published, f"published: {chosen.base_url}/episodes/{published.slug}")


#: The zones of Indonesia, and how far each is ahead of UTC.
ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}


@episodes.command()
@click.argument("episode")
@click.argument("moment", type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]))
@click.option("--zone", type=click.Choice(list(ZONES), case_sensitive=False), default="WIB", show_default=True)
@click.pass_obj
@tells
def schedule(chosen: "Settings", episode: str, moment: datetime, zone: str) -> Told:
    """Publish an EPISODE at a MOMENT ("2026-11-24 06:00"); `podme serve` or a worker must run then."""
    due = moment.replace(tzinfo=timezone(timedelta(hours=ZONES[zone.upper()]), zone.upper()))
    with opened(chosen) as studio:
        scheduled = studio.schedule(episode, due)
    return Told(scheduled, f"{scheduled.state}: {scheduled.title}, {due:%Y-%m-%d %H:%M} {zone.upper()}")


@episodes.command()
@click.argument("episode")
@click.pass_obj
@tells
def unschedule(chosen: "Settings", episode: str) -> Told:
    """Have a scheduled EPISODE wait as a draft again."""
    with opened(chosen) as studio:
        draft = studio.unschedule(episode)
    return Told(draft, f"{draft.state}: {draft.title}")


@episodes.command()
@click.argument("episode")
@click.pass_obj
@tells
def withdraw(chosen: "Settings", episode: str) -> Told:
    """Withdraw an EPISODE: it leaves the feed, and its page and audio say so."""
    with opened(chosen) as studio:
        withdrawn = studio.withdraw(episode)
    return Told(withdrawn, f"withdrawn: {withdrawn.title}")
