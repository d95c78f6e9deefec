"""What more workers bring, and what an editor waits for: figures of `make chaos`; no test should hang on a clock."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from podme_audio.booth import Speaker
from podme_audio.model import Line, Role
from tests.builds.chaos import Newsroom, published_once, until, word
from tests.builds.counting import NAME

pytestmark = pytest.mark.skipif(not os.environ.get("CHAOS"), reason="measures: `make chaos` does")

#: Seconds that a line takes.
SLOW = 0.2
#: Lines of a build that is measured, and those of a bulletin that keeps everyone busy.
MEASURED, BULLETIN = 120, 500


@pytest.fixture
def room(tmp_path: Path, postgres_url: str) -> Iterator[Newsroom]:
    with closing(Newsroom(tmp_path, postgres_url, delay=SLOW)) as opened:
        yield opened


def alive(room: Newsroom) -> set[int]:
    """Return the pids of the workers that say they are alive."""
    return {int(one.id.split("-")[-2]) for one in room.library.workers.active(20)}


def rate(room: Newsroom, workers: int) -> float:
    """Return the lines a second that so many workers say, from the first that ends to the last but the tail."""
    processes = [room.worker(lines=1) for _ in range(workers)]
    until(lambda: {one.pid for one in processes} <= alive(room), "the workers are there", story=room.story)
    time.sleep(4)  # and listen
    before = len(room.asked())
    build = room.start(MEASURED)
    until(lambda: room.has_reached("mastering") or room.build(build.id).state.final, "all is said", story=room.story)
    asked = room.asked()[before:]
    ended = [one.at for one in asked if one.what == "ended"]
    assert len({one.pid for one in asked}) == workers
    (done,) = room.finished(build.id)
    assert not done.error
    assert len(ended) == done.said
    for process in processes:
        process.kill()
    whole = ended[:-workers]
    return (len(whole) - 1) / (whole[-1] - whole[0])


def test_more_workers_say_more_lines(room: Newsroom) -> None:
    rates = {workers: [rate(room, workers) for _ in range(2)] for workers in (1, 2, 4)}

    best = {workers: max(found) for workers, found in rates.items()}
    told = ", ".join(f"{workers}: {best[workers]:.2f} ({best[workers] / best[1]:.2f} times)" for workers in best)
    sys.stdout.write(f"\nLines a second, by workers that say one line at a time in {SLOW} s: {told}\n")
    assert best[1] >= 2.2
    assert best[2] / best[1] >= 1.9
    assert best[4] / best[1] >= 3.7


def test_an_editor_hears_a_line_while_a_bulletin_is_built(room: Newsroom) -> None:
    workers = [room.worker(lines=1) for _ in range(2)]
    build = room.start(BULLETIN)
    until(lambda: room.said() >= 20, "the bulletin is being said", story=room.story)
    speaker = Speaker(NAME, "sedang")
    waits = []
    for number in range(20):
        text = f"Redaksi menunggu {word(40_000 + number)}."
        began = time.monotonic()
        room.builds.speak(Line(f"waited-{number}", Role.PARAGRAPH, text, text, 0.3), speaker)
        waits.append(time.monotonic() - began)
        time.sleep(0.5)
    assert not room.build(build.id).state.final
    waits.sort()
    sys.stdout.write(
        f"\nAn editor's line, {len(waits)} times during a bulletin of {BULLETIN} lines on {len(workers)} workers:"
        f" {waits[len(waits) // 2]:.2f} s (median), {waits[-1]:.2f} s (longest)\n"
    )
    assert waits[-1] < 2
    published_once(room, room.finished(build.id))
