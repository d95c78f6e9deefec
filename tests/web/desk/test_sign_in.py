"""How one gets in: name and password, second factor, one-time links; and how others do not."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from podme_audio.access import Passwords, judge
from podme_audio.model import Rank
from tests.web.desk.newsroom import PASSWORD, Newsroom, opened, path, text
from tests.web.shelf import Opening

HOUR = 3600


def test_a_name_and_a_password_open_the_desk(newsroom: Newsroom) -> None:
    newsroom.employ("sari")
    sari = newsroom.visitor()

    assert path(sari.sign_in(" Sari ")) == "/desk"
    assert "Anda masuk sebagai sari" in text(sari.get("/desk"))
    assert newsroom.noted("signed in") == [("sari", "signed in", "sari")]


@pytest.mark.parametrize("name", ["sari", "orang-lain", "lepas", "", "x" * 5000, "sa\x00ri"])
def test_what_is_refused_is_refused_in_the_same_words_and_with_the_same_work(newsroom: Newsroom, name: str) -> None:
    newsroom.employ("sari")
    newsroom.employ("lepas")
    newsroom.library.desk.accounts.add("admin", Rank.ADMIN, who="terminal", now=newsroom.clock.now)
    newsroom.library.desk.accounts.disable("lepas", who="terminal", now=newsroom.clock.now)
    known = newsroom.visitor(address="203.0.113.1")
    stranger = newsroom.visitor(address="203.0.113.2")

    first, work = measured(newsroom, lambda: known.sign_in("sari", "salah salah salah"))
    second, same = measured(newsroom, lambda: stranger.sign_in(name, PASSWORD if name == "lepas" else "salah"))

    assert (first.status_code, second.status_code) == (422, 422)
    assert "Nama akun atau kata sandi salah." in text(second)
    assert text(first).replace("sari", "") == text(second).replace(name.strip(), "").replace("sari", "") or name
    assert same == work


def measured(newsroom: Newsroom, attempt: Callable[[], object]) -> tuple[object, tuple[int, int]]:
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
