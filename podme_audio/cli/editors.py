"""``podme editors``: who may come to the desk."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from podme_audio.cli.telling import Told, table, tells

if TYPE_CHECKING:
    from podme_audio.library.desk import Accounts
    from podme_audio.model import Editor
    from podme_audio.settings import Settings

NAME = click.argument("name")
#: As `model.Rank` has them.
ROLES = ("editor", "chief", "admin")


@click.group(invoke_without_command=True)
@click.pass_context
def editors(context: click.Context) -> None:
    """List, add, disable, enable and reset the accounts of the desk."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@editors.command(name="list")
@click.pass_obj
@tells
def list_(chosen: "Settings") -> Told:
    """List the accounts."""
    with _accounts(chosen) as accounts:
        found = accounts.all()
    rows = [(one.name, one.rank.value, _state(one)) for one in found]
    return Told(found, table(rows) or "no accounts yet: `podme serve` prints the link that makes the first one")


@editors.command()
@NAME
@click.option("--role", type=click.Choice(ROLES), default="editor", show_default=True, help="What they may do.")
@click.pass_obj
@tells
def add(chosen: "Settings", name: str, role: str) -> Told:
    """Make an account NAME, and print the one-time link that its owner sets the password with, within a day."""
    from podme_audio.library.desk import TERMINAL
    from podme_audio.model import Rank

    with _accounts(chosen) as accounts:
        token = accounts.add(name, Rank(role), who=TERMINAL, now=datetime.now(UTC))
        return _linked(chosen, accounts.named(name), token)


@editors.command()
@NAME
@click.argument("rank", metavar="ROLE", type=click.Choice(ROLES))
@click.pass_obj
@tells
def role(chosen: "Settings", name: str, rank: str) -> Told:
    """Give the account NAME another ROLE; it has to sign in anew."""
    from podme_audio.library.desk import TERMINAL
    from podme_audio.model import Rank

    with _accounts(chosen) as accounts:
        changed = accounts.promote(name, Rank(rank), who=TERMINAL, now=datetime.now(UTC))
    return Told(changed, f"{changed.name} is {changed.rank}")


@editors.command()
@NAME
@click.pass_obj
@tells
def disable(chosen: "Settings", name: str) -> Told:
    """Shut the account NAME out, at once and everywhere."""
    from podme_audio.library.desk import TERMINAL

    with _accounts(chosen) as accounts:
        changed = accounts.disable(name, who=TERMINAL, now=datetime.now(UTC))
    return Told(changed, f"{changed.name} is disabled, and signed out everywhere")


@editors.command()
@NAME
@click.pass_obj
@tells
def enable(chosen: "Settings", name: str) -> Told:
    """Let the account NAME in again."""
    from podme_audio.library.desk import TERMINAL

    with _accounts(chosen) as accounts:
        changed = accounts.enable(name, who=TERMINAL, now=datetime.now(UTC))
    return Told(changed, f"{changed.name} may sign in again")


@editors.command()
@NAME
@click.option("--second-factor", is_flag=True, help="Take the second factor too: it is lost.")
@click.pass_obj
@tells
def reset(chosen: "Settings", name: str, second_factor: bool) -> Told:
    """Take password and sessions from the account NAME, and print the one-time link to a new password."""
    from podme_audio.library.desk import TERMINAL

    with _accounts(chosen) as accounts:
        token = accounts.reset(name, who=TERMINAL, now=datetime.now(UTC), factor=second_factor)
        return _linked(chosen, accounts.named(name), token)


def link(chosen: "Settings", token: str) -> str:
    """Return the one-time link with that token; what stands behind the # is sent by no browser and logged nowhere."""
    return f"{chosen.base_url}/desk/undangan#{token}"


def _linked(chosen: "Settings", editor: "Editor", token: str) -> Told:
    address = link(chosen, token)
    return Told(
        {"editor": editor, "link": address}, f"{editor.name}, {editor.rank}: good for a day, and once\n{address}"
    )


def _state(editor: "Editor") -> str:
    if editor.disabled:
        return "disabled"
    if editor.subject:
        return "by OpenID"
    if not editor.password:
        return "waits for its owner: the link was not used yet"
    return "password and second factor" if editor.factor else "password"


@contextmanager
def _accounts(chosen: "Settings") -> Iterator["Accounts"]:
    from podme_audio.library import Library

    with Library(chosen.home, database_url=chosen.database_url, media_url=chosen.media_url) as library:
        yield library.desk.accounts
