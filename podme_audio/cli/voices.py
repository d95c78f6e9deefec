"""``podme voices``: who can speak here, and how they sound."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

from pathlib import Path

import click

from podme_audio.cli.telling import Told, table, tells


@click.group(invoke_without_command=True)
@click.pass_context
def voices(context: click.Context) -> None:
    """Show which engines and voices are ready here, and why others are not."""
    if context.invoked_subcommand is None:
        context.invoke(voices_list)


@voices.command(name="list")
@tells
def voices_list() -> Told:
    """List every voice of every engine, its service asked whether it answers: three seconds at most."""
    from podme_audio import plugins, speech

    found = speech.asked(plugins.known(speech.GROUP, speech.BUILT_IN))
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
    from podme_audio.audition import sample_voice

    seconds = sample_voice(voice, file)
    return Told({"voice": voice, "file": file.resolve(), "seconds": seconds}, f"{file}: {seconds:.1f} s of {voice}")
