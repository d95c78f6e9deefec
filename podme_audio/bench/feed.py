"""Serving the feed over loopback: by `podme web` alone, beside slow downloads, and through nginx where there is one."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from podme_audio import operations
from podme_audio.bench.load import Rate, hurry, slow_listeners
from podme_audio.bench.stock import stock
from podme_audio.exceptions import PodmeError
from podme_audio.library import Draft, Library
from podme_audio.model import Recording
from podme_audio.press import Press
from podme_audio.settings import Settings

FEED = "/feed.xml"
#: Bytes of the recording that slow listeners download: more than they get done.
SOUND = 15_000_000
#: What is around our own configuration of nginx.
_NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    include {folder}/podme.conf;
}}
"""
_PATIENCE = 60.0


def feed(episodes: int, seconds: float, told: Callable[[str], None]) -> dict[str, Any]:
    """Measure a shelf with so many episodes, each way for so many seconds.

    Raises:
        PodmeError: The server did not start, or hung up.
    """
    found: dict[str, Any] = {"episodes": episodes}

    def note(name: str, rate: Rate) -> None:
        found[name] = asdict(rate)
        told(f"{name}: {rate.answers_a_second:,.0f} answers a second, p99 {rate.p99_ms:.1f} ms")

    with tempfile.TemporaryDirectory() as folder:
        home, port = Path(folder) / "home", _free_port()
        sound = _stocked(home, episodes, port)
        try:
            with _serving(home, port):
                note("podme web", hurry(port, FEED, seconds=seconds))
                with slow_listeners(port, sound):
                    note("beside 40 slow downloads", hurry(port, FEED, connections=1, seconds=seconds))
                found["wrk"] = _wrk(port, seconds)
                if nginx := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"):
                    with _in_front(nginx, Path(folder) / "nginx", port) as front:
                        note("through nginx", hurry(front, FEED, seconds=seconds))
                        found["wrk through nginx"] = _wrk(front, seconds)
        except OSError as error:
            raise PodmeError(f"the feed could not be measured: {error}") from error
    return found


def _stocked(home: Path, episodes: int, port: int) -> str:
    """Stock a library and print its feeds; return the path of the newest episode's sound, which alone is there."""
    home.mkdir()
    recording = home / "recording.mp3"
    recording.write_bytes(bytes(SOUND))
    with Library(home) as library:
        first = library.revision(stock(library, max(1, episodes - 1))[0])
        sound = Recording(recording, 60.0, -16.0, -1.5, first.cues, first.chapters)
        draft = Draft("Kabar terbaru", "Kabar terbaru.", first.script, sound, first.engine, first.voice)
        now = datetime.now(UTC)
        newest = library.publish(library.save(draft, now=now).guid, now=now)
        Press(Settings(home=home, port=port), library).print()
        return f"/media/{newest.media.name}"


@contextmanager
def _serving(home: Path, port: int) -> Iterator[None]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PODME_")}
    command = [sys.executable, "-c", "from podme_audio.cli import main; main()", "web", "--port", str(port)]
    with _running(command, port, {**plain, "PODME_HOME": str(home), "PODME_PORT": str(port)}):
        yield


@contextmanager
def _in_front(nginx: str, folder: Path, web: int) -> Iterator[int]:
    folder.mkdir()
    folder.chmod(0o777)  # nginx may be another user
    port = _free_port()
    ours = Path(operations.__file__).with_name("nginx.conf").read_text("utf-8")
    told = {
        "PORT": f"127.0.0.1:{port}",
        "WEB": f"127.0.0.1:{web}",
        "MEDIA": "return 404;",
        "CACHE": str(folder / "cache"),
    }
    for name, value in told.items():
        ours = ours.replace(f"${{{name}}}", value)
    (folder / "podme.conf").write_text(ours, "utf-8")
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder), "utf-8")
    with _running([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")], port, os.environ):
        yield port


@contextmanager
def _running(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:  # noqa: S603 (ours)
        try:
            until = time.monotonic() + _PATIENCE
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise PodmeError(f"{Path(command[0]).name} does not start")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as probe:
            probe.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            return b" 200 " in probe.recv(64)
    except OSError:
        return False


def _wrk(port: int, seconds: float) -> float | None:
    """Let another client check ours, where it is installed: answers a second."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    command = [wrk, "-t1", "-c8", f"-d{max(1, round(seconds))}s", "-H", "Accept-Encoding: gzip, br"]
    done = subprocess.run(  # noqa: S603 (Debian's)
        [*command, f"http://127.0.0.1:{port}{FEED}"], capture_output=True, text=True, check=False
    )
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    return float(rate[1]) if rate else None


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
