"""Signing in by an OpenID provider: tried against one on this machine, over real HTTP, with real keys."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from podme_audio.access import Federation, Provider, Trip
from podme_audio.exceptions import AccessError
from podme_audio.model import Rank
from podme_audio.outgoing import Outgoing
from podme_audio.web.desk.entrance import BACK
from tests.web.desk.newsroom import Newsroom, Visitor, opened, path, text
from tests.web.desk.provider import CLIENT, SECRET, Issuer
from tests.web.shelf import Opening

ROLES = {"redaksi": Rank.EDITOR, "redaktur": Rank.CHIEF, "ti": Rank.ADMIN}


@pytest.fixture(scope="module")
def running() -> Iterator[Issuer]:
    issuer = Issuer()
    yield issuer
    issuer.close()


@dataclass
class House:
    """A newsroom, and the provider it trusts."""

    newsroom: Newsroom
    issuer: Issuer

    def leave(self, visitor: Visitor) -> str:
        """Go to the provider; return where one comes back to."""
        answer = visitor.get("/desk/masuk/openid")
        assert answer.status_code == 303
        return f"{BACK}?{self.issuer.authorize(answer.headers['Location'])}"

    def sign_in(self, visitor: Visitor) -> TestResponse:
        return visitor.get(self.leave(visitor), headers={"Sec-Fetch-Site": "cross-site"})


@pytest.fixture
def house(opening: Opening, running: Issuer) -> House:
    running.person = {"sub": "u-1", "preferred_username": "Sari Wahyuni", "groups": ["redaksi"]}
    running.bend, running.algorithm, running.published = (lambda _claims: None), "RS256", running.key
    running.asked.clear()
    shelf = opening()
    provider = Provider(
        Federation(running.address, CLIENT, SECRET, ROLES), shelf.press.addresses.base_url + BACK, Outgoing()
    )
    return House(opened(shelf, provider=provider), running)


def test_who_the_provider_knows_gets_an_account_with_the_role_of_their_group(house: House) -> None:
    sari = house.newsroom.visitor()
    assert "Masuk dengan OpenID" in text(sari.get("/desk/masuk"))

    assert path(house.sign_in(sari)) == "/desk"

    assert "Anda masuk sebagai sari-wahyuni . Editor" in text(sari.get("/desk"))
    (editor,) = house.newsroom.library.desk.accounts.all()
    assert editor.subject == f"{house.issuer.address} u-1"
    assert "diatur di sana" in text(sari.get("/desk/akun"))


def test_the_same_person_keeps_the_account_whatever_the_name_and_gets_today_s_role(house: House) -> None:
    first = house.newsroom.visitor()
    house.sign_in(first)
    house.issuer.person = {"sub": "u-1", "preferred_username": "nama-baru", "groups": ["redaksi", "ti", "lain"]}

    second = house.newsroom.visitor()
    house.sign_in(second)

    (editor,) = house.newsroom.library.desk.accounts.all()
    assert (editor.name, editor.rank) == ("sari-wahyuni", Rank.ADMIN)
    assert path(first.get("/desk")) == "/desk/masuk"
    assert ("openid", "role changed", "sari-wahyuni") in house.newsroom.noted()


def test_a_name_that_is_taken_here_is_not_taken_over(house: House) -> None:
    house.newsroom.employ("sari", Rank.ADMIN)
    house.issuer.person = {"sub": "u-2", "preferred_username": "sari", "groups": "redaksi"}

    house.sign_in(visitor := house.newsroom.visitor())

    assert "sari-2 . Editor" in text(visitor.get("/desk"))
    assert house.newsroom.library.desk.accounts.named("sari").subject == ""


def test_without_a_group_of_ours_nobody_comes_in(house: House) -> None:
    house.issuer.person = {"sub": "u-3", "name": "Orang", "groups": ["pemasaran"]}

    answer = house.sign_in(house.newsroom.visitor())

    assert "Anda belum diberi peran" in text(answer)
    assert house.newsroom.library.desk.accounts.all() == ()


def test_who_is_disabled_here_stays_out_whatever_the_provider_says(house: House) -> None:
    house.newsroom.employ("bos", Rank.ADMIN)
    house.sign_in(house.newsroom.visitor())
    house.newsroom.library.desk.accounts.disable("sari-wahyuni", who="bos", now=house.newsroom.clock.now)

    assert "Akun Anda dinonaktifkan" in text(house.sign_in(house.newsroom.visitor()))


def test_an_account_of_the_provider_has_no_password_here(house: House) -> None:
    house.sign_in(house.newsroom.visitor())

    assert house.newsroom.visitor().sign_in("sari-wahyuni", "").status_code == 422
    assert house.newsroom.visitor().sign_in("sari-wahyuni", "nobody has this password").status_code == 422


def test_the_way_back_is_good_once_and_in_one_browser_alone(house: House) -> None:
    sari, thief = house.newsroom.visitor(), house.newsroom.visitor()
    back = house.leave(sari)

    assert thief.get(back).status_code == 422
    assert path(sari.get(back)) == "/desk"
    sari.post("/desk/keluar")
    assert sari.get(back).status_code == 422


def test_each_attempt_has_a_state_and_a_nonce_of_its_own(house: House) -> None:
    visitor = house.newsroom.visitor()

    addresses = [visitor.get("/desk/masuk/openid").headers["Location"] for _ in range(3)]
    told = [dict(pair.split("=", 1) for pair in urlsplit(one).query.split("&")) for one in addresses]

    for name in ("state", "nonce", "code_challenge"):
        assert len({one[name] for one in told}) == 3
        assert all(len(one[name]) >= 43 for one in told)


@pytest.mark.parametrize(
    "change",
    [
        lambda query: query.replace("state=", "state=x"),
        lambda query: query.split("&state")[0],
        lambda query: query.replace("iss=http", "iss=https"),
        lambda query: query.replace("code=", "kode="),
        lambda query: query.replace("code=", "code=x"),
        lambda query: query.replace("code=", "error=access_denied&x="),
    ],
)
def test_an_answer_that_was_tampered_with_opens_nothing(house: House, change: Callable[[str], str]) -> None:
    sari = house.newsroom.visitor()
    place, _, query = house.leave(sari).partition("?")

    assert sari.get(f"{place}?{change(query)}").status_code == 422
    assert path(sari.get("/desk")) == "/desk/masuk"


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "lain"},
        {"nonce": None},
        {"iss": "https://jahat.example"},
        {"aud": "aplikasi-lain"},
        {"aud": ["podme", "aplikasi-lain"], "azp": "aplikasi-lain"},
        {"exp": 1},
        {"iat": 99999999999},
        {"at_hash": "salah"},
        {"sub": None},
        {"exp": None},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_is_not_believed(house: House, lie: dict[str, Any]) -> None:
    def bend(claims: dict[str, Any]) -> None:
        claims.update(lie)
        for name in [name for name, value in lie.items() if value is None]:
            del claims[name]

    house.issuer.bend = bend

    assert house.sign_in(house.newsroom.visitor()).status_code == 422
    assert house.newsroom.library.desk.accounts.all() == ()


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_no_key_pair_signed_is_not_believed(house: House, algorithm: str) -> None:
    house.issuer.algorithm = algorithm

    assert house.sign_in(house.newsroom.visitor()).status_code == 422


def test_a_token_signed_with_another_key_is_not_believed_until_the_provider_says_it_is_its_own(house: House) -> None:
    house.issuer.published = RSAKey.generate_key(2048, {"kid": "satu", "use": "sig"}, private=True)
    assert house.sign_in(house.newsroom.visitor()).status_code == 422
    house.issuer.published = house.issuer.key

    assert path(house.sign_in(house.newsroom.visitor())) == "/desk"
    assert house.issuer.asked.count("/jwks") == 3


def test_a_provider_that_calls_itself_otherwise_is_not_believed(house: House) -> None:
    other = house.issuer.address.replace("127.0.0.1", "localhost")
    provider = Provider(Federation(other, CLIENT, SECRET, ROLES), f"http://127.0.0.1:8000{BACK}", Outgoing())

    with pytest.raises(AccessError, match="calls itself otherwise"):
        provider.there(Trip("a", "b", "c"))


def test_a_provider_that_is_away_is_said_so_and_passwords_go_on(opening: Opening) -> None:
    away = Federation("http://127.0.0.1:9", CLIENT, SECRET, ROLES)
    newsroom = opened(opening(), provider=Provider(away, f"http://127.0.0.1:8000{BACK}", Outgoing(timeout=1)))
    newsroom.employ("sari")
    sari = newsroom.visitor()

    assert "OpenID tidak dapat dipakai saat ini" in text(sari.get("/desk/masuk/openid"))
    assert sari.sign_in("sari").status_code == 303


def test_without_a_provider_there_is_no_such_door(newsroom: Newsroom) -> None:
    assert "OpenID" not in text(newsroom.visitor().get("/desk/masuk"))
    assert newsroom.visitor().get("/desk/masuk/openid").status_code == 404
