"""Words in capitals: spelled, said as a word, or said in full; names of letters and digits ("G20", "B35")."""

import re
from collections.abc import Mapping
from typing import Any

from podme_audio.script.indonesian.amounts import words
from podme_audio.script.indonesian.headlines import SURE, is_headline, say_in_headline
from podme_audio.script.indonesian.letters import pronounceable, spell, spellable
from podme_audio.script.indonesian.numbers import cardinal, digits, figure
from podme_audio.script.indonesian.tables import CUES, table
from podme_audio.script.indonesian.tagging import EDGE, END, Page, Pattern, Rule, S, Spot

_CAPITALS = table("capitals")
_BEFORE_A_NAME: Mapping[str, str] = _CAPITALS["before_a_name"]
_BEFORE_THESE: Mapping[str, Mapping[str, Any]] = _CAPITALS["before_these"]
_AFTER_THESE: Mapping[str, Mapping[str, Any]] = _CAPITALS["after_these"]
_AGE = Pattern(r"\s\([0-9]{1,3}(?:\)| tahun)")
_NAME = Pattern(rf"{S}[A-Z][a-z]")
_CAPITALS_FOLLOW = Pattern(rf"{S}[A-Z]{{2,30}}(?!\w)")
_COUNTRY = frozenset({"AS", "RI"})
_TICKER = 4
#: A longer row of digits in a name is a serial number.
_LONGEST_NUMBER = 4
_INITIALS = 3


def say_acronym(written: str, page: Page) -> str:
    """Say a word in capitals that stands on its own."""
    known = page.lexicon.acronyms.get(written)
    if known is not None:
        return known
    return written.lower() if len(written) >= SURE and pronounceable(written) else spell(written)


def _say(spot: Spot) -> str:
    return _say_word(spot["word"], spot) + spot["tail"]


def _say_word(written: str, spot: Spot) -> str:
    headline = is_headline(spot)
    said = _by_neighbours(written, spot, headline=headline)
    if said is not None:
        return said
    if headline:
        return say_in_headline(written, spot.page)
    spelled = _is_person(spot) or _is_ticker(spot) or _is_second(spot) or written in _BEFORE_A_NAME
    return spell(written) if spelled else say_acronym(written, spot.page)


def _by_neighbours(written: str, spot: Spot, *, headline: bool) -> str | None:
    """Say what the tables of neighbours know: "DI Yogyakarta", "Nabi Musa AS", "PM Jepang"."""
    if written in _BEFORE_THESE:
        met = spot.follows(frozenset(_BEFORE_THESE[written]["words"])) and not (headline and spot.before)
        other = written.lower() if headline or _CAPITALS_FOLLOW.match(spot.page.text, spot.end) else spell(written)
        return str(_BEFORE_THESE[written]["said"]) if met else other
    if written in _AFTER_THESE and spot.leads(frozenset(_AFTER_THESE[written]["words"]), 3):
        return str(_AFTER_THESE[written]["said"])
    named = not headline and not _is_person(spot) and _NAME.match(spot.page.text, spot.end)
    return _BEFORE_A_NAME.get(written) if named else None


def _is_second(spot: Spot) -> bool:
    """Whether a country stands behind another acronym, or before a number: "DPR RI", "RI 1"."""
    text = spot.page.text
    behind = text[max(0, spot.start - 3) : spot.start].strip()
    numbered = text[spot.end : spot.end + 2].strip(" -").isdigit()
    return spot["word"] == "RI" and (numbered or (len(behind) > 1 and behind.isupper()))


def _is_ticker(spot: Spot) -> bool:
    """Four capitals after "Tbk" or "saham" are a ticker."""
    near = spot.leads(frozenset({"tbk"}), 2) or spot.leads(CUES["ticker"])
    return near and len(spot["word"]) == _TICKER


def _is_person(spot: Spot) -> bool:
    """Two or three letters are a person's when the words before or an age after say so."""
    if len(spot["word"]) > _INITIALS:
        return False
    aged = _AGE.match(spot.page.text, spot.end) is not None
    return aged or spot.leads(CUES["initials_sure"], 2) or (spot["word"] in _COUNTRY and spot.leads(CUES["initials"]))


def _say_one(spot: Spot) -> str:
    return spell(spot["word"])


def _say_mixed(spot: Spot) -> str:
    return words(spot["head"], say_acronym(spot["word"], spot.page))


def _say_code(spot: Spot) -> str | None:
    """Say a name of letters and digits, part by part."""
    said = [_part(part, spot.page) for part in re.findall(r"[A-Za-z]{1,8}|[0-9]{1,20}|[.,+]", spot[0])]
    return None if None in said else words(*(part or "" for part in said))


def _part(part: str, page: Page) -> str | None:
    if part in {".", ","}:
        return "titik" if part == "." else "koma"
    if part == "+":
        return "plus"
    if part.isdecimal():
        long = len(part) > _LONGEST_NUMBER or (part[0] == "0" and len(part) > 1)
        return digits(part) if long else cardinal(int(part))
    if not part.isupper() and len(part) > 1:
        return part
    return say_acronym(part, page) if len(part) > len("RI") else spell(part)


def _say_block(spot: Spot) -> str:
    return words(spell(spot["letter"]), _digits(spot["number"]), "garis miring", _digits(spot["house"]))


def _is_block(spot: Spot) -> bool:
    return spot.leads(frozenset({"blok", "no", "nomor", "kav"}))


def _digits(written: str) -> str:
    return digits(written) if written[0] == "0" and len(written) > 1 else cardinal(int(written))


def _say_countdown(spot: Spot) -> str:
    sign = "plus" if "+" in spot["sign"] else "minus"
    return words(spell(spot["letter"]), sign, cardinal(int(spot["number"])))


def _is_countdown(spot: Spot) -> bool:
    """Whether days are counted: "H-7" always; "T-10 detik", but never the tank "T-90" nor the diploma "D-3"."""
    if spot["letter"] == "H":
        return len(spot["sign"]) == 1 or not spot.leads(CUES["before_h"])
    if len(spot["sign"]) > 1:
        return False
    return spot["sign"] == "+" or spot.leads(CUES["countdown_before"], 3) or spot.follows(CUES["countdown_after"], 2)


def _is_code(spot: Spot) -> bool:
    return spellable(re.sub(r"[^A-Za-z]", "", spot[0]))


def _say_digit_first(spot: Spot) -> str | None:
    number = figure(spot["number"])
    return None if number is None else words(number, spell(spot["letter"]))


_SINGLE = r"(?P<word>[A-Z])"

RULES = (
    Rule(
        "countdown",
        "code",
        "word",
        Pattern(rf"(?<!\w)(?P<letter>[HDTJ])(?P<sign>{S}?[-–−+]{S}?)(?P<number>[0-9]{{1,3}}){END}{EDGE}"),
        _say_countdown,
        _is_countdown,
    ),
    Rule(
        "block and number",
        "address",
        "word",
        Pattern(rf"(?<!\w)(?P<letter>[A-Z]{{1,2}})-?(?P<number>[0-9]{{1,3}})/(?P<house>[0-9]{{1,3}}){END}{EDGE}"),
        _say_block,
        _is_block,
    ),
    Rule(
        "letters and digits",
        "code",
        "word",
        Pattern(
            r"(?<!\w)(?:(?!GMT|UTC)[A-Z]{1,6}|Su|Tu|Mi|Mk|Yak|An|[a-z](?=[0-9]))(?:[-.]?[0-9]{1,6}(?:[.,][0-9]{1,3}){0,3}(?:[A-Z]{1,3}(?![a-z]))?){1,3}\+?(?![\w]|[.,/][0-9])"
        ),
        _say_code,
        _is_code,
    ),
    Rule(
        "digits and letters",
        "code",
        "digits",
        Pattern(rf"(?:[0-9]{{1,3}}(?:[A-Z]{{1,3}}[0-9]{{1,4}}){{1,3}}|[0-9]{{1,2}}W-[0-9]{{2}}){EDGE}"),
        _say_code,
    ),
    Rule(
        "digits and a letter",
        "code",
        "digits",
        Pattern(
            rf"(?P<number>[0-9]{{1,4}}(?:,[0-9](?=[A-Z]))?)(?:-(?=[A-Z](?![A-Z])))?(?P<letter>[A-Z]{{1,4}}|(?<=[0-9]{{3}})p){EDGE}(?!\.[A-Z]|°)"
        ),
        _say_digit_first,
    ),
    Rule(
        "letters in a row",
        "acronym",
        "word",
        Pattern(rf"(?<!\w)(?P<word>[A-Z](?:\.{S}?[A-Z]){{1,4}})\.(?=[\s,)]|$)"),
        lambda spot: spell(re.sub(r"[^A-Z]", "", spot["word"])),
        lambda spot: "." in spot["word"],
    ),
    Rule(
        "headline or acronym",
        "acronym",
        "word",
        Pattern(rf"(?<!\w)(?P<word>[A-Z]{{2,40}})(?P<tail>nya|ku|mu|lah|kah)?{EDGE}"),
        _say,
    ),
    Rule(
        "capitals after a word",
        "acronym",
        "word",
        Pattern(rf"(?<!\w)(?P<head>[A-Z][a-z]{{2,12}})(?P<word>[A-Z]{{2,6}}){EDGE}"),
        _say_mixed,
    ),
    Rule(
        "mixed acronym",
        "acronym",
        "word",
        Pattern(rf"(?<!\w)(?P<word>[A-Za-z]{{2,12}}){EDGE}"),
        lambda spot: spot.page.lexicon.acronyms[spot["word"]],
        lambda spot: spot["word"] in spot.page.lexicon.acronyms,
    ),
    Rule(
        "single letter",
        "letter",
        "word",
        Pattern(rf"(?<!\w){_SINGLE}\.(?={S}[A-Z])"),
        _say_one,
        lambda spot: spot["word"] != "H",
    ),
    Rule("single letter", "letter", "word", Pattern(rf"(?<!\w){_SINGLE}{EDGE}(?!['’])"), _say_one),
)
