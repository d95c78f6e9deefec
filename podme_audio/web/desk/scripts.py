"""The script page: each line as it is written and as it is said, heard, changed, moved, and given to be built."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, redirect, request

from podme_audio.exceptions import LineChangedError, PodmeError
from podme_audio.model import LexiconEntry, LexiconSection, Line, Manuscript, Rank
from podme_audio.newsroom import Edit
from podme_audio.script import editing
from podme_audio.script.editing import Seen
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.edits import EDITS, LONGEST, Form, put_back, voice_of
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.reading import Reader
from podme_audio.web.desk.refusals import refused

#: Bytes of a form about one line, and of a recording.
LINE, RECORDING = 1 << 17, 40 << 20
#: Characters of a word of the lexicon.
LONGEST_WORD = 120
UNFIT = "Isi kata seperti tertulis dan cara membacanya, atau pilih dieja."


def scripts(office: Office) -> Blueprint:
    """Answer ``/desk/naskah/<id>``."""
    pages = blueprint("scripts", office)
    page = _Page(office)

    @pages.get("/naskah/<id>")
    @least(Rank.EDITOR)
    def script(id: str) -> Page:
        return page.show(office.newsroom.manuscripts.manuscript(id))

    @pages.post("/naskah/<id>")
    @least(Rank.EDITOR)
    def settle(id: str) -> Page:
        title, speaker = request.form.get("judul", "").strip()[:250], request.form.get("suara", "")
        engine, _, voice = speaker.partition("/")
        told = {"title": title} if title else {}
        office.newsroom.settle(id, editor=me().editor.name, engine=engine, voice=voice, **told)
        return page.back(id)

    _edit_lines(pages, page)
    _hear(pages, page)
    _teach(pages, page)

    @pages.post("/naskah/<id>/buat")
    @least(Rank.EDITOR)
    def build(id: str) -> Page:
        publish = bool(request.form.get("terbit")) and me().editor.rank.reaches(Rank.CHIEF)
        found = office.newsroom.build(
            id,
            editor=me().editor.name,
            publish=publish,
            urgent=bool(request.form.get("kilat")),
            note=request.form.get("catatan", "").strip()[:500],
        )
        return redirect(office.at("desk_queue.build", id=found.id), 303)

    return pages


class _Page:
    """The script page, and the way back to it."""

    def __init__(self, office: Office) -> None:
        self.office, self.room = office, office.newsroom
        self.reader = Reader(office.newsroom.studio)

    def show(self, manuscript: Manuscript, status: int = 200, **told: object) -> Page:
        return shown("script", status, **self.reader.read(manuscript), **told)

    def back(self, id: str, line: str = "") -> Page:
        address = self.office.at("desk_scripts.script", id=id)
        return redirect(f"{address}#baris-{line}" if line else address, 303)

    def change(self, id: str, line: str, what: str, edit: Edit) -> Page:
        """Make a change; one that cannot be made is told beside its line, with what the editor wrote."""
        try:
            self.room.edit(id, what, edit, editor=me().editor.name)
        except PodmeError as error:
            status = 409 if isinstance(error, LineChangedError) else 422
            mine = request.form.get("teks", "")
            return self.show(
                self.room.manuscripts.manuscript(id), status, clash=line, wrong=refused(error), mine=mine[:LONGEST]
            )
        return self.back(id, line)


def _edit_lines(pages: Blueprint, page: _Page) -> None:
    """Let each line be written, said, cut, joined, moved, left out, followed by another, and given a voice."""

    @pages.post(f"/naskah/<id>/baris/<line>/<any({', '.join(repr(name) for name in EDITS)}):what>")
    @least(Rank.EDITOR, body=LINE)
    def edit(id: str, line: str, what: str) -> Page:
        noted, made = EDITS[what]
        return page.change(id, line, noted, made(Form.of(line)))

    @pages.post("/naskah/<id>/peran/<role>")
    @least(Rank.EDITOR)
    def voice_of_role(id: str, role: str) -> Page:
        return page.change(id, "", "voice chosen", voice_of(role, request.form.get("teks", "")))

    @pages.post("/naskah/<id>/kembali/<int:article>/<int:which>")
    @least(Rank.EDITOR)
    def back(id: str, article: int, which: int) -> Page:
        return page.change(id, "", "removed text put back", put_back(article, which))


def _hear(pages: Blueprint, page: _Page) -> None:
    """Let a line be heard, or recorded by a person."""

    @pages.get("/naskah/<id>/baris/<line>/dengar")
    @least(Rank.EDITOR)
    def listen(id: str, line: str) -> Page | Response:
        manuscript = page.room.manuscripts.manuscript(id)
        try:
            clip = page.room.listen(manuscript, editing.line_of(manuscript.script, Seen(line)))
        except PodmeError as error:
            return Response(refused(error), status=503, content_type="text/plain; charset=utf-8")
        type = {"wav": "audio/wav", "mp3": "audio/mpeg"}[clip.format]
        return Response(clip.sound, content_type=type)

    @pages.post("/naskah/<id>/baris/<line>/rekam")
    @least(Rank.EDITOR, body=RECORDING)
    def record(id: str, line: str) -> Page:
        file = request.files.get("rekaman")
        with tempfile.TemporaryDirectory(dir=page.room.library.workshop()) as folder:
            path = Path(folder) / "recording"
            if file is not None:
                file.save(path)
            else:
                path.touch()
            try:
                page.room.record(id, Form.of(line).seen, path, editor=me().editor.name)
            except PodmeError as error:
                manuscript = page.room.manuscripts.manuscript(id)
                return page.show(manuscript, 422, clash=line, wrong=refused(error))
        return page.back(id, line)


def _teach(pages: Blueprint, page: _Page) -> None:
    """Let the show learn a word from its sentence."""

    @pages.get("/naskah/<id>/kata")
    @least(Rank.EDITOR)
    def try_word(id: str) -> Page:
        """Show what a word would change, before it is taught."""
        manuscript = page.room.manuscripts.manuscript(id)
        entry = entry_of(request.args)
        changed: tuple[Line, ...] = ()
        if entry is not None:
            words = editing.lexicon([entry]).over(page.room.studio.lexicon())
            changed = editing.changed_by(manuscript.script, words)
        return shown("word", manuscript=manuscript, entry=entry, changed=changed, given=request.args)

    @pages.post("/naskah/<id>/kata")
    @least(Rank.EDITOR)
    def teach(id: str) -> Page:
        entry = entry_of(request.form)
        if entry is None:
            return page.show(page.room.manuscripts.manuscript(id), 422, wrong=UNFIT)
        page.room.teach(entry, editor=me().editor.name)
        page.room.retell(id, editor=me().editor.name)
        return page.back(id)


def entry_of(given: Mapping[str, str]) -> LexiconEntry | None:
    """Read a word from a form: how it is written and said, or that it is spelled or said as a word."""
    written, spoken = (" ".join(given.get(name, "").split())[:LONGEST_WORD] for name in ("tulis", "ucap"))
    kind = given.get("cara", "")
    if written and kind in {LexiconSection.SPELLED.value, LexiconSection.SPOKEN.value}:
        return LexiconEntry(LexiconSection(kind), written)
    return LexiconEntry(LexiconSection.WORDS, written, spoken) if written and spoken else None
