"""``podme produce`` and ``podme builds``: episodes in the making."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podme_audio.cli.episodes import described, episodes, opened
from podme_audio.cli.telling import Bar, Told, clock, table, tells
from podme_audio.exceptions import BuildError, LexiconError

if TYPE_CHECKING:
    from podme_audio.builds import Builds
    from podme_audio.model import Build, BuildLine, Episode
    from podme_audio.settings import Settings
    from podme_audio.studio import Studio, Wish

LEXICON = click.option(
    "--lexicon", type=click.Path(path_type=Path), help="More words (TOML), over the show's own and the built-in ones."
)


@contextmanager
def counter(chosen: "Settings") -> Iterator["Builds"]:
    """Open the library and the builds over it; this process does not become a worker."""
    from podme_audio.builds import Builds

    with opened(chosen) as studio:
        builds = Builds(studio)
        try:
            yield builds
        finally:
            builds.close()


@click.command()
@click.argument("references", nargs=-1, required=True)
@click.option("--title", default="", help="The episode's title; the article's own without it.")
@click.option("--engine", default="", help="auto, or one that `podme voices` lists.")
@click.option("--voice", default="", help="A voice of that engine, as `podme voices` lists them.")
@LEXICON
@click.option("--new", is_flag=True, help="Make another episode, not the next revision of the same.")
@click.option("--publish", is_flag=True, help="Publish it at once.")
@click.option("--note", default="", help="What listeners are told if it puts right what they could hear before.")
@click.option("--urgent", is_flag=True, help="Breaking news: before every build that is not.")
@click.option(
    "--detach", is_flag=True, help="Leave the work to `podme serve` or a `podme worker`; print the build's id."
)
@click.pass_obj
@tells
def produce(chosen: "Settings", references: tuple[str, ...], lexicon: Path | None, detach: bool, **wishes: Any) -> Told:
    """Make an episode of articles: files, addresses, or - for standard input. Several make a bulletin."""
    from podme_audio.builds import Workshop, taken
    from podme_audio.studio import Wish

    wish = taken(Wish(references, words=_words(lexicon), **wishes), chosen)
    with counter(chosen) as builds:
        if detach:
            build = builds.start(wish)
            return Told(build, build.id)
        logging.getLogger("podme_audio.builds").setLevel(logging.ERROR)  # a failure is told in one sentence at the end
        with Workshop(builds.studio).open():
            made, episode = make(builds, wish)
    return Told(made, _produced(made, episode))


def make(builds: "Builds", wish: "Wish") -> "tuple[dict[str, Any], Episode]":
    """Start a build and wait for the episode, which this process makes or whoever else works on the library.

    Raises:
        BuildError: None came of it.
    """
    from podme_audio.model import Progress

    started = time.monotonic()
    build = builds.start(wish)
    try:
        build = builds.watch(build.id, Bar())
    except KeyboardInterrupt:
        builds.cancel(build.id)
        raise
    if build.state is not Progress.DONE:
        raise BuildError(build.error or f"build {build.id} was cancelled: what was said is kept", build=build.id)
    return _made(builds.studio, build, time.monotonic() - started)


@click.group(invoke_without_command=True)
@click.pass_context
def builds(context: click.Context) -> None:
    """List, show, watch, cancel and resume builds."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@builds.command(name="list")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="At most so many, newest first.")
@click.pass_obj
@tells
def list_(chosen: "Settings", limit: int) -> Told:
    """List builds, newest first."""
    with counter(chosen) as counted:
        found = counted.studio.library.ledger.builds(limit=limit)
        rows = [(one.id, one.state.value, _progress(one), counted.title(one)) for one in found]
    return Told(found, table(rows) or "no builds yet: `podme produce REFERENCE` makes one")


@builds.command()
@click.argument("build")
@click.pass_obj
@tells
def show(chosen: "Settings", build: str) -> Told:
    """Show a BUILD line by line; the beginning of its id is enough."""
    with opened(chosen) as studio:
        found = studio.library.ledger.build(build)
        lines = studio.library.ledger.lines(found.id)
    return Told({"build": found, "lines": lines}, f"{_described(found)}\n\n{table([_row(line) for line in lines])}")


@builds.command()
@click.argument("build")
@click.pass_obj
@tells
def watch(chosen: "Settings", build: str) -> Told:
    """Watch a BUILD, live, line by line, until it ends."""
    with counter(chosen) as counted:
        bar, told = Bar(), set[int]()
        for found in counted.follow(counted.ledger.build(build).id):
            for line in counted.ledger.lines(found.id):
                if line.state in {"said", "failed"} and line.position not in told:
                    told.add(line.position)
                    click.echo("  ".join(_row(line)), err=True)
            if found.stage:
                bar(found.stage, found.done, found.total)
    return Told(found, _described(found), ok=not found.error)


@builds.command()
@click.argument("build")
@click.pass_obj
@tells
def cancel(chosen: "Settings", build: str) -> Told:
    """Call a BUILD off; what was said is kept."""
    with counter(chosen) as counted:
        before = counted.studio.library.ledger.build(build)
        found = counted.cancel(build)
    late = f"{found.id}: it was {found.state} before, nothing is called off"
    return Told(found, late if before.state.final else f"{found.id}: {found.state}")


@builds.command()
@click.argument("build")
@click.pass_obj
@tells
def resume(chosen: "Settings", build: str) -> Told:
    """Queue a BUILD that failed or was cancelled again; what was said is not said again."""
    with counter(chosen) as counted:
        found = counted.resume(build)
    return Told(found, f"{found.id}: {found.state}")


@episodes.command()
@click.argument("episode")
@click.option("--yes", is_flag=True, help="Do not ask: nothing brings it back but a backup.")
@click.pass_obj
@tells
def erase(chosen: "Settings", episode: str, yes: bool) -> Told:
    """Forget an EPISODE for good: every revision, its sound and its text."""
    with counter(chosen) as counted:
        title = counted.studio.library.episode(episode).title
        if not yes:
            click.confirm(f"Forget {title!r} for good?", abort=True, err=True)
        erased = counted.erase(episode)
    return Told(erased, f"erased: {erased.title}; it is still in backups made before, and in what others downloaded")


def _words(lexicon: Path | None) -> str:
    try:
        return lexicon.read_text("utf-8") if lexicon else ""
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{lexicon} cannot be read: {error}") from error


def _made(studio: "Studio", build: "Build", seconds: float) -> "tuple[dict[str, Any], Episode]":
    episode = studio.library.episode(build.guid)
    media = episode.media
    return {
        "build": build.id,
        **{name: getattr(episode, name) for name in ("guid", "slug", "title", "state", "revision", "engine", "voice")},
        **{name: getattr(media, name) for name in ("duration", "loudness", "true_peak", "size")},
        "correction": studio.library.revision(episode.guid).correction,
        "audio": studio.library.audio(episode),
        "lines": build.said + build.reused,
        "said": build.said,
        "reused": build.reused,
        "seconds": round(seconds, 3),
    }, episode


def _produced(made: dict[str, Any], episode: "Episode") -> str:
    said = f"{made['said']} lines said, {made['reused']} from the cache, in {made['seconds']:.1f} s"
    return f"{described(episode)}\naudio     {made['audio']}\nlines     {said}"


def _described(build: "Build") -> str:
    rows = [
        ("build", build.id),
        ("state", build.state.value + (f": {build.error}" if build.error else "")),
        ("of", ", ".join(build.references)),
        ("voice", f"{build.engine}/{build.voice}" if build.engine else ""),
        ("lines", f"{build.said} to say, {build.reused} from the cache"),
        ("progress", _progress(build)),
        ("episode", build.guid),
    ]
    return table([row for row in rows if row[1]])


def _progress(build: "Build") -> str:
    return f"{build.stage} {build.done} of {build.total}" if build.stage and build.total else build.stage


def _row(line: "BuildLine") -> tuple[str, str, str, str]:
    took = "cache" if line.reused else clock(line.seconds) if line.seconds else ""
    return f"{line.position + 1:>3}", line.state, took, line.error or line.written[:70]
