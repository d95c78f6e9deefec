"""Every address of the desk, asked by everyone: by strangers, and by each rank; what is open is in a table."""

from contextlib import closing

import pytest
from werkzeug.test import TestResponse

from podme_audio.model import Rank
from tests.attacks.desk import addresses, expected, there
from tests.web.desk.newsroom import Newsroom, Visitor

#: Last, for it ends the session.
LEAVING = "/desk/keluar"
RANKS = (None, *Rank)


def test_each_view_of_the_desk_has_a_row_and_each_row_a_view(newsroom: Newsroom) -> None:
    assert there(newsroom.app) == {(view.rule, view.method) for view in expected()}


@pytest.mark.parametrize("rank", RANKS, ids=str)
def test_each_view_opens_to_the_ranks_of_its_row_and_to_nobody_else(newsroom: Newsroom, rank: Rank | None) -> None:
    newsroom.employ("orang")
    visitor = newsroom.at_work("sari", rank) if rank else newsroom.visitor()
    where = addresses(newsroom.app, {})

    for view in sorted(expected(), key=lambda view: view.rule == LEAVING):
        answer = asked(visitor, view.method, where[view.rule])

        assert (view.rule, view.least is None or opened(answer)) == (view.rule, view.opens_to(rank))
        assert answer.status_code < 500, view.rule


@pytest.mark.parametrize("rank", [None, Rank.EDITOR, Rank.CHIEF], ids=str)
def test_what_is_shut_changes_nothing(newsroom: Newsroom, rank: Rank | None) -> None:
    newsroom.employ("orang")
    visitor = newsroom.at_work("sari", rank) if rank else newsroom.visitor()
    where, before = addresses(newsroom.app, {}), newsroom.noted()

    for view in expected():
        if view.method == "POST" and not view.opens_to(rank):
            asked(visitor, "POST", where[view.rule])

    assert newsroom.noted() == before


def test_a_session_that_has_only_half_its_proof_opens_nothing(newsroom: Newsroom) -> None:
    newsroom.employ("sari", Rank.ADMIN, factor=True)
    visitor = newsroom.visitor()
    visitor.sign_in("sari")
    where = addresses(newsroom.app, {})

    for view in expected():
        if view.least is not None:
            answer = asked(visitor, view.method, where[view.rule])
            assert not opened(answer), view.rule


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_what_changes_something_is_reached_by_post_alone(newsroom: Newsroom, method: str) -> None:
    newsroom.employ("orang")
    bos = newsroom.at_work("bos", Rank.ADMIN)
    where, readable = addresses(newsroom.app, {}), {view.rule for view in expected() if view.method == "GET"}
    before = newsroom.noted()

    for rule in {view.rule for view in expected() if view.method == "POST"} - readable:
        tricks = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST", "X-Method-Override": "POST"}
        answer = bos.client.open(f"{where[rule]}?_method=POST", method=method, headers=tricks)
        assert answer.status_code in {403, 404, 405}, rule

    assert newsroom.noted() == before


@pytest.mark.parametrize(
    "path",
    [
        "/desk/../desk/redaksi",
        "/desk//redaksi",
        "/DESK/redaksi",
        "/desk/redaksi/",
        "/desk;/redaksi",
        "/%64esk/redaksi",
        "/desk/%2e/redaksi",
        "/./desk/redaksi",
    ],
)
def test_no_other_way_of_writing_an_address_leads_past_the_guard(newsroom: Newsroom, path: str) -> None:
    newsroom.employ("orang")
    for visitor in (newsroom.visitor(), newsroom.at_work("sari")):
        answer = visitor.get(path)

        assert answer.status_code in {303, 403, 404}, path
        assert "orang" not in answer.text


def asked(visitor: Visitor, method: str, address: str) -> TestResponse:
    with closing(visitor.get(address) if method == "GET" else visitor.post(address)) as answer:
        return answer


def opened(answer: TestResponse) -> bool:
    """Whether the guard let somebody through, whatever the view made of it."""
    onward = answer.headers.get("Location", "").partition("?")[0]
    told = "kabar=" in answer.headers.get("Location", "")  # who signs out is let through, and led there too
    return answer.status_code != 403 and (told or answer.status_code != 303 or onward != "/desk/masuk")
