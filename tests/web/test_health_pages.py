"""What operators ask over HTTP, and who else gets an answer."""

import threading
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from podme_audio import web
from podme_audio.operations import metrics
from tests.web.shelf import Shelf, Stock

TOKEN = "kunci-prometheus-kami"  # noqa: S105


@pytest.fixture
def asking(stock: Stock) -> Callable[[web.Duty], FlaskClient]:
    return lambda duty: web.create_app(stock.shelf, duty=duty).test_client()


class Gone:
    """A studio whose library is closed to all: whoever touches it fails."""

    def __init__(self, shelf: Shelf) -> None:
        self.press = shelf.press

    @property
    def library(self) -> None:
        return None


def test_a_process_is_up_whatever_it_looks_at(stock: Stock) -> None:
    def fail() -> str:
        raise OSError("no disk at all")

    client = web.create_app(Gone(stock.shelf), duty=web.Duty({"disk": fail})).test_client()  # type: ignore[arg-type]

    assert (client.get("/healthz").status_code, client.get("/healthz").data) == (200, b"ok\n")
    assert (client.get("/readyz").status_code, client.get("/readyz").data) == (503, b"disk: does not answer\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_no_answer_to_operators_is_kept_by_anyone(asking: Callable[[web.Duty], FlaskClient], path: str) -> None:
    response = asking(web.Duty(metrics="local")).get(path)

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


def test_a_process_that_ends_is_up_but_not_ready(asking: Callable[[web.Duty], FlaskClient]) -> None:
    duty = web.Duty({"worker": lambda: ""}, leaving=threading.Event())
    client = asking(duty)
    before = client.get("/readyz")
    duty.leaving.set()

    assert (before.status_code, before.data) == (200, b"worker: ok\n")
    assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (503, 200)


@pytest.mark.parametrize(
    ("setting", "address", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 404),
        ("", "127.0.0.1", {"Authorization": "Bearer "}, 404),
        ("local", "127.0.0.1", {}, 200),
        ("local", "::1", {}, 200),
        ("local", "10.0.0.7", {}, 404),
        ("local", "nonsense", {}, 404),
        ("local", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("local", "127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 404),
        ("local", "127.0.0.1", {"Host": "audio.podme.id"}, 404),
        ("local", "127.0.0.1", {"Host": "127.0.0.1:8000"}, 200),
        ("local", "127.0.0.1", {"Host": "[::1]:8000"}, 200),
        (TOKEN, "10.0.0.7", {"Authorization": f"Bearer {TOKEN}"}, 200),
        (TOKEN, "10.0.0.7", {"Authorization": f"bearer {TOKEN}"}, 200),
        (TOKEN, "10.0.0.7", {}, 401),
        (TOKEN, "127.0.0.1", {}, 401),
        (TOKEN, "10.0.0.7", {"Authorization": f"Basic {TOKEN}"}, 401),
        (TOKEN, "10.0.0.7", {"Authorization": f"Bearer {TOKEN}x"}, 401),
        (TOKEN, "10.0.0.7", {"Authorization": "Bearer é"}, 401),
        (TOKEN, "10.0.0.7", {"Authorization": TOKEN}, 401),
    ],
)
def test_metrics_are_for_who_is_meant(
    asking: Callable[[web.Duty], FlaskClient], setting: str, address: str, headers: dict[str, str], status: int
) -> None:
    metrics.feed_rendered()

    got = asking(web.Duty(metrics=setting)).get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})

    assert got.status_code == status
    assert (b"podme_feed_renders_total" in got.data) == (status == 200)
    assert (got.headers.get("WWW-Authenticate") == "Bearer") == (status == 401)
    assert TOKEN not in got.text


def test_a_worker_answers_operators_and_nobody_else() -> None:
    client = web.create_watch_app(web.Duty({"worker": lambda: ""}, metrics=TOKEN)).test_client()

    assert client.get("/readyz").data == b"worker: ok\n"
    assert client.get("/healthz").data == b"ok\n"
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get("/").status_code == client.get("/feed.xml").status_code == 404


def test_a_token_is_not_shown_with_the_duty() -> None:
    assert TOKEN not in repr(web.Duty(metrics=TOKEN))
