"""What is story on the pages of each site: shipped, the show's own, edited here, and tried on a page first."""

from typing import Any

from flask import Blueprint, abort, redirect, request

from podme_audio.exceptions import NetworkError, ScriptError, SiteRuleError, SourceError
from podme_audio.model import Rank
from podme_audio.sources.story import Sites, host_of, shipped
from podme_audio.web.desk import ruling
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.refusals import unread

#: Bytes of a form with rules.
RULES = 1 << 17


def sites(office: Office) -> Blueprint:
    """Answer ``/desk/situs``."""
    pages = blueprint("sites", office)
    wire = office.wire

    @pages.get("/situs")
    @least(Rank.ADMIN)
    def sites() -> Page:
        own, settings = wire.rules(), office.newsroom.studio.settings
        file = Sites.load(settings.sites).sites if settings.sites else {}
        written = {one.host for one in own}
        return shown(
            "sites", own=own, file=[site for host, site in file.items() if host not in written], shipped=shipped()
        )

    @pages.get("/situs/aturan")
    @least(Rank.ADMIN)
    def rules() -> Page:
        asked = request.args.get("situs", "")
        if not asked:
            return _form(office, "")
        try:
            host = host_of(asked)
        except SiteRuleError as error:
            return _form(office, asked, 422, wrong=ruling.wrong(error))
        held = wire.sites().sites.get(host)
        return _form(office, host, given=ruling.fields(ruling.table_of(held)) if held else {})

    _change(pages, office)
    _bring(pages, office)
    return pages


def _change(pages: Blueprint, office: Office) -> None:
    """Try rules on a page, and keep them."""
    wire = office.wire

    @pages.post("/situs/aturan")
    @least(Rank.ADMIN, body=RULES)
    def change() -> Page:
        given = request.form
        host = given.get("situs", "")[:200]
        try:
            host, table = host_of(host), ruling.table(given)
            if given.get("apa") == "simpan":
                wire.keep(host, table, editor=me().editor.name)
                return redirect(office.at("desk_sites.sites", kabar="aturan"), 303)
            tried = wire.tried(host, table, ruling.page_of(given.get("halaman", "")))
        except SiteRuleError as error:
            return _form(office, host, 422, given=given, wrong=ruling.wrong(error), about=error.about)
        except (SourceError, ScriptError, NetworkError) as error:
            return _form(office, host, 422, given=given, wrong=unread(error))
        return _form(office, host, given=given, tried=tried)


def _bring(pages: Blueprint, office: Office) -> None:
    """Bring the rules of a site in as TOML, and let them go."""

    @pages.post("/situs/toml")
    @least(Rank.ADMIN, body=RULES)
    def bring() -> Page:
        host, text = request.form.get("situs", "")[:200], request.form.get("toml", "")
        try:
            host = host_of(host)
            table = ruling.read(text, host)
            office.wire.sites({host: table})
        except SiteRuleError as error:
            return _form(office, host, 422, toml=text, wrong=ruling.wrong(error))
        return _form(office, host, given=ruling.fields(table), toml=text)

    @pages.post("/situs/hapus")
    @least(Rank.ADMIN)
    def drop() -> Page:
        if not office.wire.drop(request.form.get("situs", ""), editor=me().editor.name):
            abort(404)
        return redirect(office.at("desk_sites.sites", kabar="aturan-hilang"), 303)


def _form(office: Office, host: str, status: int = 200, **told: Any) -> Page:
    own = next((one for one in office.wire.rules() if one.host == host), None)
    return shown(
        "site", status, host=host, own=own, **{"given": {}, "toml": "", "wrong": "", "about": "", "tried": None, **told}
    )
