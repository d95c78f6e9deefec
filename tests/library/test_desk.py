"""The desk's rows, in files and on servers: what one process changes another sees, and two at once lose nothing."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from podme_audio.exceptions import AccessError, EditorNotFoundError
from podme_audio.library import Library
from podme_audio.library.desk import GATES, Filter, Gate, Key
from podme_audio.model import Device, Rank
from tests.library.sites import Site

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HERE = Device("192.0.2.10", "Firefox")


def test_what_one_process_does_with_accounts_another_sees_at_once(site: Site) -> None:
    with site.open() as one, site.open() as other:
        token = one.desk.accounts.add("Sari", Rank.EDITOR, who="terminal", now=NOW)
        editor = other.desk.accounts.accept(token, "", "hash", NOW)
        other.desk.sessions.open(editor, Key("k"), HERE, NOW)
        assert one.desk.sessions.find(Key("k"), NOW) is not None

        one.desk.accounts.promote("sari", Rank.CHIEF, who="terminal", now=NOW)

        assert other.desk.sessions.find(Key("k"), NOW) is None
        assert other.desk.accounts.named("SARI ").rank is Rank.CHIEF
        assert one.desk.secret("desk") == other.desk.secret("desk")
        assert [one.change.what for one in other.desk.trail.entries(Filter(who="sari"), limit=9)] == [
            "signed in",
            "link used",
        ]


def test_a_link_that_two_use_at_once_is_used_by_one(library: Library) -> None:
    token = library.desk.accounts.first(NOW)
    made: list[str] = []
    refused: list[str] = []

    def use(name: str) -> None:
        try:
            made.append(library.desk.accounts.accept(token, name, "hash", NOW).name)
        except AccessError as error:
            refused.append(error.reason)

    threads = [threading.Thread(target=use, args=(f"orang-{at}",)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.name for one in library.desk.accounts.all()] == made
    assert (len(made), refused) == (1, ["link"] * 5)


def test_two_admins_who_shut_each_other_out_at_once_leave_one(library: Library) -> None:
    for name in ("satu", "dua"):
        library.desk.accounts.add(name, Rank.ADMIN, who="terminal", now=NOW)
    refused: list[str] = []

    def shut(name: str) -> None:
        try:
            library.desk.accounts.disable(name, who="terminal", now=NOW)
        except AccessError as error:
            refused.append(error.reason)

    threads = [threading.Thread(target=shut, args=(name,)) for name in ("satu", "dua")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["last"]


def test_a_name_that_is_none_s_is_said_to_be_so(library: Library) -> None:
    for change in (library.desk.accounts.disable, library.desk.accounts.enable, library.desk.accounts.reset):
        with pytest.raises(EditorNotFoundError, match="no account named siapa"):
            change("siapa\0", who="terminal", now=NOW)
    assert library.desk.safe.find("siapa\0") is None


@pytest.mark.parametrize("kind", GATES)
def test_waits_double_up_to_a_longest_and_are_forgotten_after_an_hour(library: Library, kind: str) -> None:
    throttle, gate, patience, now = library.desk.throttle, [Gate(kind, "x")], GATES[kind], NOW
    waits: list[float] = []
    for _ in range(patience.free + 10):
        assert throttle.enter(gate, now) == 0.0
        waits.append(patience.wait(len(waits) + 1).total_seconds())
        assert not waits[-1] or throttle.enter(gate, now) == waits[-1]
        now += timedelta(seconds=waits[-1])

    assert waits[-12:] == [0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900][-12:]
    now += patience.memory
    assert throttle.enter(gate, now) == throttle.enter(gate, now) == 0.0


def test_sessions_and_attempts_that_are_old_are_forgotten(library: Library) -> None:
    token = library.desk.accounts.first(NOW)
    editor = library.desk.accounts.accept(token, "sari", "hash", NOW)
    library.desk.sessions.open(editor, Key("old"), HERE, NOW)
    assert library.desk.sessions.knows(editor.id, HERE.address)

    library.desk.sessions.open(editor, Key("new"), Device("198.51.100.1"), NOW + timedelta(days=31))
    assert not library.desk.sessions.knows(editor.id, HERE.address)
    library.desk.throttle.enter([Gate("address", "x")], NOW)
    library.desk.forget(NOW + timedelta(days=62))

    assert not library.desk.sessions.knows(editor.id, "198.51.100.1")
    assert library.desk.throttle.enter([Gate("address", "x")], NOW) == 0.0
