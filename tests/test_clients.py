"""Real podcast apps against the running program: they subscribe, and download the episode byte for byte."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

pytestmark = pytest.mark.binary

ARTICLE = "---\ntitle: Pelabuhan Kecil Diperbaiki\n---\n\nDermaga itu panjangnya 40 meter.\n"
PATIENCE = 60


def program(name: str) -> str:
    """Find a program of Debian's; without it the test is skipped, unless it had to be there."""
    found = shutil.which(name)
    if found is None and os.environ.get("TEST_PROGRAMS") == "required":
        pytest.fail(f"{name} is required here and not installed")
    if found is None:
        pytest.skip(f"{name} is not installed (Debian packages gpodder and newsboat)")
    return found


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[str]:
    environment = {**os.environ, "PODME_HOME": str(tmp_path / "library"), "PODME_ENGINE": "tone"}
    podme = [sys.executable, "-c", "from podme_audio.cli import main; main()"]
    (tmp_path / "a.md").write_text(ARTICLE, "utf-8")
    subprocess.run([*podme, "produce", str(tmp_path / "a.md"), "--publish"], check=True, env=environment)  # noqa: S603
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    serving = [*podme, "serve", "--port", str(port)]
    with subprocess.Popen(serving, env=environment, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            assert server.stdout is not None
            assert "Player" in server.stdout.readline()
            yield f"http://127.0.0.1:{port}/feed.xml"
        finally:
            server.terminate()


@pytest.fixture
def sound(feed: str, tmp_path: Path) -> bytes:
    with urllib.request.urlopen(feed) as answer:  # noqa: S310  (our own server)
        assert b"Pelabuhan Kecil Diperbaiki" in answer.read()
    return next((tmp_path / "library" / "media").glob("*.mp3")).read_bytes()


def test_gpodder_subscribes_and_downloads_byte_for_byte(feed: str, sound: bytes, tmp_path: Path) -> None:
    gpo = program("gpo")
    environment = {**os.environ, "HOME": str(tmp_path), "GPODDER_HOME": str(tmp_path / "gpodder")}

    for words in (["subscribe", feed], ["update"], ["download"]):
        subprocess.run([gpo, *words], check=True, env=environment, timeout=PATIENCE, stdout=subprocess.DEVNULL)  # noqa: S603

    (downloaded,) = (tmp_path / "gpodder").rglob("*.mp3")
    assert digest(downloaded.read_bytes()) == digest(sound)


def test_newsboat_subscribes_and_podboat_downloads_byte_for_byte(feed: str, sound: bytes, tmp_path: Path) -> None:
    newsboat, podboat = program("newsboat"), program("podboat")
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "xterm"}
    settings, cache, queue = (str(tmp_path / name) for name in ("config", "cache.db", ".newsboat/queue"))
    downloads = tmp_path / "podboat"
    told = f'podcast-auto-enqueue yes\ndownload-path "{downloads}/"\ndownload-filename-format "%u"\n'
    Path(settings).write_text(told, "utf-8")
    (tmp_path / "urls").write_text(f"{feed}\n", "utf-8")

    reload = [newsboat, "-C", settings, "-u", str(tmp_path / "urls"), "-c", cache, "-x", "reload"]
    subprocess.run(reload, check=True, env=environment, timeout=PATIENCE, stdout=subprocess.DEVNULL)  # noqa: S603
    once = dict.fromkeys(Path(queue).read_text("utf-8").splitlines())  # a reload may queue an episode twice
    Path(queue).write_text("".join(f"{line}\n" for line in once), "utf-8")
    with playing([podboat, "-C", settings, "-q", queue, "-a"], environment) as process:
        for _ in range(PATIENCE * 5):
            if [path.stat().st_size for path in downloads.glob("*.mp3")] == [len(sound)]:
                break
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.2)

    (downloaded,) = downloads.glob("*.mp3")
    assert digest(downloaded.read_bytes()) == digest(sound)


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
