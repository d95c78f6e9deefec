"""The way from spoken Indonesian to what Kokoro reads: sentences, words with their phonemes, token numbers.

Punctuation stays as tokens, for it carries the intonation. Every word keeps the spelling of the text, so that its
time can be told later.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podme_audio.speech.kokoro import espeak, vowels

#: Changes whenever the same text would come out with other phonemes.
RULES = "1"

#: What Kokoro takes at a time.
LIMIT = 510

#: Kokoro's own numbers, for the sounds of Indonesian and for the marks it was taught.
TOKENS = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, "(": 12, ")": 13, " ": 16,
    "a": 43, "b": 44, "d": 46, "e": 47, "f": 48, "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56,
    "o": 57, "p": 58, "r": 60, "s": 61, "t": 62, "u": 63, "v": 64, "w": 65, "x": 66, "z": 68, "ɔ": 76, "ʤ": 82,
    "ə": 83, "ɛ": 86, "ɡ": 92, "ɪ": 102, "ŋ": 112, "ɲ": 114, "ʃ": 131, "ʧ": 133, "ʊ": 135, "ʔ": 148,
    "ˈ": 156, "ˌ": 157, "ː": 158,
}  # fmt: skip

#: What espeak-ng writes -> what Kokoro was taught, in this order.
SOUNDS = {
    "tʃ": "ʧ",
    "dʒ": "ʤ",
    "nk": "ŋk",  # "bank"
    "ç": "ʃ",  # "syarat"
    "g": "ɡ",
    "ɾ": "r",
}

#: What espeak-ng's rules for the old Dutch spelling get wrong in today's -> the same with an apostrophe that parts it.
PARTED = (
    (re.compile(r"ie(?=[^\W_])"), "i'e"),  # "pasien", "efisiensi"
    (re.compile(r"(?<![A-Z])oe"), "o'e"),  # "koefisien", but "Soekarno"
    (re.compile(r"sj"), "s'j"),  # "masjid"
)

#: What stands between words -> the token it is heard as; quotation marks are seen, not heard.
MARKS = {
    ".": ".", "!": "!", "?": "?", "…": "…", ",": ",", ";": ";", ":": ":", "—": "—", "–": "—", "(": "(", ")": ")",
}  # fmt: skip

CLOSING = ".!?…"
CLAUSE = ",;:—)"

#: A longer one is no word; it is said in parts.
_LONGEST = 80
_WORD = re.compile(rf"\S{{1,{_LONGEST}}}")
_SENTENCE = re.compile(r"""(?<=[.!?…])(?<!\b[A-Z]\.)["”’»)\]]*\s+(?=["“‘«(\[]*[A-Z0-9À-Ý])|\s*\n\s*""")
_PART = re.compile(r"[^\W_]+(?:['’‘`\-][^\W_]+)*|[^\w\s]", re.UNICODE)
_FLAG = re.compile(r"\([a-z-]+\)")


@dataclass(frozen=True, slots=True)
class Sounded:
    """A word as the text spells it, and as Kokoro reads it, the marks beside it included."""

    text: str
    phonemes: str


def sentences(text: str) -> tuple[str, ...]:
    """Cut a line after every full stop, question or exclamation mark that ends a sentence."""
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    parts = (text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True))
    return tuple(part for part in parts if part)


def sounded(sentence: str) -> tuple[Sounded, ...]:
    """Return the words of *sentence*; one that has no sound and bears no mark has empty phonemes."""
    words = _WORD.findall(sentence)
    parts = [_PART.findall(word) for word in words]
    said = _say([part for found in parts for part in found])
    return tuple(Sounded(word, _joined([next(said) for _ in found])) for word, found in zip(words, parts, strict=True))


def pieces(words: Sequence[Sounded]) -> tuple[tuple[Sounded, ...], ...]:
    """Cut a sentence that is too long for one call, at the clause mark nearest its middle, else between two words."""
    if len(written(words)) <= LIMIT or len(words) < 2:  # noqa: PLR2004 - one word cannot be cut
        return (tuple(words),)
    cut = min(range(1, len(words)), key=lambda at: _badness(words, at))
    return pieces(words[:cut]) + pieces(words[cut:])


def written(words: Sequence[Sounded]) -> str:
    """Return what Kokoro reads for these words, one character a token."""
    return " ".join(word.phonemes for word in words if word.phonemes)


def tokens(phonemes: str) -> list[int]:
    """Return Kokoro's numbers for *phonemes*."""
    return [TOKENS[phoneme] for phoneme in phonemes]


def _say(parts: Sequence[str]) -> Iterator[str]:
    """Yield the phonemes of each part; words without a mark between them are asked for together."""
    run: list[str] = []
    for part in parts:
        if part[0].isalnum():
            run.append(part)
        else:
            yield from _clause(run)
            run = []
            yield MARKS.get(part, "")
    yield from _clause(run)


def _clause(words: Sequence[str]) -> Iterator[str]:
    """Ask for words together, so that a small word loses its stress; one by one when espeak-ng counts others."""
    if not words:
        return
    spelled = [_spelled(word) for word in words]
    heard = espeak.phonemes(" ".join(spelled)).split()
    if len(heard) != len(words):
        heard = [espeak.phonemes(word) for word in spelled]
    for word, one in zip(words, heard, strict=True):
        yield _known(vowels.corrected(word, _FLAG.sub("", one)))


def _spelled(word: str) -> str:
    for pattern, parted in PARTED:
        word = pattern.sub(parted, word)
    return word


def _known(phonemes: str) -> str:
    for heard, taught in SOUNDS.items():
        phonemes = phonemes.replace(heard, taught)
    return "".join(phoneme for phoneme in phonemes if phoneme in TOKENS)[: LIMIT - 10]


def _joined(parts: Sequence[str]) -> str:
    """Set a space between two sounds, and none before a mark or after a bracket."""
    text = ""
    for part in parts:
        apart = text and part and part not in MARKS.values() and not text.endswith("(")
        text += f" {part}" if apart else part
    return text


def _badness(words: Sequence[Sounded], at: int) -> tuple[bool, int]:
    before, after = len(written(words[:at])), len(written(words[at:]))
    return words[at - 1].phonemes[-1:] not in set(CLAUSE + CLOSING), abs(before - after)
