"""Serving the feed over loopback: by `podme web` alone, beside slow downloads, and through nginx where there is one."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from podme_audio import operations
from podme_audio.bench.load import Rate, hurry, slow_listeners
from podme_audio.bench.served import free_port, running, serving
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
        home, port = Path(folder) / "home", free_port()
        sound = _stocked(home, episodes, port)
        try:
            with serving(home, port):
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
def _in_front(nginx: str, folder: Path, web: int) -> Iterator[int]:
    folder.mkdir()
    folder.chmod(0o777)  # nginx may be another user
    port = free_port()
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
    with running([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")], port, os.environ):
        yield port


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
