"""An article goes in; the names and acronyms in it that a reader might say wrongly come out, for an editor to see."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from podme_audio.model import Article, Role
from podme_audio.script.indonesian.letters import pronounceable
from podme_audio.script.lexicon import BUILT_IN, Lexicon
from podme_audio.script.spoken import explain

#: What stands before the first word of a sentence, a quotation or a bracket; nothing at all before a text's first.
_BEGINNINGS = ("", *".!?:…\"'”’“‘«([-–—•")
_NEAR = 20
_ONSET, _CODA = r"(?:[bdfghklmnprstwyz]|ng|ny|[bkpgdt]r|[bkps]l)", r"(?:ng|[hklmnprst])"
#: Two syllables or more in letters that have one sound only: "Santoso", "Putin"; an "e" has three, a foreign "c" two.
_SPELLED_AS_SAID = re.compile(rf"{_ONSET}?[aiou](?:{_CODA}?{_ONSET}[aiou]){{1,5}}{_CODA}?")
#: "Kemenangan", "Perdamaian": the root within has two vowels, which "Perelman" has not.
_AFFIXED = re.compile(r"[kp]e[a-z]{0,8}[aiueo][a-z]{0,6}[aiueo][a-z]{0,4}an")
#: What may be put before a root and behind it; a shorter root is left over by chance too often.
_PREFIXES = ("", "ber", "per", "ter", "ke", "se", "di", "me", "mem", "men", "meng", "pe", "pem", "pen", "peng")
_SUFFIXES = ("an", "kan", "i", "nya", "lah")
_ROOT = 5


def names(article: Article, lexicon: Lexicon = BUILT_IN) -> tuple[tuple[str, int], ...]:
    """Return the capitalised words and acronyms that no table knows, with how often they stand, most frequent first.

    A word that only begins sentences, or that also stands in lower case, alone or within a longer one, is an ordinary
    word; so is one with the affixes of Indonesian. A name in letters of one sound each is said as it is spelled.
    """
    counted: Counter[str] = Counter()
    inside: set[str] = set()
    ordinary: set[str] = set()
    for text, is_title in _texts(article):
        for word, begins in _words(text, lexicon):
            if word.islower():
                ordinary.add(word)
            elif _is_unknown(word, lexicon):
                counted[word] += 1
                # Headlines may capitalise every word: they prove no name, but an acronym stays one.
                inside |= {word} if word.isupper() or not (begins or is_title) else set()
    families = {word for word in _families(ordinary) if len(word) >= _ROOT} | ordinary
    found = [(word, count) for word, count in counted.items() if word in inside and word.lower() not in families]
    return tuple(sorted(found, key=lambda name: (-name[1], name[0].casefold())))


def _texts(article: Article) -> Iterator[tuple[str, bool]]:
    """Yield what stands in the article, and whether it is a title, whose words may all have capitals."""
    texts = [(article.title, True)]
    for block in article.blocks:
        title, colon, text = block.text.partition(": ") if block.role is Role.LIST_ITEM else ("", "", block.text)
        texts += [(title, True), (text, False)] if colon else [(block.text, block.role is Role.HEADING)]
    return ((text, is_title) for text, is_title in texts if not text.isupper())


def _words(text: str, lexicon: Lexicon) -> Iterator[tuple[str, bool]]:
    """Yield the words that are said as written or spelled, and whether they begin a sentence or a quotation."""
    before = ""
    for token in explain(text, lexicon):
        if (not token.rule or token.kind == "acronym") and token.written[:1].isalpha():
            yield token.written, before.rstrip()[-1:] in _BEGINNINGS
        before = (before + token.written)[-_NEAR:]


def _is_unknown(word: str, lexicon: Lexicon) -> bool:
    known = word in lexicon.words or word.upper() in lexicon.acronyms or word in _ordinary()
    return not known and word[0].isupper() and len(word) > 1 and not (word.istitle() and _is_said_right(word.lower()))


def _is_said_right(word: str) -> bool:
    """Whether no Indonesian voice can miss it: an Indonesian noun with its affixes, or a name spelled as it sounds."""
    affixed = _AFFIXED.fullmatch(word) is not None and pronounceable(word)
    return affixed or _SPELLED_AS_SAID.fullmatch(word) is not None


def _families(words: Iterable[str]) -> Iterator[str]:
    """Yield every word, and what is left of it without its affixes: "bertarung" gives "tarung"."""
    for word in words:
        for prefix in _PREFIXES:
            if word.startswith(prefix):
                bare = word[len(prefix) :]
                yield from (bare, *(bare.removesuffix(suffix) for suffix in _SUFFIXES if bare.endswith(suffix)))


@cache
def _ordinary() -> frozenset[str]:
    table = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
    return frozenset(table["ordinary"])
