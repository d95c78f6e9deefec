"""The script page: each line as it is written and as it is said, heard, changed, moved, and given to be built."""

import tempfile
from pathlib import Path

from flask import Blueprint, Response, redirect, request

from podme_audio import speech
from podme_audio.exceptions import PodmeError, PublishedError
from podme_audio.library import Standing
from podme_audio.model import Manuscript, Rank
from podme_audio.newsroom import Terms
from podme_audio.script import editing
from podme_audio.script.editing import Seen
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.edits import EDITS, Form, put_back, voice_of, voice_of_article
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import blueprint, shown
from podme_audio.web.desk.refusals import refused
from podme_audio.web.desk.words import heard, teach_words
from podme_audio.web.desk.workbench import Workbench

#: Manuscripts on a page.
PAGE = 30
#: What can be asked for, by its word in the address.
STANDINGS = {"terbuka": Standing.OPEN, "dikerjakan": Standing.BUILDING, "jadi": Standing.EPISODE}
#: Bytes of a form about one line, and of a recording.
LINE, RECORDING = 1 << 17, 40 << 20


def scripts(office: Office) -> Blueprint:
    """Answer ``/desk/naskah`` and what is below it."""
    pages = blueprint("scripts", office)
    bench = Workbench(office)

    @pages.get("/naskah")
    @least(Rank.EDITOR)
    def scripts() -> Page:
        return _list(office)

    @pages.get("/naskah/<id>")
    @least(Rank.EDITOR)
    def script(id: str) -> Page:
        return bench.show(office.newsroom.manuscripts.manuscript(id))

    @pages.post("/naskah/<id>")
    @least(Rank.EDITOR)
    def settle(id: str) -> Page:
        title, speaker = request.form.get("judul", "").strip()[:250], request.form.get("suara", "")
        engine, _, voice = speaker.partition("/")
        told = {"title": title} if title else {}
        office.newsroom.settle(id, editor=me().editor.name, engine=engine, voice=voice, **told)
        return bench.back(id)

    _edit_lines(pages, bench)
    _hear(pages, bench)
    teach_words(pages, bench)
    _build(pages, bench, office)
    return pages


def _build(pages: Blueprint, bench: Workbench, office: Office) -> None:
    """Tell what building takes, and build."""

    @pages.get("/naskah/<id>/perkiraan")
    @least(Rank.EDITOR)
    def estimate(id: str) -> Page:
        return _estimate(office, office.newsroom.manuscripts.manuscript(id))

    @pages.post("/naskah/<id>/buat")
    @least(Rank.EDITOR)
    def build(id: str) -> Page:
        chief, form = me().editor.rank.reaches(Rank.CHIEF), request.form
        note = form.get("catatan", "").strip()[:500]
        terms = Terms(chief and bool(form.get("terbit")), chief, bool(form.get("kilat")), note)
        try:
            found = office.newsroom.build(id, terms, editor=me().editor.name)
        except PublishedError as error:
            return bench.show(office.newsroom.manuscripts.manuscript(id), 403, wrong=refused(error))
        return redirect(office.at("desk_queue.build", id=found.id), 303)


def _list(office: Office) -> Page:
    """Show the manuscripts that are asked for, those changed last first."""
    manuscripts = office.newsroom.manuscripts
    asked, title = request.args.get("status", ""), " ".join(request.args.get("cari", "").split())[:100]
    before, standing = request.args.get("sebelum", ""), STANDINGS.get(asked)
    found = manuscripts.latest(limit=PAGE + 1, before=before, standing=standing, title=title)
    older = found[PAGE - 1].id if len(found) > PAGE else ""
    return shown("scripts", manuscripts=found[:PAGE], older=older, before=before, status=asked, title=title)


def _estimate(office: Office, manuscript: Manuscript) -> Page:
    """Show what building a manuscript will take; where the month's cap does not allow it, who else may speak."""
    room = office.newsroom
    try:
        outlooks = room.outlook(manuscript)
    except PodmeError as error:
        return shown("estimate", manuscript=manuscript, outlooks=(), wrong=refused(error))
    refused_ = {one.estimate.speaker.engine for one in outlooks if not one.allowed}
    others = [(name, next(iter(speech.VOICES[name]))) for name in speech.AUTO if name not in refused_]
    return shown("estimate", manuscript=manuscript, outlooks=outlooks, others=others)


def _edit_lines(pages: Blueprint, bench: Workbench) -> None:
    """Let each line be written, said, cut, joined, moved, left out, followed by another, and given a voice."""

    @pages.post(f"/naskah/<id>/baris/<line>/<any({', '.join(repr(name) for name in EDITS)}):what>")
    @least(Rank.EDITOR, body=LINE)
    def edit(id: str, line: str, what: str) -> Page:
        noted, made = EDITS[what]
        return bench.change(id, line, noted, made(Form.of(line)))

    @pages.post("/naskah/<id>/peran/<role>")
    @least(Rank.EDITOR)
    def voice_of_role(id: str, role: str) -> Page:
        return bench.change(id, "", "voice chosen", voice_of(role, request.form.get("teks", "")))

    @pages.post("/naskah/<id>/artikel/<int:article>")
    @least(Rank.EDITOR)
    def voice_of_one_article(id: str, article: int) -> Page:
        return bench.change(id, "", "voice chosen", voice_of_article(article, request.form.get("teks", "")))

    @pages.post("/naskah/<id>/kembali/<int:article>/<int:which>")
    @least(Rank.EDITOR)
    def back(id: str, article: int, which: int) -> Page:
        return bench.change(id, "", "removed text put back", put_back(article, which))


def _hear(pages: Blueprint, bench: Workbench) -> None:
    """Let a line be heard, or recorded by a person."""

    @pages.get("/naskah/<id>/baris/<line>/dengar")
    @least(Rank.EDITOR)
    def listen(id: str, line: str) -> Page | Response:
        manuscript = bench.room.manuscripts.manuscript(id)
        return heard(lambda: bench.room.listen(manuscript, editing.line_of(manuscript.script, Seen(line))))

    @pages.post("/naskah/<id>/baris/<line>/rekam")
    @least(Rank.EDITOR, body=RECORDING)
    def record(id: str, line: str) -> Page:
        file = request.files.get("rekaman")
        with tempfile.TemporaryDirectory(dir=bench.room.library.workshop()) as folder:
            path = Path(folder) / "recording"
            if file is not None:
                file.save(path)
            else:
                path.touch()
            try:
                bench.room.record(id, Form.of(line).seen, path, editor=me().editor.name)
            except PodmeError as error:
                manuscript = bench.room.manuscripts.manuscript(id)
                return bench.show(manuscript, 422, clash=line, wrong=refused(error))
        return bench.back(id, line)
