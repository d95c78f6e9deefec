"""Digits that are read one by one: telephones, identity numbers, accounts, postcodes, number plates; UU No. 12/2011."""

import re

from podme_audio.script.indonesian.amounts import TO, words
from podme_audio.script.indonesian.letters import spell
from podme_audio.script.indonesian.numbers import cardinal, digits
from podme_audio.script.indonesian.romans import roman
from podme_audio.script.indonesian.tables import CUES, any_of, table
from podme_audio.script.indonesian.tagging import DASH, EDGE, END, Pattern, Rule, S, Spot

_LONG = 6
_SURE_ID = CUES["identity"]
_BETWEEN = CUES["between"]
_SHORT_CODE = re.compile(r"1[0-9]{2}|911|14[0-9]{3}|1500[0-9]{3}")
_SERVICE_NEAR = 50
_AREAS = any_of(table("plates")["areas"])
_LETTER = frozenset({"huruf"})
_ID = CUES["digit_by_digit"]


def _say_groups(spot: Spot) -> str:
    plus = "plus " if spot["plus"] else ""
    return plus + ", ".join(digits(group) for group in re.findall("[0-9]{1,40}", spot[0]))


def _say_digits(spot: Spot) -> str:
    return ", ".join(digits(group) for group in re.findall("[0-9]{1,40}", spot[0]))


def _is_identity(spot: Spot) -> bool:
    """Whether a word such as "NIK" or "hotline" leads to the digits, with small words between."""
    long = len(spot[0]) >= _LONG
    if long and spot.leads(_SURE_ID, 6):
        return True
    if not long and _counts_something(spot):
        return False
    for word in spot.before[:4]:
        if word in _ID:
            return True
        if word not in _BETWEEN and len(word) > 1:
            return False
    return False


def _counts_something(spot: Spot) -> bool:
    """Whether a noun follows: "hubungi 300 warga" is no telephone number."""
    following = spot.page.text[spot.end : spot.end + 2]
    return following[:1] == " " and following[1:].islower() and not spot.follows(CUES["after_digits"])


def _is_grouped_identity(spot: Spot) -> bool:
    return _count(spot) >= _LONG and not spot.leads(frozenset({"kode"})) and _is_identity(spot)


def _is_telephone(spot: Spot) -> bool:
    return _count(spot) > _LONG


def _count(spot: Spot) -> int:
    return len(re.sub("[^0-9]", "", spot[0]))


def _is_short_code(spot: Spot) -> bool:
    """The short numbers of public services: "layanan 110", "hotline SAPA 129", "ke nomor 119"."""
    if spot[0].startswith("1500") and len(spot[0]) > len("14045"):
        return True
    if _counts_something(spot):
        return False
    if spot.leads(CUES["number"]):
        return not CUES["reached_by"].isdisjoint(spot.before[1:4]) or spot.leads(CUES["service"], 8)
    window = spot.page.text[max(0, spot.start - _SERVICE_NEAR) : spot.start]
    named = False
    for word in re.findall(r"[^\W_]{1,40}", window)[::-1]:
        if word.lower() in CUES["service"]:
            return not named or word.lower() not in CUES["weak_service"]
        if word.lower() in CUES["service_between"] or _SHORT_CODE.fullmatch(word):
            continue
        if not word[0].isupper():
            return False
        named = True
    return False


def _is_bare_code(spot: Spot) -> bool:
    return len(spot["number"]) > 1 and spot.left != "_"


def _say_codes(spot: Spot) -> str:
    return words(digits(spot["low"]), TO, digits(spot["high"]))


def _are_codes(spot: Spot) -> bool:
    return int(spot["low"]) < int(spot["high"]) and spot.leads(CUES["range_before"])


def _say_plate(spot: Spot) -> str:
    return words(spell(spot["area"]), digits(spot["number"]), spell(spot["series"]) if spot["series"] else "")


def _is_plate(spot: Spot) -> bool:
    if spot.leads(CUES["plate"], 3):
        return True
    return len(spot["series"]) > 1 and len(spot["number"]) > 2 and spot[0].count(" ") == len("  ")  # noqa: PLR2004 ("12")


def _is_postcode(spot: Spot) -> bool:
    """Five digits after the name of a place, in an address."""
    place = re.search(r"[A-Z][a-z]{2,20},? $", spot.page.text[max(0, spot.start - 24) : spot.start])
    addressed = spot.leads(CUES["address"], 12) or len(spot.before) > 1
    return place is not None and addressed and not _counts_something(spot)


def _say_law(spot: Spot) -> str:
    return words(cardinal(int(spot["number"])), "tahun", cardinal(int(spot["year"])))


def _is_law(spot: Spot) -> bool:
    return spot.leads(CUES["law"], 5) or spot.leads(frozenset({"nomor", "no"}), 1)


def _is_ruling(spot: Spot) -> bool:
    return re.search("[A-Z]", spot[0]) is not None or spot.leads(CUES["law"] | {"nomor", "no"}, 4)


def _has_figures(spot: Spot) -> bool:
    return re.search("[0-9]", spot[0]) is not None


def _say_ruling(spot: Spot) -> str:
    parts = re.findall(r"[A-Za-z]{1,12}|[0-9]{1,6}|[/.]", spot[0])
    return words(*(_ruling_part(part) for part in parts))


def _ruling_part(part: str) -> str:
    if part in "/.":
        return "garis miring" if part == "/" else "titik"
    if part.isdecimal():
        return digits(part) if part[0] == "0" else cardinal(int(part))
    if re.fullmatch("[IVX]{1,6}", part):
        return cardinal(roman(part))
    return spell(part) if part.isupper() else part.lower()


def _is_lettered(spot: Spot) -> bool:
    """Whether the letter belongs to "huruf", also in a row: "huruf a, b, dan c"."""
    noun = next((word for word in spot.before[:9] if len(word) > 1 and word not in CUES["between_letters"]), "")
    return noun in _LETTER


def _say_part(spot: Spot) -> str:
    number = cardinal(int(spot["number"])) if spot["number"] else ""
    return f" {words(number, spell(spot['letter'] or spot['single']))}"


def _say_lettered(spot: Spot) -> str:
    return words(cardinal(int(spot["number"])), spell(spot["letter"]))


def _is_part(spot: Spot) -> bool:
    return spot.leads(CUES["law_part"])


_PHONE = r"(?P<plus>\+)?(?:62|0[0-9]{1,4}|1[45]00[0-9]?|0800[-.]1)(?:[-. ]{1,2}[0-9]{3,8}){1,4}(?![\w]|[-.,][0-9])"
_AREA = Pattern(rf"\((?P<plus>\+?62|0[0-9]{{2,4}})\){S}?[0-9]{{3,8}}(?:[- ][0-9]{{2,5}}){{0,3}}(?!\w)")
_SERIES = r"(?:[-.][A-Za-z0-9]{1,10}){0,4}"
_RULING = rf"[0-9]{{1,5}}(?:/[A-Za-z]{{1,10}}{_SERIES}|/[0-9]{{1,4}}){{2,6}}(?!\w)"
_REPORT = rf"(?<!\w)[A-Z]{{1,6}}(?:/[A-Z0-9][A-Za-z0-9]{{0,9}}{_SERIES}){{3,8}}(?!\w)"

_PART = r"(?:(?P<number>[0-9]{1,3})(?P<letter>[a-z])?|(?P<single>[a-z]))"
_LETTERED = rf"(?P<number>[0-9]{{1,3}})(?P<letter>[a-e]){EDGE}"
#: "0812-xxxx-123" is left as it is.
_MASKED = r"0[0-9]{2,4}[- ]?[xX*]{2,8}(?:[- ]?[0-9xX*]{2,6}){0,2}(?!\w)"
_CODES = rf"(?P<low>0[0-9]{{1,2}}){DASH}(?P<high>[0-9]{{2,3}}){END}(?![-/\w])"
_POSTCODE = rf"[1-9][0-9]{{4}}{END}(?![\w/:-])"

RULES = (
    Rule("postcode", "identifier", "digits", Pattern(_POSTCODE), _say_digits, _is_postcode),
    Rule(
        "telephone",
        "identifier",
        "digits",
        Pattern(_PHONE),
        _say_groups,
        _is_telephone,
    ),
    Rule(
        "telephone",
        "identifier",
        "mark",
        Pattern(r"(?P<plus>\+)[0-9]{1,3}(?:[-. ]{1,2}[0-9]{2,5}){2,5}(?![\w]|[-.,][0-9])"),
        _say_groups,
    ),
    Rule("telephone", "identifier", "mark", Pattern(r"(?P<plus>\+)[0-9]{9,14}(?!\w)"), _say_groups),
    Rule("telephone with its area", "identifier", "mark", _AREA, _say_digits),
    Rule(
        "telephone with its area",
        "identifier",
        "space",
        Pattern(rf"{S}{_AREA.text}"),
        lambda spot: " " + _say_digits(spot),
    ),
    Rule(
        "identity number in groups",
        "identifier",
        "digits",
        Pattern(r"[0-9]{1,20}(?:[-. ][0-9]{1,10}){1,6}(?![\w]|[-.,][0-9])"),
        _say_digits,
        _is_grouped_identity,
    ),
    Rule(
        "identity number",
        "identifier",
        "digits",
        Pattern(rf"(?P<number>[0-9]{{3,40}}){END}(?![\w])"),
        _say_digits,
        _is_identity,
    ),
    Rule(
        "short telephone number",
        "identifier",
        "digits",
        Pattern(rf"(?:{_SHORT_CODE.pattern}){END}(?![\w/:-])"),
        _say_digits,
        _is_short_code,
    ),
    Rule(
        "tax number",
        "identifier",
        "digits",
        Pattern(r"[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9]-[0-9]{3}\.[0-9]{3}(?!\w)"),
        _say_digits,
    ),
    Rule(
        "leading zero",
        "identifier",
        "digits",
        Pattern(rf"(?P<number>0[0-9]{{1,39}}){END}(?![\w/:-])"),
        _say_digits,
        _is_bare_code,
    ),
    Rule("codes from and to", "range", "digits", Pattern(_CODES), _say_codes, _are_codes),
    Rule(
        "number plate",
        "identifier",
        "word",
        Pattern(
            rf"(?<!\w)(?P<area>{_AREAS})[- ](?P<number>[1-9][0-9]{{0,3}})(?:[- ](?P<series>[A-Z]{{1,3}}))?(?![\w-])"
        ),
        _say_plate,
        _is_plate,
    ),
    Rule(
        "law of a year",
        "law",
        "digits",
        Pattern(r"(?P<number>[0-9]{1,4})/(?P<year>(?:19|20)[0-9]{2})(?![\w/]|[.,][0-9])"),
        _say_law,
        _is_law,
    ),
    Rule("reference number", "law", "digits", Pattern(_RULING), _say_ruling, _is_ruling),
    Rule("reference number", "law", "word", Pattern(_REPORT), _say_ruling, _has_figures),
    Rule("letter of a law", "law", "word", Pattern(rf"(?<!\w)[b-z]{EDGE}"), lambda spot: spell(spot[0]), _is_lettered),
    Rule("lettered number", "law", "digits", Pattern(_LETTERED), _say_lettered, _is_part),
    Rule("masked number", "identifier", "digits", Pattern(_MASKED), lambda _: None),
    Rule("part of a law", "law", "space", Pattern(rf"{S}\({_PART}\)"), _say_part, _is_part),
)
