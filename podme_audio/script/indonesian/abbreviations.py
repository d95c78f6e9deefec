"""What is written short and said in full: titles, addresses, "dll.", "yg", "anak2"; degrees are left out."""

from podme_audio.script.indonesian.numbers import cardinal, digits
from podme_audio.script.indonesian.tables import CUES, UNITS, any_of, table
from podme_audio.script.indonesian.tagging import DASH, EDGE, END, Pattern, Rule, S, Spot

_TABLE = table("abbreviations")
_FINAL = frozenset(_TABLE["final"])
_BEFORE_FIGURE = frozenset(_TABLE["before_figure"])
_BEFORE_NAME = frozenset(_TABLE["before_name"])
_NAME = Pattern(rf"{S}[A-Z]")
_DEGREES = _TABLE["degrees"]
_RANKS, _SAINTS = _TABLE["ranks"], _TABLE["saints"]
_RANK_WORDS = frozenset(_RANKS["before"])
_CHURCH, _TRAINS = frozenset(_SAINTS["near"]), frozenset(_SAINTS["trains"])
_PREFIXED = table("reduplication")


def _say_short(spot: Spot) -> str | None:
    part, said = _longest(spot)
    ends = part.endswith(".") and _ends_sentence(spot, final=part in _FINAL)
    return f"{said}." if ends else said


def _is_short(spot: Spot) -> bool:
    part, said = _longest(spot)
    if said is None or spot.left == "@":
        return False
    spot.end = spot.start + len(part)
    rest = spot.page.text[spot.end : spot.end + 2]
    if part in _BEFORE_FIGURE and not rest.lstrip()[:1].isdigit():
        return False
    if part == "H" and (spot.leads(CUES["before_h"]) or not spot.before):
        return False
    if part in _BEFORE_NAME and (not _NAME.compiled.match(rest) or (spot.before and spot.before[0].isdigit())):
        return False
    glued = rest[:1].isdigit() or (rest[:1].isupper() and len(part) > len("H."))
    if part.endswith("."):
        return glued or not rest[:1].isalnum()
    return not rest[:1].isalnum() and rest[:1] != "-"


def _longest(spot: Spot) -> tuple[str, str | None]:
    """Return the longest abbreviation that begins the match, and what is said for it."""
    whole, known = spot.match[0], spot.page.lexicon.abbreviations
    for end in range(len(whole), 0, -1):
        part = whole[:end]
        if part in known:
            return part, known[part]
    return whole, None


def _ends_sentence(spot: Spot, *, final: bool) -> bool:
    rest = spot.page.text[spot.end : spot.end + 3].lstrip(" ")
    return not rest or rest[0] == "\n" or (final and rest[0].isupper())


def _say_nothing(_spot: Spot) -> str:
    return ""


def _follows_a_name(spot: Spot) -> bool:
    return spot.left.isalpha() or spot.left in "'’."


def _say_twice(spot: Spot) -> str:
    root, tail = spot["root"], spot["tail"]
    for prefix, roots in _PREFIXED.items():
        inner = root[len(prefix) :]
        if root.lower().startswith(prefix) and inner in roots:
            return f"{root}-{inner}{tail}"
    return f"{root}-{root.lower()}{tail}"


def _is_doubled(spot: Spot) -> bool:
    return spot["root"] + "2" not in UNITS


def _say_neighbourhood(spot: Spot) -> str:
    said = [f"er te {_code(spot['rt'])}" if spot["rt"] else "", f"er we {_code(spot['rw'])}" if spot["rw"] else ""]
    return " ".join(part for part in said if part)


def _code(written: str) -> str:
    return digits(written) if written[0] == "0" else cardinal(int(written))


def _say_corps(spot: Spot) -> str:
    return str(_CORPS_NAMES[spot["corps"]])


def _is_after_rank(spot: Spot) -> bool:
    return spot.leads(_RANK_WORDS, 2)


def _say_saint(spot: Spot) -> str | None:
    """Say "St." before a name: a saint of either sex, a station, or nothing where it could be both."""
    name = spot["name"].lower()
    for title in ("santo", "santa"):
        if name in _SAINTS[title] and not spot.leads(_TRAINS, 3):
            return f"{title} "
    if name in _SAINTS["stations"] or spot.leads(_TRAINS, 6):
        return "stasiun "
    return "santo " if spot.leads(_CHURCH, 3) else None


_FIELD = any_of(_DEGREES["fields"])
_DEGREE = rf"(?:{any_of(_DEGREES['plain'])}|(?:{any_of(_DEGREES['stems'])})\.{_FIELD})\.?(?![A-Za-z])"
_DOTTED = rf"(?:(?:{any_of(_DEGREES['stems'])})\.{_FIELD}|Ph\.D)\.?(?![A-Za-z])"
_GOES_ON = rf"(?:,(?={S}[a-z(]))?"
_DEGREES_AFTER_COMMA = Pattern(rf"(?:,{S}?{_DEGREE}(?:{S}{_DEGREE}){{0,3}}){{1,8}}{_GOES_ON}")
_DEGREES_AFTER_SPACE = Pattern(rf"{S}{_DOTTED}(?:,?{S}?{_DEGREE}){{0,6}}{_GOES_ON}")
_GAP = rf"{S}?\.?{S}?"
_BOTH = Pattern(rf"RT{_GAP}(?P<rt>[0-9]{{1,3}})/(?:RW{_GAP})?(?P<rw>[0-9]{{1,3}}){END}{EDGE}")
_BOTH_TOGETHER = Pattern(rf"RT/RW{_GAP}(?P<rt>[0-9]{{1,3}})/(?P<rw>[0-9]{{1,3}}){END}{EDGE}")
_ONE = Pattern(rf"(?:RT{_GAP}(?P<rt>[0-9]{{1,3}})|RW{_GAP}(?P<rw>[0-9]{{1,3}})){END}{EDGE}(?!{DASH}[0-9])")
_SHORT = Pattern(
    rf"(?<!\w)(?:[A-Za-z]{{1,6}}\.?/[A-Za-z]{{1,6}}\.?|[A-Za-z]{{1,14}}(?:\.{S}?[A-Za-z]{{1,4}}){{0,3}}\.?)"
)
_SUFFIX = "(?P<tail>(?:-?(?:nya|an|lah|kah|mu|ku|i|kan))?)"
_TWICE = Pattern(rf"(?P<root>[A-Za-z][a-z]{{2,15}})[2²]{_SUFFIX}{EDGE}(?!\.[0-9])")

_CORPS_NAMES = _RANKS["corps"]
_CORPS = rf"(?P<corps>{any_of(_CORPS_NAMES)})"
_IN_BRACKETS = Pattern(rf"{S}\({_CORPS}\.?\)")
_POLICE = Pattern(rf"(?<!\w)(?P<corps>Pol)\b(?:\.(?={S}[A-Z]))?")
_SAINT = Pattern(rf"(?<!\w)St\.{S}?(?=(?P<name>[A-Z][a-z]{{1,20}}))")

RULES = (
    Rule("corps after a rank", "title", "space", _IN_BRACKETS, lambda spot: f" {_say_corps(spot)}", _is_after_rank),
    Rule("corps after a rank", "title", "word", _POLICE, _say_corps, _is_after_rank),
    Rule("saint or station", "abbreviation", "word", _SAINT, _say_saint),
    Rule("degrees after a name", "title", "mark", _DEGREES_AFTER_COMMA, _say_nothing, _follows_a_name),
    Rule("degrees after a name", "title", "space", _DEGREES_AFTER_SPACE, _say_nothing, _follows_a_name),
    Rule("neighbourhood", "address", "word", _BOTH, _say_neighbourhood),
    Rule("neighbourhood", "address", "word", _BOTH_TOGETHER, _say_neighbourhood),
    Rule("neighbourhood", "address", "word", _ONE, _say_neighbourhood),
    Rule("abbreviation", "abbreviation", "word", _SHORT, _say_short, _is_short),
    Rule("reduplication", "reduplication", "word", _TWICE, _say_twice, _is_doubled),
)
