import json
import shutil

from click.testing import CliRunner

from podme_audio.cli import main


def test_serving_the_feed_is_measured_with_the_server_that_is_shipped() -> None:
    told = CliRunner(mix_stderr=False).invoke(main, ["bench", "feed", "--episodes", "2", "--seconds", "0.1", "--json"])

    assert told.exit_code == 0, told.stderr
    found = json.loads(told.stdout)
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    ways = {"podme web", "beside 40 slow downloads", *(["through nginx"] if nginx else [])}
    assert {name for name, rate in found.items() if isinstance(rate, dict)} == ways
    assert all(found[way]["answers_a_second"] > 0 for way in ways)
    assert all(found[way]["median_ms"] <= found[way]["p99_ms"] <= found[way]["slowest_ms"] for way in ways)


def test_the_desk_is_measured_at_its_own_pages() -> None:
    told = CliRunner(mix_stderr=False).invoke(main, ["bench", "desk", "--minutes", "1", "--runs", "1", "--json"])

    assert told.exit_code == 0, told.stderr
    paste, correction = json.loads(told.stdout).values()
    assert 0 < paste["beside"] <= paste["seconds"]
    assert 0 < correction["beside"] <= correction["seconds"] < correction["first"] * 3
    assert correction["minutes"] > 0.5
