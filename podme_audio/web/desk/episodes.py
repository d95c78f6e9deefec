"""Episodes at the desk: published, scheduled, taken back, corrected, compared, and forgotten for good."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from flask import Blueprint, Response, abort, redirect, request

from podme_audio.exceptions import EpisodeNotFoundError, LibraryError
from podme_audio.library import Selection
from podme_audio.library.listening import Days, day
from podme_audio.model import Episode, Rank, State
from podme_audio.script import editing
from podme_audio.web.desk.differences import heard_at
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.media import sent

PAGE = 30
#: So many days of numbers are shown.
DAYS = 30
#: The zones of Indonesia, and how far each is ahead of UTC.
ZONES = {"WIB": 7, "WITA": 8, "WIT": 9}
#: How many days a link to a draft lives, as it is offered; 0 until it is ended.
SPANS = {7: "7 hari", 1: "1 hari", 3: "3 hari", 30: "30 hari", 0: "sampai diakhiri"}


def episodes(office: Office) -> Blueprint:
    """Answer ``/desk/episode``."""
    pages = blueprint("episodes", office)
    library = office.newsroom.library

    @pages.get("/episode")
    @least(Rank.EDITOR)
    def episodes() -> Page:
        asked = request.args.get("status", "")
        state = State(asked) if asked in set(State) else None
        before = request.args.get("sebelum") or None
        found = library.listing.episodes(Selection(state), limit=PAGE + 1, before=before)
        older = found[PAGE - 1].slug if len(found) > PAGE else ""
        return shown("episodes", episodes=found[:PAGE], older=older, state=asked)

    @pages.get("/episode/<key>")
    @least(Rank.EDITOR)
    def episode(key: str) -> Page:
        return page_of(office, key)

    _compare(pages, office)
    _change(pages, office)
    return pages


def _compare(pages: Blueprint, office: Office) -> None:
    """Let revisions be heard, and laid side by side."""
    library = office.newsroom.library

    @pages.get("/episode/<key>/banding")
    @least(Rank.EDITOR)
    def compare(key: str) -> Page:
        found = library.episode(key)
        newer = _number(request.args.get("baru", ""), found.revision, found.revision)
        older = _number(request.args.get("lama", ""), newer - 1, found.revision)
        after, before = (library.revision(found.guid, number) for number in (newer, older))
        pairs = editing.compared(before.script, after.script)
        times = {"times_before": heard_at(before), "times_after": heard_at(after)}
        return shown("compare", episode=found, before=before, after=after, pairs=pairs, **times)

    @pages.get("/episode/<key>/suara/<int:number>")
    @least(Rank.EDITOR)
    def sound(key: str, number: int) -> Response:
        found = library.episode(key)
        if not 0 < number <= found.revision:
            abort(404)
        revision = library.revision(found.guid, number)
        path = library.audio(revision) or abort(404)
        return sent(path, revision.media.type, etag=revision.media.name)


def _change(pages: Blueprint, office: Office) -> None:
    room = office.newsroom

    @pages.post("/episode/<key>/<any('terbit','tarik','batal-jadwal'):what>")
    @least(Rank.CHIEF)
    def move(key: str, what: str) -> Page:
        work = {"terbit": room.publish, "tarik": room.withdraw, "batal-jadwal": room.unschedule}[what]
        wrong = "Episode ini tidak dapat dipindahkan ke sana dari statusnya sekarang."
        return _done(office, key, what, lambda: work(key, editor=me().editor.name), wrong)

    @pages.post("/episode/<key>/jadwal")
    @least(Rank.CHIEF)
    def schedule(key: str) -> Page:
        due = moment_of(request.form.get("kapan", ""), request.form.get("zona", "WIB"))
        if due is None:
            return page_of(office, key, 422, wrong="Isi tanggal dan jam terbit, misalnya 24-11-2026 pukul 06.00.")
        wrong = "Hanya draf yang dapat dijadwalkan."
        return _done(office, key, "jadwal", lambda: room.schedule(key, due, editor=me().editor.name), wrong)

    @pages.post("/episode/<key>/ralat")
    @least(Rank.CHIEF)
    def correct(key: str) -> Page:
        manuscript = room.correct(key, editor=me().editor.name)
        return redirect(office.at("desk_scripts.script", id=manuscript.id), 303)

    @pages.post("/episode/<key>/hapus")
    @least(Rank.CHIEF)
    def erase(key: str) -> Page:
        found = room.library.episode(key)
        if request.form.get("judul", "").strip() != found.title:
            return page_of(office, key, 422, wrong="Ketik judulnya persis untuk menghapus selamanya.")
        wrong = "Episode ini sedang dibuat. Batalkan dulu pembuatannya di antrean."
        return _done(office, key, "hapus", lambda: room.erase(key, editor=me().editor.name), wrong)


def _done(office: Office, key: str, what: str, work: Callable[[], Episode], wrong: str) -> Page:
    """Do what was asked, and tell that it is done; *wrong* is said when where the episode stands does not allow it."""
    try:
        found = work()
    except EpisodeNotFoundError:
        raise
    except LibraryError:
        return page_of(office, key, 422, wrong=wrong)
    if what == "hapus":
        return redirect(office.at("desk_episodes.episodes", kabar=what), 303)
    return redirect(office.at("desk_episodes.episode", key=found.slug, kabar=what), 303)


def page_of(office: Office, key: str, status: int = 200, *, wrong: str = "", link: str = "") -> Page:
    """Show an episode; *link* is one to its draft that was made just now."""
    library = office.newsroom.library
    found = library.episode(key)
    revisions = [library.revision(found.guid, number) for number in range(found.revision, 0, -1)]
    return shown(
        "episode",
        status,
        episode=found,
        revisions=revisions,
        manuscript=office.newsroom.manuscripts.of(found.guid),
        wrong=wrong,
        zones=list(ZONES),
        numbers=_numbers(office, found) if found.published else None,
        previews=library.previews.of(found.guid),
        link=link,
        spans=SPANS,
        now=office.now(),
    )


def _numbers(office: Office, episode: Episode) -> dict[str, Any]:
    """Return what was counted of an episode lately: downloads by day and app, plays, and how far they went."""
    counted, days = office.newsroom.library.statistics, Days.until(day(office.now()), DAYS)
    (total,) = counted.episodes(days, episode.guid)
    tenths = counted.tenths(days, episode.guid)
    reached = [(at * 10, sum(tenths[at:])) for at in (1, 3, 5, 7, 9)]
    by_day = [one for one in counted.days(days, episode.guid) if one.downloads or one.plays]
    return {
        "days": DAYS,
        "total": total,
        "reached": reached,
        "by_day": by_day,
        "apps": counted.apps(days, episode.guid),
    }


def moment_of(given: str, zone: str) -> datetime | None:
    """Read what a date field sends, in a zone of Indonesia."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return None
    ahead = timedelta(hours=ZONES.get(zone, ZONES["WIB"]))
    return moment.replace(tzinfo=timezone(ahead)).astimezone(UTC) if moment.tzinfo is None else None


def _number(given: str, otherwise: int, latest: int) -> int:
    """Read the number of a revision."""
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= len(str(latest)) else otherwise
    return min(max(1, number), latest)
