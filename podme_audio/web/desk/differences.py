"""What a correction changes, line by line, in words and in sound: as it was recorded beside as it is now."""

from flask import Blueprint

from podme_audio.exceptions import EpisodeNotFoundError
from podme_audio.model import Rank, Revision
from podme_audio.script import editing
from podme_audio.web.desk.door import Page
from podme_audio.web.desk.entrance import Office
from podme_audio.web.desk.guard import least
from podme_audio.web.desk.pages import blueprint, shown


def differences(office: Office) -> Blueprint:
    """Answer ``/desk/naskah/<id>/beda``."""
    pages = blueprint("differences", office)
    library = office.newsroom.library

    @pages.get("/naskah/<id>/beda")
    @least(Rank.EDITOR)
    def differences(id: str) -> Page:
        manuscript = library.manuscripts.manuscript(id)
        if not manuscript.guid:
            raise EpisodeNotFoundError("nothing came of this manuscript yet", guid="")
        episode, revision = library.episode(manuscript.guid), library.revision(manuscript.guid)
        pairs = [
            pair
            for pair in editing.compared(revision.script, manuscript.script)
            if pair.change is not editing.Change.SAME
        ]
        times = heard_at(revision)
        return shown("differences", manuscript=manuscript, episode=episode, revision=revision, pairs=pairs, times=times)

    return pages


def heard_at(revision: Revision) -> dict[str, str]:
    """Return when each line of a recording is heard, by its id, as the end of an address: "12.30,15.75"."""
    return {cue.line: f"{cue.start:.2f},{cue.end:.2f}" for cue in revision.cues}
