"""What stands before every page of the desk: roles, forged requests, headers, sizes. Public pages stay untouched."""

import logging
import re
from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from podme_audio.model import Rank
from podme_audio.web import create_app
from podme_audio.web.desk.guard import Terms
from tests.web.desk.newsroom import PASSWORD, Newsroom, opened, path, text
from tests.web.shelf import Opening

#: Who may open which page: what an editor, a chief and an admin get of it, and somebody who is not signed in.
OPEN, SHUT, DOOR = 200, 403, 303
PAGES = {
    "/desk": (OPEN, OPEN, OPEN, DOOR),
    "/desk/akun": (OPEN, OPEN, OPEN, DOOR),
    "/desk/sesi": (OPEN, OPEN, OPEN, DOOR),
    "/desk/catatan": (SHUT, OPEN, OPEN, DOOR),
    "/desk/redaksi": (SHUT, SHUT, OPEN, DOOR),
    "/desk/undangan": (OPEN, OPEN, OPEN, OPEN),
}
#: What changes something, with the least rank that may.
CHANGES = {
    "/desk/redaksi/tambah": Rank.ADMIN,
    "/desk/redaksi/orang/peran": Rank.ADMIN,
    "/desk/redaksi/orang/nonaktif": Rank.ADMIN,
    "/desk/redaksi/orang/aktif": Rank.ADMIN,
    "/desk/redaksi/orang/atur-ulang": Rank.ADMIN,
}


def rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk"))


def test_every_page_of_the_desk_says_who_may_open_it(newsroom: Newsroom) -> None:
    views = newsroom.app.view_functions
    silent = [
        rule.rule for rule in rules(newsroom.app) if not isinstance(getattr(views[rule.endpoint], "terms", 0), Terms)
    ]

    assert silent == []
    assert len(list(rules(newsroom.app))) > 20


def test_a_page_that_says_nothing_is_shut_for_everyone(opening: Opening) -> None:
    newsroom = opened(opening())
    forgotten = Blueprint("forgotten", __name__)
    forgotten.add_url_rule("/desk/terlupa", view_func=lambda: "rahasia")
    newsroom.app.register_blueprint(forgotten)
    bos = newsroom.at_work("bos", Rank.ADMIN)

    assert bos.get("/desk/terlupa").status_code == 403


def somewhere(rule: str) -> str:
    """Return an address that a rule matches."""
    rule = re.sub(r"<any\('([^']+)'[^>]*>", r"\1", rule)
    return re.sub("<[a-z]+>", "orang", re.sub("<int:[a-z]+>", "1", rule))


def test_every_change_needs_somebody_signed_in_but_for_the_door(newsroom: Newsroom) -> None:
    stranger = newsroom.visitor()
    door = {"/desk/masuk", "/desk/masuk/kode", "/desk/undangan"}
    posts = {rule.rule for rule in rules(newsroom.app) if "POST" in (rule.methods or ())} - door

    for rule in sorted(posts):
        answer = stranger.post(somewhere(rule))
        assert path(answer) == "/desk/masuk", rule


@pytest.mark.parametrize("page", PAGES)
def test_each_rank_opens_its_pages_and_no_others(newsroom: Newsroom, page: str) -> None:
    visitors = [newsroom.at_work(rank.value, rank) for rank in Rank] + [newsroom.visitor()]

    assert tuple(visitor.get(page).status_code for visitor in visitors) == PAGES[page]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("rank", [Rank.EDITOR, Rank.CHIEF])
def test_nobody_changes_what_their_rank_does_not_reach(
    newsroom: Newsroom, change: str, rank: Rank, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom.employ("orang")
    sari = newsroom.at_work("sari", rank)
    before = newsroom.library.desk.accounts.all()
    sari.get("/desk")

    with caplog.at_level(logging.WARNING):
        answer = sari.post(change, nama="baru", peran="admin")

    assert answer.status_code == 403
    assert newsroom.library.desk.accounts.all() == before
    assert f"sari ({rank}) may not POST {change}" in caplog.text


def test_an_editor_sees_no_door_that_is_shut(newsroom: Newsroom) -> None:
    told = {rank: text(newsroom.at_work(rank.value, rank).get("/desk")) for rank in Rank}

    assert [("Catatan" in told[rank], "Akun redaksi" in told[rank]) for rank in Rank] == [
        (False, False),
        (True, False),
        (True, True),
    ]


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://jahat.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.jahat.example"},
    {"Origin": "https://localhost"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_what_another_site_makes_a_browser_send_changes_nothing_even_with_the_token(
    newsroom: Newsroom, headers: dict[str, str]
) -> None:
    sari = newsroom.at_work("sari")
    sari.get("/desk")
    sari.sent = headers

    answer = sari.post("/desk/keluar")

    assert answer.status_code == 403
    assert "Permintaan ini ditolak" in text(answer)
    assert sari.get("/desk").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}, {}],
    ids=str,
)
def test_what_our_own_page_sends_is_done(newsroom: Newsroom, headers: dict[str, str]) -> None:
    sari = newsroom.at_work("sari", sent=headers)
    sari.get("/desk")

    assert path(sari.post("/desk/keluar")) == "/desk/masuk?kabar=keluar"


def test_the_public_address_is_our_own_even_if_a_proxy_hides_the_host(opening: Opening) -> None:
    newsroom = opened(opening(public_url="https://audio.kabar.example"))
    newsroom.employ("sari")

    assert newsroom.visitor(sent={"Origin": "https://audio.kabar.example"}).sign_in("sari").status_code == 303
    assert newsroom.visitor(sent={"Origin": "https://kabar.example"}).sign_in("sari").status_code == 403


@pytest.mark.parametrize("token", ["", "palsu", "IjEyMyI.aaaa.bbbb", None])
def test_a_form_without_its_token_changes_nothing(newsroom: Newsroom, token: str | None) -> None:
    sari = newsroom.at_work("sari")
    form = {} if token is None else {"csrf_token": token}

    answer = sari.client.post("/desk/keluar", data=form, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 403
    assert "Permintaan ini ditolak" in text(answer)
    assert sari.get("/desk").status_code == 200


def test_a_form_from_elsewhere_does_not_replace_the_key_that_stayed_at_home(newsroom: Newsroom) -> None:
    # SameSite keeps the cookie from it, so that it looks like a browser that has none yet
    answer = newsroom.visitor(sent={"Sec-Fetch-Site": "cross-site"}).client.post("/desk/keluar")

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_the_token_of_one_browser_is_none_for_another(newsroom: Newsroom) -> None:
    sari, budi = newsroom.at_work("sari"), newsroom.at_work("budi")
    sari.get("/desk")
    budi.token = sari.token

    assert budi.post("/desk/keluar").status_code == 403


def test_signing_in_needs_the_token_too(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    victim = newsroom.visitor()

    assert victim.client.post("/desk/masuk", data={"nama": "sari", "sandi": PASSWORD}).status_code == 403


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/desk", 200),
        ("/desk/masuk", 303),
        ("/desk/redaksi", 403),
        ("/desk/akun/faktor.svg", 404),
        ("/desk/tidak", 404),
    ],
)
def test_every_answer_of_the_desk_is_sealed_and_kept_in_no_cache(newsroom: Newsroom, page: str, status: int) -> None:
    answer = newsroom.at_work("sari").get(page)
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))

    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Vary"] == "Cookie"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("page", ["/desk/masuk", "/", "/feed.xml"])
def test_over_tls_a_browser_is_told_to_come_back_by_tls_alone(opening: Opening, page: str) -> None:
    newsroom = opened(opening(public_url="https://audio.kabar.example"))

    answer = newsroom.visitor().get(page)

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("page", ["/", "/feed.xml", "/tidak-ada", "/robots.txt", "/static/podme.css", "/deskripsi"])
def test_the_public_pages_answer_as_if_there_were_no_desk(opening: Opening, page: str) -> None:
    shelf = opening()
    newsroom = opened(shelf)
    sari = newsroom.at_work("sari")
    plain = create_app(shelf).test_client().get(page)

    answer = sari.get(page)

    ours = {name: value for name, value in answer.headers if name != "Date"}
    assert ours == {name: value for name, value in plain.headers if name != "Date"}
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.data == plain.data


def test_without_an_entrance_there_is_no_desk(opening: Opening) -> None:
    assert create_app(opening()).test_client().get("/desk/masuk").status_code == 404


def test_a_form_that_is_too_large_is_refused(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    sari = newsroom.visitor()

    answer = sari.sign_in("sari", "x" * 70_000)

    assert answer.status_code == 413
    assert "Kiriman terlalu besar" in text(answer)


@pytest.mark.parametrize("headers", [{"User-Agent": "x" * 9000}, {"User-Agent": "<script>alert(1)</script>"}])
def test_what_a_browser_calls_itself_is_cut_and_escaped(newsroom: Newsroom, headers: dict[str, str]) -> None:
    sari = newsroom.at_work("sari", agent=headers["User-Agent"])

    page = sari.get("/desk/sesi")
    (kept,) = newsroom.library.desk.sessions.of(1, newsroom.clock.now)

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert len(kept.device.agent) <= 300


@pytest.mark.parametrize("page", ["/desk/masuk?ke=", "/desk/catatan?siapa=", "/desk?kabar=", "/desk/catatan?sebelum="])
@pytest.mark.parametrize("what", ['"><script>alert(1)</script>', "' onfocus='alert(1)", "{{7*7}}", "%00", "1" * 400])
def test_nothing_in_an_address_comes_back_as_code(newsroom: Newsroom, page: str, what: str) -> None:
    bos = newsroom.at_work("bos", Rank.ADMIN)
    visitor = newsroom.visitor() if "masuk" in page else bos

    answer = visitor.get(page + what)

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "' onfocus='" not in answer.text
    assert "49" not in text(answer)


@pytest.mark.parametrize("host", ["jahat.example", "127.0.0.1:8000@jahat.example", "a b"])
def test_the_host_of_a_request_decides_no_address(newsroom: Newsroom, host: str) -> None:
    answer = newsroom.visitor().get("/desk/sesi", headers={"Host": host})
    if answer.status_code != 400:
        assert path(answer).startswith("/desk/masuk")


def test_the_desk_is_reached_below_a_folder(opening: Opening) -> None:
    newsroom = opened(opening(public_url="https://kabar.example/audio"))
    newsroom.employ("sari")
    sari = newsroom.visitor(sent={"Origin": "https://kabar.example"})

    assert path(sari.get("/audio/desk")) == "/audio/desk/masuk"
    assert 'action="/audio/desk/masuk"' in sari.get("/audio/desk/masuk").text
    assert path(sari.post("/audio/desk/masuk", nama="sari", sandi=PASSWORD)) == "/audio/desk"


def test_what_a_page_of_the_desk_holds_needs_no_inline_script_or_style(newsroom: Newsroom) -> None:
    bos = newsroom.at_work("bos", Rank.ADMIN)

    for page in PAGES:
        html = bos.get(page).text
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", html), page
        assert not re.findall(r'(?:src|href)="(?:https?:)?//', html), page
