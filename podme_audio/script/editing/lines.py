"""Single lines: written or said differently, cut in two, joined, moved, left out.

Chapters and pauses follow the words: the chapter of a line that goes begins with the next one, and where two lines
become one the later pause stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import uuid4

from podme_audio.exceptions import EditRefusedError, LineChangedError, LineNotFoundError
from podme_audio.model import Line, Role, Script
from podme_audio.script.lexicon import Lexicon
from podme_audio.script.write import PAUSES, WITHIN, say


@dataclass(frozen=True, slots=True)
class Seen:
    """A line, as an editor saw it when deciding."""

    id: str
    #: Of its words and its voice, by `seen`; empty for an editor who takes it as it is.
    mark: str = ""


def seen(line: Line) -> str:
    """Return the mark of a line: another one when what is said, or whose voice says it, is another."""
    return sha256(f"{line.written}\x00{line.spoken}\x00{line.voice}".encode()).hexdigest()[:16]


def rewritten(script: Script, which: Seen, written: str, lexicon: Lexicon) -> Script:
    """Write a line differently; it is said by the rules again.

    Raises:
        EditRefusedError: There is nothing to say in it.
    """
    line = line_of(script, which)
    written = _one_line(written)
    spoken = _sayable(say(line.role, written, lexicon))
    return _with(script, replace(line, written=written, spoken=spoken, by_hand=False))


def respoken(script: Script, which: Seen, spoken: str, lexicon: Lexicon) -> Script:
    """Say a line differently than the rules would; with nothing, or with what they say, by the rules again."""
    line = line_of(script, which)
    by_rules = say(line.role, line.written, lexicon)
    wanted = _one_line(spoken) or by_rules
    return _with(script, replace(line, spoken=_sayable(wanted), by_hand=wanted != by_rules))


def voiced(script: Script, ids: Iterable[str], voice: str) -> Script:
    """Give lines a voice of their own; an empty one is the episode's."""
    chosen = frozenset(ids)
    lines = (replace(line, voice=voice) if line.id in chosen else line for line in script.lines)
    return replace(script, lines=tuple(lines))


def recorded(script: Script, which: Seen, name: str) -> Script:
    """Let a person's recording be heard instead of a line's voice; with no name the voice again."""
    return _with(script, replace(line_of(script, which), recording=name))


def split_at(
    script: Script,
    which: Seen,
    at: int,
    lexicon: Lexicon,
    *,
    new_id: Callable[[], str] = lambda: uuid4().hex,
) -> Script:
    """Cut a line in two before the character *at* of its written form; both are said by the rules.

    Raises:
        EditRefusedError: One half has nothing to say.
    """
    line = line_of(script, which)
    first, second = line.written[:at].rstrip(), line.written[at:].lstrip()
    halves = (
        replace(line, written=first, spoken=_sayable(say(line.role, first, lexicon)), pause=WITHIN, by_hand=False),
        replace(
            line,
            id=new_id(),
            written=second,
            spoken=_sayable(say(Role.PARAGRAPH, second, lexicon)),
            chapter="",
            by_hand=False,
        ),
    )
    return _with(script, *halves, instead_of=(line.id,))


def merged(script: Script, which: Seen, lexicon: Lexicon) -> Script:
    """Join a line and the next one; what an editor said by hand is kept.

    Raises:
        EditRefusedError: There is no next line, or it is of another article.
    """
    line = line_of(script, which)
    at = script.lines.index(line)
    after = script.lines[at + 1] if at + 1 < len(script.lines) else None
    if after is None or after.article != line.article:
        raise EditRefusedError("a line can only be joined with the next one of its article", rule="no next line")
    written = f"{line.written} {after.written}"
    by_hand = line.by_hand or after.by_hand
    spoken = f"{line.spoken} {after.spoken}" if by_hand else say(line.role, written, lexicon)
    one = replace(line, written=written, spoken=spoken, pause=after.pause, by_hand=by_hand)
    return _with(script, one, instead_of=(line.id, after.id))


def moved(script: Script, which: Seen, before: str = "") -> Script:
    """Put a line before another one, or at the end.

    Raises:
        LineNotFoundError: There is no such line.
    """
    line = line_of(script, which)
    if before == line.id:
        return script
    rest = [one for one in script.lines if one.id != line.id]
    at = rest.index(line_of(script, Seen(before))) if before else len(rest)
    return replace(script, lines=(*rest[:at], line, *rest[at:]))


def dropped(script: Script, which: Seen) -> Script:
    """Leave a line out; the chapter that began with it begins with the next line of its article.

    Raises:
        EditRefusedError: It is the last one, or the line that says that a machine reads.
    """
    line = line_of(script, which)
    if line.role is Role.DISCLOSURE and sum(one.role is Role.DISCLOSURE for one in script.lines) == 1:
        raise EditRefusedError("the line that says that a machine reads stays: reword it", rule="disclosure stays")
    at = script.lines.index(line)
    rest = [*script.lines[:at], *script.lines[at + 1 :]]
    if not any(one.role is not Role.DISCLOSURE for one in rest):
        raise EditRefusedError("an episode needs a line to say", rule="last line")
    if line.chapter and at < len(rest) and rest[at].article == line.article and not rest[at].chapter:
        rest[at] = replace(rest[at], chapter=line.chapter)
    return replace(script, lines=tuple(rest))


def added(
    script: Script,
    after: str,
    written: str,
    lexicon: Lexicon,
    *,
    new_id: Callable[[], str] = lambda: uuid4().hex,
) -> Script:
    """Put a new line after another one, of the same article; with no *after* it is the first.

    Raises:
        EditRefusedError: There is nothing to say in it.
    """
    written = _one_line(written)
    spoken = _sayable(say(Role.PARAGRAPH, written, lexicon))
    before = line_of(script, Seen(after)) if after else None
    line = Line(new_id(), Role.PARAGRAPH, written, spoken, PAUSES[Role.PARAGRAPH], before.article if before else None)
    at = script.lines.index(before) + 1 if before else 0
    return replace(script, lines=(*script.lines[:at], line, *script.lines[at:]))


def retold(script: Script, lexicon: Lexicon) -> Script:
    """Say every line by the rules of *lexicon*, but those that an editor said by hand."""
    lines = (
        line if line.by_hand else replace(line, spoken=say(line.role, line.written, lexicon) or line.spoken)
        for line in script.lines
    )
    return replace(script, lines=tuple(lines))


def changed_by(script: Script, lexicon: Lexicon) -> tuple[Line, ...]:
    """Return the lines that would be said differently by *lexicon*, as they would be said."""
    before = {line.id: line.spoken for line in script.lines}
    return tuple(line for line in retold(script, lexicon).lines if line.spoken != before[line.id])


def line_of(script: Script, which: Seen) -> Line:
    """Return the line that was seen.

    Raises:
        LineNotFoundError: It is gone.
        LineChangedError: It is another than was seen.
    """
    line = next((one for one in script.lines if one.id == which.id), None)
    if line is None:
        raise LineNotFoundError("this line is no longer in the script", line=which.id)
    if which.mark and which.mark != seen(line):
        raise LineChangedError("somebody else has changed this line meanwhile", line=line.id)
    return line


def _with(script: Script, *lines: Line, instead_of: Sequence[str] = ()) -> Script:
    gone = instead_of or tuple(line.id for line in lines)
    places: Mapping[str, tuple[Line, ...]] = {gone[0]: lines, **dict.fromkeys(gone[1:], ())}
    kept = (one for line in script.lines for one in places.get(line.id, (line,)))
    return replace(script, lines=tuple(kept))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sayable(spoken: str) -> str:
    if not any(map(str.isalnum, spoken)):
        raise EditRefusedError("there is nothing to say in this line: leave it out instead", rule="nothing to say")
    return spoken
