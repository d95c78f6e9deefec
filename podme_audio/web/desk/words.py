"""A word of the show's lexicon, tried on the script before it is taught: which lines it changes, and how they sound."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from flask import Blueprint, Response, request

from podme_audio.exceptions import LineNotFoundError, PodmeError
from podme_audio.model import Clip, LexiconEntry, LexiconSection, Line, Manuscript, Rank, Script
from podme_audio.script import Lexicon, editing
from podme_audio.script.editing import Seen
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.guard import least, me
from podme_audio.web.desk.pages import shown
from podme_audio.web.desk.refusals import refused
from podme_audio.web.desk.workbench import Workbench

#: Characters of a word of the lexicon.
LONGEST_WORD = 120
#: Other manuscripts in which a word is looked for: those changed last.
ELSEWHERE = 30
UNFIT = "Isi kata seperti tertulis dan cara membacanya, atau pilih dieja."


def teach_words(pages: Blueprint, bench: Workbench) -> None:
    """Let the show learn a word from its sentence."""
    room = bench.room

    @pages.get("/naskah/<id>/kata")
    @least(Rank.EDITOR)
    def try_word(id: str) -> Page:
        """Show what a word would change, before it is taught."""
        manuscript = room.manuscripts.manuscript(id)
        written, entry = " ".join(request.args.get("tulis", "").split()), entry_of(request.args)
        standing = [line for line in manuscript.script.lines if written and holds(line, written)]
        told: dict[str, object] = {"changed": (), "elsewhere": []}
        if entry is not None:
            words = _with(entry, bench)
            told["changed"] = editing.changed_by(manuscript.script, words)
            told["elsewhere"] = list(_elsewhere(bench, manuscript, entry, words))
        return shown("word", manuscript=manuscript, entry=entry, standing=standing, given=request.args, **told)

    @pages.get("/naskah/<id>/kata/dengar/<line>")
    @least(Rank.EDITOR)
    def hear_word(id: str, line: str) -> Response:
        """Say a line as it would be said if the word were taught."""
        manuscript, entry = room.manuscripts.manuscript(id), entry_of(request.args)

        def listen() -> Clip:
            found = editing.line_of(manuscript.script, Seen(line))
            if entry is not None:
                found = editing.retold(replace(manuscript.script, lines=(found,)), _with(entry, bench)).lines[0]
            return room.listen(manuscript, found)

        return heard(listen)

    @pages.post("/naskah/<id>/kata")
    @least(Rank.EDITOR)
    def teach(id: str) -> Page:
        entry = entry_of(request.form)
        if entry is None:
            return bench.show(room.manuscripts.manuscript(id), 422, wrong=UNFIT)
        room.teach(entry, editor=me().editor.name)
        room.retell(id, editor=me().editor.name)
        return bench.back(id)


def heard(listen: Callable[[], Clip]) -> Response:
    """Answer with how a line sounds, or why it cannot be heard."""
    try:
        clip = listen()
    except PodmeError as error:
        status = 404 if isinstance(error, LineNotFoundError) else 503
        return Response(refused(error), status, content_type="text/plain; charset=utf-8")
    return Response(clip.sound, content_type={"wav": "audio/wav", "mp3": "audio/mpeg"}[clip.format])


def entry_of(given: Mapping[str, str]) -> LexiconEntry | None:
    """Read a word from a form: how it is written and said, or that it is spelled or said as a word."""
    written, spoken = (" ".join(given.get(name, "").split())[:LONGEST_WORD] for name in ("tulis", "ucap"))
    kind = given.get("cara", "")
    if written and kind in {LexiconSection.SPELLED.value, LexiconSection.SPOKEN.value}:
        return LexiconEntry(LexiconSection(kind), written)
    return LexiconEntry(LexiconSection.WORDS, written, spoken) if written and spoken else None


def holds(line: Line, word: str) -> bool:
    """Whether *word* stands in what is written."""
    return word.casefold() in line.written.casefold()


def _with(entry: LexiconEntry, bench: Workbench) -> Lexicon:
    return editing.lexicon([entry]).over(bench.room.studio.lexicon())


def _elsewhere(
    bench: Workbench, manuscript: Manuscript, entry: LexiconEntry, words: Lexicon
) -> Iterator[tuple[Manuscript, int]]:
    """Yield the other manuscripts under the editors' hands whose lines the word would change, and how many lines."""
    for other in bench.room.manuscripts.latest(limit=ELSEWHERE):
        lines = tuple(line for line in other.script.lines if holds(line, entry.written))
        if other.id != manuscript.id and lines:
            count = len(editing.changed_by(Script(other.script.articles, lines), words))
            if count:
                yield other, count
