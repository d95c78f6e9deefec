"""The browsers one is signed in with: what they carry, how long it opens the desk, and how it is taken from them."""

import re
from pathlib import Path

import pytest

from podme_audio.library import Library
from podme_audio.library.desk import Key
from podme_audio.model import Rank
from podme_audio.operations.backup import backup
from podme_audio.operations.restoring import Place, restore
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.web.desk.newsroom import PASSWORD, Newsroom, Visitor, opened, path, text
from tests.web.shelf import Opening, Shelf

NEW = "lima perahu layar biru"


def stolen(newsroom: Newsroom, cookie: str) -> Visitor:
    """Return somebody else with that cookie."""
    thief = newsroom.visitor(address="198.51.100.66")
    thief.client.set_cookie("podme", cookie)
    return thief


@pytest.mark.parametrize(
    ("public_url", "cookie"),
    [
        ("https://audio.kabar.example", r"__Host-podme=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax"),
        ("https://kabar.example/audio", r"__Host-podme=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax"),
        ("", r"podme=[\w-]{43}; HttpOnly; Path=/; SameSite=Lax"),
    ],
)
def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(
    opening: Opening, public_url: str, cookie: str
) -> None:
    newsroom = opened(opening(public_url=public_url))

    given = newsroom.visitor().get("/desk/masuk").headers.getlist("Set-Cookie")

    assert len(given) == 1
    assert re.fullmatch(cookie, given[0])


def test_a_key_that_was_planted_before_opens_nothing_after(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    planted = "a" * 43
    sari = newsroom.visitor()
    sari.client.set_cookie("podme", planted)

    sari.sign_in("sari")

    assert sari.cookie != planted
    assert path(stolen(newsroom, planted).get("/desk")) == "/desk/masuk"


def test_the_key_changes_at_every_step_of_signing_in_and_out(newsroom: Newsroom) -> None:
    seed = newsroom.employ("sari", factor=True)
    sari = newsroom.visitor()
    keys = []

    sari.get("/desk/masuk")
    keys.append(sari.cookie)
    sari.sign_in("sari")
    keys.append(sari.cookie)
    sari.get("/desk/masuk/kode")
    sari.post("/desk/masuk/kode", kode=newsroom.code(seed))
    keys.append(sari.cookie)
    sari.get("/desk")
    sari.post("/desk/keluar")
    keys.append(sari.cookie)

    assert len(set(keys)) == 4
    assert [path(stolen(newsroom, key).get("/desk")) for key in keys] == ["/desk/masuk"] * 4


def test_the_token_against_forged_requests_changes_with_the_key(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    sari = newsroom.visitor()
    sari.get("/desk/masuk")
    before = sari.token

    sari.post("/desk/masuk", nama="sari", sandi=PASSWORD)
    sari.token = before

    assert sari.post("/desk/keluar").status_code == 403


@pytest.mark.parametrize("path_", ["/desk", "/desk/sesi", "/desk/akun"])
def test_signing_out_ends_it_for_good(newsroom: Newsroom, path_: str) -> None:
    sari = newsroom.at_work("sari")
    key = sari.cookie

    sari.post("/desk/keluar")

    assert path(stolen(newsroom, key).get(path_)).startswith("/desk/masuk")
    assert newsroom.noted("signed out") == [("sari", "signed out", "sari")]


def test_half_an_hour_of_silence_ends_it(newsroom: Newsroom) -> None:
    sari = newsroom.at_work("sari")
    newsroom.clock.later(minutes=29)
    assert sari.get("/desk").status_code == 200
    newsroom.clock.later(minutes=29)
    assert sari.get("/desk").status_code == 200

    newsroom.clock.later(minutes=30)

    assert path(sari.get("/desk")) == "/desk/masuk"


def test_twelve_hours_end_it_however_busy(newsroom: Newsroom) -> None:
    sari = newsroom.at_work("sari")
    for _ in range(35):
        newsroom.clock.later(minutes=20)
        assert sari.get("/desk").status_code == 200

    newsroom.clock.later(minutes=20)

    assert path(sari.get("/desk")) == "/desk/masuk"


def test_sessions_are_listed_with_device_address_and_times(newsroom: Newsroom) -> None:
    sari = newsroom.at_work("sari", address="192.0.2.10")
    newsroom.clock.later(minutes=12)
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"
    other = newsroom.visitor(address="2001:db8::1", agent=iphone)
    other.sign_in("sari")

    told = text(other.get("/desk/sesi"))

    assert "Safari di iPhone peramban ini 2001:db8::/64" in told
    assert "Chrome di Android 192.0.2.10 masuk 23 Nov 2026, 07.00 terakhir dipakai 12 menit lalu" in told
    assert sari.get("/desk").status_code == 200


def test_one_session_is_ended_from_another_and_the_rest_at_once(newsroom: Newsroom) -> None:
    sari = newsroom.at_work("sari")
    second, third, fourth = newsroom.visitor(), newsroom.visitor(), newsroom.visitor()
    for one in (second, third, fourth):
        one.sign_in("sari")
    page = sari.get("/desk/sesi")
    ends = re.findall(r'action="(/desk/sesi/\d+/akhiri)"', page.text)

    sari.post(ends[-1])
    left = [one.get("/desk").status_code for one in (second, third, fourth)]
    sari.get("/desk/sesi")
    sari.post("/desk/sesi/akhiri-lainnya")

    assert len(ends) == 3
    assert sorted(left) == [200, 200, 303]
    assert [one.get("/desk").status_code for one in (sari, second, third, fourth)] == [200, 303, 303, 303]


def test_nobody_ends_the_session_of_another(newsroom: Newsroom) -> None:
    sari = newsroom.at_work("sari")
    budi = newsroom.at_work("budi", Rank.ADMIN)
    (session,) = newsroom.library.desk.sessions.of(newsroom.library.desk.accounts.named("sari").id, newsroom.clock.now)
    budi.get("/desk/sesi")

    assert budi.post(f"/desk/sesi/{session.id}/akhiri").status_code == 404
    assert sari.get("/desk").status_code == 200


def test_a_changed_password_changes_the_key_and_ends_every_other_session(newsroom: Newsroom) -> None:
    sari = newsroom.at_work("sari")
    key, other = sari.cookie, newsroom.visitor()
    other.sign_in("sari")
    sari.get("/desk/akun")

    wrong = sari.post("/desk/akun/sandi", sekarang="bukan itu", sandi=NEW, ulang=NEW)
    differs = sari.post("/desk/akun/sandi", sekarang=PASSWORD, sandi=NEW, ulang=PASSWORD)
    weak = sari.post("/desk/akun/sandi", sekarang=PASSWORD, sandi="indonesiaraya1945!", ulang="indonesiaraya1945!")
    right = sari.post("/desk/akun/sandi", sekarang=PASSWORD, sandi=NEW, ulang=NEW)

    assert [one.status_code for one in (wrong, differs, weak)] == [422] * 3
    assert path(right) == "/desk/akun?kabar=sandi"
    assert sari.get("/desk").status_code == 200
    assert [one.get("/desk").status_code for one in (other, stolen(newsroom, key))] == [303, 303]
    assert newsroom.visitor().sign_in("sari").status_code == 422
    assert newsroom.visitor().sign_in("sari", NEW).status_code == 303


@pytest.mark.parametrize("action", ["peran", "nonaktif", "atur-ulang"])
def test_what_an_admin_does_to_an_account_ends_its_sessions_at_once(newsroom: Newsroom, action: str) -> None:
    sari, bos = newsroom.at_work("sari"), newsroom.at_work("bos", Rank.ADMIN)
    bos.get("/desk/redaksi")

    assert bos.post(f"/desk/redaksi/sari/{action}", peran="chief").status_code in {200, 303}

    assert path(sari.get("/desk")) == "/desk/masuk"
    assert newsroom.visitor().sign_in("sari").status_code == (303 if action == "peran" else 422)


def test_a_second_factor_is_set_up_shown_once_and_taken_off(newsroom: Newsroom) -> None:
    sari = newsroom.at_work("sari")
    key = sari.cookie
    sari.get("/desk/akun")

    assert sari.post("/desk/akun/faktor", sekarang="bukan itu").status_code == 422
    assert path(sari.post("/desk/akun/faktor", sekarang=PASSWORD)) == "/desk/akun/faktor"
    page = sari.get("/desk/akun/faktor")
    seed = re.sub(r"\s", "", re.search(r'class="seed"><code>([^<]+)', page.text)[1])  # type: ignore[index]
    drawn = sari.get("/desk/akun/faktor.svg")
    sari.get("/desk/akun/faktor")
    assert sari.post("/desk/akun/faktor/pasang", kode="000000").status_code == 422
    codes = sari.post("/desk/akun/faktor/pasang", kode=newsroom.code(seed))

    assert drawn.content_type == "image/svg+xml"
    assert len(re.findall(r"(?:[A-Z2-7]{4}-){5}[A-Z2-7]{4}", codes.text)) == 8
    assert path(stolen(newsroom, key).get("/desk")) == "/desk/masuk"
    assert [sari.get(f"/desk/akun/{page}").status_code for page in ("faktor", "faktor.svg")] == [404, 404]
    assert path(newsroom.visitor().sign_in("sari")) == "/desk/masuk/kode"
    newsroom.clock.later(minutes=1)
    sari.get("/desk/akun")
    assert sari.post("/desk/akun/faktor/lepas", sekarang=PASSWORD).status_code == 422
    assert sari.post("/desk/akun/faktor/lepas", sekarang="bukan", kode=newsroom.code(seed)).status_code == 422
    done = sari.post("/desk/akun/faktor/lepas", sekarang=PASSWORD, kode=newsroom.code(seed))
    assert path(done) == "/desk/akun?kabar=lepas"
    assert path(newsroom.visitor().sign_in("sari")) == "/desk"
    assert [what for _, what, _ in newsroom.noted()][1:3] == ["second factor off", "second factor on"]


def test_a_password_that_is_long_enough_only_beside_a_factor_keeps_it(newsroom: Newsroom) -> None:
    short = "xK9#mQ2v"
    seed = newsroom.employ("sari", factor=True, password=short)
    sari = newsroom.visitor()
    sari.sign_in("sari", short)
    sari.get("/desk/masuk/kode")
    sari.post("/desk/masuk/kode", kode=newsroom.code(seed))
    newsroom.clock.later(minutes=1)
    sari.get("/desk/akun")

    answer = sari.post("/desk/akun/faktor/lepas", sekarang=short, kode=newsroom.code(seed))

    assert "kurang dari 15 karakter" in text(answer)
    assert newsroom.library.desk.accounts.named("sari").factor


def test_new_recovery_codes_end_the_old_ones(newsroom: Newsroom) -> None:
    seed = newsroom.employ("sari", factor=True)
    sari = newsroom.visitor()
    sari.sign_in("sari")
    sari.get("/desk/masuk/kode")
    sari.post("/desk/masuk/kode", kode=newsroom.code(seed))
    sari.get("/desk/akun")

    page = sari.post("/desk/akun/cadangan", sekarang=PASSWORD, kode="CADANGAN2")

    other = newsroom.visitor()
    other.sign_in("sari")
    other.get("/desk/masuk/kode")
    assert other.post("/desk/masuk/kode", kode="CADANGAN1").status_code == 422
    fresh = re.search(r"(?:[A-Z2-7]{4}-){5}[A-Z2-7]{4}", page.text)
    other.get("/desk/masuk/kode")
    assert fresh
    assert other.post("/desk/masuk/kode", kode=fresh[0].lower()).status_code == 303


def test_a_backup_brings_accounts_back_but_nobody_s_session_link_or_key(newsroom: Newsroom, tmp_path: Path) -> None:
    sari = newsroom.at_work("sari")
    token = newsroom.library.desk.accounts.add("budi", Rank.EDITOR, who="sari", now=newsroom.clock.now)
    backup(newsroom.library, tmp_path / "podme.tar")

    restore(tmp_path / "podme.tar", Place(tmp_path / "brought"))

    with Library(tmp_path / "brought") as library:
        assert [one.name for one in library.desk.accounts.all()] == ["budi", "sari"]
        assert library.desk.safe.find("sari")[1].password  # type: ignore[index]
        assert library.desk.sessions.find(Key(sari.cookie), newsroom.clock.now) is None
        assert library.desk.secret("desk") != newsroom.library.desk.secret("desk")
        with pytest.raises(Exception, match="used already"):
            library.desk.accounts.invited(token, newsroom.clock.now)
        assert "account made" in library.desk.trail.kinds()
    assert (tmp_path / "podme.tar").stat().st_mode & 0o077 == 0


def test_many_machines_share_one_desk(newsroom: Newsroom, tmp_path: Path) -> None:
    sari = newsroom.at_work("sari")
    home = tmp_path / "episodes-0"
    with Library(home) as library:
        second = opened(Shelf(Press(Settings(home=home), library), library))
        there = second.visitor()
        there.client.set_cookie("podme", sari.cookie)

        assert there.get("/desk").status_code == 200
        there.post("/desk/keluar")

    assert path(sari.get("/desk")) == "/desk/masuk"
