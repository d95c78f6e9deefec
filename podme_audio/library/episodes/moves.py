"""From state to state: which moves an episode may make, and what changes with each."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from podme_audio.exceptions import LibraryError
from podme_audio.library.archive import entries
from podme_audio.library.hooks import tell
from podme_audio.library.tables import found
from podme_audio.model import Episode, Event, State

#: From where an episode may go to a state. Where it stands already it may stay, and nothing changes.
MOVES = {
    State.DRAFT: {State.DRAFT, State.SCHEDULED},
    State.PUBLISHED: set(State),
    State.SCHEDULED: {State.DRAFT, State.SCHEDULED},
    State.WITHDRAWN: {State.PUBLISHED, State.WITHDRAWN},
}

#: What is heard of outside.
EVENTS = {State.PUBLISHED: Event.PUBLISHED, State.WITHDRAWN: Event.WITHDRAWN}


def told(episode: Episode) -> dict[str, Any]:
    """Return what whoever hears of an episode is told of it."""
    return {
        "guid": episode.guid,
        "slug": episode.slug,
        "title": episode.title,
        "revision": episode.revision,
        "media": episode.media.name,
    }


def move(session: Session, key: str, state: State, now: datetime, due: datetime | None) -> Episode:
    """Move an episode, nobody else's until the transaction ends; return it as it is then.

    Raises:
        LibraryError: From where it stands it cannot go there.
    """
    row, at = found(session, key, to_change=True)
    episode = row.episode(at)
    if episode.state not in MOVES[state]:
        raise LibraryError(f"{episode.title!r} cannot be {state}: its state is {episode.state}", guid=episode.guid)
    if (episode.state, episode.due) == (state, due) or (due is None and episode.state == state):
        return episode
    published = episode.published or (None if state in {State.SCHEDULED, State.DRAFT} else now)
    episode = replace(episode, state=state, due=due, updated=max(now, episode.updated), published=published)
    row.stand(episode)
    entries.enter(session, row, at)
    if state in EVENTS:
        tell(session, EVENTS[state], told(episode), now)
    return episode
