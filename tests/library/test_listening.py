"""Downloads and plays, counted in a library that several processes write to."""

import sqlite3
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from podme_audio.exceptions import EpisodeNotFoundError
from podme_audio.library import Library
from podme_audio.library.episodes.erasing import erase
from podme_audio.library.listening import Days, Delivered, Sitting
from podme_audio.library.tables import Base
from podme_audio.model import Cue, Episode
from tests.library.drafts import Drafting, Starting
from tests.library.sites import Site
from tests.library.test_processes import said, where

#: Noon in Jakarta.
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
WEEK = Days(TODAY, TODAY + timedelta(days=6))
APP, OTHER = "AntennaPod/3.8.1", "Overcast/3.0 (+http://overcast.fm/; iOS podcast app)"
CUES = (Cue("a", 0.0, 60.0, "Pembuka."), Cue("b", 60.0, 300.0, "Isi."), Cue("c", 300.0, 600.0, "Penutup."))
#: Ten minutes at 100 bytes a second.
SECONDS, RATE = 600, 100


@pytest.fixture
def episode(library: Library, drafting: Drafting) -> Episode:
    return kept(library, drafting, "Pasar apung buka lagi")


def kept(library: Library, drafting: Drafting, title: str) -> Episode:
    draft = drafting(title.encode().ljust(SECONDS * RATE), title=title, references=(title,), cues=CUES, chapters=())
    draft = replace(draft, recording=replace(draft.recording, duration=float(SECONDS)))
    return library.publish(library.save(draft, now=NOON).guid, now=NOON)


def got(
    episode: Episode, start: float = 0, stop: float = 60, *, address: str = "203.0.113.9", agent: str = APP
) -> Delivered:
    return Delivered(episode.media.name, address, agent, ((start * RATE, stop * RATE),))


def downloads(library: Library) -> int:
    return sum(one.downloads for one in library.statistics.days(WEEK))


def test_of_an_erased_episode_no_count_is_left(library: Library, episode: Episode) -> None:
    library.downloads.note([got(episode)], now=NOON)
    library.plays.note([sat(episode, (0, 300))], now=NOON)

    erase(library.database, library.store, episode.guid)

    with library.database.reading() as session:
        for name in ("listeners", "downloads", "sittings", "plays", "line_plays"):
            assert session.execute(Base.metadata.tables[name].select()).all() == []


@pytest.mark.parametrize(
    ("requests", "counted"),
    [
        pytest.param([{}], 1, id="one"),
        pytest.param([{"stop": 59}], 0, id="less than a minute"),
        pytest.param([{"stop": 25}, {"start": 25, "stop": 50}, {"start": 50, "stop": 75}], 1, id="three parts"),
        pytest.param([{"stop": 25}, {"stop": 25}, {"stop": 25}], 0, id="the same part"),
        pytest.param([{}, {}, {"stop": 600}], 1, id="again"),
        pytest.param([{}, {"address": "203.0.113.10"}], 2, id="two addresses, one agent"),
        pytest.param([{}, {"agent": OTHER}], 2, id="one address, two agents"),
        pytest.param([{"agent": "Wget/1.21"}], 0, id="a bot"),
        pytest.param([{"agent": "okhttp/4.12"}], 0, id="a library that is a bot"),
        pytest.param([{"agent": "atc/1.0 watchOS/10.1"}], 0, id="the watch after the phone"),
        pytest.param([{"agent": ""}], 0, id="nobody"),
        pytest.param([{"address": "nowhere"}], 0, id="from nowhere"),
        pytest.param(
            [{"address": "2001:db8::1", "stop": 30}, {"address": "2001:db8::2", "start": 30}],
            1,
            id="one IPv6 household",
        ),
        pytest.param([{"address": "2001:db8::1"}, {"address": "2001:db8:0:1::1"}], 2, id="two IPv6 households"),
    ],
)
def test_what_is_a_download(library: Library, episode: Episode, requests: list[dict[str, str]], counted: int) -> None:
    for request in requests:
        library.downloads.note([got(episode, **request)], now=NOON)  # type: ignore[arg-type]

    assert downloads(library) == counted


def test_it_is_the_same_whether_told_at_once_or_one_by_one(library: Library, episode: Episode) -> None:
    library.downloads.note([got(episode, at, at + 25) for at in (0, 25, 50)], now=NOON)

    assert downloads(library) == 1


def test_within_24_hours_a_listener_counts_once_and_after_that_again(library: Library, episode: Episode) -> None:
    for hours, counted in ((0, 1), (12, 1), (23.99, 1), (24, 2), (47.9, 2), (48, 3), (100, 4)):
        library.downloads.note([got(episode)], now=NOON + timedelta(hours=hours))

        assert downloads(library) == counted


def test_parts_on_both_sides_of_midnight_are_one_download(library: Library, episode: Episode) -> None:
    evening = datetime(2026, 11, 23, 23, 55, tzinfo=UTC) - timedelta(hours=7)

    library.downloads.note([got(episode, 0, 40)], now=evening)
    library.downloads.note([got(episode, 40, 80)], now=evening + timedelta(minutes=10))
    library.downloads.note([got(episode, 0, 80)], now=evening + timedelta(hours=9))

    assert [one.downloads for one in library.statistics.days(WEEK)][:3] == [0, 1, 0]


def test_what_was_told_already_changes_nothing(library: Library, episode: Episode) -> None:
    deliveries = [got(episode, address=f"203.0.113.{at}") for at in range(3)]

    for _ in range(3):
        library.downloads.note(deliveries, now=NOON)

    assert downloads(library) == 3


def test_a_file_that_is_none_of_ours_counts_for_nothing(library: Library, episode: Episode) -> None:
    library.downloads.note([replace(got(episode), name="tiada.mp3")], now=NOON)

    assert downloads(library) == 0


def test_parts_from_several_processes_are_one_listener_and_listeners_add_up(
    site: Site, drafting: Drafting, starting: Starting
) -> None:
    with site.open() as library:
        episode = kept(library, drafting, "Pasar apung buka lagi")
    with ExitStack() as stack:
        processes = [stack.enter_context(starting("listen", *where(site), episode.media.name, at)) for at in range(3)]
        said(*processes)

    with site.open() as library:
        now = datetime.now(UTC)
        (told,) = library.statistics.apps(Days(now.date() - timedelta(days=2), now.date() + timedelta(days=2)))
    assert (told.app, told.downloads) == ("AntennaPod", 1 + 3 * 6)


def test_no_address_and_no_agent_is_written(library: Library, episode: Episode) -> None:
    library.downloads.note([got(episode, stop=30)], now=NOON)
    library.plays.note([Sitting("0123456789abcdef", episode.guid, ((0.0, 30.0),))], now=NOON)

    with library.database.reading() as session:
        for table in ("salts", "listeners", "downloads", "sittings", "plays", "line_plays"):
            for row in session.execute(Base.metadata.tables[table].select()):
                told = repr(tuple(row))
                assert "203.0.113" not in told
                assert "AntennaPod/" not in told


def test_who_listened_is_forgotten_after_the_window_and_the_counts_stay(library: Library, episode: Episode) -> None:
    library.downloads.note([got(episode)], now=NOON)
    library.plays.note([Sitting("0123456789abcdef", episode.guid, ((0.0, 300.0),))], now=NOON)
    before = rows(library)

    library.downloads.forget(NOON + timedelta(hours=23))
    library.plays.forget(NOON + timedelta(hours=23))
    within = rows(library)
    library.downloads.forget(NOON + timedelta(hours=49))
    library.plays.forget(NOON + timedelta(hours=49))

    assert before == within == {"salts": 1, "listeners": 1, "sittings": 1}
    assert rows(library) == {"salts": 0, "listeners": 0, "sittings": 0}
    assert downloads(library) == 1
    assert library.statistics.episodes(WEEK)[0].plays == 1


def test_a_new_day_draws_a_new_salt_and_forgets_the_day_before_yesterdays(library: Library, episode: Episode) -> None:
    for days, salts in ((0, 1), (1, 2), (2, 2), (9, 1)):
        library.downloads.note([got(episode)], now=NOON + timedelta(days=days))

        assert rows(library)["salts"] == salts


def test_a_salt_that_is_forgotten_is_nowhere_in_the_file(local: Library, drafting: Drafting) -> None:
    episode = kept(local, drafting, "Pasar apung buka lagi")
    path = local.store.path(f"media/{episode.media.name}").parents[1] / "podme.db"  # type: ignore[union-attr]
    local.downloads.note([got(episode)], now=NOON)
    with closing(sqlite3.connect(path)) as connection:
        (salt,) = connection.execute("SELECT salt FROM salts").fetchone()

    local.downloads.forget(NOON + timedelta(days=3))
    local.close()

    assert salt not in path.read_bytes()


def rows(library: Library) -> dict[str, int]:
    with library.database.reading() as session:
        return {
            name: len(session.execute(Base.metadata.tables[name].select()).all())
            for name in ("salts", "listeners", "sittings")
        }


def sat(episode: Episode, *spans: tuple[float, float], id: str = "0123456789abcdef") -> Sitting:
    return Sitting(id, episode.guid, spans)


def test_how_far_somebody_listens_is_counted_as_it_grows(library: Library, episode: Episode) -> None:
    for spans, tenths, lines in (
        ([(0, 2)], [0] * 11, [0, 0, 0]),
        ([(0, 35)], [1] + [0] * 10, [1, 0, 0]),
        ([(0, 35), (60, 250)], [0, 0, 0, 1] + [0] * 7, [1, 1, 0]),
        ([(0, 600)], [0] * 10 + [1], [1, 1, 1]),
    ):
        library.plays.note([sat(episode, *spans)], now=NOON)

        assert library.statistics.tenths(WEEK) == tuple(tenths)
        assert [one.plays for one in library.statistics.lines(episode.slug)] == lines
    (told,) = library.statistics.episodes(WEEK)
    assert (told.plays, told.through, told.seconds) == (1, 1, 600.0)


def test_what_a_page_told_before_is_not_counted_again(library: Library, episode: Episode) -> None:
    for _ in range(3):
        library.plays.note([sat(episode, (0, 200)), sat(episode, (0, 100))], now=NOON)

    (told,) = library.statistics.episodes(WEEK)
    assert (told.plays, told.through, told.seconds) == (1, 0, 200.0)


def test_where_listeners_stop_is_told_line_by_line(library: Library, episode: Episode) -> None:
    for at, end in enumerate((600, 300, 300, 60)):
        library.plays.note([sat(episode, (0, end), id=f"page-{at:08}")], now=NOON)

    told = library.statistics.lines(episode.guid)

    assert [(one.text, one.plays, one.share) for one in told] == [
        ("Pembuka.", 4, 1.0),
        ("Isi.", 3, 0.75),
        ("Penutup.", 1, 0.25),
    ]


def test_an_episode_that_is_gone_or_never_was_is_passed_over(library: Library, episode: Episode) -> None:
    library.plays.note([Sitting("0123456789abcdef", "no-such-guid", ((0, 60),)), sat(episode, (0, 60))], now=NOON)

    assert library.statistics.tenths(WEEK)[1] == 1


def test_the_statistics_tell_of_days_episodes_and_apps(library: Library, drafting: Drafting) -> None:
    one, other = (kept(library, drafting, title) for title in ("Pasar apung buka lagi", "Harga cabai turun"))
    library.downloads.note([got(one), got(one, agent=OTHER), got(other)], now=NOON)
    library.downloads.note([got(one, address="203.0.113.77")], now=NOON + timedelta(days=1))
    library.plays.note([sat(other, (0, 590))], now=NOON)

    statistics = library.statistics

    assert [(told.slug, told.downloads, told.plays, told.through) for told in statistics.episodes(WEEK)] == [
        (one.slug, 3, 0, 0),
        (other.slug, 1, 1, 1),
    ]
    assert [(told.day.day, told.downloads, told.plays) for told in statistics.days(WEEK)][:3] == [
        (23, 3, 1),
        (24, 1, 0),
        (25, 0, 0),
    ]
    assert [(told.app, told.downloads) for told in statistics.apps(WEEK)] == [("AntennaPod", 3), ("Overcast", 1)]
    assert [told.downloads for told in statistics.episodes(WEEK, other.slug)] == [1]
    assert [told.downloads for told in statistics.days(Days(TODAY, TODAY), one.guid)] == [2]
    assert [(told.app, told.downloads) for told in statistics.apps(WEEK, other.slug)] == [("AntennaPod", 1)]
    with pytest.raises(EpisodeNotFoundError):
        statistics.days(WEEK, "tiada")
