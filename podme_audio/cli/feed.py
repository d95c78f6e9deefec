"""``podme feed``: what podcast apps would say of a feed."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

from itertools import groupby
from typing import TYPE_CHECKING

import click

from podme_audio.cli.telling import Bar, Told, tells

if TYPE_CHECKING:
    from podme_audio.inspection import Finding, Report
    from podme_audio.settings import Settings

#: Episodes named for one and the same finding.
NAMED = 3


@click.group()
def feed() -> None:
    """Look at a feed as podcast apps do."""


@feed.command()
@click.argument("url", required=False)
@click.option(
    "--limit",
    default=3,
    show_default=True,
    type=click.IntRange(0, 1000),
    help="How many of the newest episodes have their page, sound, chapters and transcripts fetched.",
)
@click.option("--audio/--no-audio", default=True, show_default=True, help="Fetch their sound whole and measure it.")
@click.pass_obj
@tells
def check(chosen: "Settings", url: str | None, limit: int, audio: bool) -> Told:
    """Check the feed at URL, our own without one: what apps and directories would stumble over, and what to do."""
    from podme_audio import inspection
    from podme_audio.addresses import Addresses

    address = url or Addresses(chosen.base_url).feed
    report = inspection.inspect(address, inspection.Plan(limit, audio), told=Bar())
    return Told(report, _told(report), ok=not report.findings)


def _told(report: "Report") -> str:
    count = len(report.findings)
    found = f"{count or 'no'} finding{'s' if count > 1 else ''}"
    end = f"{report.url}: {report.episodes} in the feed, {report.visited} of them visited, {found}"
    # the same finding stands together, in the order in which each was first met
    rows = {(one.id, one.do): index for index, one in reversed(list(enumerate(report.findings)))}
    ordered = sorted(report.findings, key=lambda one: rows[one.id, one.do])
    groups = [list(group) for _, group in groupby(ordered, key=lambda one: (one.id, one.do))]
    return "\n".join([*map(_group, groups), end])


def _group(findings: "list[Finding]") -> str:
    first, rest = findings[0], len(findings) - NAMED
    seen = [f"     {_printable(one.where)}: {one.seen}" for one in findings[:NAMED]]
    more = [f"     … and {rest} more"] if rest > 0 else []
    return "\n".join([f"{first.id} ({first.level})", *seen, *more, f"     -> {first.do}"])


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else "�" for each in text)
