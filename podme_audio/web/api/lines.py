"""The lines of a manuscript: written, said, heard, voiced, cut, joined, moved, left out."""

import tempfile
from pathlib import Path
from typing import Annotated

from flask import abort
from msgspec import UNSET, Meta, UnsetType

from podme_audio.model import Role, Script
from podme_audio.newsroom import Edit
from podme_audio.script import Lexicon, editing
from podme_audio.script.editing import Seen
from podme_audio.web.api.manuscripts import READ, WRITE
from podme_audio.web.api.operation import Asked, Operations, Shape, Sound
from podme_audio.web.api.shapes import Mark, WholeManuscript, Words, whole

lines = Operations("lines")

#: Bytes of a recording.
RECORDING = 40_000_000
_LINE = "/manuscripts/<id>/lines/<line>"
_TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg"}
LineId = Annotated[str, Meta(max_length=64)]
VoiceName = Annotated[str, Meta(max_length=64)]


class LineChange(Shape, frozen=True):
    """One or more changes to a line; what is left out stays as it is."""

    mark: Mark = ""
    #: It is said by the rules again.
    written: Words | UnsetType = UNSET
    #: Said so, whatever the rules say; empty for by the rules again.
    spoken: Annotated[str, Meta(max_length=20_000)] | UnsetType = UNSET
    #: A voice of its own; empty for the episode's.
    voice: VoiceName | UnsetType = UNSET


class NewLine(Shape, frozen=True):
    """A line; it stands after another one, or first."""

    written: Words
    after: LineId = ""


class Place(Shape, frozen=True):
    """Before which line; empty for the end."""

    mark: Mark = ""
    before: LineId = ""


class Cut(Shape, frozen=True):
    """Before which character of its written form."""

    at: Annotated[int, Meta(ge=1, le=20_000)]
    mark: Mark = ""


class Seeing(Shape, frozen=True):
    mark: Mark = ""


class Voice(Shape, frozen=True):
    voice: VoiceName


@lines.offer("PATCH", _LINE, WRITE, refuses=(409,))
def change_line(asked: Asked, id: str, line: str, body: LineChange) -> WholeManuscript:
    """Write, say or voice a line differently."""
    which = Seen(line, body.mark)

    def changed(script: Script, words: Lexicon) -> Script:
        editing.line_of(script, which)  # as it was seen; what follows changes its mark
        if body.written is not UNSET:
            script = editing.rewritten(script, Seen(line), body.written, words)
        if body.spoken is not UNSET:
            script = editing.respoken(script, Seen(line), body.spoken, words)
        return script if body.voice is UNSET else editing.voiced(script, [line], body.voice)

    what = "line rewritten" if body.written else "line respoken" if body.spoken is not UNSET else "voice chosen"
    return _edited(asked, id, what, changed)


@lines.offer("POST", "/manuscripts/<id>/lines", WRITE, status=201, refuses=(409,))
def add_line(asked: Asked, id: str, body: NewLine) -> WholeManuscript:
    """Put in a new line."""
    return _edited(
        asked, id, "line added", lambda script, words: editing.added(script, body.after, body.written, words)
    )


@lines.offer("DELETE", _LINE, WRITE, refuses=(409, 422))
def take_line_away(asked: Asked, id: str, line: str, query: Seeing) -> WholeManuscript:
    """Leave a line out; it is kept with what was removed, and can be put back."""
    return _edited(asked, id, "line taken away", lambda script, _: editing.take_away(script, Seen(line, query.mark)))


@lines.offer("POST", f"{_LINE}/split", WRITE, refuses=(409,))
def split_line(asked: Asked, id: str, line: str, body: Cut) -> WholeManuscript:
    """Cut a line in two."""
    which = Seen(line, body.mark)
    return _edited(asked, id, "line split", lambda script, words: editing.split_at(script, which, body.at, words))


@lines.offer("POST", f"{_LINE}/join", WRITE, refuses=(409,))
def join_line(asked: Asked, id: str, line: str, body: Seeing) -> WholeManuscript:
    """Join a line with the next one of its article."""
    return _edited(
        asked, id, "lines joined", lambda script, words: editing.merged(script, Seen(line, body.mark), words)
    )


@lines.offer("POST", f"{_LINE}/move", WRITE, refuses=(409,))
def move_line(asked: Asked, id: str, line: str, body: Place) -> WholeManuscript:
    """Put a line elsewhere."""
    which = Seen(line, body.mark)
    return _edited(asked, id, "line moved", lambda script, _: editing.moved(script, which, body.before))


@lines.offer("GET", f"{_LINE}/sound", *READ, refuses=(409,))
def hear_line(asked: Asked, id: str, line: str) -> Sound:
    """Hear a line: at once when it was said before, else in the time that its engine takes."""
    manuscript = asked.room.manuscripts.manuscript(id)
    clip = asked.room.listen(manuscript, editing.line_of(manuscript.script, Seen(line)))
    return Sound(clip.sound, _TYPES[clip.format])


@lines.offer("PUT", f"{_LINE}/recording", WRITE, refuses=(409,), longest=RECORDING)
def record_line(asked: Asked, id: str, line: str, body: Sound) -> WholeManuscript:
    """Let a person's recording be heard instead of a voice; it is mastered like the rest."""
    with tempfile.TemporaryDirectory(dir=asked.room.library.workshop()) as folder:
        path = Path(folder) / "recording"
        path.write_bytes(body.content)
        return whole(asked.room.record(id, Seen(line), path, editor=asked.who))


@lines.offer("DELETE", f"{_LINE}/recording", WRITE, refuses=(409,))
def drop_recording(asked: Asked, id: str, line: str) -> WholeManuscript:
    """Let a line be said by its voice again."""
    return _edited(asked, id, "recording dropped", lambda script, _: editing.recorded(script, Seen(line), ""))


@lines.offer("PUT", "/manuscripts/<id>/roles/<role>/voice", WRITE, refuses=(409,))
def voice_role(asked: Asked, id: str, role: str, body: Voice) -> WholeManuscript:
    """Give every line of a role a voice, such as "quote"; empty for the episode's."""
    if role not in set(Role):
        abort(404, f"there is no role {role!r}; choose {', '.join(Role)}")

    def voiced(script: Script, _: Lexicon) -> Script:
        return editing.voiced(script, [one.id for one in script.lines if one.role == role], body.voice)

    return _edited(asked, id, "voice chosen", voiced)


@lines.offer(
    "POST",
    "/manuscripts/<id>/articles/<int(max=999):article>/removed/<int(max=9999):which>/restore",
    WRITE,
    refuses=(409, 422),
)
def put_back(asked: Asked, id: str, article: int, which: int) -> WholeManuscript:
    """Say what was removed from an article after all, where it stood."""

    def restored(script: Script, words: Lexicon) -> Script:
        return editing.put_back(script, article, which, words)

    return _edited(asked, id, "removed text put back", restored)


def _edited(asked: Asked, id: str, what: str, edit: Edit) -> WholeManuscript:
    return whole(asked.room.edit(id, what, edit, editor=asked.who))
