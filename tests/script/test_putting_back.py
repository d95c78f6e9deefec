from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from podme_audio.exceptions import LineNotFoundError
from podme_audio.model import Article, Block, Removed, Role, Script
from podme_audio.script import BUILT_IN, Programme, editing, write
from podme_audio.script.editing import Seen

SHOW = Programme("Kabar Pagi", date(2025, 3, 3))
TEXTS = ("Sungai meluap.", "Warga mengungsi.", "Jembatan ditutup.")


def story(*removed: Removed, texts: tuple[str, ...] = TEXTS, title: str = "Banjir") -> Article:
    return Article(title, title, tuple(Block(Role.PARAGRAPH, text) for text in texts), removed=removed)


def gone(text: str, at: int) -> Removed:
    return Removed(Block(Role.PARAGRAPH, text), "related links", at)


def told(script: Script) -> list[str]:
    return [line.written for line in script.lines if line.role is Role.PARAGRAPH]


@pytest.mark.parametrize("at", range(4))
def test_what_was_removed_is_said_where_it_stood(at: int) -> None:
    script = write([story(gone("Baca juga Rp5 ribu.", at))], programme=SHOW)

    back = editing.put_back(script, 0, 0, BUILT_IN)

    assert told(back) == [*TEXTS[:at], "Baca juga Rp5 ribu.", *TEXTS[at:]]
    assert [line.spoken for line in back.lines if "Baca" in line.written] == ["Baca juga lima ribu rupiah."]
    assert back.articles[0].removed == ()
    assert [block.text for block in back.articles[0].blocks] == told(back)


def test_it_comes_back_once() -> None:
    script = write([story(gone("Baca juga.", 1))], programme=SHOW)
    back = editing.put_back(script, 0, 0, BUILT_IN)

    with pytest.raises(LineNotFoundError):
        editing.put_back(back, 0, 0, BUILT_IN)


def test_a_line_that_is_taken_away_can_be_put_back() -> None:
    script = write([story()], programme=SHOW)
    line = script.lines[2]

    away = editing.take_away(script, Seen(line.id))
    back = editing.put_back(away, 0, 0, BUILT_IN)

    assert told(away) == [TEXTS[0], TEXTS[2]]
    assert [(one.block.text, one.reason) for one in away.articles[0].removed] == [(TEXTS[1], "editor")]
    assert told(back) == list(TEXTS)
    assert back.articles == script.articles


def test_a_long_paragraph_comes_back_in_breaths() -> None:
    long = "Pemerintah menyiapkan tiga jalur bagi warga yang mengungsi dari lereng gunung sejak Minggu malam. " * 9
    script = write([story(gone(long.strip(), 1))], programme=SHOW)

    back = editing.put_back(script, 0, 0, BUILT_IN)

    assert len(back.lines) > len(script.lines) + 1
    assert " ".join(told(back)[1:-2]) == long.strip()


def test_a_bulletin_keeps_what_editors_did() -> None:
    first, second = (write([story(title=title)], programme=SHOW) for title in ("Banjir", "Gempa"))
    first = editing.respoken(first, Seen(first.lines[1].id), "Sungai Musi meluap.", BUILT_IN)
    second = editing.dropped(second, Seen(second.lines[2].id))

    whole = editing.bulletin([first, second], SHOW, BUILT_IN)

    assert [line.spoken for line in whole.lines if line.by_hand] == ["Sungai Musi meluap."]
    assert told(whole) == [*TEXTS, TEXTS[0], TEXTS[2]]
    assert [line.chapter for line in whole.lines if line.chapter] == ["Pembuka", "Banjir", "Gempa"]
    assert [line.article for line in whole.lines if line.role is Role.HEADLINE] == [0, 1]
    assert sum(line.role is Role.DISCLOSURE for line in whole.lines) == 1


@given(some.data())
def test_taking_away_and_putting_back_is_as_if_nothing_was(data: some.DataObject) -> None:
    places = data.draw(some.lists(some.integers(0, 3), max_size=3))
    article = story(*(gone(f"Iklan {number}.", at) for number, at in enumerate(sorted(places))))
    at = data.draw(some.integers(0, 2))

    away = editing.taken(article, at)
    which = next(number for number, one in enumerate(away.removed) if one.reason == "editor")

    assert editing.restored(away, which) == article
