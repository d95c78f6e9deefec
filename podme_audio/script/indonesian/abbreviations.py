"""What is written short and said in full: titles, addresses, "dll.", "yg", degrees after a name, "anak2"."""

import re

from podme_audio.script.indonesian.numbers import cardinal, digits, figure
from podme_audio.script.indonesian.tables import CUES, UNITS, any_of, table
from podme_audio.script.indonesian.tagging import DASH, EDGE, END, Rule, S, Spot

_DEGREES = table("degrees")
_DEGREE = rf"(?:{any_of(_DEGREES['plain'])}|(?:{any_of(_DEGREES['stems'])})\.{S}?(?:[A-Z][A-Za-z]{{0,7}})(?:\.{S}?[A-Z][A-Za-z]{{0,5}}){{0,3}}|Ph\.?{S}?D)\.?(?![A-Za-z])"
_PREFIXED = table("reduplication")
_KEY = re.compile(rf"[A-Za-z]{{1,6}}/[A-Za-z]{{1,6}}\.?|[A-Za-z]{{1,14}}(?:\.{S}?[A-Za-z]{{1,4}}){{0,3}}\.?")
_FINAL = frozenset(table("degrees")["final"])


def _key(spot: Spot) -> tuple[str, str] | None:
    """Return the longest abbreviation at the spot and what is said for it."""
    known = spot.page.lexicon.abbreviations
    whole = spot[0]
    for end in range(len(whole), 0, -1):
        part = whole[:end]
        if end < len(whole) and part[-1].isalnum() and whole[end].isalnum():
            continue
        said = known.get(part) or (None if part.isupper() and len(part) > 1 else known.get(part.lower()))
        if said is not None:
            return part, said
    return None


def _is_short(spot: Spot) -> bool:
    found = _key(spot)
    if found is None:
        return False
    part, _ = found
    spot.end = spot.start + len(part)
    after = spot.page.text[spot.end : spot.end + 1]
    return not (after.isalnum() or (after == "-" and not part.endswith("."))) and not spot.left == "@"


def _say_short(spot: Spot) -> str | None:
    found = _key(spot)
    if found is None:
        return None
    part, said = found
    ends = part.endswith(".") and (part.lower() in _FINAL or part.count(".") == 1) and _ends_sentence(spot)
    return said + "." if ends else said


def _ends_sentence(spot: Spot) -> bool:
    rest = spot.page.text[spot.end : spot.end + 3].lstrip(" ")
    return not rest or rest[0] == "\n"


def _say_degrees(_spot: Spot) -> str:
    return ""


def _say_twice(spot: Spot) -> str:
    root, tail = spot["root"], spot["tail"]
    for prefix, roots in _PREFIXED.items():
        inner = root[len(prefix) :]
        if root.lower().startswith(prefix) and inner in roots:
            return f"{root}-{inner}{tail}"
    return f"{root}-{root.lower()}{tail}"


def _is_doubled(spot: Spot) -> bool:
    return spot["root"] + "2" not in UNITS


def _say_place(spot: Spot) -> str:
    said = [
        f"{'er te' if name.upper() == 'RT' else 'er we'} {_number(number)}"
        for name, number in re.findall(r"(?i)(RT|RW)\W{0,3}([0-9]{1,3})", spot[0])
    ]
    return " ".join(said)


def _say_rt_rw(spot: Spot) -> str:
    return f"er te {_number(spot['rt'])} er we {_number(spot['rw'])}"


def _number(written: str) -> str:
    return digits(written) if written[0] == "0" else cardinal(int(written))


def _say_number(spot: Spot) -> str | None:
    said = figure(spot["number"]) if spot["number"][0] != "0" else digits(spot["number"])
    letter = f" {spot['letter'].lower()}" if spot["letter"] else ""
    return None if said is None else f"nomor {said}{letter}"


RULES = (
    Rule(
        "degrees after a name",
        "title",
        "mark",
        re.compile(rf"(?:,{S}?{_DEGREE}){{1,8}}(?:,(?={S}[a-z(]))?"),
        _say_degrees,
    ),
    Rule(
        "degrees after a name",
        "title",
        "space",
        re.compile(
            rf"{S}(?:{any_of(_DEGREES['bare'])})(?=[\s,.;)])(?:\.(?={S}[a-z]))?(?:,{S}?{_DEGREE}){{0,6}}(?:,(?={S}[a-z(]))?"
        ),
        _say_degrees,
        lambda spot: bool(spot.before) and spot.left.isalpha(),
    ),
    Rule(
        "neighbourhood",
        "address",
        "word",
        re.compile(rf"RT{S}?\.?{S}?(?P<rt>[0-9]{{1,3}})/(?:RW{S}?\.?{S}?)?(?P<rw>[0-9]{{1,3}}){END}{EDGE}"),
        _say_rt_rw,
    ),
    Rule("neighbourhood", "address", "word", re.compile(rf"(?:RT|RW){S}?\.?{S}?[0-9]{{1,3}}{END}{EDGE}"), _say_place),
    Rule(
        "neighbourhood",
        "address",
        "word",
        re.compile(rf"RT/RW{S}?\.?{S}?(?P<rt>[0-9]{{1,3}})/(?P<rw>[0-9]{{1,3}}){END}{EDGE}"),
        _say_rt_rw,
    ),
    Rule("abbreviation", "abbreviation", "word", re.compile(rf"(?<!\w)(?:{_KEY.pattern})"), _say_short, _is_short),
    Rule(
        "reduplication",
        "reduplication",
        "word",
        re.compile(
            rf"(?P<root>[A-Za-z]?[a-z]{{3,15}})[2²](?P<tail>(?:-?(?:nya|an|lah|kah|mu|ku|i|kan))?){EDGE}(?!\.[0-9])"
        ),
        _say_twice,
        _is_doubled,
    ),
)
_ = (CUES, DASH)
