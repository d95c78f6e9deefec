"""What is published, in lists and by its words: on SQLite and PostgreSQL alike."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podme_audio.exceptions import EpisodeNotFoundError
from podme_audio.library import Library
from podme_audio.library.archive import wanted
from podme_audio.library.archive.words import are_in
from podme_audio.library.listing import Selection
from podme_audio.model import Cue, Episode, Kind
from tests.library.drafts import NOW, Drafting

WIB = timezone(timedelta(hours=7))
SETTINGS = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])

#: Publishes an episode: its title, what else is to differ, and how many hours after NOW.
Publishing = Callable[..., Episode]


@pytest.fixture
def rows(home: Path, making: Callable[[Path], str]) -> Iterator[Library]:
    """A library whose rows are in either place, and whose bytes are in files."""
    with Library(home, database_url=making(home / "podme.db")) as opened:
        yield opened


@pytest.fixture
def publishing(rows: Library, drafting: Drafting) -> Publishing:
    def publish(title: str, *said: str, hours: float = 0, **changes: str) -> Episode:
        moment = NOW + timedelta(hours=hours)
        cues = tuple(Cue(f"c{at}", at * 10.5, at * 10.5 + 9, text) for at, text in enumerate(said))
        draft = drafting(title=title, cues=cues, references=(), **{"description": "Ringkasan.", **changes})
        return rows.publish(rows.save(draft, now=moment).guid, now=moment)

    return publish


#: What is typed, and whether it finds the one episode that there is.
QUERIES = [
    ("harga cabai", True),
    ("cabai HARGA", True),
    ("  cabai,\tharga!  ", True),
    ("cab", True),
    ("ca", False),
    ("cab harga", False),
    ("cabai beras", False),
    ("rawit pedagang", True),
    ('"harga cabai"', True),
    ('"cabai harga"', False),
    ("“harga cabai” rawit", True),
    ('"harga cab"', False),
    ('"harga cab', True),
    ("jumat", True),
    ("Jum'at", True),
    ("JUM’AT", True),
    ("cafe", True),
    ("CAFÉ", True),
    ("cafe\u0301", True),
    ("covid-19", True),
    ("covid 20", False),
    ("19-covid", False),
    ("Rp3.500", True),
    ("3.500", True),
    ("rp 3500", False),
    ("covid19", True),
    ("naik AND turun", False),
    ("harga OR beras", False),
    ("NEAR(harga cabai)", False),
    ("title:cabai", False),
    ("-cabai", True),
    ("cabai*", True),
    ("* ^ ( ) : - + ~ ' & | ! <-> \\", False),
    ('"', False),
    ('""', False),
    ("cabai \0 harga", True),
    ("cabai';--", True),
    ("💥 cabai", True),
    ("москва", True),
    ("", False),
    ("e", False),
    ("cabai " * 5_000, True),
    ("a" * 10_000, False),
]


def found(library: Library, query: str) -> list[str]:
    hits = library.archive.search(wanted(query), limit=99)
    assert len(hits) == library.archive.found(wanted(query))
    return [hit.episode.title for hit in hits]


def test_sections_and_authors_are_counted_under_the_name_they_had_last(rows: Library, publishing: Publishing) -> None:
    publishing("Satu", section="KOTA", author="Siti Aminah")
    publishing("Dua", section="Kota", author="Redaksi", hours=1)
    publishing("Tiga", section="Dunia & Asia", author="Redaksi", hours=2)
    publishing("Empat", section="", author="", hours=3)
    rows.withdraw(publishing("Lima", section="Dunia & Asia", author="Tamu", hours=4).guid, now=NOW)

    counts = {
        kind: [(one.strand.slug, one.strand.title, one.episodes) for one in rows.strands.counts(kind)] for kind in Kind
    }
    assert counts == {
        Kind.SECTION: [("dunia-asia", "Dunia & Asia", 1), ("kota", "Kota", 2)],
        Kind.AUTHOR: [("redaksi", "Redaksi", 2), ("siti-aminah", "Siti Aminah", 1)],
    }


def test_a_part_holds_its_own_episodes_and_counts_them(rows: Library, publishing: Publishing) -> None:
    for at in range(6):
        publishing(f"Kabar {at}", section=("Kota", "Dunia")[at % 2], hours=24 * at)
    part = Selection(section="dunia", since=NOW + timedelta(days=2), until=NOW + timedelta(days=5))

    assert [one.title for one in rows.archive.page(part, limit=9)] == ["Kabar 3"]
    assert rows.archive.count(part) == 1
    assert rows.archive.count(Selection()) == 6


def test_months_are_those_of_the_clocks_that_are_asked_for(rows: Library, publishing: Publishing) -> None:
    for moment in ("2026-08-31T16:59:59", "2026-08-31T17:00:00", "2026-09-30T16:59:59", "2026-12-31T17:00:00"):
        publishing(moment, hours=(datetime.fromisoformat(moment).replace(tzinfo=UTC) - NOW) / timedelta(hours=1))

    assert rows.archive.months(WIB) == ((date(2027, 1, 1), 1), (date(2026, 9, 1), 2), (date(2026, 8, 1), 1))
    assert rows.archive.months(UTC) == ((date(2026, 12, 1), 1), (date(2026, 9, 1), 1), (date(2026, 8, 1), 2))


def test_a_library_without_episodes_has_no_months_and_no_sections(rows: Library) -> None:
    assert rows.archive.months(WIB) == ()
    assert rows.strands.counts(Kind.SECTION) == ()
    assert rows.archive.count(Selection()) == 0


def test_an_episode_dated_wrongly_by_centuries_is_no_trouble(rows: Library, publishing: Publishing) -> None:
    publishing("Kini")
    publishing("Dulu", hours=-24 * 365 * 900)

    months = rows.archive.months(WIB)

    assert months[0] == (date(2026, 11, 1), 1)


def test_the_neighbours_of_a_day_are_the_nearest_with_episodes(rows: Library, publishing: Publishing) -> None:
    moments = [publishing(f"Hari {days}", hours=24 * days).published for days in (0, 3, 9)]
    day = Selection(since=NOW + timedelta(days=2), until=NOW + timedelta(days=4))

    assert rows.archive.neighbours(day) == (moments[0], moments[2])
    assert rows.archive.neighbours(Selection(since=NOW, until=NOW + timedelta(days=30))) == (None, None)


@pytest.mark.parametrize("key", ["tidak-ada", "", "\0", "belum-terbit", "x" * 10_000, "' OR 1=1 --"])
def test_a_page_after_what_nobody_ever_saw_is_an_error(rows: Library, drafting: Drafting, key: str) -> None:
    rows.save(drafting(title="Belum terbit"), now=NOW)

    with pytest.raises(EpisodeNotFoundError):
        rows.archive.page(Selection(), limit=9, before=key)
    with pytest.raises(EpisodeNotFoundError):
        rows.archive.search(wanted("cabai"), limit=9, before=key)
    with pytest.raises(EpisodeNotFoundError):
        rows.episode("\0")


def test_words_are_found_as_a_listener_means_them(rows: Library, publishing: Publishing) -> None:
    title = "Harga cabai turun, Jum’at ini"
    publishing(title, "Rawit di Café Москва Rp3.500.", "Kasus Covid-19 ikut turun.", description="Menurut pedagang.")
    publishing("Tak ada hubungannya")

    assert [query for query, is_found in QUERIES if found(rows, query) != [title] * is_found] == []


def test_a_title_weighs_more_than_a_description_and_that_more_than_speech(
    rows: Library, publishing: Publishing
) -> None:
    publishing("Kabar lama soal cabai")
    publishing("Pasar pagi", "Tidak disebut.", description="Tentang cabai.", hours=1)
    publishing("Pasar siang", "Harga cabai naik.", hours=3)
    publishing("Pasar sore", "Harga cabai turun.", hours=2)
    publishing("Kabar baru soal cabai", hours=4)

    assert found(rows, "cabai") == [
        *("Kabar baru soal cabai", "Kabar lama soal cabai"),
        *("Pasar pagi", "Pasar siang", "Pasar sore"),
    ]


def test_a_hit_says_where_it_is_heard_and_marks_the_words(rows: Library, publishing: Publishing) -> None:
    publishing("Harga cabai turun", "Harga cabai turun.", "Cabai mahal.", "Kini cabai & harga turun.", "Cabai, harga.")

    (hit,) = rows.archive.search(wanted("harga cab"), limit=9)

    assert [(piece.text, piece.meant) for piece in hit.line] == [
        *(("Kini ", False), ("cabai", True), (" & ", False), ("harga", True), (" turun.", False))
    ]
    assert hit.start == 21.0
    assert [piece.text for piece in hit.title if piece.meant] == ["Harga", "cabai"]


def test_a_line_that_only_says_the_title_is_shown_when_there_is_no_other(rows: Library, publishing: Publishing) -> None:
    publishing("Harga cabai turun", "Selamat pagi.", "Harga cabai turun.")

    (hit,) = rows.archive.search(wanted("cabai"), limit=9)

    assert hit.start == 10.5


def test_a_hit_that_is_not_heard_has_no_line(rows: Library, publishing: Publishing) -> None:
    publishing("Harga cabai turun", "Selamat pagi.")

    (hit,) = rows.archive.search(wanted("cabai"), limit=9)

    assert (hit.line, hit.start) == ((), None)


def test_a_long_line_is_cut_around_the_words_that_are_meant(rows: Library, publishing: Publishing) -> None:
    publishing("Panjang", f"{'lalu ' * 100}cabai {'kemudian ' * 100}".strip())

    (hit,) = rows.archive.search(wanted("cabai"), limit=9)
    text = "".join(piece.text for piece in hit.line)

    assert text.startswith("… lalu ")
    assert text.endswith("kemudian …")
    assert [piece.text for piece in hit.line if piece.meant] == ["cabai"]
    assert 150 < len(text) < 260


def test_only_what_is_published_is_found(rows: Library, drafting: Drafting) -> None:
    guid = rows.save(drafting(), now=NOW).guid
    assert found(rows, "cabai") == []

    rows.schedule(guid, NOW + timedelta(hours=1), now=NOW)
    assert found(rows, "cabai") == []

    rows.publish(guid, now=NOW)
    assert found(rows, "cabai") == found(rows, "rawit") == ["Harga cabai di Pasar Senen turun"]

    rows.withdraw(guid, now=NOW)
    assert found(rows, "cabai") == []

    rows.publish(guid, now=NOW)
    assert found(rows, "cabai") == ["Harga cabai di Pasar Senen turun"]


def test_a_revision_is_found_by_what_it_says_and_no_longer_by_what_was_said(rows: Library, drafting: Drafting) -> None:
    rows.publish(rows.save(drafting(), now=NOW).guid, now=NOW)

    rows.save(drafting(b"better", title="Harga bawang naik", cues=(Cue("a", 0.0, 1.0, "Bawang."),)), now=NOW)

    assert found(rows, "bawang") == ["Harga bawang naik"]
    assert found(rows, "cabai") == found(rows, "rawit") == []


def test_what_is_put_back_from_the_manifests_is_found(
    rows: Library, publishing: Publishing, home: Path, making: Callable[[Path], str]
) -> None:
    publishing("Cabai turun", "Harga rawit.")
    rows.withdraw(publishing("Cabai naik", "Harga rawit.").guid, now=NOW)

    with Library(home, database_url=making(home / "another.db")) as other:
        assert found(other, "rawit") == []
        assert other.rebuild() == ()
        assert found(other, "rawit") == ["Cabai turun"]


def test_a_very_long_episode_can_be_published_and_found(rows: Library, publishing: Publishing) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(word) for word in product(letters, letters, "bcdfgh", "aeiou", "klmnprstv")]
    assert len(" ".join(words)) > 2**20

    publishing("Sidang", *(" ".join(words[at : at + 100]) for at in range(0, len(words), 100)))

    assert found(rows, words[777]) == ["Sidang"]


#: Words that databases have their own ideas of.
ODD = (
    *(
        "1e5",
        "3d",
        "0x1f",
        "-5",
        "2.5",
        "19",
        "a",
        "aba",
        "abad",
        "x1y2",
        "Anak-anak",
        "redaksi@podme.id",
        "AND",
        "NOT",
    ),
    *(
        "https://podme.id/a?b=c",
        "/etc/passwd",
        "Jum'at",
        "Café",
        "ﬁlm",
        "½",
        "СССР",
        "日本",
        "İstanbul",
        "straße",
        "the",
    ),
    *("'", '"', "\\", "&", "NEAR", ":*", "<b>", "_", "٣", "²", "e\u0301te", "m²", "10.000", "Covid-19", "id", "podme"),
)
TEXT = st.lists(st.sampled_from(ODD), min_size=1, max_size=3).map(" ".join)


@pytest.fixture
def odd(publishing: Publishing) -> dict[str, str]:
    """What is said in each of some episodes, each odd word among others in three of them."""
    said = [" ".join(ODD[(at * 2 + step * step) % len(ODD)] for step in range(6)) for at in range(len(ODD) // 2)]
    return {publishing("Kabar", text).guid: text for text in said}


@SETTINGS
@given(text=TEXT, quotes=st.sampled_from(["{}", '"{}"', '"{}']))
def test_both_databases_find_what_the_words_themselves_say(
    rows: Library, odd: dict[str, str], text: str, quotes: str
) -> None:
    query = wanted(quotes.format(text))

    hits = {hit.episode.guid for hit in rows.archive.search(query, limit=99)}

    assert hits == {guid for guid, said in odd.items() if query and are_in(query, f"Kabar Ringkasan. {said}")}
