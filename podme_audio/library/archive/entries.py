"""Episodes in, the rows they are found by out: there while an episode is published, and gone with it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from podme_audio.library.archive.words import folded
from podme_audio.library.tables import EpisodeRow, RevisionRow, WordsRow
from podme_audio.model import State

#: So much of what is heard is looked through: a day of speech. PostgreSQL takes no more than 1 MiB for one row.
_LONGEST = 500_000


def enter(session: Session, row: EpisodeRow, at: RevisionRow) -> None:
    """Let the episode be found by what it says now; one that is not published is found by nothing."""
    session.execute(delete(WordsRow).where(WordsRow.episode_id == row.id))
    if row.state == State.PUBLISHED:
        lines = ((cue.start, cue.text) for cue in at.cues)
        session.execute(insert(WordsRow).values(episode_id=row.id, **entry(row.title, row.description, lines)))


def entry(title: str, description: str, lines: Iterable[tuple[float, str]]) -> dict[str, Any]:
    """Return what stands in ``words`` of an episode that says this."""
    heard = [(start, text) for start, text in lines if text.strip()]
    headline = " ".join(folded(title))
    summary = " ".join([headline, *folded(description)])
    said = " ".join(word for _, text in heard for word in folded(text))
    return {"title": headline, "summary": summary, "whole": f"{summary} {said}"[:_LONGEST], "lines": heard}
