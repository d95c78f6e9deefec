"""Articles that programs hand in: who may, what is taken, and what is said of what is not."""

import json
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from standardwebhooks import Webhook

from podme_audio import web, webhooks
from podme_audio.builds import Builds
from podme_audio.exceptions import LibraryError
from podme_audio.library import Library, from_json
from podme_audio.newsroom import Newsroom
from podme_audio.settings import Settings
from podme_audio.studio import Studio, Wish

NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
KEY, NEXT, FOREIGN = (f"whsec_{b64encode(bytes([n]) * 32).decode()}" for n in (1, 2, 3))
ARTICLE = {"title": "Pasar Dibuka", "text": "Pasar itu dibuka lagi pagi ini oleh wali kota."}
POST = {
    "type": "post.published",
    "timestamp": "2026-11-25T05:00:00Z",
    "data": {"id": 7, "url": "https://podme.id/pasar"},
}


class Desk:
    """A newsroom that takes articles in, and a program at its door."""

    def __init__(self, home: Path, keys: str = f"{KEY} {NEXT}") -> None:
        self.library = Library(home)
        chosen = Settings(home=home, engine="tone", hook_keys=keys, public_url="https://audio.podme.id")
        studio = Studio(chosen, self.library)
        self.builds = Builds(studio)
        app = web.create_app(studio)
        newsroom, below = Newsroom(studio, self.builds), studio.press.addresses.home
        app.register_blueprint(web.api(newsroom, studio.press.show.title, below))
        app.register_blueprint(web.intake(newsroom, below))
        self.client: FlaskClient = app.test_client()
        _, self.token = self.library.intake.tokens.create("CMS", ["articles:write"], now=NOW)

    def send(self, read: Any = ARTICLE, *, token: str | None = None, type: str = "application/json") -> Any:
        shown = self.token if token is None else token
        headers = {"Authorization": f"Bearer {shown}"} if shown else {}
        body = read if isinstance(read, bytes) else json.dumps(read)
        return self.client.post("/api/articles", data=body, content_type=type, headers=headers)

    def tell(self, read: Any = POST, *, key: str = KEY, id: str = "msg_1", at: float | None = None) -> Any:
        body = read if isinstance(read, bytes) else json.dumps(read).encode()
        moment = int(at or time.time())
        signature = webhooks.sign(webhooks.keys(key)[0], id, moment, body)
        headers = dict(zip(webhooks.HEADERS, (id, str(moment), signature), strict=True))
        return self.client.post("/api/hooks/wordpress", data=body, content_type="application/json", headers=headers)

    def wishes(self) -> list[Wish]:
        ledger = self.library.ledger
        return [from_json(ledger.order(build.id), Wish) for build in ledger.builds()]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("shared") / "home")
    yield desk
    desk.builds.close()
    desk.library.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "home")
    yield desk
    desk.builds.close()
    desk.library.close()


# -- articles


def test_an_article_is_queued_and_its_build_can_be_followed(desk: Desk) -> None:
    told = {**ARTICLE, "section": "Ekonomi", "byline": "Sri Lestari", "published": "2026-11-20T07:00:00+07:00"}

    answer = desk.send(told)

    (wish,) = desk.wishes()
    (article,) = wish.articles
    assert answer.status_code == 202
    assert answer.json["status"] == f"https://audio.podme.id/api/builds/{answer.json['build']}"
    assert article is not None
    assert (article.title, article.section, article.byline) == ("Pasar Dibuka", "Ekonomi", "Sri Lestari")
    assert article.published == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    assert not wish.publish
    followed: Any = desk.client.get(
        f"/api/builds/{answer.json['build']}", headers={"Authorization": f"Bearer {desk.token}"}
    )
    assert (followed.status_code, followed.json["state"]) == (200, "queued")


@pytest.mark.parametrize(
    ("read", "texts"),
    [
        ({"text": "Satu.\n\nDua."}, ["Satu.", "Dua."]),
        (
            {"html": "<p>Satu <b>dan</b></p><script>x()</script><figcaption>F</figcaption><p>Dua</p>"},
            ["Satu dan", "Dua"],
        ),
        ({"markdown": "# Judul\n\nSatu **dua**.\n\n- Tiga"}, ["Satu dua.", "Tiga"]),
    ],
)
def test_text_html_and_markdown_are_taken(desk: Desk, read: dict[str, str], texts: list[str]) -> None:
    assert desk.send({**read, "url": "https://podme.id/a"}).status_code == 202

    (wish,) = desk.wishes()
    assert wish.references == ("https://podme.id/a",)
    assert wish.articles[0] is not None
    assert [block.text for block in wish.articles[0].blocks] == texts


def test_an_address_alone_leaves_the_reading_to_the_build(desk: Desk) -> None:
    assert desk.send({"url": "https://podme.id/a"}).status_code == 202

    assert [(wish.references, wish.articles) for wish in desk.wishes()] == [(("https://podme.id/a",), (None,))]


def test_the_same_article_twice_is_one_build(desk: Desk) -> None:
    assert desk.send().json == desk.send().json


@pytest.mark.parametrize(
    ("read", "status", "why"),
    [
        (b"{", 400, "no JSON"),
        (b"\xff", 400, "no JSON"),
        (b"[" * 100_000, 422, "expected `object`, got `array`"),
        ({"text": "a\x00"}, 422, "NUL"),
        (b"[]", 422, "expected `object`, got `array`"),
        ({}, 422, "give text, html, markdown, or the url"),
        ({"title": "Judul saja"}, 422, "give text, html, markdown"),
        ({"text": " "}, 422, "give text, html, markdown"),
        ({"text": "a", "html": "<p>a"}, 422, "give one of"),
        ({"text": 5}, 422, "text: expected `str`, got `int`"),
        ({"teks": "a"}, 422, "unknown field `teks`"),
        ({"text": "a", "title": "x" * 301}, 422, "title: expected `str` of length <= 300"),
        ({"text": "a", "published": "kemarin"}, 422, "published: no moment such as 2026-11-20T07:00:00+07:00"),
        ({"text": "a", "published": "2026-11-20T07:00:00"}, 422, "published: no moment such as 2026-11-20T07"),
        ({"text": "a", "url": "javascript:alert(1)"}, 422, "url is no address"),
        ({"url": "http://a:b@podme.id/"}, 422, "url is no address"),
        ({"url": "http://[::1"}, 422, "url is no address"),
        ({"html": "<script>a()</script>"}, 422, "there is no text"),
        ({"markdown": "---\njudul: a\n---\nb"}, 422, "no field 'judul'"),
    ],
)
def test_what_is_no_article_is_said_in_one_sentence(shared: Desk, read: Any, status: int, why: str) -> None:
    answer = shared.send(read)

    assert (answer.status_code, answer.content_type) == (status, "application/json")
    assert why in answer.json["error"]
    assert shared.library.ledger.builds() == ()


def test_a_body_that_is_too_long_or_of_another_kind_is_not_read(shared: Desk) -> None:
    long, form = (
        shared.send({"text": "a" * 1_000_001}),
        shared.send(b"text=a", type="application/x-www-form-urlencoded"),
    )

    assert (long.status_code, long.json["error"]) == (413, "the body is longer than 1 MB")
    assert (form.status_code, form.json["error"]) == (415, "send application/json")


@pytest.mark.parametrize("shown", ["", "podme_1_2", "podme__", "x", "podme_" + "a" * 5000, "podme_é_x"])
def test_who_shows_no_token_is_not_let_in(shared: Desk, shown: str) -> None:
    answer = shared.send(token=shown)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "give a token" in answer.json["error"]


def test_a_token_of_another_secret_another_scope_an_end_or_that_was_revoked_is_none(shared: Desk) -> None:
    tokens = shared.library.intake.tokens
    _, expired = tokens.create("lama", ["articles:write"], now=NOW, expires=NOW + timedelta(seconds=1))
    revoked, text = tokens.create("dicabut", ["articles:write"], now=NOW)
    tokens.revoke(revoked.id, now=NOW)
    _, reading = tokens.create("pembaca", ["episodes:read"], now=NOW)

    assert [shared.send(token=one).status_code for one in (shared.token[:-1] + "!", expired, text)] == [401, 401, 401]
    answer = shared.send(token=reading)
    assert (answer.status_code, answer.json["error"]) == (
        403,
        "this token is not good for that: it lacks articles:write",
    )


def test_only_a_hash_of_a_token_is_kept_and_when_it_was_used(desk: Desk) -> None:
    secret = desk.token.split("_", 2)[2]
    (before,) = desk.library.intake.tokens.tokens()

    desk.send()

    (after,) = desk.library.intake.tokens.tokens()
    assert (before.used is None, after.used is None) == (True, False)
    files = [path for path in desk.library.store.workshop().parents[1].rglob("podme.db*") if path.is_file()]
    assert files
    assert not any(secret.encode() in path.read_bytes() for path in files)


def test_a_scope_that_is_none_is_named(desk: Desk) -> None:
    with pytest.raises(LibraryError, match=r"there is no scope 'semua'; choose articles:write"):
        desk.library.intake.tokens.create("x", ["semua"], now=NOW)
    with pytest.raises(LibraryError, match="there is no token 'tiada'"):
        desk.library.intake.tokens.revoke("tiada", now=NOW)


def test_a_build_that_is_not_there_is_said_in_json(shared: Desk) -> None:
    answer: Any = shared.client.get("/api/builds/tiada", headers={"Authorization": f"Bearer {shared.token}"})

    assert (answer.status_code, answer.json["error"]) == (404, "there is no build 'tiada'")


def test_no_cookie_is_set_and_nothing_is_kept(shared: Desk) -> None:
    answer = shared.send({"text": ""})

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_where_nothing_is_built_nothing_is_taken_in(shared: Desk) -> None:
    studio = Studio(Settings(home=Path("none"), engine="tone"), shared.library)

    assert web.create_app(studio).test_client().post("/api/articles").status_code == 404


# -- hooks


@pytest.mark.parametrize("type", ["post.published", "post.updated"])
def test_what_wordpress_tells_of_is_built(desk: Desk, type: str) -> None:
    answer = desk.tell({**POST, "type": type})

    assert answer.status_code == 202
    assert [wish.references for wish in desk.wishes()] == [("https://podme.id/pasar",)]


def test_a_message_that_is_sent_again_does_nothing_twice(desk: Desk) -> None:
    first = desk.tell()
    desk.builds.cancel(first.json["build"])

    again, other = desk.tell(), desk.tell(id="msg_2")

    assert (again.status_code, again.json) == (200, {"duplicate": True})
    assert other.status_code == 202
    assert len(desk.library.ledger.builds()) == 2


def test_many_at_once_are_one_build(desk: Desk) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(desk.tell().status_code)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(answers) <= {200, 202}
    assert len(desk.library.ledger.builds()) == 1


def test_both_keys_are_good_while_one_is_changed_and_no_other(shared: Desk) -> None:
    other = {"type": "post.trashed", "data": {}}

    answers = [shared.tell(other, key=key, id=f"k{n}").status_code for n, key in enumerate((KEY, NEXT, FOREIGN))]

    assert answers == [202, 202, 401]


@pytest.mark.parametrize("off", [-301, 301, 86_400])
def test_a_message_of_another_time_is_not_believed(shared: Desk, off: int) -> None:
    answer = shared.tell(at=time.time() + off)

    assert (answer.status_code, answer.json["error"]) == (401, "webhook-timestamp is not within 300 seconds of now")


def test_a_message_that_was_changed_on_its_way_is_not_believed(shared: Desk) -> None:
    body, moment = json.dumps(POST).encode(), str(int(time.time()))
    signature = webhooks.sign(webhooks.keys(KEY)[0], "a", int(moment), body)
    good = {"webhook-id": "a", "webhook-timestamp": moment, "webhook-signature": signature}
    changes: list[tuple[bytes, dict[str, str]]] = [
        (body.replace(b"pasar", b"lain!"), good),
        (body, {**good, "webhook-id": "b"}),
        (body, {**good, "webhook-timestamp": str(int(moment) + 1)}),
        (body, {**good, "webhook-signature": signature.replace("v1,", "v2,")}),
        (body, {**good, "webhook-signature": "v1,"}),
        (body, {**good, "webhook-signature": "é"}),
        (body, {**good, "webhook-timestamp": "١٢٣"}),
        (body, {}),
    ]

    for content, headers in changes:
        sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        assert shared.client.post("/api/hooks/wordpress", data=content, headers=sent).status_code == 401


@pytest.mark.parametrize(
    ("read", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        ({"type": "post.published"}, 422),
        ({"type": "post.published", "data": {"url": "file:///etc/passwd"}}, 422),
        ({"type": "post.published", "data": {"url": 5}}, 422),
        ({"type": ["a"], "data": {}}, 422),
        ({"type": "post.deleted", "data": {}}, 202),
    ],
)
def test_a_message_that_is_genuine_and_makes_no_sense_is_said_so(shared: Desk, read: Any, status: int) -> None:
    assert shared.tell(read, id=json.dumps(str(read))).status_code == status


def test_without_a_key_no_message_is_heard(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "home", keys="")

    answer = desk.tell()

    assert (answer.status_code, "PODME_HOOK_KEYS" in answer.json["error"]) == (404, True)
    desk.library.close()


def test_messages_are_forgotten_when_their_time_has_run_out(desk: Desk) -> None:
    hooks = desk.library.intake.messages

    assert (hooks.note("a", NOW), hooks.note("a", NOW), hooks.known("a")) == (True, False, True)
    assert hooks.forget(NOW + timedelta(days=1)) == 1
    assert not hooks.known("a")


def test_we_sign_and_verify_as_the_standards_own_package_does() -> None:
    body, moment = json.dumps(POST).encode(), datetime.now(UTC).replace(microsecond=0)
    theirs = Webhook(KEY).sign("msg_1", moment, body.decode())
    ours = webhooks.sign(webhooks.keys(KEY)[0], "msg_1", int(moment.timestamp()), body)
    headers = dict(zip(webhooks.HEADERS, ("msg_1", str(int(moment.timestamp())), ours), strict=True))

    assert ours == theirs
    assert Webhook(KEY).verify(body, headers) == POST
    assert webhooks.complaint(webhooks.keys(KEY), headers, body, time.time()) == ""
    rotated = {**headers, "webhook-signature": f"v1,AAAA {theirs}"}
    assert webhooks.complaint(webhooks.keys(f"{NEXT} {KEY}"), rotated, body, time.time()) == ""


@pytest.mark.parametrize("text", ["rahasia", "whsec_==", "whsec_AAAA", "whsec_é", f"{KEY} x"])
def test_a_key_that_is_none_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="a key is whsec_ and") as caught:
        webhooks.keys(text)

    assert text not in str(caught.value)
