"""The second factor of one's own account: set up, replaced, taken off; each asks for the password once more."""

from flask import Blueprint, Response, abort, redirect, request

from podme_audio.access import codes, judge
from podme_audio.model import Rank
from podme_audio.web.desk.account import page, unproved
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import browser, least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.wording import REASONS, wait


def factor(office: Office) -> Blueprint:
    """Answer ``/desk/akun/faktor`` and what hangs on it."""
    pages = blueprint("factor", office)
    _set_up(pages, office)
    _change(pages, office)
    return pages


def _set_up(pages: Blueprint, office: Office) -> None:
    @pages.post("/akun/faktor")
    @least(Rank.EDITOR, early=True)
    def begin() -> Page:
        if wrong := unproved(office):
            return page(office, 422, at="faktor", wrong=wrong)
        office.desk.safe.begin_factor(me().editor, codes.new_seed())
        return redirect(office.at("desk_factor.factor"), 303)

    @pages.get("/akun/faktor")
    @least(Rank.EDITOR, early=True)
    def factor() -> Page:
        return shown("factor", seed=_seed(office))

    @pages.get("/akun/faktor.svg")
    @least(Rank.EDITOR, early=True)
    def picture() -> Response:
        drawn = codes.picture(codes.address(_seed(office), me().editor.name, office.entrance.house))
        return Response(drawn, content_type="image/svg+xml")

    @pages.post("/akun/faktor/pasang")
    @least(Rank.EDITOR, early=True)
    def confirm() -> Page:
        seed = _seed(office)
        answer = office.door.prove(me().editor, request.form.get("kode", ""), office.device())
        if answer.editor is None:
            wrong = wait(answer.wait) if answer.wait else REASONS["code"]
            return shown("factor", 429 if answer.wait else 422, seed=seed, wrong=wrong)
        drawn = codes.new_recovery_codes()
        office.desk.safe.keep_factor(me().editor, [codes.plain(code) for code in drawn], office.now())
        office.desk.sessions.change_key(me().session.id, browser().renew())
        return shown("recovery", codes=drawn, first=True)


def _change(pages: Blueprint, office: Office) -> None:
    @pages.post("/akun/faktor/lepas")
    @least(Rank.EDITOR)
    def drop() -> Page:
        if wrong := unproved(office):
            return page(office, 422, at="faktor", wrong=wrong)
        if judge(request.form["sekarang"], factor=False) == "short":  # it was long enough only beside the factor
            return page(office, 422, at="faktor", wrong=REASONS["alone"])
        office.desk.safe.drop_factor(me().editor, office.now())
        return redirect(office.at("desk_account.account", kabar="lepas"), 303)

    @pages.post("/akun/cadangan")
    @least(Rank.EDITOR)
    def renew() -> Page:
        if wrong := unproved(office):
            return page(office, 422, at="faktor", wrong=wrong)
        if not me().editor.factor:
            abort(404)
        drawn = codes.new_recovery_codes()
        office.desk.safe.renew_codes(me().editor, [codes.plain(code) for code in drawn], office.now())
        return shown("recovery", codes=drawn, first=False)


def _seed(office: Office) -> str:
    """Return the seed that is being set up; once it counts, nobody sees it again."""
    seed = office.desk.safe.of(me().editor).seed
    if not seed or me().editor.factor:
        abort(404)
    return seed
