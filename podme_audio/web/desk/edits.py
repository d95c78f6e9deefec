"""What can be done to a line: the word in the address -> two words for the audit trail, and the edit itself."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from podme_audio.model import Script
from podme_audio.newsroom import Edit
from podme_audio.script import Lexicon, editing
from podme_audio.script.editing import Seen

LONGEST = 20_000
#: Digits of a place in a line.
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Form:
    """What an editor sent about a line."""

    line: str
    #: The mark of the line as it was seen.
    mark: str
    text: str
    #: Where the cursor stood in its written form; -1 when that was not said.
    place: int = -1

    @classmethod
    def of(cls, line: str) -> "Form":
        """Read the form of the request at hand."""
        place = request.form.get("tempat", "")
        at = int(place) if place.isascii() and place.isdigit() and len(place) <= _DIGITS else -1
        return cls(line, request.form.get("tanda", ""), request.form.get("teks", "")[:LONGEST], at)

    @property
    def seen(self) -> Seen:
        return Seen(self.line, self.mark)


def _rewrite(form: Form) -> Edit:
    return lambda script, words: editing.rewritten(script, form.seen, form.text, words)


def _respeak(form: Form) -> Edit:
    return lambda script, words: editing.respoken(script, form.seen, form.text, words)


def _split(form: Form) -> Edit:
    """Cut where the cursor stood, or before the words that were given."""

    def cut(script: Script, words: Lexicon) -> Script:
        written = editing.line_of(script, form.seen).written
        at = form.place if form.place >= 0 else written.find(form.text.strip() or "\0")
        return editing.split_at(script, form.seen, max(0, at), words)

    return cut


def _join(form: Form) -> Edit:
    return lambda script, words: editing.merged(script, form.seen, words)


def _take_away(form: Form) -> Edit:
    return lambda script, _: editing.take_away(script, form.seen)


def _add(form: Form) -> Edit:
    return lambda script, words: editing.added(script, form.line, form.text, words)


def _up(form: Form) -> Edit:
    return lambda script, _: editing.moved(script, Seen(form.line), _neighbour(script, form.line, -1))


def _down(form: Form) -> Edit:
    return lambda script, _: editing.moved(script, Seen(form.line), _neighbour(script, form.line, 2))


def _move(form: Form) -> Edit:
    return lambda script, _: editing.moved(script, Seen(form.line), form.text)


def _voice(form: Form) -> Edit:
    return lambda script, _: editing.voiced(script, [form.line], form.text)


def _unrecord(form: Form) -> Edit:
    return lambda script, _: editing.recorded(script, form.seen, "")


EDITS: dict[str, tuple[str, Callable[[Form], Edit]]] = {
    "tulis": ("line rewritten", _rewrite),
    "ucap": ("line respoken", _respeak),
    "belah": ("line split", _split),
    "gabung": ("lines joined", _join),
    "buang": ("line taken away", _take_away),
    "sisip": ("line added", _add),
    "naik": ("line moved", _up),
    "turun": ("line moved", _down),
    "pindah": ("line moved", _move),
    "suara": ("voice chosen", _voice),
    "tanpa-rekaman": ("recording dropped", _unrecord),
}


def voice_of(role: str, voice: str) -> Edit:
    """Give every line of a role a voice."""

    def voiced(script: Script, _: Lexicon) -> Script:
        return editing.voiced(script, [line.id for line in script.lines if line.role.value == role], voice)

    return voiced


def voice_of_article(article: int, voice: str) -> Edit:
    """Give every line of one article of a bulletin a voice."""

    def voiced(script: Script, _: Lexicon) -> Script:
        return editing.voiced(script, [line.id for line in script.lines if line.article == article], voice)

    return voiced


def put_back(article: int, which: int) -> Edit:
    """Say what was removed from an article after all."""
    return lambda script, words: editing.put_back(script, article, which, words)


def _neighbour(script: Script, line: str, step: int) -> str:
    """Return before which line one stands after a step; empty for the end."""
    ids = [one.id for one in script.lines]
    at = ids.index(line) + step if line in ids else 0
    return ids[max(0, at)] if at < len(ids) else ""
