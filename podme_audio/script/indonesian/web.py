"""Addresses on the web, e-mail, hashtags, handles, and strokes between words."""

import re

from podme_audio.script.indonesian.acronyms import say_acronym
from podme_audio.script.indonesian.amounts import words
from podme_audio.script.indonesian.letters import pronounceable, spell, spellable
from podme_audio.script.indonesian.numbers import cardinal, digits
from podme_audio.script.indonesian.tables import table
from podme_audio.script.indonesian.tagging import Page, Pattern, Rule, S, Spot

_WEB = table("web")
_TOPS = "|".join(sorted(_WEB["tops"], key=lambda top: (-len(top), top)))
_HOST = rf"(?:[A-Za-z0-9_][A-Za-z0-9_-]{{0,40}}\.){{1,5}}(?:{_TOPS})(?![\w-])"
_PATH = r"(?:/[A-Za-z0-9_%.~@=&?#+-]{0,80}){0,8}"
_URL = rf"(?:https?://)?(?:www\.)?{_HOST}(?::[0-9]{{2,5}})?{_PATH}(?<![.,?!])"
_MAIL = rf"[A-Za-z0-9_][A-Za-z0-9_.+-]{{0,60}}@{_HOST}"
_PIECE = re.compile(r"[A-Za-z]{1,40}|[0-9]{1,40}|[./_@:?=&%#~+-]")
_WORD = re.compile(r"[A-Z]{2,20}(?![a-z])|[A-Z]?[a-z]{1,40}|[A-Z]|[0-9]{1,20}|_")
_SIGNS = _WEB["signs"]
_BOOKS = frozenset({"qs", "surah", "surat"})


def _say_address(spot: Spot) -> str:
    written = re.sub(r"^https?://", "", spot[0], flags=re.IGNORECASE).rstrip("/")
    return words(*(_label(piece, spot.page) for piece in _PIECE.findall(written)))


def _label(piece: str, page: Page) -> str:
    if piece in _SIGNS:
        return str(_SIGNS[piece])
    if piece.isdecimal():
        return _figures(piece)
    said = _WEB["labels"].get(piece.lower())
    if said is not None:
        return str(said)
    if _is_acronym(piece, page):
        return spell(piece)
    return piece.lower() if re.search("[aiueo]", piece.lower()) or not spellable(piece) else spell(piece)


def _is_acronym(piece: str, page: Page) -> bool:
    """Whether a label in small letters is one that is spelled: "kpk", "bps", "ui"; a word such as "bumi" is none."""
    known = page.lexicon.acronyms.get(piece.upper())
    if known is None or known == piece.lower() or piece.upper() in _WEB["never"]:
        return False
    return not pronounceable(piece) or len(piece) == 2  # noqa: PLR2004 (ui.ac.id)


def _figures(piece: str) -> str:
    return digits(piece) if piece[0] == "0" or len(piece) > 4 else cardinal(int(piece))  # noqa: PLR2004 (a year at most)


def _say_tag(spot: Spot) -> str:
    named = "" if spot.leads(frozenset({"tagar", "hashtag"})) else "tagar"
    return words("nomor" if spot["name"].isdecimal() else named, *_split(spot))


def _say_handle(spot: Spot) -> str:
    return words("at", *_split(spot))


def _split(spot: Spot) -> list[str]:
    said = []
    for part in re.findall(r"[A-Za-z]{1,80}|[0-9]{1,20}|_|\.", spot["name"]):
        said += [_spoken_part(piece, spot.page) for piece in (_WORD.findall(part) if part not in "._" else [part])]
    return said


def _spoken_part(piece: str, page: Page) -> str:
    if piece == "_":
        return "garis bawah"
    if piece == ".":
        return "titik"
    if piece.isdecimal():
        return _figures(piece)
    if piece.isupper() and len(piece) > 1:
        known = page.lexicon.acronyms.get(piece)
        return spell(piece) if known not in {None, piece.lower()} else say_acronym(piece, page)
    if piece.islower() and (_is_acronym(piece, page) or not re.search("[aiueoy]", piece)):
        return spell(piece)
    return spell(piece) if len(piece) == 1 else piece


RULES = (
    Rule("address", "web", "word", Pattern(rf"(?<![\w@.-]){_MAIL}|(?<![\w@.-]){_URL}"), _say_address),
    Rule("address", "web", "digits", Pattern(rf"(?<![\w@.-]){_MAIL}|(?<![\w@.-]){_URL}"), _say_address),
    Rule("hashtag", "web", "mark", Pattern(r"#(?P<name>\w{1,100}+)(?![.,][0-9])"), _say_tag),
    Rule(
        "handle",
        "web",
        "mark",
        Pattern(r"@(?!(?:Rp|US\$)?[0-9])(?P<name>[A-Za-z0-9_](?:[A-Za-z0-9_]|\.(?=[A-Za-z0-9_])){0,60})"),
        _say_handle,
        lambda spot: not spot.left.isalnum(),
    ),
    Rule(
        "verse",
        "religion",
        "mark",
        Pattern(rf":{S}?(?=[0-9])"),
        lambda _: " ayat ",
        lambda spot: spot.leads(_BOOKS, 5),
    ),
    Rule(
        "stroke between words",
        "slash",
        "mark",
        Pattern(rf"{S}?/{S}?(?=\w)"),
        lambda _: " ",
        lambda spot: spot.left.isalpha() or spot.left in ").",
    ),
    Rule(
        "stroke between words",
        "slash",
        "space",
        Pattern(rf"{S}/{S}(?=\w)"),
        lambda _: " ",
        lambda spot: spot.left.isalpha(),
    ),
)
