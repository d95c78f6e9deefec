"""What an admin gives programs at the desk: tokens that open the API, and addresses that hear of events."""

import re
from datetime import timedelta

import pytest

from podme_audio.library.desk import Filter
from podme_audio.library.intake import SCOPES
from podme_audio.model import Event, Rank
from podme_audio.web.desk.programs import EVENTS, GOOD_FOR
from tests.web.desk.newsroom import Newsroom, Visitor, path, text


@pytest.fixture
def ani(newsroom: Newsroom) -> Visitor:
    visitor = newsroom.at_work("ani", Rank.ADMIN)
    visitor.get("/desk/program")
    return visitor


def test_a_token_is_shown_once_is_good_for_what_was_chosen_and_ends(newsroom: Newsroom, ani: Visitor) -> None:
    page = ani.post("/desk/program/token", nama="CMS", untuk=["articles:write", "builds:read"], hari="90")

    (shown,) = re.findall(r"podme_[0-9a-f]{12}_[\w-]+", page.text)
    tokens, now = newsroom.library.intake.tokens, newsroom.clock.now
    found = tokens.find(shown, now=now)
    assert found is not None
    assert (found.name, found.scopes) == ("CMS", ("articles:write", "builds:read"))
    assert shown not in ani.get("/desk/program").text
    assert tokens.find(shown, now=now + timedelta(days=91)) is None
    assert newsroom.noted()[0] == ("ani", "token made", "CMS")
    (made,) = newsroom.library.desk.trail.entries(Filter(what="token made"), limit=5)
    assert shown.split("_", 2)[2] not in str(made.change.after)


def test_a_token_is_revoked_at_once(newsroom: Newsroom, ani: Visitor) -> None:
    ani.post("/desk/program/token", nama="CMS", untuk="articles:write", hari="0")
    (token,) = newsroom.library.intake.tokens.tokens()
    assert token.expires is None

    ani.get("/desk/program")
    assert path(ani.post(f"/desk/program/token/{token.id}/cabut")) == "/desk/program?kabar=token-cabut"

    (after,) = newsroom.library.intake.tokens.tokens()
    assert not after.valid(newsroom.clock.now)
    assert "dicabut" in text(ani.get("/desk/program"))
    assert ani.post("/desk/program/token/tiada/cabut").status_code == 422
    assert newsroom.noted()[0] == ("ani", "token revoked", "CMS")


@pytest.mark.parametrize("fields", [{"nama": "CMS"}, {"untuk": "articles:write"}, {"nama": "CMS", "untuk": "semua"}])
def test_a_token_without_a_name_or_a_use_is_not_made(newsroom: Newsroom, ani: Visitor, fields: dict[str, str]) -> None:
    answer = ani.post("/desk/program/token", **fields)

    assert (answer.status_code, newsroom.library.intake.tokens.tokens()) == (422, ())
    assert "Beri nama programnya, dan pilih sedikitnya satu izin." in text(answer)


def test_an_address_hears_of_what_was_chosen_until_it_is_taken_away(newsroom: Newsroom, ani: Visitor) -> None:
    page = ani.post("/desk/program/penerima", alamat="https://cms.podme.id/kabar", kabar="episode.published")

    (hook,) = newsroom.library.hooks.hooks()
    assert (hook.url, hook.events) == ("https://cms.podme.id/kabar", (Event.PUBLISHED,))
    assert hook.secret in page.text
    assert hook.secret not in ani.get("/desk/program").text
    ani.post(f"/desk/program/penerima/{hook.id}/hapus")
    assert newsroom.library.hooks.hooks() == ()
    assert [one[:2] for one in newsroom.noted()[:2]] == [("ani", "hook dropped"), ("ani", "hook added")]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "cms.podme.id",
        "http://cms.podme.id/",
        "http://127.0.0.1/",
        "https://a:b@cms.podme.id/",
        "https://[::1",
        "javascript:1",
    ],
)
def test_an_address_that_is_none_hears_nothing(newsroom: Newsroom, ani: Visitor, address: str) -> None:
    answer = ani.post("/desk/program/penerima", alamat=address, kabar="episode.published")

    assert (answer.status_code, newsroom.library.hooks.hooks()) == (422, ())
    assert "Alamat penerima dimulai dengan https://" in text(answer)


def test_only_an_admin_gives_them(newsroom: Newsroom) -> None:
    assert newsroom.at_work("budi", Rank.CHIEF).get("/desk/program").status_code == 403


def test_the_desk_has_words_for_every_scope_and_event() -> None:
    assert set(GOOD_FOR) == set(SCOPES)
    assert set(EVENTS) == set(Event)
