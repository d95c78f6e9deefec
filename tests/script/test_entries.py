import pytest
from hypothesis import given
from hypothesis import strategies as some

from podme_audio.exceptions import LexiconError
from podme_audio.model import LexiconEntry, LexiconSection
from podme_audio.script import BUILT_IN, editing, spoken

WORDS = (
    LexiconEntry(LexiconSection.ABBREVIATIONS, "Kec.", "kecamatan"),
    LexiconEntry(LexiconSection.EXPANDED, "RI", "republik indonesia"),
    LexiconEntry(LexiconSection.SPELLED, "KRL"),
    LexiconEntry(LexiconSection.SPOKEN, "BRIN"),
    LexiconEntry(LexiconSection.WORDS, "Kyiv", "kiyif"),
)
TEXT = some.text(some.characters(codec="utf-8"), min_size=1, max_size=20).filter(str.strip)


def test_entries_are_said_like_a_lexicon_file() -> None:
    ours = editing.lexicon(WORDS).over(BUILT_IN)

    assert spoken("Warga Kec. Beji ke Kyiv naik KRL.", ours) == "Warga kecamatan Beji ke kiyif naik ka er el."
    assert spoken("BRIN", ours) == "brin"


def test_a_lexicon_is_written_the_same_whatever_the_order() -> None:
    assert editing.toml(WORDS) == editing.toml(reversed(WORDS))
    assert sorted(editing.entries(editing.toml(WORDS)), key=str) == sorted(WORDS, key=str)


def test_no_entries_are_an_empty_lexicon() -> None:
    assert editing.entries(editing.toml(())) == ()
    assert spoken("KPK", editing.lexicon(()).over(BUILT_IN)) == spoken("KPK")


@given(some.dictionaries(TEXT, TEXT, max_size=5))
def test_whatever_editors_write_comes_back(words: dict[str, str]) -> None:
    told = tuple(LexiconEntry(LexiconSection.WORDS, written, said) for written, said in words.items())

    assert sorted(editing.entries(editing.toml(told)), key=str) == sorted(told, key=str)


def test_a_broken_lexicon_is_named_with_its_line() -> None:
    with pytest.raises(LexiconError, match=r"ours\.toml, line 2"):
        editing.entries('[words]\n"a" = 1\n', "ours.toml")
