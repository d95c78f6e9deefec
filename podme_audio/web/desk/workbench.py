"""The script page as every view of it shows it: a manuscript with its lines, and the way back to it."""

from contextlib import suppress

from flask import redirect, request

from podme_audio.exceptions import EpisodeNotFoundError, LineChangedError, PodmeError
from podme_audio.model import Manuscript, State
from podme_audio.newsroom import Edit
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.edits import LONGEST
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import me
from podme_audio.web.desk.pages import shown
from podme_audio.web.desk.reading import Reader
from podme_audio.web.desk.refusals import refused


class Workbench:
    """The script page, and the way back to it."""

    def __init__(self, office: Office) -> None:
        self.office, self.room = office, office.newsroom
        self.reader = Reader(office.newsroom.studio)

    def show(self, manuscript: Manuscript, status: int = 200, **told: object) -> Page:
        opened = request.args.get("ubah", "")
        return shown(
            "script", status, **self.reader.read(manuscript), opened=opened, heard=self._heard(manuscript), **told
        )

    def _heard(self, manuscript: Manuscript) -> bool:
        """Whether listeners hear the episode that the manuscript corrects."""
        with suppress(EpisodeNotFoundError):
            return self.room.library.episode(manuscript.guid).state is State.PUBLISHED
        return False

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
