"""Articles come in: pasted, or from an address; several become a bulletin."""

from flask import Blueprint, redirect, request

from podme_audio.exceptions import NetworkError, ScriptError, SourceError
from podme_audio.model import Rank
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.refusals import refused

#: Bytes of a pasted article.
PASTE = 1 << 21
#: Manuscripts on a page; articles of a bulletin.
PAGE, MOST = 30, 30


def articles(office: Office) -> Blueprint:
    """Answer ``/desk/artikel``."""
    pages = blueprint("articles", office)
    room = office.newsroom

    def page(status: int = 200, **told: str) -> Page:
        before = request.args.get("sebelum", "")
        found = room.manuscripts.latest(limit=PAGE + 1, before=before)
        older = found[PAGE - 1].id if len(found) > PAGE else ""
        return shown("articles", status, manuscripts=found[:PAGE], older=older, before=before, given=told)

    @pages.get("/artikel")
    @least(Rank.EDITOR)
    def articles() -> Page:
        return page()

    @pages.post("/artikel")
    @least(Rank.EDITOR, body=PASTE)
    def take_in() -> Page:
        given = {name: request.form.get(name, "").strip() for name in ("alamat", "teks", "judul")}
        if bool(given["alamat"]) == bool(given["teks"]):
            return page(422, **given, wrong="Isi alamat artikel, atau tempelkan teksnya: salah satu saja.")
        if given["alamat"] and not given["alamat"].startswith(("https://", "http://")):
            return page(422, **given, wrong="Alamat artikel dimulai dengan https:// atau http://.")
        try:
            manuscript = room.take_in(
                editor=me().editor.name, reference=given["alamat"], text=given["teks"], title=given["judul"]
            )
        except (SourceError, ScriptError, NetworkError) as error:
            return page(422, **given, wrong=refused(error))
        return redirect(office.at("desk_scripts.script", id=manuscript.id), 303)

    _combine(pages, office)
    return pages


def _combine(pages: Blueprint, office: Office) -> None:
    room = office.newsroom

    @pages.get("/artikel/buletin")
    @least(Rank.EDITOR)
    def bulletin() -> Page:
        ids = _moved(list(dict.fromkeys(request.args.getlist("naskah")))[:MOST])
        if len(ids) < 2:  # noqa: PLR2004 - two are the fewest that can be put in an order
            return redirect(office.at("desk_articles.articles", kabar="pilih-dua"), 303)
        return shown("bulletin", manuscripts=[room.manuscripts.manuscript(id) for id in ids])

    @pages.post("/artikel/buletin")
    @least(Rank.EDITOR)
    def combine() -> Page:
        ids, title = request.form.getlist("naskah")[:MOST], request.form.get("judul", "").strip()
        if not ids:
            return redirect(office.at("desk_articles.articles", kabar="pilih-dua"), 303)
        manuscript = room.combine(ids, editor=me().editor.name, title=title[:200])
        return redirect(office.at("desk_scripts.script", id=manuscript.id), 303)


def _moved(ids: list[str]) -> list[str]:
    """Return the ids in the order that was asked for: ``naik=<id>`` moves one up, ``turun=<id>`` down."""
    for name, step in (("naik", -1), ("turun", 1)):
        asked = request.args.get(name, "")
        if asked in ids:
            at = ids.index(asked)
            to = min(max(0, at + step), len(ids) - 1)
            ids.insert(to, ids.pop(at))
    return ids
