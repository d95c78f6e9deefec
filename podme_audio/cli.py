"""The command line: ``podme``. Standard output carries answers, standard error everything else.

Exit 0: done. 1: failed, with one sentence on standard error. 2: wrong usage. The rooms are imported by the commands
that enter them, so that ``podme spoken`` and ``--help`` open no database.
"""
# ruff: noqa: PLC0415  (see above)

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from podme_audio import __version__, settings
from podme_audio.exceptions import PodmeError
from podme_audio.telling import Bar, Told, clock, table, tells

if TYPE_CHECKING:
    from podme_audio.model import Article, Episode, Script
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
@click.version_option(__version__, prog_name="podme")
@click.option("--verbose", "-v", is_flag=True, help="Log what happens to standard error.")
@click.pass_context
def main(context: click.Context, verbose: bool) -> None:
    """Turn written Indonesian news into podcast episodes."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    context.obj = settings.load(os.environ)


@main.command()
@click.pass_obj
def run(chosen: "Settings") -> None:
    """Build and publish the sample episode if the library is empty, then serve player and feed."""
    from podme_audio import web
    from podme_audio.studio import SAMPLE, Wish

    with web.listen(chosen.host, chosen.port) as listener, _studio(chosen) as studio:
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
    with web.listen(chosen.host, chosen.port) as listener, _studio(chosen) as studio:
        _serve(studio, listener)


@main.command()
@click.argument("references", nargs=-1, required=True)
@click.option("--title", default="", help="The episode's title; the article's own without it.")
@click.option("--engine", default="", help="auto, gtts, kokoro, tone or an installed one.")
@click.option("--voice", default="", help="A voice of that engine, as `podme voices` lists them.")
@click.option("--new", is_flag=True, help="Make another episode, not the next revision of the same.")
@click.option("--publish", is_flag=True, help="Publish it at once.")
@click.pass_obj
@tells
def produce(chosen: "Settings", references: tuple[str, ...], **wishes: Any) -> Told:
    """Make an episode of articles: files, addresses, or - for standard input. Several make a bulletin."""
    from podme_audio.studio import Wish

    with _studio(chosen) as studio:
        produced = studio.produce(Wish(references, **wishes))
    return Told(_summary(produced), _produced(produced))


@main.command()
@click.option("--explain", is_flag=True, help="Show each token's class and the rule that spoke it.")
def spoken(explain: bool) -> None:
    """Write out lines from standard input as a news reader says them, one line out for each line in."""
    from podme_audio import script

    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if not explain:
            click.echo(script.spoken(line))
            continue
        for token in script.explain(line):
            if token.written.strip():
                click.echo(f"{token.written}\t{token.spoken}\t{token.kind}\t{token.rule}")


@main.command(name="script")
@click.argument("reference")
@click.option("--names", is_flag=True, help="List the names and acronyms no table knows, most frequent first.")
@click.pass_obj
@tells
def script_(chosen: "Settings", reference: str, names: bool) -> Told:
    """Show what would be said for an article, line by line, and what was removed."""
    from podme_audio import script, studio

    written = studio.write((reference,), chosen)
    article = written.articles[0]
    if names:
        found = script.names(article)
        return Told([{"name": name, "count": count} for name, count in found], table([(n, str(c)) for n, c in found]))
    return Told(written, _script(written, article))


@main.group(invoke_without_command=True)
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
    with _studio(chosen) as studio:
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
    with _studio(chosen) as studio:
        found = studio.library.episode(episode)
        revision = studio.library.revision(found.guid)
    cues = table([(clock(cue.start), cue.text) for cue in revision.cues])
    return Told(
        {"episode": found, "chapters": revision.chapters, "cues": revision.cues}, f"{_episode(found)}\n\n{cues}"
    )


@episodes.command()
@click.argument("episode")
@click.pass_obj
@tells
def publish(chosen: "Settings", episode: str) -> Told:
    """Publish an EPISODE: it enters feed and page."""
    with _studio(chosen) as studio:
        published = studio.publish(episode)
    return Told(published, f"published: {chosen.base_url}/episodes/{published.slug}")


@episodes.command()
@click.argument("episode")
@click.pass_obj
@tells
def withdraw(chosen: "Settings", episode: str) -> Told:
    """Withdraw an EPISODE: it leaves the feed, and its page and audio say so."""
    with _studio(chosen) as studio:
        withdrawn = studio.withdraw(episode)
    return Told(withdrawn, f"withdrawn: {withdrawn.title}")


@main.group(invoke_without_command=True)
@click.pass_context
def voices(context: click.Context) -> None:
    """Show which engines and voices are ready here, and why others are not."""
    if context.invoked_subcommand is None:
        context.invoke(voices_list)


@voices.command(name="list")
@tells
def voices_list() -> Told:
    """List every voice of every engine."""
    from podme_audio import speech

    found = [voice for name in speech.names() for voice in speech.voices(name)]
    rows = [
        (f"{one.engine}/{one.name}", "ready" if one.ready else "not ready", one.why_not or one.description)
        for one in found
    ]
    return Told(found, table(rows))


@voices.command()
@click.argument("voice", metavar="ENGINE/VOICE")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@tells
def sample(voice: str, file: Path) -> Told:
    """Let ENGINE/VOICE say a sentence into an MP3 FILE."""
    from podme_audio import studio

    seconds = studio.sample_voice(voice, file)
    return Told({"voice": voice, "file": file.resolve(), "seconds": seconds}, f"{file}: {seconds:.1f} s of {voice}")


@main.command()
@click.pass_obj
@tells
def doctor(chosen: "Settings") -> Told:
    """Check encoder, voices, disk, database, port and address, and say what to do."""
    from podme_audio import doctor

    findings = doctor.examine(chosen)
    rows = [(one.level, one.what, f"{one.seen} -> {one.do}" if one.do else one.seen) for one in findings]
    return Told(findings, table(rows), ok=all(one.level != "fail" for one in findings))


@main.group()
def bench() -> None:
    """Measure: how fast it speaks, how it assembles, how right it reads. Quote ratios; machines differ."""


@bench.command(name="voices")
@click.option("--engine", default="kokoro", show_default=True, help="Who is measured.")
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1, 50))
@tells
def bench_voices(engine: str, runs: int) -> Told:
    """Seconds of sound a second: one line at a time, and one for each core."""
    from podme_audio import bench

    found = bench.voices(engine, runs, _murmur)
    rates = "\n".join(
        f"{threads} at a time: {rate:.2f} s of sound a second" for threads, rate in found["rates"].items()
    )
    return Told(found, f"{rates}\n{found['times_faster']:.2f} times faster on {found['cores']} cores (medians)")


@bench.command(name="assembly")
@click.option("--clips", default=720, show_default=True, type=click.IntRange(8), help="Clips of 15 s.")
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1, 50))
@tells
def bench_assembly(clips: int, runs: int) -> Told:
    """Streaming an episode together, against `episode += clip`; each ends in the same unmastered MP3."""
    from podme_audio import bench

    found = bench.assembly(clips, runs, _murmur)
    rows = [(job, f"{found['seconds'][job]:.1f} s", f"{found['peak_mib'][job]:.0f} MiB") for job in found["seconds"]]
    rows.append(("mastered", f"{found['mastered_seconds']:.1f} s", f"{found['mastered_peak_mib']:.0f} MiB"))
    quarter, half, whole = found["seconds_for_a_quarter_a_half_and_all"]
    growth = f"a quarter, a half, all of {clips} clips: {quarter:.1f} s, {half:.1f} s, {whole:.1f} s"
    return Told(found, f"{table(rows)}\n{found['times_faster']:.1f} times faster than +=\n{growth}")


@bench.command(name="reading")
@click.option("--tables", default=Path("tests/script/data"), show_default=True, type=click.Path(path_type=Path))
@tells
def bench_reading(tables: Path) -> Told:
    """Sentences said right, by class: ours, raw text, and num2words with a simple regular expression."""
    from podme_audio import bench

    found = bench.reading(tables)
    readers = list(found["readers"])
    kinds = found["readers"]["podme"]
    rows = [("class", "cases", *readers)]
    for kind, score in {**kinds, "all": found["total"]["podme"]}.items():
        of_kind = [found["total" if kind == "all" else "readers"][reader] for reader in readers]
        cells = [one if kind == "all" else one[kind] for one in of_kind]
        rows.append((kind, str(score["cases"]), *(f"{one['right'] / one['cases']:.0%}" for one in cells)))
    wrong = ", ".join(f"{reader} {found['total'][reader]['wrong_numbers']}" for reader in readers)
    return Told(found, f"{table(rows)}\nwrong numbers: {wrong}\n{found['characters_a_second']:,} characters a second")


def _murmur(text: str) -> None:
    click.echo(text, err=True)


@contextmanager
def _studio(chosen: "Settings") -> Iterator["Studio"]:
    from podme_audio.library import Library
    from podme_audio.studio import Studio

    with Library(chosen.home) as library:
        yield Studio(chosen, library, told=Bar())


def _serve(studio: "Studio", listener: Any) -> None:
    from podme_audio import web

    addresses = studio.press.addresses
    studio.press.feed()
    click.echo(f"Player  {addresses.home}\nFeed    {addresses.feed}\nCtrl-C ends it.")
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
    return f"{_episode(episode)}\naudio     {produced.audio}\nlines     {said}"


def _episode(episode: "Episode") -> str:
    media = episode.media
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
    ]
    return table(rows)


def _script(written: "Script", article: "Article") -> str:
    lines = [(line.role.value, line.spoken) for line in written.lines]
    removed = [(one.reason, one.block.text) for one in article.removed]
    return table(lines) + ("\n\nremoved:\n" + table(removed) if removed else "")
