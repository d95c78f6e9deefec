"""``podme run``, ``serve``, ``web`` and ``worker``: the processes of a newsroom, on one machine or on many."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from podme_audio.cli.editors import link
from podme_audio.cli.episodes import described, opened
from podme_audio.cli.making import make

if TYPE_CHECKING:
    from socket import socket

    from podme_audio.operations.health import Check
    from podme_audio.settings import Settings
    from podme_audio.studio import Studio
    from podme_audio.web import Counting, Duty

HOST = click.option("--host", help="The address to serve at.")
PORT = click.option("--port", type=click.IntRange(1, 65535), help="The port to serve at.")
LINES = click.option("--lines", type=click.IntRange(1), help="Lines said at once; one for each core without it.")


@click.command()
@click.pass_obj
def run(chosen: "Settings") -> None:
    """Build and publish the sample episode if the library is empty, then serve player and feed, and build."""
    from podme_audio import web
    from podme_audio.builds import Builds
    from podme_audio.studio import SAMPLE, Wish

    with (
        web.listen(chosen.host, chosen.port) as listener,
        opened(chosen) as studio,
        _working(studio, None) as alive,
        closing(Builds(studio)) as builds,
    ):
        if not studio.library.episodes(limit=1):
            click.echo("The library is empty: building the first episode from the sample article.")
            _, episode = make(builds, Wish((str(SAMPLE),), publish=True))
            click.echo(described(episode))
        _serve(studio, listener, {"worker": alive})


@click.command()
@HOST
@PORT
@LINES
@click.pass_obj
def serve(chosen: "Settings", host: str | None, port: int | None, lines: int | None) -> None:
    """Serve player and feed, and build, until Ctrl-C."""
    from podme_audio import web

    chosen = replace(chosen, host=host or chosen.host, port=port or chosen.port)
    with (
        web.listen(chosen.host, chosen.port) as listener,
        opened(chosen) as studio,
        _working(studio, lines) as alive,
    ):
        _serve(studio, listener, {"worker": alive})


@click.command()
@HOST
@PORT
@click.pass_obj
def web(chosen: "Settings", host: str | None, port: int | None) -> None:
    """Serve player and feed, and leave the builds to `podme worker`."""
    from podme_audio import web

    chosen = replace(chosen, host=host or chosen.host, port=port or chosen.port)
    with web.listen(chosen.host, chosen.port) as listener, opened(chosen) as studio:
        _serve(studio, listener, {})


@click.command()
@LINES
@click.option("--port", type=click.IntRange(1, 65535), help="Also answer /healthz, /readyz and /metrics there.")
@click.pass_obj
def worker(chosen: "Settings", lines: int | None, port: int | None) -> None:
    """Build, on as many machines as you like, until Ctrl-C or SIGTERM; a line under way is finished or handed back."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with opened(chosen) as studio, _working(studio, lines) as alive, _watched(studio, port, alive, ended):
        click.echo(f"working, {lines or studio.at_once} lines at once: Ctrl-C ends it", err=True)
        ended.wait()


@contextmanager
def _working(studio: "Studio", lines: int | None) -> "Iterator[Check]":
    """Be a worker; what is yielded tells why this one may not be, empty while all is well."""
    from podme_audio.builds import Workshop

    workshop = Workshop(studio, lines=lines or 0)
    with workshop.open():
        studio.press.print()  # a crash between publishing and rendering is put right here
        yield workshop.keeper.fresh


@contextmanager
def _watched(studio: "Studio", port: int | None, alive: "Check", ended: threading.Event) -> Iterator[None]:
    """Let operators ask this process how it is, when there is a port for it."""
    from podme_audio import web

    if port is None:
        yield
        return
    with web.listen(studio.settings.host, port) as listener:
        app = web.create_watch_app(_duty(studio, {"worker": alive}, ended))
        answering = threading.Thread(target=web.serve, args=(app, listener), kwargs={"leaving": ended, "grace": 0.0})
        answering.start()
        try:
            yield
        finally:
            ended.set()
            answering.join()


def _duty(studio: "Studio", checks: "dict[str, Check]", leaving: threading.Event) -> "Duty":
    from podme_audio import web
    from podme_audio.operations import health, metrics

    metrics.watch_builds(studio.library.ledger.counts)
    checks = {**health.checks(studio.library, studio.settings.home), **checks}
    return web.Duty(checks, studio.settings.metrics, leaving)


def _serve(studio: "Studio", listener: "socket", checks: "dict[str, Check]") -> None:
    from podme_audio import web
    from podme_audio.builds import Builds
    from podme_audio.newsroom import Newsroom

    chosen, addresses = studio.settings, studio.press.addresses
    duty = _duty(studio, checks, threading.Event())
    studio.press.feed()
    host, port = listener.getsockname()[:2]
    here = f"http://{host}:{port}/"
    listening = "" if addresses.home == here else f"Here    {here}\n"
    desk = f"Desk    {addresses.home}desk\n"
    click.echo(f"Player  {addresses.home}\nFeed    {addresses.feed}\n{desk}{listening}{_first(studio)}Ctrl-C ends it.")
    with closing(Builds(studio)) as builds:
        newsroom = Newsroom(studio, builds)
        office = web.Office(newsroom, web.Entrance.of(chosen))
        counting, telling = _counting(studio)
        app = web.create_app(
            studio, duty=replace(duty, counting=counting), media_serving=chosen.media_serving, desk=office
        )
        app.register_blueprint(web.api(newsroom, studio.press.show.title, addresses.home))
        app.register_blueprint(web.intake(newsroom, addresses.home))
        with telling:
            web.serve(app, listener, leaving=duty.leaving)


def _first(studio: "Studio") -> str:
    """Return how the first account is made, while there is none; the link is good for an hour, and once."""
    token = studio.library.desk.accounts.first(datetime.now(UTC))
    told = "Nobody can sign in at the desk yet. Make the first account within an hour, with this link:\n"
    return f"{told}        {link(studio.settings, token)}\n" if token else ""


def _counting(studio: "Studio") -> "tuple[Counting, AbstractContextManager[None]]":
    """Return how this process counts who listens, and what tells the library of it."""
    from podme_audio import web

    chosen = studio.settings
    machines = web.read_networks(chosen.datacentres) if chosen.datacentres else frozenset[str]()
    visitors = web.Visitors(chosen.proxies, urlsplit(chosen.public_url).netloc, machines)
    collector = web.Collector(studio.library)
    return web.Counting(collector, visitors), collector.telling()
