"""What else goes wrong: disks, databases, stores, workers. Each ends in the right episode, or says what is in the way.

Short here; `make chaos` takes as long as it does in life.
"""

import os
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import imageio_ffmpeg
import psycopg
import pytest

from podme_audio.model import Progress, State
from tests.builds.chaos import Newsroom, Process, counted, published_once, sound, tidy, until, valid
from tests.servers import ObjectStore, Postgres

LONG = bool(os.environ.get("CHAOS"))
long = pytest.mark.skipif(not LONG, reason="takes its time: `make chaos`")
#: Lines of a short build.
FEW = 12


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with closing(Newsroom(tmp_path)) as opened:
        yield opened


@pytest.fixture
def apart(tmp_path: Path, postgres_url: str) -> Iterator[Newsroom]:
    """A newsroom of many machines: PostgreSQL."""
    with closing(Newsroom(tmp_path, postgres_url)) as opened:
        yield opened


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that may be stopped: no other test's."""
    with closing(Postgres()) as server:
        yield server


class Moody:
    """Stands before an S3-compatible store, and answers 500 while it is in a mood."""

    def __init__(self, port: int) -> None:
        self.mood = threading.Event()
        self.refused = 0
        moody = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if moody.mood.is_set():
                    moody.refused += 1
                    self.reply(500, {}, b"<Error><Code>InternalError</Code><Message>Not today.</Message></Error>")
                    return
                behind = HTTPConnection("127.0.0.1", port, timeout=30)
                headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
                behind.request(self.command, self.path, body, headers)
                answer = behind.getresponse()
                content = answer.read()
                told = {name: value for name, value in answer.getheaders() if name.lower() not in HOP}
                if self.command == "HEAD":
                    told["Content-Length"] = answer.getheader("Content-Length") or "0"
                self.reply(answer.status, told, content)
                behind.close()

            def reply(self, status: int, headers: dict[str, str], content: bytes) -> None:
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = answer  # noqa: N815 - http.server's names

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "server", "date"}


def test_a_truncated_clip_is_said_again_and_the_episode_is_whole(room: Newsroom) -> None:
    build = room.start(FEW)
    worker = room.hasty()
    until(lambda: room.said() >= 4, "some lines are said", story=room.story)
    room.kill(worker)
    clips = sorted(path for path in (room.home / "clips").rglob("*") if path.is_file() and len(path.name) == 64)
    for path in clips[:2]:
        os.truncate(path, path.stat().st_size // 2)
    empty = clips[2]
    empty.write_bytes(b"")

    room.hasty()

    published_once(room, room.finished(build.id))
    asked = [one for one in room.asked() if one.what == "begun"]
    assert len({one.text for one in asked}) == FEW
    assert FEW + 3 <= len(asked) <= FEW + 3 + 2  # and what was in flight


@long
def test_a_half_written_recording_is_never_served_and_is_swept_away(room: Newsroom) -> None:
    half = room.home / "media" / ".partial"
    half.mkdir(parents=True, exist_ok=True)
    (half / "1234").write_bytes(b"half of a recording")
    build = room.start(FEW)
    room.hasty()

    published_once(room, room.finished(build.id))

    assert valid(room.studio.press.feed().content, room.library) == 1
    room.processes[0].end()
    tidy(room)


@long
def test_a_recording_cut_short_on_the_disk_is_made_good_by_the_next_build(room: Newsroom) -> None:
    room.hasty()
    article = room.article(FEW)
    (first,) = room.finished(room.begin(article).id)
    episode = room.library.episode(first.guid)
    path = room.home / "media" / episode.media.name
    os.truncate(path, path.stat().st_size // 2)

    (second,) = room.finished(room.begin(article).id)

    assert (second.state, second.error, second.guid) == (Progress.DONE, "", first.guid)
    again = room.library.episode(first.guid)
    assert room.library.store.length(f"media/{again.media.name}") == again.media.size
    assert valid(room.studio.press.feed().content, room.library) == 1


def test_a_disk_too_full_for_the_recording_fails_the_build_and_loses_no_line(apart: Newsroom) -> None:
    build = apart.start(20)
    full = apart.hasty(largest=500_000)  # a line fits

    (failed,) = apart.finished(build.id)

    assert failed.state is Progress.FAILED
    assert "File too large" in failed.error
    assert apart.library.episodes() == ()
    full.end()
    apart.hasty()
    apart.builds.resume(build.id)
    published_once(apart, apart.finished(build.id))
    assert apart.said() == 20


@long
def test_a_disk_too_full_for_the_database_loses_no_line(room: Newsroom) -> None:
    """SQLite cannot write: nothing goes on, and all goes on where it was once there is room and a new process."""
    room.hasty().end()
    build = room.start(FEW)
    full = room.hasty(largest=(room.home / "podme.db-wal").stat().st_size + 100_000)
    until(lambda: "full" in full.log or "I/O" in full.log or not full.alive, "the disk is full", story=room.story)
    room.kill(full)
    sound(room)
    room.hasty()

    if room.finished(build.id)[0].state is Progress.FAILED:
        room.builds.resume(build.id)

    published_once(room, room.finished(build.id))
    counted(room, at_once=2)


def test_a_read_only_folder_fails_the_build_by_its_name_and_loses_nothing(room: Newsroom) -> None:
    media = room.home / "media"
    room.hasty(wrapped=without_might())
    media.chmod(0o555)
    build = room.start(FEW)

    (failed,) = room.finished(build.id)

    media.chmod(0o755)
    assert failed.state is Progress.FAILED
    assert f"{media}" in failed.error
    assert "Permission denied" in failed.error
    room.builds.resume(build.id)
    published_once(room, room.finished(build.id))
    assert room.said() == FEW


def test_a_locked_database_delays_the_build_and_no_more(room: Newsroom) -> None:
    build = room.start(FEW)
    room.hasty()
    until(lambda: room.said() >= 2, "some lines are said", story=room.story)
    with closing(sqlite3.connect(room.home / "podme.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA busy_timeout=10000")
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(20 if LONG else 3)
        connection.execute("ROLLBACK")

    published_once(room, room.finished(build.id))
    counted(room, at_once=2)
    assert room.said() == FEW
    sound(room)


def test_postgresql_may_restart_in_the_middle(own_postgres: Postgres, tmp_path: Path) -> None:
    url = own_postgres.url(own_postgres.create())
    with closing(Newsroom(tmp_path, url)) as room:
        build = room.start(FEW)
        room.hasty()
        until(lambda: room.said() >= 3, "some lines are said", story=room.story)
        own_postgres.stop()
        time.sleep(10 if LONG else 2)
        own_postgres.start()

        published_once(room, room.finished(build.id))
        assert room.said() == FEW
        sound(room)


def test_a_bucket_that_answers_500_for_a_while_delays_the_build_and_no_more(
    tmp_path: Path, bucket_url: str, object_store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Moody(object_store.port)) as moody:
        monkeypatch.setenv("AWS_ENDPOINT_URL", moody.address)
        with closing(Newsroom(tmp_path, media_url=bucket_url)) as room:
            build = room.start(FEW)
            room.hasty()
            until(lambda: room.said() >= 3, "some lines are said", story=room.story)
            moody.mood.set()
            time.sleep(30 if LONG else 2)
            moody.mood.clear()

            published_once(room, room.finished(build.id))
            assert moody.refused
            assert room.said() == FEW


def test_a_worker_that_wakes_as_a_zombie_changes_nothing(apart: Newsroom) -> None:
    """Frozen in the middle of lines and of a build until the other gave it up: the other's episode is the only one."""
    build = apart.start(FEW)
    zombie = apart.hasty()
    until(lambda: apart.said() >= 3, "some lines are said", story=apart.story)
    zombie.send(signal.SIGSTOP)
    heir = apart.hasty()
    published_once(apart, apart.finished(build.id))
    before = apart.library.ledger.build(build.id), apart.library.episodes(), apart.library.documents.read("feed.xml")

    zombie.send(signal.SIGCONT)
    until(lambda: "others took over" in zombie.log, "the zombie knows that it was given up", story=apart.story)
    time.sleep(3 if LONG else 1)

    after = apart.library.ledger.build(build.id), apart.library.episodes(), apart.library.documents.read("feed.xml")
    assert after == before
    assert "is gone: its work is queued anew" in heir.log
    asked = [one for one in apart.asked() if one.what == "begun"]
    assert len({one.text for one in asked}) == FEW
    assert len(asked) <= FEW + 2  # what the zombie had in its hands


@long
def test_two_workers_never_stitch_one_episode_at_the_same_time(apart: Newsroom) -> None:
    """Each is frozen and given up in turn while it masters; whoever owns the build in the end has made its episode."""
    workers = apart.hasty(), apart.hasty()
    builds = []
    for _ in range(4 if LONG else 1):
        builds.append(apart.start(FEW).id)
        frozen: list[Process] = []
        until(
            lambda frozen=frozen: frozen.extend(filter(None, [owner(apart, *workers)])) or frozen,  # type: ignore[misc]
            "an episode is stitched",
            story=apart.story,
        )
        frozen[0].send(signal.SIGSTOP)
        heir = next(one for one in workers if one is not frozen[0])
        until(lambda heir=heir: owner(apart, heir) or not apart.open_builds(), "the other stitches it")  # type: ignore[misc]
        frozen[0].send(signal.SIGCONT)
        apart.finished(*builds)

    published_once(apart, apart.finished(*builds))


def test_a_worker_that_is_asked_to_end_hands_its_work_over(apart: Newsroom) -> None:
    build = apart.start()
    leaving, staying = apart.hasty(), apart.hasty()
    until(lambda: apart.said() >= 6, "some lines are said", story=apart.story)

    took = leaving.end()

    ended = time.monotonic()
    published_once(apart, apart.finished(build.id))
    assert took < 10
    assert time.monotonic() - ended < 30
    assert staying.alive
    assert len([one for one in apart.asked() if one.what == "begun"]) == 40


def test_a_worker_that_is_killed_at_the_version_for_little_data_loses_nothing(
    room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", encoder(tmp_path, "exec sleep 60"))
    build = room.start(FEW)
    worker = room.hasty()
    until(lambda: room.has_reached("lightening"), "its version for little data is made", story=room.story)
    assert [(episode.state, episode.low) for episode in room.library.episodes()] == [(State.PUBLISHED, None)]
    room.kill(worker)
    monkeypatch.delenv("IMAGEIO_FFMPEG_EXE")
    last = room.hasty()

    published_once(room, room.finished(build.id))

    (episode,) = room.library.episodes()
    assert episode.low
    assert room.library.store.length(f"media/{episode.low.name}") == episode.low.size
    assert room.said() == FEW
    assert sorted(path.suffix for path in (room.home / "media").glob("[!.]*.*")) == [".jpg", ".json", ".mp3", ".opus"]
    last.end()
    tidy(room)


def encoder(folder: Path, opus: str) -> str:
    """Put a program where ffmpeg is looked for, which does something else when it is to write Opus."""
    path = folder / "ffmpeg"
    real = imageio_ffmpeg.get_ffmpeg_exe()
    path.write_text(f'#!/bin/sh\ncase "$*" in *libopus*) {opus};; esac\nexec {real} "$@"\n', "utf-8")
    path.chmod(0o755)
    return str(path)


def without_might() -> list[str]:
    """Return the command under which root may not write what is read-only, as nobody else may."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root may write anything, and setpriv is not here to keep it from that")
    return [setpriv, "--bounding-set=-dac_override", "--"]


def owner(room: Newsroom, *workers: Process) -> Process | None:
    """Return the worker that has a build in hand which is being stitched."""
    with psycopg.connect(room.database_url) as connection:
        found = connection.execute("SELECT owner FROM builds WHERE stage = 'mastering'").fetchall()
    pids = {int(name.split("-")[-2]) for (name,) in found if name}
    return next((one for one in workers if one.pid in pids), None)
