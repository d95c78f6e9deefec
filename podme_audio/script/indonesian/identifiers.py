"""Digits that are read one by one: telephones, identity numbers, accounts, postcodes, number plates."""

import re

from podme_audio.script.indonesian.amounts import TO, words
from podme_audio.script.indonesian.letters import spell
from podme_audio.script.indonesian.numbers import digits
from podme_audio.script.indonesian.tables import CUES, any_of, table
from podme_audio.script.indonesian.tagging import DASH, END, Pattern, Rule, S, Spot

_LONG = 6
_SURE_ID = CUES["identity"]
_BETWEEN = CUES["between"]
_SHORT_CODE = Pattern(r"1[0-9]{2}|911|14[0-9]{3}|1500[0-9]{3}")
_SERVICE_NEAR = 50
#: Two sums with a dash are a range.
_THOUSANDS = Pattern(rf"[0-9]{{1,3}}(?:\.[0-9]{{3}})+{DASH}[0-9]{{1,3}}(?:\.[0-9]{{3}})+")
_BLOCKS = Pattern(r"[0-9]{3,6}(?:[- ][0-9]{1,6}){1,5}")
_YEAR = Pattern("(?:1[89]|20)[0-9]{2}")
_AREAS = any_of(table("plates")["areas"])
_ID = CUES["digit_by_digit"]
_TO = frozenset({"ke"})
_NUMBER = frozenset({"nomor"})


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
    return _is_dialled(spot) or _is_led(spot)


def _is_dialled(spot: Spot) -> bool:
    """Whether a call or a message goes there: "aduan lewat 1708", "ketik REG kirim ke 99123"."""
    called = spot.leads(CUES["reached_by"]) and spot.leads(CUES["service"], 6) and not _YEAR.compiled.fullmatch(spot[0])
    return called or (spot.leads(_TO) and not CUES["typed"].isdisjoint(spot.before))


def _is_led(spot: Spot) -> bool:
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
    if _count(spot) < _LONG or spot.leads(frozenset({"kode"})) or _THOUSANDS.compiled.fullmatch(spot[0]):
        return False
    return _is_identity(spot) or (_BLOCKS.compiled.fullmatch(spot[0]) is not None and _is_numbered(spot))


def _is_numbered(spot: Spot) -> bool:
    """Whether the sentence speaks of a number, a card or a code, however far before."""
    return not CUES["numbered"].isdisjoint(spot.before)


def _is_apart(spot: Spot) -> bool:
    """Whether a row of digits stands in apposition: "rekening yayasan itu, 552019, dibekukan"."""
    apart = spot.page.text[max(0, spot.start - 2) : spot.start] in {", ", ": "}
    return apart and _is_numbered(spot) and spot.right in {",", ".", "", ")", ";"}


def _are_blocks(spot: Spot) -> bool:
    """Two figures with nothing but a space between are not two quantities; a year may have a figure after it."""
    first, *rest = spot[0].split(" ")
    return len(rest) > 1 or not _YEAR.compiled.fullmatch(first)


def _is_telephone(spot: Spot) -> bool:
    return _count(spot) > _LONG


def _count(spot: Spot) -> int:
    return len(re.sub("[^0-9]", "", spot[0]))


def _is_short_code(spot: Spot) -> bool:
    """The short numbers of public services: "layanan 110", "hotline SAPA 129", "ke nomor 119"."""
    if spot[0].startswith("1500") and len(spot[0]) > len("14045"):
        return True
    if _counts_something(spot) and not _is_named_number(spot):
        return False
    if spot.leads(CUES["number"]):
        return not CUES["reached_by"].isdisjoint(spot.before[1:4]) or spot.leads(CUES["service"], 8)
    window = spot.page.text[max(0, spot.start - _SERVICE_NEAR) : spot.start]
    named = False
    for word in re.findall(r"[^\W_]{1,40}", window)[::-1]:
        if word.lower() in CUES["service"]:
            return not named or word.lower() not in CUES["weak_service"]
        if word.lower() in CUES["service_between"] or _SHORT_CODE.compiled.fullmatch(word):
            continue
        if not word[0].isupper():
            return False
        named = True
    return False


def _is_named_number(spot: Spot) -> bool:
    """Whether "nomor" stands before and no noun after that is counted: "nomor pengaduan 157 selalu sibuk"."""
    return spot.leads(_NUMBER, 4) and not spot.follows(CUES["whole_only"] | CUES["counted"] | CUES["range_after"])


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


_PHONE = r"(?P<plus>\+)?(?:62|0[0-9]{1,4}|1[45]00[0-9]?|0800[-.]1)(?:[-. ]{1,2}[0-9]{3,8}){1,4}(?![\w]|[-.,][0-9])"
_AREA = Pattern(rf"\((?P<plus>\+?62|0[0-9]{{2,4}})\){S}?[0-9]{{3,8}}(?:[- ][0-9]{{2,5}}){{0,3}}(?!\w)")
#: "0812-xxxx-123" is left as it is.
_MASKED = r"0[0-9]{2,4}[- ]?[xX*]{2,8}(?:[- ]?[0-9xX*]{2,6}){0,2}(?!\w)"
_ROW_OF_BLOCKS = rf"[0-9]{{3,6}}(?: [0-9]{{3,6}}){{1,4}}(?: [0-9]{{1,2}})?{END}(?!\w|{S}?[%°])"
_APART = rf"[0-9]{{5,20}}{END}(?!\w)"
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
    Rule("blocks of digits", "identifier", "digits", Pattern(_ROW_OF_BLOCKS), lambda _: None, _are_blocks),
    Rule("number in apposition", "identifier", "digits", Pattern(_APART), _say_digits, _is_apart),
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
        Pattern(rf"(?:{_SHORT_CODE.text}){END}(?![\w/:-])"),
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
    Rule("masked number", "identifier", "digits", Pattern(_MASKED), lambda _: None),
)
