"""What is too much: bodies over each view's limit, without a length, of a thousand parts, nested without end."""

import json
import re
import socket
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from podme_audio.library.intake.tokens import SCOPES
from podme_audio.model import Rank
from tests.attacks.desk import addresses, expected
from tests.attacks.programs import ROWS
from tests.web.desk.house import hear_programs, served
from tests.web.desk.newsroom import Newsroom

OURS = {"Sec-Fetch-Site": "same-origin"}
CHANGES = [view for view in expected() if view.method == "POST"]
#: What a body may not be longer than where programs send it.
PROGRAMS = 1_000_000


def admitted(newsroom: Newsroom) -> tuple[FlaskClient, str]:
    """Return the browser of somebody who may do everything, and the token of its forms."""
    newsroom.employ("orang")
    bos = newsroom.at_work("bos", Rank.ADMIN)
    bos.get("/desk")
    return bos.client, bos.token


def test_each_view_takes_what_its_row_allows_and_not_a_byte_more(newsroom: Newsroom) -> None:
    client, token = admitted(newsroom)
    where, before = addresses(newsroom.app, {}), newsroom.noted()
    big = "a" * max(view.body for view in CHANGES)

    for view in CHANGES:
        head = f"csrf_token={token}&lain="
        body = head + big[: view.body - len(head) + 1]
        answer = client.post(
            where[view.rule], data=body, headers=OURS, content_type="application/x-www-form-urlencoded"
        )

        assert (view.rule, answer.status_code) == (view.rule, 413)
        assert "Kiriman terlalu besar" in answer.text

    assert newsroom.noted() == before


def test_a_body_of_the_allowed_length_is_read(newsroom: Newsroom) -> None:
    client, token = admitted(newsroom)
    head = f"csrf_token={token}&teks="

    for view in CHANGES:
        if view.rule in {"/desk/artikel", "/desk/leksikon"}:
            body = head + "a" * (view.body - len(head))
            answer = client.post(view.rule, data=body, headers=OURS, content_type="application/x-www-form-urlencoded")
            assert answer.status_code in {303, 422}, view.rule


def test_a_form_of_a_thousand_parts_is_not_read(newsroom: Newsroom) -> None:
    client, token = admitted(newsroom)
    where = addresses(newsroom.app, {})
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = part.format("csrf_token", token) + "".join(part.format(f"f{at}", "a") for at in range(1000)) + "--x--\r\n"

    for rule in ("/desk/leksikon/berkas", "/desk/naskah/<id>/baris/<line>/rekam", "/desk/artikel"):
        answer = client.post(
            where[rule], data=body.encode(), headers=OURS, content_type="multipart/form-data; boundary=x"
        )
        assert answer.status_code == 413, rule


def test_a_field_of_a_multipart_form_is_no_longer_than_a_form(newsroom: Newsroom) -> None:
    client, token = admitted(newsroom)

    answer = client.post(
        "/desk/leksikon", data={"csrf_token": token, "tulis": (BytesIO(b"a" * 70_000), "a")}, headers=OURS
    )

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"text": ' + b"9" * 900_000 + b"}",
        b'"' + b"\\u0000" * 100_000,
        json.dumps({"text": {"a": 1}}).encode(),
    ],
    ids=range(5),
)
def test_json_that_is_nested_or_no_text_is_refused_in_one_sentence(newsroom: Newsroom, body: bytes) -> None:
    hear_programs(newsroom)
    _, token = newsroom.library.intake.tokens.create("CMS", ["articles:write"], now=newsroom.clock.now)

    answer = newsroom.app.test_client().post(
        "/api/articles", data=body, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )

    assert answer.status_code in {400, 422}
    assert "\n" not in answer.get_json()["error"]


def test_every_door_for_programs_has_its_limit(newsroom: Newsroom) -> None:
    hear_programs(newsroom)
    _, token = newsroom.library.intake.tokens.create("CMS", sorted(SCOPES), now=newsroom.clock.now)
    client, headers = newsroom.app.test_client(), {"Authorization": f"Bearer {token}"}

    for rule, method, _, *longest in ROWS:
        if method in {"POST", "PUT", "PATCH"} and longest == ["1 MB"]:
            body, where = b" " * (PROGRAMS + 1), re.sub("<[a-z]+>", "0", rule)
            answer = client.open(where, method=method, data=body, content_type="application/json", headers=headers)
            assert answer.status_code in {204, 404, 413}, rule  # one that takes no body reads none
            assert answer.is_json


def test_a_view_that_reads_nothing_reads_no_body_either(newsroom: Newsroom) -> None:
    for page in ("/", "/feed.xml", "/cari?q=a", "/desk/masuk", "/robots.txt"):
        answer: TestResponse = newsroom.app.test_client().get(page, data=b"a" * 3_000_000)
        assert answer.status_code in {200, 413}, page


POST, CHUNKED = b"POST /desk/masuk HTTP/1.1\r\nHost: x\r\n", b"Transfer-Encoding: chunked\r\n"
CHUNK = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
#: What waitress itself is told: nothing it reads has no end.
RAW = {
    "a length of a terabyte": POST + b"Content-Length: 1099511627776\r\n\r\n",
    "chunks without a length, 3 MB": b"".join((POST, CHUNKED, b"\r\n", CHUNK)),
    "headers of 100 kB": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    "a line that never ends": b"GET /" + b"a" * 100_000,
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
    "a length and chunks": POST + CHUNKED + b"Content-Length: 4\r\n\r\n0\r\n\r\n",
    "a chunk that lies": POST + CHUNKED + b"\r\nzz\r\nabc\r\n0\r\n\r\n",
    "a space before the colon": b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    "a length below zero": POST + b"Content-Length: -1\r\n\r\n",
}


def test_the_server_itself_reads_nothing_without_end(newsroom: Newsroom) -> None:
    with served(newsroom.app) as address:
        port = int(address.rpartition(":")[2])
        for what, sent in RAW.items():
            assert told(port, sent, more=CHUNK if "3 MB" in what else b"") in {400, 403, 413, 431}, what
        assert told(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") == 200


def told(port: int, sent: bytes, *, more: bytes = b"") -> int:
    """Send bytes as they are, *more* of them forty times; return the status of what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        try:
            connection.sendall(sent)
            for _ in range(40 if more else 0):
                connection.sendall(more)
            if more:
                connection.sendall(b"0\r\n\r\n")
        except OSError:  # it has hung up on us, and said why before
            pass
        return int(connection.recv(1 << 16).split()[1])
