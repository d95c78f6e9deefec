"""The command line: ``podme``. Standard output carries answers, standard error everything else.

Exit 0: done. 1: failed, with one sentence on standard error. 2: wrong usage. The rooms are imported by the commands
that enter them, so that ``podme spoken`` and ``--help`` open no database.
"""
# ruff: noqa: PLC0415  (see above)

import json
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podme_audio import settings
from podme_audio.cli.bench import bench
from podme_audio.cli.episodes import described, episodes, opened
from podme_audio.cli.telling import Told, table, tells
from podme_audio.cli.voices import voices
from podme_audio.exceptions import PodmeError

if TYPE_CHECKING:
    from podme_audio.model import Article, Script
    from podme_audio.settings import Settings
    from podme_audio.studio import Produced, Studio


class Podme(click.Group):
    """Catches what can go wrong, once, for every command."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PodmeError as error:
            click.echo(f"error: {error}", err=True)
            ctx.exit(1)


@click.group(cls=Podme, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="podme-audio", prog_name="podme")
@click.option("--verbose", "-v", is_flag=True, help="Log what happens to standard error.")
@click.pass_context
def main(context: click.Context, verbose: bool) -> None:
    """Turn written Indonesian news into podcast episodes."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    context.obj = settings.load(os.environ)


for group in (episodes, voices, bench):
    main.add_command(group)


@main.command()
@click.pass_obj
def run(chosen: "Settings") -> None:
    """Build and publish the sample episode if the library is empty, then serve player and feed."""
    from podme_audio import web
    from podme_audio.studio import SAMPLE, Wish

    with web.listen(chosen.host, chosen.port) as listener, opened(chosen) as studio:
        if not studio.library.episodes(limit=1):
            click.echo("The library is empty: building the first episode from the sample article.")
            click.echo(_produced(studio.produce(Wish((str(SAMPLE),), publish=True))))
        _serve(studio, listener)


@main.command()
@click.option("--host", help="The address to serve at.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to serve at.")
@click.pass_obj
def serve(chosen: "Settings", host: str | None, port: int | None) -> None:
    """Serve player and feed until Ctrl-C."""
    from podme_audio import web

    chosen = replace(chosen, host=host or chosen.host, port=port or chosen.port)
    with web.listen(chosen.host, chosen.port) as listener, opened(chosen) as studio:
        _serve(studio, listener)


LEXICON = click.option(
    "--lexicon", type=click.Path(path_type=Path), help="More words (TOML), over the show's own and the built-in ones."
)


@main.command()
@click.argument("references", nargs=-1, required=True)
@click.option("--title", default="", help="The episode's title; the article's own without it.")
@click.option("--engine", default="", help="auto, gtts, kokoro, tone or an installed one.")
@click.option("--voice", default="", help="A voice of that engine, as `podme voices` lists them.")
@LEXICON
@click.option("--new", is_flag=True, help="Make another episode, not the next revision of the same.")
@click.option("--publish", is_flag=True, help="Publish it at once.")
@click.pass_obj
@tells
def produce(chosen: "Settings", references: tuple[str, ...], **wishes: Any) -> Told:
    """Make an episode of articles: files, addresses, or - for standard input. Several make a bulletin."""
    from podme_audio.studio import Wish

    with opened(chosen) as studio:
        produced = studio.produce(Wish(references, **wishes))
    return Told(_summary(produced), _produced(produced))


@main.command()
@click.option("--explain", is_flag=True, help="Show each token's class and the rule that spoke it.")
@LEXICON
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value for each line.")
@click.pass_obj
def spoken(chosen: "Settings", explain: bool, lexicon: Path | None, as_json: bool) -> None:
    """Write out lines from standard input as a news reader says them, one line out for each line in."""
    from podme_audio import script

    words = script.layered(chosen.lexicon, lexicon)
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        tokens = [token for token in script.explain(line, words) if token.written.strip()] if explain else []
        if as_json:
            told = {"written": line, "spoken": script.spoken(line, words)}
            explained = {"tokens": [token._asdict() for token in tokens]} if explain else {}
            click.echo(json.dumps({**told, **explained}, ensure_ascii=False))
        elif explain:
            for token in tokens:
                click.echo(f"{token.written}\t{token.spoken}\t{token.kind}\t{token.rule}")
        else:
            click.echo(script.spoken(line, words))


@main.command(name="script")
@click.argument("reference")
@click.option("--names", is_flag=True, help="List the names and acronyms no table knows, most frequent first.")
@LEXICON
@click.pass_obj
@tells
def script_(chosen: "Settings", reference: str, names: bool, lexicon: Path | None) -> Told:
    """Show what would be said for an article, line by line, and what was removed."""
    from podme_audio import script, studio

    words = script.layered(chosen.lexicon, lexicon)
    written = studio.write((reference,), chosen, lexicon=words)
    article = written.articles[0]
    if names:
        found = script.names(article, words)
        return Told([{"name": name, "count": count} for name, count in found], table([(n, str(c)) for n, c in found]))
    return Told(written, _script(written, article))


@main.command()
@click.pass_obj
@tells
def doctor(chosen: "Settings") -> Told:
    """Check encoder, voices, disk, database, port and address, and say what to do."""
    from podme_audio import doctor

    findings = doctor.examine(chosen)
    rows = [(one.level, one.what, f"{one.seen} -> {one.do}" if one.do else one.seen) for one in findings]
    return Told(findings, table(rows), ok=all(one.level != "fail" for one in findings))


def _serve(studio: "Studio", listener: Any) -> None:
    from podme_audio import web

    addresses = studio.press.addresses
    studio.press.feed()
    host, port = listener.getsockname()[:2]
    here = f"http://{host}:{port}/"
    listening = "" if addresses.home == here else f"Here    {here}\n"
    click.echo(f"Player  {addresses.home}\nFeed    {addresses.feed}\n{listening}Ctrl-C ends it.")
    web.serve(web.create_app(studio), listener)


def _summary(produced: "Produced") -> dict[str, Any]:
    episode, media = produced.episode, produced.episode.media
    return {
        **{name: getattr(episode, name) for name in ("guid", "slug", "title", "state", "revision", "engine", "voice")},
        **{name: getattr(media, name) for name in ("duration", "loudness", "true_peak", "size")},
        **{name: getattr(produced, name) for name in ("audio", "lines", "said", "reused", "seconds")},
    }


def _produced(produced: "Produced") -> str:
    episode = produced.episode
    said = f"{produced.said} lines said, {produced.reused} from the cache, in {produced.seconds:.1f} s"
    return f"{described(episode)}\naudio     {produced.audio}\nlines     {said}"


def _script(written: "Script", article: "Article") -> str:
    lines = [(line.role.value, line.spoken) for line in written.lines]
    removed = [(one.reason, one.block.text) for one in article.removed]
    return table(lines) + ("\n\nremoved:\n" + table(removed) if removed else "")
