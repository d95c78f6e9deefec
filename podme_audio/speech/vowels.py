"""The two sounds of the letter e: a word and what espeak-ng made of it go in, better phonemes come out."""

VERSION = "0"


def corrected(word: str, phonemes: str) -> str:
    """Stub until the table is there."""
    del word
    return phonemes
