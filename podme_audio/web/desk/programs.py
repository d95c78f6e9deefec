"""Programs of the newsroom: what tokens open the API to them, and which addresses hear of builds and episodes."""

from datetime import timedelta

from flask import Blueprint, redirect, request

from podme_audio import webhooks
from podme_audio.exceptions import LibraryError, SettingsError
from podme_audio.library.intake import SCOPES
from podme_audio.model import Event, Rank
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown

#: What a token may be good for, in the order of a day's work.
GOOD_FOR = {
    "articles:write": "mengirim artikel, yang langsung dibuat menjadi draf",
    "manuscripts:read": "melihat naskah dan mendengar barisnya",
    "manuscripts:write": "membuka, mengubah, dan menyuarakan naskah",
    "lexicon:read": "melihat leksikon acara",
    "lexicon:write": "mengubah leksikon acara",
    "builds:read": "melihat antrean",
    "builds:write": "membatalkan dan mengulang pembuatan",
    "episodes:read": "melihat dan mendengar episode, draf juga",
    "episodes:write": "menerbitkan, menjadwalkan, dan menarik episode",
    "episodes:erase": "menghapus episode selamanya",
    "statistics:read": "melihat angka pendengar",
    "rules:write": "mengatur bagian mana yang isi berita di halaman situs",
    "hooks:write": "mengatur alamat yang dikabari",
    "trail:read": "membaca catatan perubahan",
}
EVENTS = {
    Event.BUILT: "episode selesai dibuat",
    Event.FAILED: "pembuatan gagal",
    Event.PUBLISHED: "episode terbit",
    Event.CORRECTED: "episode diralat",
    Event.WITHDRAWN: "episode ditarik",
}
#: Days that a token is good for; 0 is without an end.
DAYS = {90: "90 hari", 365: "setahun", 0: "tanpa batas"}
LONGEST = 100


def programs(office: Office) -> Blueprint:
    """Answer ``/desk/program``."""
    pages = blueprint("programs", office)

    @pages.get("/program")
    @least(Rank.ADMIN)
    def programs() -> Page:
        return _page(office)

    _keep_tokens(pages, office)
    _keep_hooks(pages, office)
    return pages


def _keep_tokens(pages: Blueprint, office: Office) -> None:
    tokens = office.newsroom.library.intake.tokens

    @pages.post("/program/token")
    @least(Rank.ADMIN)
    def make() -> Page:
        name = " ".join(request.form.get("nama", "").split())[:LONGEST]
        scopes = [scope for scope in request.form.getlist("untuk") if scope in SCOPES]
        days = int(given) if (given := request.form.get("hari", "")) in map(str, DAYS) else min(DAYS.keys() - {0})
        if not name or not scopes:
            return _page(office, 422, wrong="Beri nama programnya, dan pilih sedikitnya satu izin.")
        expires = office.now() + timedelta(days=days) if days else None
        _, text = tokens.create(name, scopes, now=office.now(), expires=expires, who=me().editor.name)
        return _page(office, token=text, name=name)

    @pages.post("/program/token/<id>/cabut")
    @least(Rank.ADMIN)
    def revoke(id: str) -> Page:
        try:
            tokens.revoke(id, now=office.now(), who=me().editor.name)
        except LibraryError:
            return _page(office, 422, wrong="Token itu tidak ada.")
        return redirect(office.at("desk_programs.programs", kabar="token-cabut"), 303)


def _keep_hooks(pages: Blueprint, office: Office) -> None:
    hooks = office.newsroom.library.hooks

    @pages.post("/program/penerima")
    @least(Rank.ADMIN)
    def add() -> Page:
        events = tuple(event for event in Event if event in request.form.getlist("kabar"))
        try:
            url = webhooks.receiver(request.form.get("alamat", "").strip())
        except SettingsError:
            return _page(
                office, 422, wrong="Alamat penerima dimulai dengan https://, misalnya https://cms.podme.id/podme."
            )
        if not events:
            return _page(office, 422, wrong="Pilih sedikitnya satu peristiwa yang dikabarkan.")
        made = hooks.add(url, events, now=office.now(), who=me().editor.name)
        return _page(office, secret=made.secret, name=url)

    @pages.post("/program/penerima/<id>/hapus")
    @least(Rank.ADMIN)
    def drop(id: str) -> Page:
        hooks.drop(id, now=office.now(), who=me().editor.name)
        return redirect(office.at("desk_programs.programs", kabar="penerima-hapus"), 303)


def _page(office: Office, status: int = 200, /, **told: str) -> Page:
    library, now = office.newsroom.library, office.now()
    tokens = sorted(library.intake.tokens.tokens(), key=lambda one: not one.valid(now))
    return shown(
        "programs",
        status,
        tokens=tokens,
        hooks=library.hooks.hooks(),
        good_for=GOOD_FOR,
        events=EVENTS,
        days=DAYS,
        now=now,
        given=request.form,
        **told,
    )
