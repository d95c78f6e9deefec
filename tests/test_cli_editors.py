"""``podme editors``, and the link that a first start prints."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from podme_audio.library import Library
from podme_audio.library.desk import Filter
from tests.servers import free_port
from tests.test_cli import Podme

LINK = r"http://127.0.0.1:8000/desk/undangan#([\w-]{32})"


@pytest.fixture
def podme(tmp_path: Path) -> Podme:
    return Podme(tmp_path / "home")


def test_accounts_are_added_listed_changed_disabled_enabled_and_reset(podme: Podme, tmp_path: Path) -> None:
    assert "no accounts yet" in podme("editors").stdout
    added = podme("editors", "add", "Budi", "--role", "admin")
    podme("editors", "add", "sari")

    assert re.search(rf"^budi, admin: good for a day, and once\n{LINK}$", added.stdout.strip())
    assert podme("editors", "role", "sari", "chief").stdout == "sari is chief\n"
    assert "signed out everywhere" in podme("editors", "disable", "sari").stdout
    assert [(one["name"], one["rank"], bool(one["disabled"])) for one in podme.json("editors", "list")] == [
        ("budi", "admin", False),
        ("sari", "chief", True),
    ]
    assert podme("editors", "reset", "sari").stderr == "error: the account sari is disabled: enable it first\n"
    assert "may sign in again" in podme("editors", "enable", "sari").stdout
    assert re.fullmatch(LINK, podme.json("editors", "reset", "sari")["link"])
    assert "waits for its owner" in podme("editors", "list").stdout
    with Library(tmp_path / "home") as library:
        noted = library.desk.trail.entries(Filter(), limit=100)
    assert {one.who for one in noted} == {"terminal"}
    assert [one.change.what for one in noted] == [
        *("account reset", "account enabled", "account disabled", "role changed", "account made", "account made"),
    ]


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("add", "x"), 1, "'x' is no name for an account"),
        (("add", "budi"), 1, "there is an account named budi already"),
        (("add", "sari", "--role", "raja"), 2, "'raja'"),
        (("role", "budi", "editor"), 1, "budi is the last admin: make another one first"),
        (("disable", "budi"), 1, "budi is the last admin"),
        (("disable", "siapa"), 1, "there is no account named siapa"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    podme: Podme, words: tuple[str, ...], code: int, complaint: str
) -> None:
    podme("editors", "add", "budi", "--role", "admin")

    result = podme("editors", *words)

    assert (result.exit_code, result.stdout) == (code, "")
    assert complaint in result.stderr


@contextmanager
def started(home: Path) -> Iterator[tuple[str, int]]:
    """Start ``podme web``; yield what it prints until it serves, and its port."""
    port = free_port()
    words = [sys.executable, "-c", "from podme_audio.cli import main; main()", "web", "--port", str(port)]
    given = {**os.environ, "PODME_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=given) as process:  # noqa: S603 - our own words
        assert process.stdout
        told = ""
        while "Ctrl-C" not in told:
            told += process.stdout.readline()
        try:
            yield told, port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


def test_a_first_start_prints_a_link_until_there_is_an_account(tmp_path: Path, podme: Podme) -> None:
    with started(tmp_path / "home") as (told, port):
        found = re.search(
            rf"within an hour, with this link:\n\s+http://127.0.0.1:{port}/desk/undangan#([\w-]{{32}})\n", told
        )
        assert found
        with urlopen(f"http://127.0.0.1:{port}/desk/undangan") as answer:
            assert "Tautan sekali pakai" in answer.read().decode()
    podme("editors", "add", "budi", "--role", "admin")

    with started(tmp_path / "home") as (told, _):
        assert "undangan" not in told
        assert "Desk    http" in told
