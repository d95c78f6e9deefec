"""``podme hooks``: who outside hears of builds and episodes."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from podme_audio import webhooks
from podme_audio.cli.episodes import opened
from podme_audio.cli.telling import Told, table, tells
from podme_audio.exceptions import SettingsError
from podme_audio.model import Event

if TYPE_CHECKING:
    from podme_audio.settings import Settings


@click.group()
def hooks() -> None:
    """Tell other programs of builds and episodes (Standard Webhooks)."""


@hooks.command()
@click.argument("url")
@click.option(
    "--event", "events", multiple=True, type=click.Choice(list(Event)), help="What it hears of; all without it."
)
@click.pass_obj
@tells
def add(chosen: "Settings", url: str, events: tuple[str, ...]) -> Told:
    """Let URL hear of events; the secret that signs them is shown once."""
    with opened(chosen) as studio:
        wanted = tuple(Event(event) for event in events) or tuple(Event)
        hook = studio.library.hooks.add(webhooks.receiver(url, near=True), wanted, now=datetime.now(UTC))
    rows = [("id", hook.id), ("url", hook.url), ("events", ", ".join(hook.events)), ("secret", hook.secret)]
    return Told(dict(rows), table(rows))


@hooks.command(name="list")
@click.pass_obj
@tells
def list_(chosen: "Settings") -> Told:
    """List the hooks, without their secrets."""
    with opened(chosen) as studio:
        found = studio.library.hooks.hooks()
    rows = [(one.id, one.url, ", ".join(one.events)) for one in found]
    told = [{"id": one.id, "url": one.url, "events": list(one.events)} for one in found]
    return Told(told, table(rows) or "no hooks yet: `podme hooks add URL` adds one")


@hooks.command()
@click.argument("hook")
@click.pass_obj
@tells
def drop(chosen: "Settings", hook: str) -> Told:
    """Let a HOOK hear no more."""
    with opened(chosen) as studio:
        if not studio.library.hooks.drop(hook, now=datetime.now(UTC)):
            raise SettingsError(f"there is no hook {hook!r}: `podme hooks list` lists them")
    return Told({"dropped": hook}, f"{hook} hears no more")
