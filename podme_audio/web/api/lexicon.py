"""The show's own words."""

from typing import Annotated

from flask import abort
from msgspec import Meta

from podme_audio.model import LexiconEntry, LexiconSection
from podme_audio.script import editing
from podme_audio.web.api.operation import Asked, Operations, Shape

lexicon = Operations("lexicon")

Word = Annotated[str, Meta(min_length=1, max_length=120)]


class Entry(Shape, frozen=True):
    """A word, and how it is said."""

    written: Word
    #: How it is said; empty for an acronym that is spelled, or said as a word.
    spoken: Annotated[str, Meta(max_length=120)] = ""
    section: LexiconSection = LexiconSection.WORDS


class WordAsked(Shape, frozen=True):
    written: Word


@lexicon.offer("GET", "/lexicon", "lexicon:read", "lexicon:write")
def list_words(asked: Asked) -> tuple[Entry, ...]:
    """List the show's own words."""
    return tuple(map(Entry.like, asked.room.library.lexicon.entries()))


@lexicon.offer("PUT", "/lexicon", "lexicon:write")
def teach_word(asked: Asked, body: Entry) -> Entry:
    """Teach the show a word, or say it differently from now on; manuscripts are changed when they are retold."""
    written, spoken = (" ".join(text.split()) for text in (body.written, body.spoken))
    listed = body.section in {LexiconSection.SPELLED, LexiconSection.SPOKEN}
    if not written or bool(spoken) == listed:
        abort(422, "give how the word is written and said; one that is spelled or said as a word has no spoken form")
    entry = LexiconEntry(body.section, written, spoken)
    editing.lexicon([entry])  # refuses what no lexicon takes
    asked.room.teach(entry, editor=asked.who)
    return Entry.like(entry)


@lexicon.offer("DELETE", "/lexicon", "lexicon:write", refuses=(404,))
def forget_word(asked: Asked, query: WordAsked) -> None:
    """Forget a word: it is said by the rules again."""
    if not asked.room.unteach(query.written, editor=asked.who):
        abort(404, f"the show has no word {query.written!r} of its own")
