"""A newsroom to be treated badly: its processes, what its engine was asked, and what must be true whatever happened."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import feedparser

from podme_audio.builds import Builds
from podme_audio.library import Folder, Library
from podme_audio.model import Build, Progress, State
from podme_audio.settings import Settings
from podme_audio.studio import Studio, Wish
from tests.builds.counting import NAME

ROOT = Path(__file__).parents[2]
#: Lines of one build: a headline, the paragraphs, and who reads.
LINES = 40
#: Seconds after which a test gives up.
LONGEST = 150.0
#: A worker's pulse in a test that cannot wait.
BEAT, SILENT = 0.4, 2.0

_SYLLABLES = [consonant + vowel for consonant in "bdklmnrst" for vowel in "aeiou"]


class Process:
    """One process with all that it starts, in a group of its own."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("ab") as told:
            self._process = subprocess.Popen(  # noqa: S603 - our own commands
                command, env=environment, cwd=ROOT, stdout=told, stderr=told, start_new_session=True
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def send(self, number: int) -> None:
        """Send a signal to the whole group."""
        if self.alive:
            os.killpg(self.pid, number)

    def kill(self) -> None:
        self.send(signal.SIGCONT)
        self.send(signal.SIGKILL)
        self._process.wait()

    def end(self, within: float = 15.0) -> float:
        """Ask it to end; return how many seconds that took."""
        asked = time.monotonic()
        self.send(signal.SIGTERM)
        try:
            self._process.wait(within)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGUSR1)  # tells where every thread stands
            time.sleep(1)
            raise AssertionError(f"it did not end within {within:.0f} s:\n{self.log}") from None
        return time.monotonic() - asked


@dataclass
class Newsroom:
    """One library, the processes that work on it, and the counter of its engine."""

    folder: Path
    database_url: str = ""
    media_url: str = ""
    #: Seconds that a line takes.
    delay: float = 0.05
    processes: list[Process] = field(default_factory=list)
    #: Pids of those that were killed.
    killed: list[int] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.home = self.folder / "home"
        self.counted = self.folder / "counted"
        (self.folder / "tmp").mkdir(parents=True)
        plugin = self.folder / "plugin" / "counted-1.0.dist-info"
        plugin.mkdir(parents=True)
        (plugin / "METADATA").write_text("Metadata-Version: 2.1\nName: counted\nVersion: 1.0\n")
        (plugin / "entry_points.txt").write_text(
            f"[podme_audio.engines]\n{NAME} = tests.builds.counting:Counted\n", "utf-8"
        )
        self.port = free_port()
        settings = Settings(home=self.home, database_url=self.database_url, media_url=self.media_url, port=self.port)
        self.library = Library(self.home, database_url=self.database_url, media_url=self.media_url)
        self.studio = Studio(settings, self.library)
        self.builds = Builds(self.studio)

    def close(self) -> None:
        for process in self.processes:
            process.kill()
        self.builds.close()
        self.library.close()

    # -- what is asked for

    def article(self, lines: int = LINES) -> Path:
        """Write an article that is read in so many lines, none of which any other has."""
        number = next(self.numbers)
        told = "\n\n".join(
            f"Warga {word(number * 1000 + line)} bertemu di {word(90_000 - number * 1000 - line)}."
            for line in range(lines - 2)
        )
        path = self.folder / f"{number}.md"
        path.write_text(f"---\ntitle: Kabar {word(number * 1000 + 999)}\n---\n{told}\n", "utf-8")
        return path

    def start(self, lines: int = LINES) -> Build:
        return self.begin(self.article(lines))

    def begin(self, article: Path) -> Build:
        return self.builds.start(Wish((str(article),), engine=NAME, publish=True))

    def build(self, id: str) -> Build:
        return self.library.ledger.build(id)

    def has_reached(self, stage: str) -> bool:
        """Whether a build is at that stage."""
        return any(one.stage == stage for one in self.library.ledger.builds(open_only=True))

    def open_builds(self) -> int:
        return len(self.library.ledger.builds(open_only=True))

    # -- who works

    def environment(self) -> dict[str, str]:
        chosen = {
            "PODME_HOME": str(self.home),
            "PODME_DATABASE_URL": self.database_url,
            "PODME_MEDIA_URL": self.media_url,
            "PODME_PORT": str(self.port),
            "PODME_ENGINE": "tone",
            "COUNTED_DELAY": str(self.delay),
            "COUNTED_FILE": str(self.counted),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": os.pathsep.join((str(self.folder / "plugin"), str(ROOT))),
        }
        return {**os.environ, **chosen}

    def serve(self, *, lines: int = 2) -> Process:
        """Start ``podme serve``: page, feed and worker in one tree."""
        return self._start([*PODME, "serve", "--lines", str(lines)], self.environment())

    def worker(self, *, lines: int = 2) -> Process:
        """Start ``podme worker``."""
        return self._start([*PODME, "worker", "--lines", str(lines)], self.environment())

    def hasty(self, *, lines: int = 2, largest: int = 0, wrapped: Sequence[str] = ()) -> Process:
        """Start a worker whose pulse is quick, and wait until it works.

        Args:
            lines: Lines said at once.
            largest: No file may grow beyond so many bytes.
            wrapped: The command that runs it.
        """
        ready = self.folder / f"ready-{next(self.numbers)}"
        chosen = {"beat": BEAT, "silent": SILENT, "ready": str(ready), "largest": largest}
        environment = {**self.environment(), "PODME_LINES": str(lines)}
        command = [*wrapped, sys.executable, "-m", "tests.builds.working", json.dumps(chosen)]
        process = self._start(command, environment)
        until(lambda: ready.exists() or not process.alive, "the worker is ready")
        assert process.alive, process.log
        return process

    def kill(self, process: Process) -> None:
        process.kill()
        self.killed.append(process.pid)

    def _start(self, command: list[str], environment: dict[str, str]) -> Process:
        process = Process(command, environment, self.folder / f"log-{len(self.processes)}")
        self.processes.append(process)
        return process

    # -- what came of it

    def said(self) -> int:
        """Return how many lines the engine has said."""
        return sum(one.what == "ended" for one in self.asked())

    def asked(self) -> list["Asked"]:
        """Return what the engine was asked, in order."""
        told = self.counted.read_text("utf-8").splitlines() if self.counted.exists() else []
        return [Asked.of(line) for line in told]

    def finished(self, *ids: str, within: float = LONGEST) -> list[Build]:
        """Wait until the builds are final."""
        until(lambda: all(self.build(id).state.final for id in ids), "the builds are final", within, self.story)
        return [self.build(id) for id in ids]

    def story(self) -> str:
        """Tell what the processes said last, for a test that failed."""
        return "\n".join(f"--- {process.pid}\n{process.log[-3000:]}" for process in self.processes[-3:])

    def feed(self) -> bytes:
        """Fetch the feed as a subscriber does; empty when nobody answers."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/feed.xml", timeout=5) as answer:
                content: bytes = answer.read()
                return content
        except (URLError, ConnectionError, TimeoutError):
            return b""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the engine noted: that a text was begun, or ended, and by which process."""

    what: str
    pid: int
    at: float
    text: str

    @classmethod
    def of(cls, told: str) -> "Asked":
        what, pid, at, text = told.split()
        return cls(what, int(pid), float(at), text)


@dataclass(frozen=True, slots=True)
class Count:
    """What the engine was asked in all."""

    lines: int
    begun: int
    again: int


# -- what must be true


def counted(room: Newsroom, *, at_once: int) -> Count:
    """Check that every line was said once, but for those that were in flight when their process was killed.

    A text may be begun again only when the one who began it before was killed while this was among the last *at_once*
    that it had begun: so many it says at once.
    """
    begun = [one for one in room.asked() if one.what == "begun"]
    last: dict[int, list[str]] = defaultdict(list)
    for one in begun:
        last[one.pid].append(one.text)
    in_flight = {(pid, text) for pid in room.killed for text in last[pid][-at_once:]}
    by_text: dict[str, list[int]] = defaultdict(list)
    for one in begun:
        by_text[one.text].append(one.pid)
    for text, pids in by_text.items():
        unexplained = [pid for pid in pids[:-1] if (pid, text) not in in_flight]
        assert not unexplained, f"{text[:12]} was said by {pids}, and not all were killed while they said it"
    return Count(len(by_text), len(begun), len(begun) - len(by_text))


def valid(content: bytes, library: Library) -> int:
    """Check a feed as an app would, and that what it promises lies there; return how many episodes it has."""
    read = feedparser.parse(content)
    assert not read.bozo, read.get("bozo_exception")
    assert read.feed.title
    guids = [entry.id for entry in read.entries]
    assert len(guids) == len(set(guids))
    for entry in read.entries:
        (enclosure,) = entry.enclosures
        name = enclosure.href.rpartition("/")[2]
        assert library.store.length(f"media/{name}") == int(enclosure.length), f"{name} is not what the feed says"
    return len(guids)


def published_once(room: Newsroom, builds: list[Build]) -> None:
    """Check that each build has ended in one episode of its own, which everyone can hear in one revision."""
    assert [(one.state, one.error) for one in builds] == [(Progress.DONE, "")] * len(builds), room.story()
    episodes = {episode.guid: episode for episode in room.library.episodes()}
    assert sorted(episodes) == sorted(one.guid for one in builds)
    assert {(one.state, one.revision) for one in episodes.values()} == {(State.PUBLISHED, 1)}
    document = room.library.documents.read("feed.xml")
    assert document is not None
    read = feedparser.parse(document.content)
    assert Counter(entry.id for entry in read.entries) == Counter(list(episodes))


def tidy(room: Newsroom, *homes: Path) -> None:
    """Check that nothing unfinished remains after the sweep, and no lock of a worker that is gone."""
    for home in homes or (room.home,):
        Folder(home, clock=lambda: time.time() + 2 * 3600)
        left = [str(path.relative_to(home)) for path in home.rglob("*") if ".partial" in path.parts[:-1]]
        left += [path.name for path in home.rglob("*.lock")]
        assert not left, left
    assert not [path.name for path in (room.folder / "tmp").iterdir()]


def sound(room: Newsroom) -> None:
    """Check the database's integrity: SQLite's own word for it, and PostgreSQL's of every index and table."""
    if not room.database_url:
        with closing(sqlite3.connect(room.home / "podme.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return
    import psycopg  # noqa: PLC0415 - only with PostgreSQL

    with psycopg.connect(room.database_url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        connection.execute(
            "SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam"
            " WHERE c.relkind = 'i' AND a.amname = 'btree' AND c.relpersistence = 'p'"
        )
        wrong = connection.execute(
            "SELECT c.relname, v.* FROM pg_class c, verify_heapam(c.oid) v WHERE c.relkind = 'r'"
        ).fetchall()
        assert wrong == []


def until(
    true: Callable[[], object], what: str, within: float = LONGEST, story: Callable[[], str] = lambda: ""
) -> None:
    """Wait until it is *true*."""
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, f"waited {within:.0f} s until {what}\n{story()}"
        time.sleep(0.05)


def word(number: int) -> str:
    """Return a name that nobody bears, another for each number below 91,125."""
    letters = ""
    for _ in range(3):
        number, rest = divmod(number, len(_SYLLABLES))
        letters += _SYLLABLES[rest]
    return letters.capitalize()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


PODME = [sys.executable, "-c", "from podme_audio.cli import main; main()"]
