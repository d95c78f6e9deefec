"""kill -9 of the whole tree at random moments. `make chaos` kills ten times as often and prints figures."""

import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.builds.chaos import LINES, Newsroom, Process, counted, published_once, sound, tidy, until, valid

LONG = bool(os.environ.get("CHAOS"))
KILLS = 50 if LONG else 5
AT_ONCE = 2
#: Builds that are open at any moment.
BUSY = 2


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Newsroom]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with closing(Newsroom(tmp_path, url, delay=0.1 if LONG else 0.05)) as opened:
        yield opened


class Storm:
    """One tree after the other, each killed at a random moment of its life."""

    def __init__(self, room: Newsroom, chance: random.Random) -> None:
        self.room = room
        self.chance = chance
        self.ids: list[str] = []
        #: Seconds from the start of a tree to the first line that it said.
        self.recovery: list[float] = []
        self.feeds = 0

    def rage(self, kills: int) -> None:
        for _ in range(kills):
            self.keep_busy()
            self.one_life()

    def keep_busy(self) -> None:
        while self.room.open_builds() < BUSY:
            self.ids.append(self.room.start().id)

    def one_life(self) -> None:
        tree = self.room.serve(lines=AT_ONCE)
        if self.chance.random() < 0.2:
            time.sleep(self.chance.uniform(0.0, 3.0))  # most likely before it answers
        else:
            self.begin(tree)
            time.sleep(self.chance.uniform(0.0, 4.0))
        self.room.kill(tree)
        sound_if_quick(self.room)

    def begin(self, tree: Process) -> None:
        """Wait until the feed is served, and check it; then until it says a line, if there is one to say."""
        began, before = time.monotonic(), self.room.said()
        until(lambda: self.room.feed() or not tree.alive, "the feed is served", story=self.room.story)
        assert tree.alive, self.room.story()
        valid(self.room.feed(), self.room.library)
        self.feeds += 1
        until(lambda: self.room.said() > before or not self.room.open_builds(), "a line is said", story=self.room.story)
        self.recovery.append(time.monotonic() - began)

    def calm(self) -> None:
        """Let the last tree finish everything and end."""
        tree = self.room.serve(lines=AT_ONCE)
        self.begin(tree)
        self.room.finished(*self.ids)
        tree.end()


def sound_if_quick(room: Newsroom) -> None:
    """Check SQLite's file after each kill; PostgreSQL's server was not killed, so once is enough."""
    if not room.database_url:
        sound(room)


def test_every_build_is_published_once_whenever_the_tree_is_killed(room: Newsroom) -> None:
    seed = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 1 << 30)
    print(f"\nSEED={seed}")  # noqa: T201 - pytest shows it when the test fails
    started, storm = time.monotonic(), Storm(room, random.Random(seed))  # noqa: S311 - a seed to repeat

    storm.rage(KILLS)
    storm.calm()

    published_once(room, room.finished(*storm.ids))
    sound(room)
    tidy(room)
    count = counted(room, at_once=AT_ONCE)
    assert count.lines == len(storm.ids) * (LINES - 1) + 1  # all say in the same words who reads
    assert valid(room.studio.press.feed().content, room.library) == len(storm.ids)
    where = "PostgreSQL" if room.database_url else "SQLite"
    sys.stdout.write(
        f"{where}: {KILLS} kills, {len(storm.ids)} builds of {LINES} lines, each published once\n"
        f"  {count.lines} texts, {count.begun} syntheses: {count.again} again, all in flight at a kill"
        f" (at most {AT_ONCE} a kill)\n"
        f"  {storm.feeds} feeds valid after a restart; from a restart to a line"
        f" {statistics.median(storm.recovery):.1f} s (median), {max(storm.recovery):.1f} s (longest)\n"
        f"  {time.monotonic() - started:.0f} s in all\n"
    )
