"""The two sounds of the letter e: a word and what espeak-ng made of it go in, better phonemes come out.

espeak-ng takes a stressed e as é and every other as ê, which is wrong for "dengan" and for "presiden". The stems of
vowels.txt know better; affixes are taken off to find them, for ê is the only e that an affix has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

_TABLE = (resources.files("podme_audio.speech.kokoro") / "vowels.txt").read_text("utf-8")

#: Changes with the table, and by hand with the code.
VERSION = f"1.{sha256(_TABLE.encode()).hexdigest()[:8]}"

PREFIXES = (
    *("di", "se", "ke", "be", "ber", "te", "ter", "pe", "per", "me", "memper", "diper"),
    *("mem", "men", "meng", "menge", "meny", "pem", "pen", "peng", "penge", "peny"),
)
SUFFIXES = ("kan", "an", "i", "nya", "lah", "kah", "pun", "ku", "mu")

#: The letter a stem lost to the nasal before it: "pengecilan" is of "kecil".
_LOST = {"mem": "p", "pem": "p", "men": "t", "pen": "t", "meng": "k", "peng": "k", "meny": "s", "peny": "s"}
_DEPTH = 2

#: Loanwords known by their end: their e is é, but for the one of "operasi". What stands before them is an affix only if
#: it is one of these.
_LOAN = re.compile(r"(asi|itas|logi)$")
_SHORTEST_LOAN = 7
_LOAN_HEADS = re.compile(r"(ber|ter|di|me|men|mem|meng|memper|pen|pem|peng|)$")
#: Always é: at the end of a longer word, as in "metode", but not in "-isme"; and after i, as in "pasien".
_OPEN = re.compile(r"((?<=[aiueo][^\W\daiueo])|(?<=[aiueo][^\W\daiueo]{2}))(?<!ism)e$|(?<=i)e(?=[^\W\d])")

#: What is enough of a word to stand behind a prefix: two syllables, and no cluster that begins no Indonesian word.
_STEM = re.compile(r"(?![^aiueo]{2}(?<!n[gy])(?<![bdgkpt]r)(?<!s[ty]))[^aiueo]*[aiueo]+[^aiueo]*[aiueo]")

_MARKED = str.maketrans("éê", "ee")
_E = "eɛə"
_VOWELS = "aiuoɔɪʊ" + _E
_STRESS = "ˈˌ"


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to read a word: prefixes, the letter that the last of them took from the stem, stem, suffixes."""

    head: str
    lost: str
    stem: str
    tail: str

    def around(self, known: str) -> str:
        """Return the word with the marks of its *known* stem; the e of a prefix is always ê."""
        return self.head.replace("e", "ê") + known[len(self.lost) :] + self.tail


def corrected(word: str, phonemes: str) -> str:
    """Return *phonemes* with the e sounds that *word* is known to have; unchanged when its e cannot be told apart."""
    marks = [letter for letter in marked(word.casefold()) if letter in "eéê"]
    places = [at for at, phoneme in enumerate(phonemes) if phoneme in _E]
    if len(marks) != len(places):
        return phonemes
    sounds = list(phonemes)
    for mark, at in zip(marks, places, strict=True):
        sounds[at] = _sound(mark, phonemes, at)
    return _stressed("".join(sounds))


def marked(word: str) -> str:
    """Return *word* with é or ê for every e that is known; the others stay bare."""
    return "-".join(_marked(part) for part in re.split(r"[-'’‘`]", word))


@cache
def _stems() -> dict[str, str]:
    words = " ".join(line for line in _TABLE.splitlines() if not line.startswith("#")).split()
    return {word.translate(_MARKED): word for word in words}


def _marked(word: str) -> str:
    if word.translate(_MARKED) != word:
        return word
    ways = list(_taken_apart(word))
    for way in ways:
        if known := _stems().get(way.stem):
            return way.around(known)
    for way in reversed(ways):
        if known := _loan(way):
            return way.around(known)
    prefixes = next((way for way in reversed(ways) if _STEM.match(way.stem)), _Way("", "", word, ""))
    return prefixes.around(_OPEN.sub("é", prefixes.stem))


def _loan(way: _Way) -> str:
    if way.lost or len(way.stem) < _SHORTEST_LOAN or not _LOAN.search(way.stem) or not _LOAN_HEADS.fullmatch(way.head):
        return ""
    return re.sub("erasi$", "êrasi", way.stem).replace("e", "é")


def _taken_apart(word: str) -> Iterator[_Way]:
    """Yield the ways to read *word*, the shortest affixes first."""
    ways = ((head, lost, tail) for head, lost in _heads(word) for tail in _tails(word))
    for head, lost, tail in sorted(ways, key=lambda way: (len(way[0]) + len(way[2]), way)):
        if len(head) + len(tail) < len(word):
            yield _Way(head, lost, lost + word[len(head) : len(word) - len(tail)], tail)


def _heads(word: str, head: str = "", depth: int = _DEPTH) -> Iterator[tuple[str, str]]:
    """Yield each run of prefixes with the letter that its last one took from the stem."""
    yield head, ""
    for prefix in PREFIXES if depth else ():
        if word.startswith(head + prefix):
            rest = word[len(head + prefix) :]
            if prefix in _LOST and rest[:1] in tuple("aiueo"):
                yield head + prefix, _LOST[prefix]
            yield from _heads(word, head + prefix, depth - 1)


def _tails(word: str, tail: str = "", depth: int = _DEPTH) -> Iterator[str]:
    yield tail
    for suffix in SUFFIXES if depth else ():
        if word.endswith(suffix + tail):
            yield from _tails(word, suffix + tail, depth - 1)


def _sound(mark: str, phonemes: str, at: int) -> str:
    if mark == "ê":
        return "ə"
    if mark == "é" and phonemes[at] == "ə":
        return "e" if _is_open(phonemes[at + 1 :]) else "ɛ"
    return phonemes[at]


def _is_open(rest: str) -> bool:
    """Whether the syllable ends with the vowel before *rest*: at the word's end, before a vowel, or one consonant."""
    sounds = [sound for sound in rest.replace("tʃ", "c").replace("dʒ", "j") if sound not in _STRESS]
    return not sounds or sounds[0] in _VOWELS or (len(sounds) > 1 and sounds[1] in _VOWELS)


def _stressed(phonemes: str) -> str:
    """Move the stress from ə to the vowel after it, where the word has one."""
    return re.sub(f"ˈə([^{_VOWELS}{_STRESS}]*)(?=[{_VOWELS}])", r"ə\1ˈ", phonemes)
