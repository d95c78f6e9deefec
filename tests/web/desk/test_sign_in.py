"""How one gets in: name and password, second factor, one-time links; and how others do not."""

import logging
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import event
from werkzeug.test import TestResponse

from podme_audio.access import Passwords, judge
from podme_audio.library import Library
from podme_audio.model import Rank
from tests.web.desk.newsroom import PASSWORD, Newsroom, opened, path, text
from tests.web.shelf import Opening


def test_a_name_and_a_password_open_the_desk(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    sari = newsroom.visitor()

    assert path(sari.sign_in(" Sari ")) == "/desk"
    assert "Anda masuk sebagai sari" in text(sari.get("/desk"))
    assert newsroom.noted("signed in") == [("sari", "signed in", "sari")]


@pytest.mark.parametrize("name", ["orang-lain", "lepas", "menunggu", "", "x" * 5000, "si\x00apa"])
def test_who_is_refused_learns_nothing_neither_by_the_words_nor_by_the_work(newsroom: Newsroom, name: str) -> None:
    newsroom.employ("sari")
    newsroom.employ("lepas")
    newsroom.library.desk.accounts.add("menunggu", Rank.EDITOR, who="terminal", now=newsroom.clock.now)
    newsroom.employ("bos", Rank.ADMIN)
    newsroom.library.desk.accounts.disable("lepas", who="terminal", now=newsroom.clock.now)
    one, other = newsroom.visitor(address="203.0.113.1"), newsroom.visitor(address="203.0.113.2")

    there, work = measured(newsroom, lambda: one.sign_in("sari", "salah salah salah"))
    not_there, same = measured(newsroom, lambda: other.sign_in(name))

    assert there.status_code == not_there.status_code == 422
    assert "Nama akun atau kata sandi salah." in text(not_there)
    assert text(there) == text(not_there)
    assert set(there.headers.keys()) == set(not_there.headers.keys())
    assert same == work
    assert work[0] == 1


def test_attempts_at_an_account_are_slowed_more_and_more_but_never_for_ever(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    addresses = iter(range(100))

    def attempt(password: str) -> int:
        return newsroom.visitor(address=f"198.51.100.{next(addresses)}").sign_in("sari", password).status_code

    assert [attempt("salah") for _ in range(5)] == [422] * 5
    for wait in (2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900):
        newsroom.clock.later(seconds=wait - 0.5)
        assert attempt("salah") == 429
        newsroom.clock.later(seconds=0.5)
        assert attempt("salah") == 422
    newsroom.clock.later(minutes=15)
    assert attempt(PASSWORD) == 303


def test_an_attempt_too_soon_is_not_looked_at_even_if_it_is_right(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    thief = newsroom.visitor()
    for _ in range(5):
        thief.sign_in("sari", "salah")

    answer, (verified, _) = measured(newsroom, lambda: thief.sign_in("sari"))

    assert (answer.status_code, verified) == (429, 0)
    assert "Terlalu banyak percobaan. Coba lagi 2 detik lagi." in text(answer)


def test_accounts_that_are_not_there_are_slowed_just_so(newsroom: Newsroom) -> None:
    answers = [newsroom.visitor(address=f"198.51.100.{at}").sign_in("siapa").status_code for at in range(6)]

    assert answers == [422] * 5 + [429]


def test_an_address_that_tries_many_names_is_slowed(newsroom: Newsroom) -> None:
    sprayer = newsroom.visitor()

    answers = [sprayer.sign_in(f"nama-{at}").status_code for at in range(31)]

    assert answers == [422] * 30 + [429]
    assert newsroom.visitor(address="198.51.100.1").sign_in("nama-99").status_code == 422


def test_strangers_do_not_shut_out_who_comes_from_where_they_always_come_from(newsroom: Newsroom) -> None:
    sari = newsroom.at_work("sari", address="192.0.2.10")
    sari.post("/desk/keluar")
    for at in range(6):
        newsroom.visitor(address=f"198.51.100.{at}").sign_in("sari", "salah")

    assert newsroom.visitor(address="198.51.100.9").sign_in("sari").status_code == 429
    assert newsroom.visitor(address="192.0.2.10").sign_in("sari").status_code == 303


def test_a_hundred_attempts_at_once_are_not_all_free(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    visitors = [newsroom.visitor(address=f"198.51.100.{at}") for at in range(12)]
    answers: list[int] = []
    for one in visitors:
        one.get("/desk/masuk")
    before = newsroom.passwords.verified
    threads = [
        threading.Thread(
            target=lambda one=one: answers.append(one.post("/desk/masuk", nama="sari", sandi="x").status_code)
        )
        for one in visitors
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [422] * 5 + [429] * 7
    assert newsroom.passwords.verified - before == 5


def test_a_second_factor_is_asked_for_and_each_code_is_good_once(newsroom: Newsroom) -> None:
    seed = newsroom.employ("sari", factor=True)
    sari, thief = newsroom.visitor(), newsroom.visitor(address="198.51.100.1")

    assert path(sari.sign_in("sari")) == "/desk/masuk/kode"
    assert path(sari.get("/desk")) == "/desk/masuk"
    assert sari.get("/desk/masuk/kode").status_code == 200
    assert sari.post("/desk/masuk/kode", kode="000000").status_code == 422
    assert path(sari.post("/desk/masuk/kode", kode=newsroom.code(seed))) == "/desk"

    thief.sign_in("sari")
    thief.get("/desk/masuk/kode")
    answer = thief.post("/desk/masuk/kode", kode=newsroom.code(seed))
    assert answer.status_code == 422
    assert "Kode itu salah atau sudah dipakai." in text(answer)


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_a_clock_may_be_half_a_minute_off(newsroom: Newsroom, steps: int, status: int) -> None:
    seed = newsroom.employ("sari", factor=True)
    sari = newsroom.visitor()
    sari.sign_in("sari")
    sari.get("/desk/masuk/kode")

    assert sari.post("/desk/masuk/kode", kode=newsroom.code(seed, steps=steps)).status_code == status


def test_codes_are_slowed_and_a_right_password_does_not_speed_them(newsroom: Newsroom) -> None:
    newsroom.employ("sari", factor=True)
    thief = newsroom.visitor()
    answers = []
    for _ in range(6):
        thief.sign_in("sari")
        thief.get("/desk/masuk/kode")
        answers.append(thief.post("/desk/masuk/kode", kode="123456").status_code)

    assert answers == [422] * 5 + [429]


def test_a_recovery_code_is_good_once(newsroom: Newsroom) -> None:
    newsroom.employ("sari", factor=True)
    for status in (303, 422):
        sari = newsroom.visitor()
        sari.sign_in("sari")
        sari.get("/desk/masuk/kode")
        assert sari.post("/desk/masuk/kode", kode="cadangan-1").status_code == status

    assert newsroom.noted("recovery code used") == [("sari", "recovery code used", "sari")]


def test_between_password_and_code_five_minutes_may_pass(newsroom: Newsroom) -> None:
    seed = newsroom.employ("sari", factor=True)
    sari = newsroom.visitor()
    sari.sign_in("sari")
    sari.get("/desk/masuk/kode")
    newsroom.clock.later(minutes=5)

    assert path(sari.post("/desk/masuk/kode", kode=newsroom.code(seed))) == "/desk/masuk"


def test_the_first_link_makes_an_admin_and_then_nothing_more(newsroom: Newsroom) -> None:
    token = newsroom.library.desk.accounts.first(newsroom.clock.now)
    first, late = newsroom.visitor(), newsroom.visitor()

    page = first.post("/desk/undangan", kode=f"http://127.0.0.1:8000/desk/undangan#{token}")
    assert "Akun pertama menjadi admin" in text(page)
    assert path(first.post("/desk/undangan", kode=token, nama="Budi", sandi=PASSWORD, ulang=PASSWORD)) == "/desk"

    assert newsroom.library.desk.accounts.named("budi").rank is Rank.ADMIN
    assert late.post("/desk/undangan", kode=token).status_code == 422
    assert newsroom.library.desk.accounts.first(newsroom.clock.now) == ""


def test_a_link_ends_by_time_by_another_and_with_its_account(newsroom: Newsroom) -> None:
    accounts, now = newsroom.library.desk.accounts, newsroom.clock.now
    newsroom.employ("bos", Rank.ADMIN)
    old, disabled = (accounts.add(name, Rank.EDITOR, who="bos", now=now) for name in ("sari", "lepas"))
    new = accounts.reset("sari", who="bos", now=now)
    accounts.disable("lepas", who="bos", now=now)
    visitor = newsroom.visitor()

    assert [visitor.post("/desk/undangan", kode=token).status_code for token in (old, disabled)] == [422, 422]
    assert "Akun sari , peran Editor" in text(visitor.post("/desk/undangan", kode=new))
    newsroom.clock.later(hours=24)
    assert "kedaluwarsa" in text(visitor.post("/desk/undangan", kode=new))


def test_a_reset_keeps_the_second_factor_unless_it_is_lost_too(newsroom: Newsroom) -> None:
    accounts, now = newsroom.library.desk.accounts, newsroom.clock.now
    seed = newsroom.employ("sari", factor=True)
    forgetful, robbed = newsroom.visitor(), newsroom.visitor()

    token = accounts.reset("sari", who="bos", now=now)
    forgetful.post("/desk/undangan", kode=token)
    assert path(forgetful.post("/desk/undangan", kode=token, sandi="xK9#mQ2v", ulang="xK9#mQ2v")) == "/desk/masuk/kode"
    assert path(forgetful.get("/desk")) == "/desk/masuk"
    forgetful.get("/desk/masuk/kode")
    assert path(forgetful.post("/desk/masuk/kode", kode=newsroom.code(seed))) == "/desk"

    token = accounts.reset("sari", who="bos", now=now, factor=True)
    robbed.post("/desk/undangan", kode=token)
    assert robbed.post("/desk/undangan", kode=token, sandi="xK9#mQ2v", ulang="xK9#mQ2v").status_code == 422
    assert path(robbed.post("/desk/undangan", kode=token, sandi=PASSWORD, ulang=PASSWORD)) == "/desk"


def test_what_is_refused_is_logged_with_who_and_where_and_never_with_what_was_typed(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom.employ("sari")
    with caplog.at_level(logging.WARNING):
        newsroom.visitor().sign_in("sari", "sandi yang salah")
        newsroom.visitor(address="198.51.100.1").sign_in("sandi di kolom nama\nPalsu: baris", "x")

    assert "sign-in refused: sari, from 203.0.113.7" in caplog.text
    assert "sign-in refused: an account that is not there, from 198.51.100.1" in caplog.text
    assert "sandi" not in caplog.text
    assert "Palsu" not in caplog.text


def test_the_first_link_is_good_for_an_hour(newsroom: Newsroom) -> None:
    token = newsroom.library.desk.accounts.first(newsroom.clock.now)
    newsroom.clock.later(hours=1)

    assert newsroom.visitor().post("/desk/undangan", kode=token).status_code == 422


def test_guessing_links_is_slowed(newsroom: Newsroom) -> None:
    guesser = newsroom.visitor()

    answers = [guesser.post("/desk/undangan", kode=f"tebakan-{at}").status_code for at in range(11)]

    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize(
    ("password", "factor", "reason"),
    [
        ("empat kuda minum kopi", False, ""),
        ("correct horse battery staple", False, ""),
        ("ゆっくり歩いて海まで行こうよ今日は", False, ""),
        ("<script>'\";--  ok  ", False, ""),
        ("xK9#mQ2vLp4TzR8", False, ""),
        ("xK9#mQ2vLp4TzR", False, "short"),
        ("xK9#mQ2v", True, ""),
        ("xK9#mQ2", True, "short"),
        ("password", True, "common"),
        ("passwordpassword", False, "common"),
        ("P4ssw0rd-Indonesia-2026", False, "common"),
        ("indonesiaraya1945!", False, "common"),
        ("persijajuara2024!!", False, "common"),
        ("qwertyuiop12345", False, "common"),
        ("aaaaaaaaaaaaaaaaaaaa", False, "common"),
        ("abcabcabcabcabcabc", False, "common"),
        ("123456789012345678", False, "common"),
        ("17-08-1945 17-08-1945", False, "common"),
        ("sariwahyuni-kabarpagi", False, "common"),
        ("x" * 257, False, "long"),
        ("kuda laut " * 25, False, "common"),
    ],
)
def test_passwords_are_judged_by_length_and_by_how_soon_they_would_be_guessed(
    password: str, factor: bool, reason: str
) -> None:
    assert judge(password, factor=factor, about=("sari.wahyuni@podme.id", "Kabar Pagi")) == reason


@pytest.mark.parametrize(
    "password", ["  spasi di depan dan belakang  ", "é" * 3 + "kombinasi huruf ñ", "🐎🐎 empat kuda minum"]
)
def test_a_password_counts_as_it_was_typed(newsroom: Newsroom, password: str) -> None:
    newsroom.employ("sari", password=password)

    assert newsroom.visitor().sign_in("sari", password.strip() + " ").status_code == 422
    assert newsroom.visitor().sign_in("sari", password).status_code == 303


def test_passwords_are_kept_as_argon2id_at_the_usual_cost_two_at_once() -> None:
    passwords = Passwords()

    kept = passwords.hash(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.verify(kept, PASSWORD)
    assert not passwords.verify("", "nobody has this password")


def test_a_hash_of_another_cost_is_made_anew_at_the_next_sign_in(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    editor = newsroom.library.desk.accounts.named("sari")
    newsroom.library.desk.safe.rehash(
        editor, newsroom.library.desk.safe.of(editor).password, Passwords().hash(PASSWORD)
    )

    assert newsroom.visitor().sign_in("sari").status_code == 303
    assert "m=8," in newsroom.library.desk.safe.of(editor).password


def test_nothing_secret_is_kept_as_it_is(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    token = newsroom.library.desk.accounts.add("budi", Rank.EDITOR, who="sari", now=newsroom.clock.now)
    sari = newsroom.visitor()
    sari.sign_in("sari")

    kept = everything(newsroom.library)

    for secret in (PASSWORD, token, sari.cookie):
        assert secret
        assert secret not in kept


def test_who_signs_in_is_sent_to_the_page_they_asked_for(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    sari = newsroom.visitor()

    assert path(sari.get("/desk/sesi?kabar=akhir")) == "/desk/masuk?ke=%2Fdesk%2Fsesi%3Fkabar%3Dakhir"
    assert path(sari.sign_in("sari", ke="/desk/sesi?kabar=akhir")) == "/desk/sesi?kabar=akhir"


@pytest.mark.parametrize(
    "onward",
    [
        "https://jahat.example/desk",
        "//jahat.example/desk",
        "/\\jahat.example",
        "/desk//jahat.example",
        "/desk/..//jahat.example",
        "/desk/%2e%2e/%2e%2e/",
        "/desk\\@jahat.example",
        "/deskjahat",
        "desk",
        "javascript:alert(1)",
        "/desk\r\nSet-Cookie: a=b",
        "/desk%0d%0aSet-Cookie: a=b",
        "/desk\x00",
        "/desk/\u2028",
        "",
    ],
)
def test_no_address_sends_who_signs_in_elsewhere(newsroom: Newsroom, onward: str) -> None:
    newsroom.employ("sari")

    answer = newsroom.visitor().sign_in("sari", ke=onward)

    assert path(answer) == "/desk"
    assert "a=b" not in str(answer.headers)


def test_one_who_is_asked_for_a_second_factor_sees_nothing_else_before_it_is_set_up(opening: Opening) -> None:
    newsroom = opened(opening(), strict=True)
    sari = newsroom.at_work("sari")

    assert path(sari.get("/desk")) == "/desk/akun?kabar=wajib"
    assert path(sari.get("/desk/sesi")) == "/desk/akun?kabar=wajib"
    assert "mewajibkan verifikasi dua langkah" in text(sari.get("/desk/akun?kabar=wajib"))
    assert path(sari.post("/desk/akun/faktor", sekarang=PASSWORD)) == "/desk/akun/faktor"


def test_behind_a_proxy_attempts_are_counted_by_who_it_saw_and_not_by_what_they_claim(opening: Opening) -> None:
    newsroom = opened(opening(), proxies=1)
    for at in range(31):
        claims = {"X-Forwarded-For": f"10.0.0.{at}, 203.0.113.50", "Sec-Fetch-Site": "same-origin"}
        answer = newsroom.visitor(address="127.0.0.1", sent=claims).sign_in(f"nama-{at}")

    elsewhere = {"X-Forwarded-For": "203.0.113.51", "Sec-Fetch-Site": "same-origin"}
    assert answer.status_code == 429
    assert newsroom.visitor(address="127.0.0.1", sent=elsewhere).sign_in("nama").status_code == 422


def test_without_proxies_of_ours_nobody_chooses_an_address(newsroom: Newsroom) -> None:
    for at in range(31):
        claims = {"X-Forwarded-For": f"203.0.113.{at}", "Sec-Fetch-Site": "same-origin"}
        answer = newsroom.visitor(sent=claims).sign_in(f"nama-{at}")

    assert answer.status_code == 429


def measured(newsroom: Newsroom, attempt: Callable[[], TestResponse]) -> tuple[TestResponse, tuple[int, int]]:
    """Return what came of an attempt, and its work: passwords verified, statements sent to the database."""
    statements: list[str] = []
    before = newsroom.passwords.verified
    with newsroom.library.database.reading() as session:
        engine = session.get_bind().engine

    def count(*told: object) -> None:
        statements.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", count)
    try:
        answer = attempt()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return answer, (newsroom.passwords.verified - before, len(statements))


def everything(library: Library) -> str:
    from podme_audio.library.tables import Base  # noqa: PLC0415

    with library.database.reading() as session:
        return " ".join(str(row) for table in Base.metadata.sorted_tables for row in session.execute(table.select()))
