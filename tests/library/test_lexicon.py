from datetime import UTC, datetime

from podme_audio.library import Library
from podme_audio.model import LexiconEntry, LexiconSection

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
KYIV = LexiconEntry(LexiconSection.WORDS, "Kyiv", "kiyif")
KRL = LexiconEntry(LexiconSection.SPELLED, "KRL")


def test_words_are_kept_one_entry_each(library: Library) -> None:
    assert library.lexicon.put([KYIV, KRL], editor="ana", now=NOON) == 2

    again = LexiconEntry(LexiconSection.SPOKEN, "KRL")
    assert library.lexicon.put([KYIV, again], editor="budi", now=NOON) == 1

    assert library.lexicon.entries() == (again, KYIV)


def test_who_changes_a_word_is_told_what_was_before(library: Library) -> None:
    seen: list[tuple[LexiconEntry | None, LexiconEntry | None]] = []

    library.lexicon.put([KYIV], editor="ana", now=NOON, noted=lambda _, *pair: seen.append(pair))
    other = LexiconEntry(LexiconSection.WORDS, "Kyiv", "kyif")
    library.lexicon.put([other], editor="ana", now=NOON, noted=lambda _, *pair: seen.append(pair))
    library.lexicon.drop("Kyiv", noted=lambda _, *pair: seen.append(pair))

    assert seen == [(None, KYIV), (KYIV, other), (other, None)]


def test_a_word_is_forgotten_once(library: Library) -> None:
    library.lexicon.put([KYIV], editor="ana", now=NOON)

    assert library.lexicon.drop("Kyiv")
    assert not library.lexicon.drop("Kyiv")
    assert library.lexicon.entries() == ()
