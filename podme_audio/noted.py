"""What a change was, as the audit trail tells it: as it was and as it is go in, the few words that differ come out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from podme_audio.library.desk import audit
from podme_audio.model import Change, Episode, LexiconEntry, Line, Manuscript, State
from podme_audio.script import editing


def noting(editor: str, now: datetime) -> Callable[[Any, LexiconEntry | None, LexiconEntry | None], None]:
    """Return what notes that a word of the lexicon was changed."""

    def noted(session: Any, before: LexiconEntry | None, after: LexiconEntry | None) -> None:
        old, new = ({one.section.value: one.spoken} if one else {} for one in (before, after))
        word = next(one.written for one in (after, before) if one)
        audit(session, editor, now, Change("lexicon changed", word, old, new))

    return noted


def standing(episode: Episode) -> dict[str, Any]:
    told: dict[str, Any] = {"state": episode.state.value, "revision": episode.revision}
    return told | ({"due": episode.due.isoformat()} if episode.due and episode.state is State.SCHEDULED else {})


def differing(before: Manuscript, after: Manuscript) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what differs: title, engine and voice by name, lines by their place."""
    names = [name for name in ("title", "engine", "voice", "build") if getattr(before, name) != getattr(after, name)]
    old: dict[str, Any] = {name: getattr(before, name) for name in names}
    new: dict[str, Any] = {name: getattr(after, name) for name in names}
    for pair in editing.compared(before.script, after.script):
        if pair.change is editing.Change.SAME:
            continue
        here, lines = (pair.after, after.script.lines) if pair.after else (pair.before, before.script.lines)
        key = f"line {[line.id for line in lines].index(here.id) + 1}" if here else ""
        old |= {key: _words(pair.before)} if pair.before else {}
        new |= {key: _words(pair.after)} if pair.after else {}
    return old, new


def _words(line: Line) -> str:
    said = f"{line.written} → {line.spoken}" if line.by_hand else line.written
    voice = "recording" if line.recording else line.voice
    return f"{said} [{voice}]" if voice else said
