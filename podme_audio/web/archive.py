"""Episodes in, the archive's pages out: by section, author and date, all of it at a glance, and search."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from podme_audio.library import Library
from podme_audio.library.archive import LONGEST_QUERY, wanted
from podme_audio.library.listing import Selection
from podme_audio.model import Kind
from podme_audio.press import Press
from podme_audio.web.answers import REVALIDATED, answer, body, missing
from podme_audio.web.linked import linked_list
from podme_audio.web.player import HTML, PAGE
from podme_audio.web.wording import WIB, day, in_ascii, local, month

KINDS = {Kind.SECTION: "Rubrik", Kind.AUTHOR: "Penulis"}

_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """A day of the show, or a month: by Jakarta's clocks."""

    start: datetime
    until: datetime
    is_day: bool

    @property
    def part(self) -> Selection:
        return Selection(since=self.start, until=self.until)

    def said(self, moment: datetime) -> str:
        """Say the day, or the month, of a moment."""
        return (day if self.is_day else month)(moment)

    @property
    def month(self) -> str:
        """Return how addresses name the month."""
        return f"{self.start.astimezone(WIB):%Y-%m}"

    def name(self, moment: datetime) -> str:
        """Return how addresses name the day, or the month, of a moment."""
        return f"{moment.astimezone(WIB):{'%Y-%m-%d' if self.is_day else '%Y-%m'}}"


def archive(press: Press, library: Library) -> Blueprint:
    """Answer the archive's lists and its search."""
    pages = Blueprint("archive", __name__)
    sheets = _Sheets(press, library)

    @pages.get("/rubrik/<name>")
    def section(name: str) -> Answer:
        return sheets.strand(Kind.SECTION, name)

    @pages.get("/penulis/<name>")
    def author(name: str) -> Answer:
        return sheets.strand(Kind.AUTHOR, name)

    @pages.get("/tanggal/<date>")
    def date(date: str) -> Response:
        return sheets.span(date, _span(date) or missing())

    @pages.get("/arsip")
    def overview() -> Response:
        return sheets.overview()

    @pages.get("/cari")
    def search() -> Response:
        return sheets.search(_query())

    return pages


class _Sheets:
    """The pages, as the request at hand asks for them."""

    def __init__(self, press: Press, library: Library) -> None:
        self._press, self._library, self._addresses = press, library, press.addresses

    def strand(self, kind: Kind, name: str) -> Answer:
        slug = in_ascii(name)
        found = self._library.strands.strand(kind, slug) or missing()
        address = self._addresses.strand(kind, slug)
        if slug != name:
            return redirect(local(address), 301)
        feed = self._addresses.strand_feed(kind, slug)
        asked = Selection(section=slug) if kind is Kind.SECTION else Selection(author=slug)
        return self._list(asked, found.title, address, kicker=KINDS[kind], feed=feed)

    def span(self, date: str, span: Span) -> Response:
        near = self._library.archive.neighbours(span.part)
        around = [moment and (self._addresses.date(span.name(moment)), span.said(moment)) for moment in near]
        told = {"kicker": "Bulan", "span": span, "around": around}
        return self._list(span.part, span.said(span.start), self._addresses.date(date), **told)

    def overview(self) -> Response:
        months = [
            (datetime(first.year, first.month, 1, tzinfo=WIB), count)
            for first, count in self._library.archive.months(WIB)
        ]
        told = {
            "years": [(year, list(found)) for year, found in groupby(months, key=lambda one: one[0].year)],
            "strands": [(kind, title, self._library.strands.counts(kind)) for kind, title in KINDS.items()],
            "count": self._library.archive.count(Selection()),
        }
        return self._page("archive", "Arsip", self._addresses.archive, **told)

    def search(self, query: str) -> Response:
        asked, before = wanted(query), request.args.get("sebelum")
        hits = self._library.archive.search(asked, limit=PAGE + 1, before=before)
        told = {
            "query": query,
            "asked": asked,
            "hits": hits[:PAGE],
            "older": hits[PAGE - 1].episode.slug if len(hits) > PAGE else "",
            "count": self._library.archive.found(asked),
            "before": before,
        }
        title = f"Cari: {query}" if query else "Cari"
        return self._page("search", title, _asking(self._addresses.search, q=query, sebelum=before), **told)

    def _list(self, part: Selection, title: str, address: str, **told: Any) -> Response:
        before = request.args.get("sebelum")
        found = self._library.archive.page(part, limit=PAGE + 1, before=before)
        told |= {
            "start": address,
            "episodes": found[:PAGE],
            "older": found[PAGE - 1].slug if len(found) > PAGE else "",
            "count": self._library.archive.count(part),
            "before": before,
        }
        return self._page("list", title, _asking(address, sebelum=before), **told)

    def _page(self, template: str, title: str, address: str, **told: Any) -> Response:
        told["linked"] = linked_list(title, address, self._press.show, self._addresses)
        text = render_template(f"player/{template}.html", title=title, address=address, **told)
        return answer(body(text.encode(), HTML), cache=REVALIDATED)


def _asking(address: str, **told: str | None) -> str:
    """Return the address with what it is asked, where that is anything."""
    asked = urlencode({name: value for name, value in told.items() if value})
    return f"{address}?{asked}" if asked else address


def _query() -> str:
    """Return what was asked for, on one line and no longer than one types."""
    typed = "".join(letter if letter.isprintable() else " " for letter in request.args.get("q", ""))
    return " ".join(typed.split())[:LONGEST_QUERY].strip()


def _span(date: str) -> Span | None:
    """Read "2026-11-23" or "2026-11"; None for what no calendar has."""
    found = _DATE.fullmatch(date)
    if found is None:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        start = datetime(year, month, day, tzinfo=WIB)
        until = start + timedelta(days=1) if found[3] else (start + timedelta(days=31)).replace(day=1)
        return Span(start.astimezone(UTC), until.astimezone(UTC), is_day=bool(found[3]))
    except (ValueError, OverflowError):
        return None
