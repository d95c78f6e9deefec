import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from podme_audio.cli import main

ARTICLE = "---\ntitle: Jalur Sepeda Dibuka\n---\n\nPanjangnya 12,5 km.\n\nBiayanya Rp2,4 miliar.\n"


class Podme:
    """The command line, as its users have it: words in, exit code and two streams out."""

    def __init__(self, home: Path) -> None:
        self.environment = {"PODME_HOME": str(home), "PODME_ENGINE": "tone"}

    def __call__(self, *words: str, given: bytes | str = "") -> Result:
        return CliRunner(mix_stderr=False).invoke(main, words, input=given, env=self.environment)

    def json(self, *words: str) -> Any:
        result = self(*words, "--json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)


@pytest.fixture
def podme(tmp_path: Path) -> Podme:
    return Podme(tmp_path / "home")


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "sepeda.md"
    path.write_text(ARTICLE, "utf-8")
    return str(path)


def test_produce_tells_one_json_object_and_nothing_else(podme: Podme, article: str) -> None:
    told = podme.json("produce", article)

    assert {
        "guid",
        "title",
        "state",
        "engine",
        "voice",
        "duration",
        "audio",
        "lines",
        "said",
        "reused",
        "seconds",
    } <= set(told)
    assert (told["title"], told["state"], told["engine"]) == ("Jalur Sepeda Dibuka", "draft", "tone")
    assert told["said"] == told["lines"] > 0
    assert Path(told["audio"]).is_absolute()
    assert Path(told["audio"]).read_bytes().startswith(b"ID3")


def test_an_episode_is_listed_shown_published_and_withdrawn(podme: Podme, article: str) -> None:
    guid = podme.json("produce", article)["guid"]

    assert [one["guid"] for one in podme.json("episodes", "list")] == [guid]
    assert podme.json("episodes", "show", "jalur-sepeda-dibuka")["episode"]["guid"] == guid
    assert podme.json("episodes", "publish", guid)["state"] == "published"
    assert podme.json("episodes", "withdraw", guid)["state"] == "withdrawn"
    assert "withdrawn" in podme("episodes").stdout


def test_a_build_left_to_others_is_listed_shown_cancelled_and_resumed(podme: Podme, article: str) -> None:
    build = podme.json("produce", article, "--detach")

    assert (build["state"], build["references"]) == ("queued", [article])
    assert podme("produce", article, "--detach").stdout.strip() == build["id"]
    assert [one["id"] for one in podme.json("builds", "list")] == [build["id"]]
    assert podme.json("builds", "show", build["id"][:6])["build"]["id"] == build["id"]
    assert podme.json("builds", "cancel", build["id"])["state"] == "cancelled"
    assert podme.json("builds", "watch", build["id"])["state"] == "cancelled"
    assert "it was cancelled before, nothing is called off" in podme("builds", "cancel", build["id"]).stdout
    assert podme.json("builds", "resume", build["id"])["attempt"] == 2
    assert "sepeda.md" in podme("builds", "list").stdout


def test_a_build_that_is_done_is_shown_and_watched_line_by_line(podme: Podme, article: str) -> None:
    told = podme.json("produce", article)

    lines = podme.json("builds", "show", told["build"])["lines"]
    watched = podme("builds", "watch", told["build"])

    assert [line["state"] for line in lines] == ["said"] * told["lines"]
    assert "done" in watched.stdout
    assert "Jalur Sepeda" in podme("builds").stdout, "what came of it is named by its title"
    assert all(line["written"][:40] in watched.stderr for line in lines)


def test_a_build_that_failed_says_why_and_what_is_left_to_others_is_done_with_the_next(
    podme: Podme, article: str
) -> None:
    waiting = podme.json("produce", article, "--detach")["id"]
    failed = podme("produce", article, "--title", "Lain", "--voice", "tenor")
    (one,) = [one for one in podme.json("builds", "list") if one["state"] == "failed"]

    assert (failed.exit_code, failed.stdout) == (1, "")
    assert one["error"] in failed.stderr
    assert "tenor" in one["error"]
    assert podme("builds", "watch", one["id"]).exit_code == 1
    assert podme.json("produce", article)["build"] == waiting


def test_an_episode_is_scheduled_in_a_zone_of_indonesia(podme: Podme, article: str) -> None:
    guid = podme.json("produce", article)["guid"]

    told = podme.json("episodes", "schedule", guid, "2126-11-24 06:00", "--zone", "WITA")

    assert (told["state"], told["due"]) == ("scheduled", "2126-11-23T22:00:00+00:00")
    assert podme.json("episodes", "schedule", guid, "2026-01-01 06:00")["state"] == "published"
    assert podme("episodes", "schedule", guid, "kemarin").exit_code == 2


def test_produce_reads_standard_input(podme: Podme) -> None:
    result = podme("produce", "-", "--json", given=ARTICLE)

    assert json.loads(result.stdout)["title"] == "Jalur Sepeda Dibuka"


def test_spoken_gives_one_line_for_each_line_in_order(podme: Podme) -> None:
    result = podme("spoken", given="Harga Rp7.500\n\nSkor 3-1\nUtuh tanpa angka")

    assert result.stdout.split("\n") == [
        "Harga tujuh ribu lima ratus rupiah",
        "",
        "Skor tiga satu",
        "Utuh tanpa angka",
        "",
    ]


def test_spoken_tells_a_json_value_for_each_line(podme: Podme) -> None:
    result = podme("spoken", "--json", given="Skor 3-1\n\n")

    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert told == [{"written": "Skor 3-1", "spoken": "Skor tiga satu"}, {"written": "", "spoken": ""}]


def test_spoken_survives_bytes_that_are_no_text(podme: Podme) -> None:
    result = podme("spoken", given=b"baik\n\xff\xfe\nbaik\n")

    assert (result.exit_code, result.stdout.count("\n")) == (0, 3)


def test_spoken_explains_the_rule_of_each_token(podme: Podme) -> None:
    result = podme("spoken", "--explain", given="Harga Rp7.500")

    assert "Rp7.500\ttujuh ribu lima ratus rupiah\tmoney" in result.stdout


def test_an_episodes_words_lie_over_the_shows(podme: Podme, tmp_path: Path) -> None:
    show, episode = tmp_path / "show.toml", tmp_path / "episode.toml"
    show.write_text('[words]\n"Kyiv" = "kiyif"\n"Odesa" = "odésa"\n', "utf-8")
    episode.write_text('[words]\n"Kyiv" = "kiyiv"\n', "utf-8")
    podme.environment["PODME_LEXICON"] = str(show)

    result = podme("spoken", "--lexicon", str(episode), given="Dari Kyiv ke Odesa")

    assert result.stdout == "Dari kiyiv ke odésa\n"


def test_a_broken_lexicon_names_its_line(podme: Podme, tmp_path: Path) -> None:
    broken = tmp_path / "kata.toml"
    broken.write_text('[words]\n"Kyiv" = "kiyif"\n"Odesa" = \n', "utf-8")

    result = podme("spoken", "--lexicon", str(broken), given="Kyiv")

    assert result.exit_code == 1
    assert "kata.toml" in result.stderr
    assert "line 3" in result.stderr


def test_script_shows_lines_and_what_was_removed(podme: Podme, tmp_path: Path) -> None:
    page = tmp_path / "laman.txt"
    page.write_text("Dunia\n\nKTT Iklim Dibuka\n\nROMA – Sidang dibuka hari ini.\n\nBerita Terkait\n", "utf-8")

    told = podme.json("script", str(page))

    removed = {one["block"]["text"] for one in told["articles"][0]["removed"]}
    assert "Berita Terkait" in removed
    assert any(line["spoken"].startswith("Sidang dibuka") for line in told["lines"])


def test_script_lists_the_names_no_table_knows(podme: Podme, tmp_path: Path) -> None:
    page = tmp_path / "nama.md"
    page.write_text("# Kabar\n\nMenurut Sabtanto, kapal XQZT tiba. Kata Sabtanto, XQZT dan Sabtanto baik.\n", "utf-8")

    assert podme.json("script", str(page), "--names")[0] == {"name": "Sabtanto", "count": 3}


def test_voices_says_which_are_ready_and_why_others_are_not(podme: Podme) -> None:
    podme.environment["HTTPS_PROXY"] = "http://127.0.0.1:9"  # there is a network, but nobody at its end

    told = {(one["engine"], one["name"]): one for one in podme.json("voices", "list")}

    assert told["tone", "sedang"]["ready"]
    assert all(one["ready"] != bool(one["why_not"]) for one in told.values())
    assert told["gtts", "id"]["why_not"].startswith("translate.google.com does not answer (the proxy")
    assert told["gtts", "id"]["why_not"].endswith("try again later, or choose kokoro, which needs no network")


def test_a_voice_says_a_sample_into_a_file(podme: Podme, tmp_path: Path) -> None:
    told = podme.json("voices", "sample", "tone/rendah", str(tmp_path / "contoh.mp3"))

    assert told["seconds"] > 1
    assert (tmp_path / "contoh.mp3").read_bytes().startswith(b"ID3")


def test_doctor_finds_what_is_well_and_what_is_not(podme: Podme, article: str) -> None:
    findings = {one["what"]: one["level"] for one in podme.json("doctor")}
    podme.environment["PODME_ARTWORK"] = podme.environment["PODME_LEXICON"] = article
    failed = podme("doctor")

    assert findings["encoder"] == findings["voice tone"] == findings["database"] == "ok"
    assert findings["address"] == "warn"
    assert failed.exit_code == 1
    assert "give a square JPEG or PNG" in failed.stdout
    assert "sepeda.md: line 1: " in failed.stdout


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("produce", "tiada.txt"), 1, "error: tiada.txt cannot be read"),
        (("produce", "tiada.txt", "--engine"), 2, "requires an argument"),
        (("produce",), 2, "Missing argument"),
        (("episodes", "show", "tiada"), 1, "error: "),
        (("builds", "show", "tiada"), 1, "error: there is no build 'tiada'"),
        (("builds", "resume", "tiada"), 1, "error: there is no build 'tiada'"),
        (("builds", "cancel", "tiada"), 1, "error: there is no build 'tiada'"),
        (("produce", "tiada.txt", "--detach"), 1, "error: tiada.txt cannot be read"),
        (("terbitkan",), 2, "No such command"),
        (("voices", "sample", "terompet/emas", "x.mp3"), 1, "no engine is called 'terompet'"),
        (("voices", "sample", "tone/emas", "x.mp3"), 1, "emas"),
    ],
)
def test_failure_is_one_sentence_and_wrong_usage_is_another_code(
    podme: Podme, words: tuple[str, ...], code: int, complaint: str
) -> None:
    result = podme(*words)

    assert result.exit_code == code
    assert complaint in result.stderr
    assert result.stdout == ""
    assert code == 2 or len(result.stderr.strip().splitlines()) == 1


def test_a_broken_setting_is_named_before_anything_is_done(podme: Podme, tmp_path: Path) -> None:
    podme.environment["PODME_PORT"] = "tujuh"

    result = podme("episodes")

    assert (result.exit_code, result.stderr) == (1, "error: PODME_PORT: 'tujuh' is not a whole number\n")
    assert not (tmp_path / "home").exists()


def test_help_and_spoken_enter_no_room_they_do_not_need() -> None:
    probe = (
        "import sys; from click.testing import CliRunner; from podme_audio.cli import main; "
        "[CliRunner().invoke(main, words, input='12\\n') for words in (['--help'], ['spoken'])]; "
        "sys.exit(bool({'sqlalchemy', 'dbos', 'flask', 'pydub', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], check=False, env=dict(os.environ))  # noqa: S603  (our own words)

    assert done.returncode == 0
