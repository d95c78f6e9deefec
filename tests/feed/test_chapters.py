import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podme_audio.feed import chapters
from podme_audio.model import Chapter

DURATION = 60.0
marks = st.lists(st.builds(Chapter, st.floats(-5, 90), st.text(max_size=9), st.just("")), max_size=9)


def starts(*given: Chapter) -> list[float]:
    return [entry["startTime"] for entry in json.loads(chapters(given, duration=DURATION))["chapters"]]


def test_c02_chapters_in_full() -> None:
    given = (Chapter(0, "Pembuka acara"), Chapter(12.3456, "Beras\nnaik", "https://kabar.example/beras"))

    assert json.loads(chapters(given, duration=DURATION, title="Kabar sore")) == {
        "version": "1.2.0",
        "title": "Kabar sore",
        "chapters": [
            {"startTime": 0, "title": "Pembuka acara"},
            {"startTime": 12.345, "title": "Beras naik", "url": "https://kabar.example/beras"},
        ],
    }


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([5.0], [0.0, 5.0]),
        ([30.0, 0.0], [0.0, 30.0]),
        ([0.0, 10.0001, 10.0002], [0.0, 10.0]),
        ([0.0, 60.0, 70.0], [0.0]),
        ([], []),
    ],
    ids=["an opening is added", "ordered", "one at a time", "before the end", "none"],
)
def test_c02_apps_get_only_chapters_they_accept(given: list[float], kept: list[float]) -> None:
    assert starts(*(Chapter(start, f"Bab {start}") for start in given)) == kept


@given(marks)
def test_c02_whatever_is_given_starts_rise_from_zero_and_titles_are_there(given: list[Chapter]) -> None:
    written = json.loads(chapters(given, duration=DURATION))["chapters"]

    times = [entry["startTime"] for entry in written]
    assert times == sorted(set(times))
    assert not times or (times[0] == 0 and times[-1] < DURATION)
    assert all(entry["title"].strip() for entry in written)
