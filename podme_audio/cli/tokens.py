"""``podme tokens``: what programs show to be let in."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from podme_audio.cli.episodes import opened
from podme_audio.cli.telling import Told, table, tells

if TYPE_CHECKING:
    from podme_audio.library.intake import Token
    from podme_audio.settings import Settings


@click.group()
def tokens() -> None:
    """Make, list and revoke the tokens of programs that send articles or ask for episodes."""


@tokens.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help="What it is good for; several times for several.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it ends; never without it.")
@click.pass_obj
@tells
def create(chosen: "Settings", name: str, scopes: tuple[str, ...], days: int | None) -> Told:
    """Make a token called NAME and show it, once."""
    now = datetime.now(UTC)
    with opened(chosen) as studio:
        expires = now + timedelta(days=days) if days else None
        token, text = studio.library.intake.tokens.create(name, scopes, now=now, expires=expires)
    return Told({"token": text, **_plain(token)}, text)


@tokens.command(name="list")
@click.pass_obj
@tells
def list_(chosen: "Settings") -> Told:
    """List the tokens, newest first; the secret of none is known."""
    now = datetime.now(UTC)
    with opened(chosen) as studio:
        found = studio.library.intake.tokens.tokens()
    rows = [(one.id, one.name, " ".join(one.scopes), _state(one, now), _used(one)) for one in found]
    return Told(found, table(rows) or "no tokens yet: `podme tokens create NAME --scope articles:write` makes one")


@tokens.command()
@click.argument("id")
@click.pass_obj
@tells
def revoke(chosen: "Settings", id: str) -> Told:
    """End the token ID at once."""
    with opened(chosen) as studio:
        token = studio.library.intake.tokens.revoke(id, now=datetime.now(UTC))
    return Told(token, f"{token.id}: revoked")


def _plain(token: "Token") -> dict[str, object]:
    return {"id": token.id, "name": token.name, "scopes": token.scopes, "expires": token.expires}


def _state(token: "Token", now: datetime) -> str:
    if token.valid(now):
        return f"until {token.expires:%Y-%m-%d}" if token.expires else "good"
    return "revoked" if token.revoked else "expired"


def _used(token: "Token") -> str:
    return f"used {token.used:%Y-%m-%d %H:%M} UTC" if token.used else "never used"
