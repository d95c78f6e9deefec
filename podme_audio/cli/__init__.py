"""The command line: ``podme``. Standard output carries answers, standard error everything else.

Exit 0: done. 1: failed, with one sentence on standard error. 2: wrong usage. The rooms are imported by the commands
that enter them, so that ``podme spoken`` and ``--help`` open no database.
"""
# ruff: noqa: PLC0415  (see above)

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podme_audio import settings
from podme_audio.cli.backup import backup, restore
from podme_audio.cli.bench import bench
from podme_audio.cli.editors import editors
from podme_audio.cli.episodes import episodes
from podme_audio.cli.feed import feed
from podme_audio.cli.hooks import hooks
from podme_audio.cli.lexicon import lexicon
from podme_audio.cli.making import LEXICON, builds, produce
from podme_audio.cli.serving import run, serve, web, worker
from podme_audio.cli.sites import sites
from podme_audio.cli.statistics import statistics
from podme_audio.cli.telling import Told, table, tells
from podme_audio.cli.tokens import tokens
from podme_audio.cli.voices import voices
from podme_audio.cli.watched import watched
from podme_audio.exceptions import PodmeError

if TYPE_CHECKING:
    from podme_audio.model import Article, Script
    from podme_audio.settings import Settings


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
    from podme_audio.operations import logs

    context.obj = settings.load(os.environ)
    logs.set_up(context.obj.log, verbose=verbose)


COMMANDS = (
    *(produce, builds, run, serve, web, worker, episodes, editors, voices, lexicon, hooks),
    *(feed, statistics, bench, backup, restore, sites, tokens, watched),
)
for command in COMMANDS:
    main.add_command(command)


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
@click.option(
    "--names", is_flag=True, help="List the names and acronyms a reader might say wrongly, most frequent first."
)
@LEXICON
@click.pass_obj
@tells
def script_(chosen: "Settings", reference: str, names: bool, lexicon: Path | None) -> Told:
    """Show what would be said for one article, line by line, and what was removed."""
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


def _script(written: "Script", article: "Article") -> str:
    lines = [(line.role.value, line.spoken) for line in written.lines]
    removed = [(one.reason, one.block.text) for one in article.removed]
    return table(lines) + ("\n\nremoved:\n" + table(removed) if removed else "")
