"""What makes a download, and how far somebody listened: the rules alone."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from podme_audio.library.listening import rules
from podme_audio.library.listening.rules import Delivered, Heard, Outline, Sound, Spans, Window

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
TAG = 1_000
#: Ten minutes at 12,000 bytes a second, behind their tag.
SOUND = Sound("guid", "pasar.mp3", TAG + 600 * 12_000, 600.0)
SHORT = Sound("guid", "singkat.mp3", TAG + 20 * 12_000, 20.0)


def part(start: float, stop: float) -> tuple[int, int]:
    """Return the bytes of so many seconds of sound."""
    return round(TAG + start * 12_000), round(TAG + stop * 12_000)


@pytest.mark.parametrize(
    ("sound", "spans", "counts"),
    [
        pytest.param(SOUND, [(0, SOUND.size)], True, id="all of it"),
        pytest.param(SOUND, [part(0, 60)], True, id="a minute"),
        pytest.param(SOUND, [part(0, 59.99)], False, id="less than a minute"),
        pytest.param(SOUND, [(0, 60 * 12_000)], False, id="a minute's bytes, some of them no sound"),
        pytest.param(SOUND, [part(500, 560)], True, id="a minute near the end"),
        pytest.param(SOUND, [part(0, 25), part(25, 50), part(50, 75)], True, id="three parts"),
        pytest.param(SOUND, [part(100, 125), part(300, 325), part(0, 25)], True, id="three parts apart"),
        pytest.param(SOUND, [part(0, 25)] * 3, False, id="the same part three times"),
        pytest.param(SOUND, [part(0, 40), part(20, 59)], False, id="parts that overlap"),
        pytest.param(SOUND, [(0, 2)], False, id="Apple's probe"),
        pytest.param(SOUND, [], False, id="nothing"),
        pytest.param(SHORT, [(0, SHORT.size)], True, id="all of a short one"),
        pytest.param(SHORT, [(TAG, SHORT.size)], True, id="all the sound of a short one"),
        pytest.param(SHORT, [part(0, 19)], False, id="not all of a short one"),
    ],
)
def test_a_download_is_a_minute_of_sound_or_all_of_a_shorter_one(
    sound: Sound, spans: list[tuple[int, int]], counts: bool
) -> None:
    window = rules.go_on(None, sound, Delivered(sound.name, "", "", tuple(spans), TAG), NOW)

    assert window.counted is counts


@given(some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60))))
def test_spans_together_cover_each_place_once(spans: list[tuple[int, int]]) -> None:
    together = rules.union(spans)

    places = {place for start, stop in spans for place in range(start, stop)}
    assert {place for start, stop in together for place in range(int(start), int(stop))} == places
    assert rules.covered(together, 0, 60) == len(places)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(together))
    assert rules.union(together) == together == rules.union(reversed(spans))


@given(
    some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60))),
    some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60))),
)
def test_it_does_not_matter_in_which_order_or_how_often_spans_are_told(
    some_spans: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    once = rules.union([*some_spans, *others])

    assert rules.union([*rules.union(others), *rules.union(some_spans), *others]) == once


def test_of_too_many_spans_the_longest_are_remembered() -> None:
    spans = [(at * 10, at * 10 + 1 + (at == 70)) for at in range(100)]

    kept = rules.union(spans)

    assert len(kept) == rules.MOST
    assert (700, 702) in kept


def got(*spans: tuple[int, int], name: str = SOUND.name) -> Delivered:
    return Delivered(name, "", "", spans, TAG)


def test_a_window_of_24_hours_begins_with_the_first_byte() -> None:
    first = rules.go_on(None, SOUND, got(part(0, 10)), NOW)
    later = rules.go_on(first, SOUND, got(part(0, 60)), NOW + timedelta(hours=23, minutes=59))
    next_day = rules.go_on(later, SOUND, got(part(60, 90)), NOW + timedelta(hours=24))

    assert (first.began, first.counted) == (NOW, False)
    assert (later.began, later.counted) == (NOW, True)
    assert next_day == Window(NOW + timedelta(hours=24), SOUND.name, (part(60, 90),))


def test_what_was_counted_is_counted_once() -> None:
    counted = rules.go_on(None, SOUND, got(part(0, 60)), NOW)

    assert rules.go_on(counted, SOUND, got(part(60, 600)), NOW + timedelta(hours=1)) is counted


def test_bytes_of_two_files_add_up_to_nothing() -> None:
    corrected = Sound("guid", "pasar-2.mp3", SOUND.size, SOUND.duration)
    window = rules.go_on(None, SOUND, got(part(0, 40)), NOW)

    window = rules.go_on(window, corrected, got(part(40, 70), name="pasar-2.mp3"), NOW)

    assert window == Window(NOW, "pasar-2.mp3", (part(40, 70),))


@pytest.mark.parametrize(
    ("address", "neighbourhood"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_an_address_is_a_household(address: str, neighbourhood: str) -> None:
    assert rules.neighbourhood(address) == neighbourhood


@pytest.mark.parametrize(
    ("head", "length"),
    [
        (b"ID3\x03\0\0\0\0\x02\x01", 267),
        (b"ID3\x04\0\x10\0\0\x02\x01", 277),
        (b"\xff\xfb\x90\x64\0\0\0\0\0\0", 0),
        (b"ID3\x03\0\0\xff\0\0\0", 0),
        (b"ID3", 0),
        (b"", 0),
    ],
)
def test_the_sound_begins_behind_the_tag(head: bytes, length: int) -> None:
    assert rules.tag_length(head) == length


OUTLINE = Outline(100.0, (("a", 0.0, 10.0), ("b", 10.0, 50.0), ("c", 60.0, 100.0), ("d", 100.0, 100.0)))


@pytest.mark.parametrize(
    ("spans", "heard"),
    [
        ((), Heard(0.0, None, frozenset())),
        (((0.0, 2.9),), Heard(2.9, None, frozenset())),
        (((0.0, 5.0),), Heard(5.0, 0, frozenset("a"))),
        (((0.0, 30.0),), Heard(30.0, 3, frozenset("ab"))),
        (((0.0, 29.9),), Heard(29.9, 2, frozenset("a"))),
        (((60.0, 100.0),), Heard(40.0, 4, frozenset("c"))),
        (((0.0, 1e9),), Heard(100.0, 10, frozenset("abc"))),
    ],
)
def test_how_far_somebody_listened(spans: Spans, heard: Heard) -> None:
    assert rules.heard(OUTLINE, spans) == heard
