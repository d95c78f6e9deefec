"""A run of capitals: is it a headline of ordinary words, or a row of acronyms?"""

import re

from podme_audio.script.indonesian.letters import pronounceable, spell
from podme_audio.script.indonesian.tagging import Page, Spot

#: From this length on, what can be said as a word is one.
SURE = 5
_RUN = re.compile(r"[^a-z]{0,4000}")
_WORD = re.compile(r"(?<!\w)[A-Z]{2,40}(?!\w)")
#: "GAZA, podme.id – ", "SOLO — ".
_DATELINE = re.compile(r"[A-Z]{3,20}(?: [A-Z]{2,20}){0,2}(?:,[^–—\n]{1,40})? ?(?:[–—]|-) ")
#: Four letters or more with a vowel and no three consonants in a row: "NEWS".
_WORDLIKE = re.compile(r"(?=.{0,20}[AIUEO])(?!.{0,20}[^AIUEO]{3})[A-Z]{4,5}")


def is_headline(spot: Spot) -> bool:
    """Whether the word at *spot* stands in a run of capitals that are ordinary words, or is the place of a dateline."""
    if spot.left in {"", "\n"} and _DATELINE.match(spot.page.text, spot.start):
        return True
    end, verdict = spot.page.capitals
    if spot.start >= end:
        run = _RUN.match(spot.page.text, spot.start)
        end = run.end() if run else spot.end
        verdict = _are_words(_WORD.findall(spot.page.text[spot.start : end]), spot.page)
        spot.page.capitals = (end, verdict)
    return verdict


def say_in_headline(written: str, page: Page) -> str:
    """Say one word of a headline: a known acronym keeps its reading, the others are words."""
    known = page.lexicon.acronyms.get(written)
    if known is not None:
        return known
    worded = pronounceable(written) or len(written) > SURE or _WORDLIKE.fullmatch(written)
    return written.lower() if worded else spell(written)


def _are_words(inside: list[str], page: Page) -> bool:
    unknown = [word for word in inside if len(word) > 2 and word not in page.lexicon.acronyms]  # noqa: PLR2004 ("AP")
    plain = [word for word in unknown if pronounceable(word)]
    said = [word for word in inside if page.lexicon.acronyms.get(word) == word.lower()]
    many = len(inside) > 2 and len(plain) > 0 and 2 * (len(plain) + len(said)) >= len(inside)  # noqa: PLR2004 (two in a row prove little)
    return many or (len(plain) > 1 and any(len(word) >= SURE for word in plain))
