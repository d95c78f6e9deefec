"""What a WordPress site or a feed has, to take one or several of it: each becomes a manuscript."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, redirect, request

from podme_audio.exceptions import FetchError, NetworkError, NotFetchedError, PodmeError, ScriptError, SourceError
from podme_audio.model import Manuscript, Rank
from podme_audio.sources import SCHEME
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.episodes import moment_of
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.refusals import refused, unread
from podme_audio.web.wording import WIB
from podme_audio.wire import LATELY, Offer

#: Articles that are taken in at once.
MOST = 10
NONE = "Di alamat itu tidak ada feed RSS atau Atom, dan bukan pula situs WordPress yang terbuka. Periksa alamatnya."
CHOOSE = f"Pilih satu sampai {MOST} artikel."
ADDRESS = "Alamat situs atau feed dimulai dengan https:// atau http://."


def offers(office: Office) -> Blueprint:
    """Answer ``/desk/artikel/daftar``."""
    pages = blueprint("offers", office)

    @pages.get("/artikel/daftar")
    @least(Rank.EDITOR)
    def offers() -> Page:
        # what another site sends somebody to is not fetched: only what an editor asks for on this page is
        ours = request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
        if not request.args.get("alamat") or not ours:
            return _page(office)
        try:
            return _page(office, found=_found(office))
        except SourceError as error:
            return _page(office, 422, wrong=_wrong(error))

    @pages.post("/artikel/daftar")
    @least(Rank.EDITOR)
    def take() -> Page:
        chosen = list(dict.fromkeys(request.form.getlist("pilih")))
        if not 1 <= len(chosen) <= MOST or not all(one.startswith(("https://", "http://")) for one in chosen):
            return _page(office, 422, wrong=CHOOSE)
        taken: list[Manuscript] = []
        missed: list[tuple[str, str]] = []
        for reference in chosen:
            try:
                taken.append(office.newsroom.take_in(editor=me().editor.name, reference=reference))
            except (SourceError, ScriptError, NetworkError) as error:
                missed.append((reference, refused(error)))
        if missed:
            return _page(office, 422, taken=taken, missed=missed)
        if len(taken) == 1:
            return redirect(office.at("desk_scripts.script", id=taken[0].id), 303)
        return redirect(office.at("desk_articles.articles", kabar="masuk"), 303)

    return pages


def _found(office: Office) -> Sequence[Offer]:
    """Return what there is at the address that was asked for.

    Raises:
        SourceError: It is neither a feed nor a site of WordPress, or does not answer.
    """
    address = request.args.get("alamat", "").strip()
    if not address.removeprefix(SCHEME).startswith(("https://", "http://")):
        raise NotFetchedError(ADDRESS, reference="")
    category = request.args.get("rubrik", "").strip().lower()[:100]
    return office.wire.offers(address, category=category, since=_since(office.now()))


def _since(now: datetime) -> datetime:
    """Return since when what was published is asked for: the day that was given, or a week."""
    return moment_of(request.values.get("sejak", ""), "WIB") or now - LATELY


def _wrong(error: PodmeError) -> str:
    if not getattr(error, "reference", ""):
        return str(error)
    return unread(error) if isinstance(error, FetchError | NotFetchedError) else NONE


def _page(office: Office, status: int = 200, **told: object) -> Page:
    feeds = office.newsroom.studio.settings.watch_feeds
    since = _since(office.now()).astimezone(WIB).date().isoformat()
    nothing = {"found": None, "wrong": "", "taken": (), "missed": ()}
    return shown("offers", status, given=request.values, since=since, feeds=feeds, most=MOST, **{**nothing, **told})
