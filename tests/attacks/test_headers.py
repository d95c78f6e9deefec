"""Lines that a visitor slips into a header, and hosts that a visitor makes up: neither decides what is answered."""

import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from podme_audio.model import Rank
from tests.attacks.desk import addresses, expected
from tests.attacks.planted import asked, pages
from tests.web.desk.house import House
from tests.web.desk.newsroom import PASSWORD, Newsroom, opened, path
from tests.web.desk.scripts import taken_in
from tests.web.shelf import Opening

#: A line of their own, in each way it can be written.
SPLITS = ("\r\n", "\n", "\r", "%0d%0a", "%0a", "\u2028", "\x85", "\x0b", "%E5%98%8A%E5%98%8D")
PLANTED = "Set-Cookie: jahat=1"
HOSTS = {"X-Forwarded-Host": "jahat.example", "X-Forwarded-Proto": "gopher"}
HOSTS |= {
    "Forwarded": "host=jahat.example;proto=gopher",
    "X-Original-URL": "/desk/redaksi",
    "X-Rewrite-URL": "/desk/redaksi",
}


def honest(answer: TestResponse, where: str) -> None:
    """Fail where somebody else's line stands among the headers, or somebody else's host in an address."""
    for name, value in answer.headers:
        assert not re.search(r"[\r\n\0]", value), (where, name)
        assert "jahat" not in value or name == "Location", (where, name)
    onward = urlsplit(answer.headers.get("Location", ""))
    assert onward.netloc in {"", "localhost"}, where
    assert onward.scheme in {"", "http"}, where


@pytest.mark.parametrize("split", SPLITS, ids=repr)
def test_no_line_is_slipped_into_a_header_by_an_address(kind: House, split: str) -> None:
    told = dict.fromkeys(asked(), f"/desk{split}{PLANTED}")

    for rule in pages(kind.app):
        with closing(kind.admin.get(kind.address(rule).partition("?")[0], query_string=told)) as answer:
            honest(answer, rule)
        with closing(kind.admin.get(rule.partition("<")[0] + f"x{split}{PLANTED}")) as answer:
            honest(answer, rule)


@pytest.mark.parametrize("split", SPLITS, ids=repr)
def test_no_line_is_slipped_into_a_header_by_a_form(newsroom: Newsroom, split: str) -> None:
    newsroom.employ("orang")
    bos = newsroom.at_work("bos", Rank.ADMIN)
    id = taken_in(bos, f"Judul{split}{PLANTED}\n\nIsi berita yang cukup panjang.")
    where = addresses(newsroom.app, {"naskah": id})
    fields = dict.fromkeys(asked(), f"/desk{split}{PLANTED}") | {"csrf_token": ""}

    for view in (view for view in expected() if view.method == "POST" and view.rule != "/desk/keluar"):
        bos.get("/desk")
        with closing(bos.post(where[view.rule], **{**fields, "csrf_token": bos.token})) as answer:
            honest(answer, view.rule)


def test_a_title_of_many_lines_makes_no_header_and_no_name_of_a_file(kind: House) -> None:
    for answer in headers(kind):
        for _, value in answer.headers:
            assert not re.search(r"[\r\n\0]", value)
        filename = answer.headers.get("Content-Disposition", "")
        assert re.fullmatch(r"""(attachment; filename="[\w.-]+")?""", filename)


def headers(kind: House) -> Iterator[TestResponse]:
    for rule in pages(kind.app):
        with closing(kind.admin.get(kind.address(rule))) as answer:
            yield answer


def test_no_address_comes_from_the_host_of_a_request(kind: House) -> None:
    client, cookie = kind.app.test_client(use_cookies=False), {"Cookie": f"podme={kind.admin.cookie}"}
    elsewhere = {"HTTP_HOST": "jahat.example"}
    for rule in pages(kind.app):
        address = kind.address(rule)
        with closing(client.get(address, headers=cookie)) as usual:
            pass
        with closing(client.get(address, headers=cookie | HOSTS, environ_overrides=elsewhere)) as answer:
            honest(answer, rule)
            assert answer.status_code == usual.status_code, rule
            assert b"jahat.example" not in answer.data, rule


ELSEWHERE = [
    "https://jahat.example/",
    "//jahat.example",
    "///jahat.example",
    "/\\jahat.example",
    "\\\\jahat.example",
    "https:jahat.example",
    "/desk@jahat.example",
    "/desk/..//jahat.example",
    "/desk/../../jahat",
    "javascript:alert(1)",
    "data:text/html,x",
    "%2f%2fjahat.example",
    "/%09/jahat.example",
    "/%5cjahat.example",
    "https://localhost@jahat.example/",
    "//localhost:80@jahat.example/",
    "/desk%2f%2e%2e%2f%2fjahat.example",
    "/desk?x=\r\nLocation: https://jahat.example",
    "\thttps://jahat.example",
    "/desk/\u2215\u2215jahat.example",
]


@pytest.mark.parametrize("onward", ELSEWHERE, ids=repr)
def test_nobody_is_sent_elsewhere_however_it_is_written(newsroom: Newsroom, onward: str) -> None:
    seed = newsroom.employ("sari", factor=True)
    newsroom.employ("budi")

    for name in ("budi", "sari"):
        visitor = newsroom.visitor()
        visitor.get("/desk/masuk", query_string={"ke": onward})
        step = path(visitor.post("/desk/masuk", nama=name, sandi=PASSWORD, ke=onward))
        if name == "sari":
            visitor.get("/desk/masuk/kode", query_string={"ke": onward})
            step = path(visitor.post("/desk/masuk/kode", kode=newsroom.code(seed), ke=onward))
        assert step == "/desk" or (step.startswith("/desk/") and "jahat" not in step)


def test_pages_lead_elsewhere_only_where_the_settings_or_an_article_say_so(kind: House) -> None:
    allowed = ("podme.id", "antennapod.org", "127.0.0.1", "localhost")
    for rule in pages(kind.app):
        with closing(kind.admin.get(kind.address(rule))) as answer:
            if answer.mimetype == "text/html":
                for link in re.findall(r"""(?:href|src|action)="(?:https?:)?//([^/"]+)""", answer.text):
                    assert link.split(":")[0].removeprefix("www.") in allowed, (rule, link)


def test_a_public_address_decides_over_every_header(opening: Opening) -> None:
    newsroom = opened(opening(public_url="https://audio.kabar.example"))

    for page in ("/", "/feed.xml", "/oembed?url=https://audio.kabar.example/episodes/x", "/desk/masuk", "/arsip"):
        assert "jahat.example" not in newsroom.visitor().get(page, headers=HOSTS).text
