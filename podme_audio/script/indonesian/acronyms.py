"""Words in capitals: spelled, said as a word, or said in full; headlines; names of letters and digits ("G20", "B35")."""

import re

from podme_audio.script.indonesian.amounts import words
from podme_audio.script.indonesian.letters import pronounceable, spell, spellable
from podme_audio.script.indonesian.numbers import cardinal, digits, figure
from podme_audio.script.indonesian.tables import CUES, PER
from podme_audio.script.indonesian.tagging import EDGE, END, Page, Rule, S, Spot

_SURE = 5
_CAPITALS = re.compile(r"[A-Z]{2,40}(?![a-z0-9])")
_RUN = re.compile(r"[^a-z]{0,4000}")
_AGE = re.compile(r"\s\([0-9]{1,3}(?:\)| tahun)")
_COUNTRY = {"AS", "RI"}


def say_acronym(written: str, page: Page) -> str:
    """Say a word in capitals that stands on its own."""
    known = page.lexicon.acronyms.get(written)
    if known is not None:
        return known
    if len(written) >= _SURE and pronounceable(written):
        return written.lower()
    return spell(written)


def _say(spot: Spot) -> str:
    written = spot["word"]
    if is_headline(spot):
        said = _say_in_headline(written, spot)
    elif _is_person(spot):
        said = spell(written)
    else:
        said = _in_context(spot) or say_acronym(written, spot.page)
    return said + spot["tail"]


def _in_context(spot: Spot) -> str:
    written = spot["word"]
    text = spot.page.text
    named = re.match(rf"{S}[A-Z][a-z]", text[spot.end : spot.end + 3]) is not None
    if written == "RI" and spot.before and text[spot.start - 2 : spot.start - 1].isupper():
        return "er i"
    if written in {"RI", "RS"} and text[spot.end : spot.end + 2].strip(" -").isdigit():
        return spell(written)
    if written == "DI":
        return (
            "daerah istimewa"
            if re.match(rf"{S}(?:Yogyakarta|Aceh|Jogja)", text[spot.end : spot.end + 12])
            else spell(written)
        )
    if written == "HR":
        return "hadis riwayat" if spot.follows(_NARRATORS) else spell(written)
    if written in _NAMED:
        return _NAMED[written] if named else spell(written)
    if _is_ticker(spot):
        return spell(written)
    return ""


#: Said in full before a name only: "PM Jepang", "RS Fatmawati", "DI Yogyakarta".
_NAMED = {"PM": "perdana menteri", "RS": "rumah sakit", "KH": "kiai haji", "HB": "ha be", "SD": "es de"}


def _is_ticker(spot: Spot) -> bool:
    """Four capitals in brackets after "Tbk", or after "saham", are a ticker."""
    if len(spot["word"]) != 4:  # noqa: PLR2004 (every ticker of the exchange has four letters)
        return False
    near = spot.leads(frozenset({"tbk"}), 2) or spot.leads(CUES["ticker"])
    return near and spot["word"] not in {"IHSG", "ISSI"}


def _is_person(spot: Spot) -> bool:
    """Two or three letters are a person's when the words before or an age after say so."""
    if len(spot["word"]) > 3:  # noqa: PLR2004 (initials)
        return False
    aged = _AGE.match(spot.page.text[spot.end : spot.end + 12]) is not None
    return aged or spot.leads(CUES["initials_sure"], 2) or (spot["word"] in _COUNTRY and spot.leads(CUES["initials"]))


def is_headline(spot: Spot) -> bool:
    """Whether the word stands in a run of capitals that are ordinary words."""
    end, verdict = spot.page.capitals
    if spot.start < end:
        return verdict
    run = _RUN.match(spot.page.text, spot.start)
    stop = run.end() if run else spot.end
    inside = re.findall(r"(?<!\w)[A-Z]{2,40}(?![\w])", spot.page.text[spot.start : stop])
    unknown = [word for word in inside if word not in spot.page.lexicon.acronyms and re.search("[AIUEO]", word)]
    plain = [word for word in unknown if pronounceable(word)]
    verdict = (len(inside) > 2 and 2 * len(plain) >= len(inside)) or (  # noqa: PLR2004 (three in a row are no list)
        len(inside) > 1 and len(plain) > 1 and any(len(word) >= _SURE for word in plain)
    )
    spot.page.capitals = (stop, verdict)
    return verdict


def _say_in_headline(written: str, spot: Spot) -> str:
    if written == "DI":
        named = re.match(rf"{S}(?:YOGYAKARTA|ACEH|JOGJA)", spot.page.text[spot.end : spot.end + 12])
        return "daerah istimewa" if named and not spot.leads(_PLACE_VERBS, 6) else "di"
    known = spot.page.lexicon.acronyms.get(written)
    if known is not None:
        return known
    if pronounceable(written) or len(written) > _SURE or _WORDLIKE.fullmatch(written):
        return written.lower()
    return spell(written)


_NARRATORS = frozenset(
    {
        "bukhari",
        "muslim",
        "tirmidzi",
        "tirmizi",
        "ahmad",
        "abu",
        "ibnu",
        "nasai",
        "an",
        "baihaqi",
        "thabrani",
        "malik",
        "al",
        "hakim",
    }
)
_PLACE_VERBS = frozenset({"pasar", "naik", "gempa", "banjir"})


def _say_one(spot: Spot) -> str:
    return spell(spot["word"])


def _say_headline_letterwise(spot: Spot) -> str:
    return say_acronym(spot["word"], spot.page)


def _say_mixed(spot: Spot) -> str:
    return words(spot["head"], say_acronym(spot["word"], spot.page))


def _say_code(spot: Spot) -> str | None:
    """Say a name of letters and digits, part by part."""
    said = [_part(part, spot.page) for part in re.findall(r"[A-Za-z]{1,8}|[0-9]{1,6}|[.,+]", spot[0])]
    return None if None in said else words(*(part or "" for part in said))


def _part(part: str, page: Page) -> str | None:
    if part in {".", ","}:
        return "titik" if part == "." else "koma"
    if part == "+":
        return "plus"
    if part.isdecimal():
        return digits(part) if part[0] == "0" and len(part) > 1 else cardinal(int(part))
    if len(part) == 1 or part.isupper():
        return say_acronym(part, page) if len(part) > 1 else spell(part)
    return part


def _say_countdown(spot: Spot) -> str:
    sign = {"+": "plus"}.get(spot["sign"], "minus")
    return words(spell(spot["letter"]), sign, cardinal(int(spot["number"])))


def _is_code(spot: Spot) -> bool:
    return spellable(re.sub(r"[^A-Za-z]", "", spot[0]))


def _say_digit_first(spot: Spot) -> str | None:
    number = figure(spot["number"])
    return None if number is None else words(number, spell(spot["letter"]))


#: Four letters or more with a vowel and no three consonants in a row: "NEWS".
_WORDLIKE = re.compile(r"(?=.{0,20}[AIUEO])(?!.{0,20}[^AIUEO]{3})[A-Z]{4,5}")
_SINGLE = r"(?P<word>[A-Z])"

RULES = (
    Rule(
        "countdown",
        "code",
        "word",
        re.compile(rf"(?<!\w)(?P<letter>[HDTJ])(?P<sign>[-–−+])(?P<number>[0-9]{{1,3}}){END}{EDGE}"),
        _say_countdown,
    ),
    Rule(
        "letters and digits",
        "code",
        "word",
        re.compile(
            rf"(?<!\w)(?:[A-Z]{{1,6}}|Su|Tu|Mi|Mk|Yak|An|[a-z](?=[0-9]))(?:[-.]?[0-9]{{1,6}}(?:[.,][0-9]{{1,3}}){{0,3}}(?:[A-Z]{{1,3}}(?![a-z]))?){{1,3}}\+?(?![\w]|[.,/][0-9])"
        ),
        _say_code,
        _is_code,
    ),
    Rule(
        "digits and a letter",
        "code",
        "digits",
        re.compile(rf"(?P<number>[0-9]{{1,4}})-?(?P<letter>[A-Z]{{1,2}}){EDGE}(?!\.[A-Z]|°)"),
        _say_digit_first,
    ),
    Rule(
        "digits and letters",
        "code",
        "digits",
        re.compile(rf"[0-9]{{1,3}}(?:[A-Z]{{1,3}}[0-9]{{1,4}}){{1,3}}{EDGE}"),
        _say_code,
    ),
    Rule(
        "letters in a row",
        "acronym",
        "word",
        re.compile(rf"(?<!\w)(?P<word>[A-Z](?:\.{S}?[A-Z]){{1,4}})\.(?=[\s,)]|$)"),
        lambda spot: spell(re.sub(r"[^A-Z]", "", spot["word"])),
        lambda spot: "." in spot["word"],
    ),
    Rule(
        "headline or acronym",
        "acronym",
        "word",
        re.compile(rf"(?<!\w)(?P<word>[A-Z]{{2,40}})(?P<tail>nya|ku|mu|lah|kah)?{EDGE}"),
        _say,
    ),
    Rule(
        "capitals after a word",
        "acronym",
        "word",
        re.compile(rf"(?<!\w)(?P<head>[A-Z][a-z]{{2,12}})(?P<word>[A-Z]{{2,6}}){EDGE}"),
        _say_mixed,
    ),
    Rule(
        "mixed acronym",
        "acronym",
        "word",
        re.compile(rf"(?<!\w)(?P<word>[A-Za-z]{{2,12}}){EDGE}"),
        lambda spot: spot.page.lexicon.acronyms[spot["word"]],
        lambda spot: spot["word"] in spot.page.lexicon.acronyms,
    ),
    Rule(
        "single letter",
        "letter",
        "word",
        re.compile(rf"(?<!\w){_SINGLE}\.(?={S}[A-Z])"),
        _say_one,
        lambda spot: spot["word"] != "H",
    ),
    Rule("single letter", "letter", "word", re.compile(rf"(?<!\w){_SINGLE}{EDGE}(?!['’])"), _say_one),
)
_ = (_CAPITALS, PER, _say_headline_letterwise)
