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
    help="How many of the newest episodes have their page, sound, cover, chapters and transcripts fetched.",
)
@click.option(
    "--audio/--no-audio",
    default=True,
    show_default=True,
    help="Fetch their sound whole, and its other versions, and measure it.",
)
@click.pass_obj
@tells
def check(chosen: "Settings", url: str | None, limit: int, audio: bool) -> Told:
    """Check the feed at URL: what apps and directories would stumble over, and what to do.

    Without URL our own, and those of its sections and authors.
    """
    from podme_audio import inspection

    address, siblings = (url, ()) if url else _ours(chosen)
    report = inspection.inspect(address, inspection.Plan(limit, audio, siblings), told=Bar())
    found = sum(len(one.findings) for one in report.feeds)
    told = [line for one in report.feeds for line in _told(one)]
    if siblings:
        told.append(f"{len(report.feeds)} feeds, {_counted(found)}")
    return Told(report, "\n".join(told), ok=not found)


def _ours(chosen: "Settings") -> tuple[str, tuple[str, ...]]:
    """Return the addresses of the show's feed, and of those of its sections and authors."""
    from podme_audio.addresses import Addresses
    from podme_audio.library import Library
    from podme_audio.model import Kind

    addresses = Addresses(chosen.base_url)
    with Library(chosen.home, database_url=chosen.database_url, media_url=chosen.media_url) as library:
        strands = [one.strand for kind in Kind for one in library.strands.counts(kind)]
    return addresses.feed, tuple(addresses.strand_feed(strand.kind, strand.slug) for strand in strands)


def _told(report: "Report") -> list[str]:
    # the same finding stands together, in the order in which each was first met
    rows = {(one.id, one.do): index for index, one in reversed(list(enumerate(report.findings)))}
    ordered = sorted(report.findings, key=lambda one: rows[one.id, one.do])
    groups = [list(group) for _, group in groupby(ordered, key=lambda one: (one.id, one.do))]
    counts = f"{report.episodes} in the feed, {report.visited} of them visited, {_counted(len(report.findings))}"
    return [*map(_group, groups), f"{report.url}: {counts}"]


def _counted(findings: int) -> str:
    return f"{findings or 'no'} finding{'s' if findings > 1 else ''}"


def _group(findings: "list[Finding]") -> str:
    first, rest = findings[0], len(findings) - NAMED
    seen = [f"     {_printable(one.where)}: {one.seen}" for one in findings[:NAMED]]
    more = [f"     … and {rest} more"] if rest > 0 else []
    return "\n".join([f"{first.id} ({first.level})", *seen, *more, f"     -> {first.do}"])


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else "�" for each in text)
