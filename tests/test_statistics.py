"""``podme statistics``, as an editor reads it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from podme_audio.cli import main
from podme_audio.library import Library
from podme_audio.library.listening import Delivered, Sitting, day
from tests.web import shelf

NOW = datetime.now(UTC)
RATE = 100


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newsroom")
    with Library(folder / "episodes") as library:
        draft = shelf.draft(folder, sound=bytes(60 * RATE))
        length = draft.recording.cues[-1].end + 0.5
        episode = shelf.publish(library, replace(draft, recording=replace(draft.recording, duration=length)))
        for address, agent in (
            ("203.0.113.9", "AntennaPod/3.8.1"),
            ("203.0.113.10", "AntennaPod/3.8.1"),
            ("203.0.113.9", "?"),
        ):
            library.downloads.note([Delivered(episode.media.name, address, agent, ((0, 60 * RATE),))], now=NOW)
        for at, end in enumerate((5.0, 1000.0)):
            library.plays.note([Sitting(f"page-{at:08}", episode.guid, ((0.0, end),))], now=NOW)
    return folder / "episodes"


def told(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["statistics", *arguments], env={"PODME_HOME": str(home)})


def test_episodes_are_told_with_downloads_plays_and_how_far(home: Path) -> None:
    lines = told(home).output.splitlines()

    assert lines[0].split() == ["downloads", "plays", "heard", "through", "per", "play", "episode"]
    assert lines[1].split()[:3] == ["3", "2", "50%"]
    assert lines[1].endswith("bus-air-kembali-melayari-kali-besar")


def test_each_day_is_told_whether_anybody_listened_or_not(home: Path) -> None:
    lines = told(home, "--by", "day", "--days", "3").output.splitlines()

    assert [line.split()[1:3] for line in lines[1:]] == [["0", "0"], ["0", "0"], ["3", "2"]]
    assert lines[3].startswith(f"{day(NOW):%Y-%m-%d}")
    assert lines[3].endswith("█" * 20)


def test_apps_are_told_by_name(home: Path) -> None:
    lines = told(home, "--by", "app").output.splitlines()

    assert lines[1].split() == ["2", "█████████████░░░░░░░", "67%", "AntennaPod"]
    assert lines[2].endswith("(not listed)")


def test_lines_show_where_listeners_stop(home: Path) -> None:
    slug = "bus-air-kembali-melayari-kali-besar"
    lines = told(home, "--by", "line", "--episode", slug).output.splitlines()

    assert lines[0].split()[:3] == ["0:00", "█" * 20, "100%"]
    assert lines[-1].split()[1:3] == ["█" * 10 + "░" * 10, "50%"]
    assert lines[-1].endswith("Episode ini dibacakan oleh suara sintetis.")


@pytest.mark.parametrize("by", ["episode", "day", "app", "line"])
def test_everything_is_told_to_programs_too(home: Path, by: str) -> None:
    asked = ["--by", by, "--episode", "bus-air-kembali-melayari-kali-besar", "--json"]

    rows = json.loads(told(home, *asked).output)

    assert rows
    assert sum(row.get("downloads", 3) for row in rows) % 3 == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--by", "line"], 2, "name it with --episode"),
        (["--episode", "tiada"], 1, "there is no episode 'tiada'"),
        (["--days", "0"], 2, "0 is not in the range"),
    ],
)
def test_what_makes_no_sense_is_said(home: Path, arguments: list[str], code: int, said: str) -> None:
    got = told(home, *arguments)

    assert (got.exit_code, said in got.output) == (code, True)


def test_before_anybody_listened_it_is_said_so(tmp_path: Path) -> None:
    with Library(tmp_path / "episodes"):
        pass

    assert told(tmp_path / "episodes").output == "nobody has listened yet\n"
    assert told(tmp_path / "episodes", "--by", "app").output == "nobody has listened yet\n"
