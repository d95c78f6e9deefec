"""Passwords in, Argon2id out; and which passwords are good enough, by length and by how soon they would be guessed."""

import re
import threading
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: The least number of characters: alone, and beside a second factor. And the most, so that nobody sends a book.
ALONE, BESIDE, MOST = 15, 8, 256
#: So many common words are no password; a sentence of more is one.
FEW = 3

#: How letters are written with digits and signs.
_DISGUISES = str.maketrans("0134578@$!|+", "oieastbasiit")
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "qazwsxedcrfvtgbyhnujm")


class Passwords:
    """Hashes and verifies, two at once: each takes 64 MiB, and a crowd of them would take the machine.

    Args:
        hasher: The cost; argon2-cffi's own, the second choice of RFC 9106, without it.
        at_once: How many may be at it.
    """

    def __init__(self, hasher: PasswordHasher | None = None, *, at_once: int = 2) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = threading.Semaphore(at_once)
        #: What is verified for an account that is not there, so that it takes as long as one that is.
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        with self._turn:
            return self._hasher.hash(password)

    def verify(self, kept: str, password: str) -> bool:
        """Whether it is the one that was *kept*; nothing kept takes as long, and is never right."""
        with self._turn:
            try:
                return self._hasher.verify(kept or self._nobody, password[: MOST + 1]) and bool(kept)
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, kept: str) -> bool:
        """Whether it was hashed at another cost than is usual now."""
        return self._hasher.check_needs_rehash(kept)


def judge(password: str, *, factor: bool, about: Iterable[str] = ()) -> str:
    """Return why a password is not good enough, in one word; empty when it is.

    Args:
        password: As typed, every character of it.
        factor: Whether a second factor stands beside it.
        about: What is known of its owner and the house: a name, the title of the show.

    >>> judge("P4ssw0rd-Indonesia-2026", factor=False), judge("empat kuda minum kopi", factor=False)
    ('common', '')
    """
    if len(password) < (BESIDE if factor else ALONE):
        return "short"
    if len(password) > MOST:
        return "long"
    own = {word for text in about for word in re.split(r"[^a-z]+", text.casefold()) if len(word) > 2}  # noqa: PLR2004
    return "common" if _is_guessed(password.casefold(), dict.fromkeys(_words(), 1) | dict.fromkeys(own, 0)) else ""


def _is_guessed(password: str, words: Mapping[str, int]) -> bool:
    """Whether it is one thing again and again, a walk over the keyboard, or at most `FEW` common words, disguised."""
    if len(set(password)) < 5 or re.fullmatch(r"(.{1,16}?)\1+.?", password):  # noqa: PLR2004
        return True
    letters = "".join(_undisguised(chunk) for chunk in re.split(r"[\s_.,/-]+", password))
    plain = re.sub(r"[^a-z]", "", password)
    digits = re.sub(r"\D", "", password)
    if len(plain) < 4:  # noqa: PLR2004 - numbers: a date, a telephone, a walk
        return len(password) - len(digits) < 6 or _is_walk(password)  # noqa: PLR2004
    return any(one and _parts(one, words) <= FEW for one in (letters, plain)) or _is_walk(password)


def _undisguised(chunk: str) -> str:
    """Return the letters that a chunk means, without the digits and signs about it."""
    return re.sub(r"[^a-z]", "", re.sub(r"^[\d\W]+|[\d\W]+$", "", chunk).translate(_DISGUISES))


def _parts(text: str, words: Mapping[str, int]) -> int:
    """Return the least number of words that make up *text*, each by what it counts; more than `FEW` if none do."""
    least = [0] + [FEW + 1] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - 20), end):
            part = text[start:end]
            if least[start] <= FEW and (part in words or (len(part) > 2 and _is_walk(part))):  # noqa: PLR2004
                least[end] = min(least[end], least[start] + words.get(part, 1))
    return least[-1]


def _is_walk(text: str) -> bool:
    """Whether it only follows the keyboard or the alphabet, forwards or backwards."""
    return any(text in row * 4 or text[::-1] in row * 4 for row in _ROWS)


@cache
def _words() -> frozenset[str]:
    lines = Path(__file__).with_name("common.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
