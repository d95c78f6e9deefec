"""Real podcast apps against the running program: they subscribe, download byte for byte, and follow a correction."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import feedparser
import pytest

from podme_audio.model import Episode
from podme_audio.sheets import FULL
from tests import stocked

pytestmark = pytest.mark.binary

ARTICLE = "---\ntitle: Pelabuhan Kecil Diperbaiki\n---\n\nDermaga itu panjangnya 40 meter.\n"
PATIENCE = 60
PODME = [sys.executable, "-c", "from podme_audio.cli import main; main()"]


def program(name: str) -> str:
    """Find a program of Debian's; without it the test is skipped, unless it had to be there."""
    found = shutil.which(name)
    if found is None and os.environ.get("TEST_PROGRAMS") == "required":
        pytest.fail(f"{name} is required here and not installed")
    if found is None:
        pytest.skip(f"{name} is not installed (Debian packages gpodder and newsboat)")
    return found


class Newsroom:
    """The running program, with one episode in its feed."""

    def __init__(self, folder: Path, port: int) -> None:
        self.feed = f"http://127.0.0.1:{port}/feed.xml"
        self._story = folder / "a.md"
        self._media = folder / "library" / "media"
        settings = {"PODME_HOME": str(folder / "library"), "PODME_ENGINE": "tone", "PODME_PORT": str(port)}
        self.environment = {**os.environ, **settings}

    def publish(self, story: str, *more: str) -> None:
        self._story.write_text(story, "utf-8")
        produce = [*PODME, "produce", str(self._story), "--publish", *more]
        subprocess.run(produce, check=True, env=self.environment)  # noqa: S603 (our own program)

    def enclosure(self, told: str = "Pelabuhan Kecil Diperbaiki") -> str:
        """Return the address of the sound, once the feed says what is *told*."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with urllib.request.urlopen(self.feed) as answer:  # noqa: S310  (our own server)
                entry = feedparser.parse(answer.read()).entries[0]
            if told in f"{entry.title} {entry.description}":
                return str(entry.enclosures[0].href)
        raise AssertionError(f"the feed never said {told!r}")

    def sound(self, enclosure: str) -> bytes:
        return (self._media / enclosure.rpartition("/")[2]).read_bytes()


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    opened = Newsroom(tmp_path, port)
    opened.publish(ARTICLE)
    serving = [*PODME, "web"]
    with subprocess.Popen(serving, env=opened.environment, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            assert server.stdout is not None
            assert "Player" in server.stdout.readline()
            yield opened
        finally:
            server.terminate()


def corrected(newsroom: Newsroom) -> tuple[str, str, bytes]:
    """Correct the episode; return the address of its sound before and after, and the sound that is heard now."""
    before = newsroom.enclosure()
    newsroom.publish(ARTICLE.replace("40", "60"), "--note", "Panjang dermaga diperbaiki.")
    after = newsroom.enclosure("Panjang dermaga diperbaiki.")
    assert after != before
    return before, after, newsroom.sound(after)


def test_gpodder_downloads_byte_for_byte_and_knows_a_correction_as_the_same_episode(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    gpo, home = program("gpo"), tmp_path / "gpodder"
    environment = {**os.environ, "HOME": str(tmp_path), "GPODDER_HOME": str(home)}

    def run(*words: str) -> None:
        command = [gpo, *words]
        subprocess.run(command, check=True, env=environment, timeout=PATIENCE, stdout=subprocess.DEVNULL)  # noqa: S603

    sound = newsroom.sound(newsroom.enclosure())
    for words in (["subscribe", newsroom.feed], ["update"], ["download"]):
        run(*words)

    (downloaded,) = home.rglob("*.mp3")
    assert digest(downloaded.read_bytes()) == digest(sound)

    before, after, sound = corrected(newsroom)
    run("update")

    ((url, description),) = rows(home / "Database", "SELECT url, description || description_html FROM episode")
    assert url == after
    assert "Panjang dermaga diperbaiki." in description
    downloaded.unlink()
    rows(home / "Database", "UPDATE episode SET state = 0, url = ?", before)
    run("download")
    (downloaded,) = home.rglob("*.mp3")
    assert digest(downloaded.read_bytes()) == digest(sound)


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, tuple[Episode, ...]]]:
    """A show with more episodes than its first page holds."""
    with stocked.show(tmp_path_factory.mktemp("paged"), FULL + 50) as running:
        yield running


def test_gpodder_follows_the_show_its_older_episodes_and_a_section(
    show: tuple[str, tuple[Episode, ...]], tmp_path: Path
) -> None:
    gpo = program("gpo")
    environment = {**os.environ, "HOME": str(tmp_path), "GPODDER_HOME": str(tmp_path / "gpodder")}
    address, episodes = show

    names = ("feed.xml", "feed.xml?arsip=1", "feed/dunia.xml", "feed/penulis/ana-wulandari.xml")

    for words in (["set", "limit.episodes", "1000"], *(["subscribe", f"{address}/{name}"] for name in names)):
        subprocess.run([gpo, *words], check=True, env=environment, timeout=PATIENCE, stdout=subprocess.DEVNULL)  # noqa: S603

    with closing(sqlite3.connect(tmp_path / "gpodder" / "Database")) as database:
        told = database.execute("SELECT p.url, e.guid FROM podcast p JOIN episode e ON e.podcast_id = p.id").fetchall()
    seen = [sorted(guid for url, guid in told if url == f"{address}/{name}") for name in names]
    assert seen[1:] == [
        sorted(one.guid for one in some)
        for some in (
            episodes[:FULL],
            [one for one in episodes if one.section == "Dunia"],
            [one for one in episodes if one.author == "Ana Wulandari"],
        )
    ]
    assert seen[0] == sorted(one.guid for one in episodes)


def test_newsboat_keeps_one_episode_and_podboat_gets_the_corrected_sound_from_the_old_address(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsboat, podboat = program("newsboat"), program("podboat")
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "xterm"}
    settings, cache, queue = (str(tmp_path / name) for name in ("config", "cache.db", ".newsboat/queue"))
    downloads = tmp_path / "podboat"
    told = f'podcast-auto-enqueue yes\ndownload-path "{downloads}/"\ndownload-filename-format "%u"\n'
    Path(settings).write_text(told, "utf-8")
    (tmp_path / "urls").write_text(f"{newsroom.feed}\n", "utf-8")
    reload = [newsboat, "-C", settings, "-u", str(tmp_path / "urls"), "-c", cache, "-x", "reload"]

    def download(sound: bytes) -> None:
        with playing([podboat, "-C", settings, "-q", queue, "-a"], environment) as process:
            for _ in range(PATIENCE * 5):
                if [path.stat().st_size for path in downloads.glob("*.mp3")] == [len(sound)]:
                    break
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(timeout=0.2)
        (downloaded,) = downloads.glob("*.mp3")
        assert digest(downloaded.read_bytes()) == digest(sound)
        downloaded.unlink()

    before = newsroom.enclosure()
    subprocess.run(reload, check=True, env=environment, timeout=PATIENCE, stdout=subprocess.DEVNULL)  # noqa: S603
    once = dict.fromkeys(Path(queue).read_text("utf-8").splitlines())  # a reload may queue an episode twice
    Path(queue).write_text("".join(f"{line}\n" for line in once), "utf-8")
    download(newsroom.sound(before))

    _, _, sound = corrected(newsroom)
    subprocess.run(reload, check=True, env=environment, timeout=PATIENCE, stdout=subprocess.DEVNULL)  # noqa: S603

    assert [*map(str, rows(Path(cache), "SELECT count(*) FROM rss_item WHERE NOT deleted")[0])] == ["1"]
    Path(queue).write_text(f'{before} "{downloads}/lama.mp3"\n', "utf-8")
    download(sound)


def rows(database: Path, question: str, *values: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(question, values).fetchall()


@contextmanager
def playing(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a full-screen program at a keyboard nobody touches, and end it: it has no end of its own."""
    keys, terminal = os.openpty()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdin=terminal, stdout=quiet, stderr=quiet) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)
            os.close(keys)
            os.close(terminal)


def digest(sound: bytes) -> str:
    return sha256(sound).hexdigest()
