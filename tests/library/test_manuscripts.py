from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from podme_audio.exceptions import ManuscriptNotFoundError
from podme_audio.library import Library
from podme_audio.model import Line, Manuscript, Role, Script

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
SCRIPT = Script((), tuple(Line(str(at), Role.PARAGRAPH, f"Baris {at}.", f"Baris {at}.", 0.5) for at in range(8)))


def written(manuscript: Manuscript, at: int, text: str) -> Manuscript:
    lines = list(manuscript.script.lines)
    lines[at] = replace(lines[at], written=text)
    return replace(manuscript, script=replace(manuscript.script, lines=tuple(lines)))


def test_a_manuscript_is_found_as_it_was_left(library: Library) -> None:
    opened = library.manuscripts.open("Kabar", SCRIPT, editor="ana", now=NOON)

    changed = library.manuscripts.change(
        opened.id, lambda seen: written(seen, 2, "Lain."), editor="budi", now=NOON + timedelta(minutes=1)
    )

    assert library.manuscripts.manuscript(opened.id) == changed
    assert (changed.version, changed.editor, changed.created) == (2, "budi", NOON)
    assert changed.script.lines[2].written == "Lain."


def test_two_editors_at_once_lose_nothing(library: Library) -> None:
    id = library.manuscripts.open("Kabar", SCRIPT, editor="ana", now=NOON).id

    def edit(at: int) -> None:
        library.manuscripts.change(id, lambda seen: written(seen, at, f"Diubah {at}."), editor=str(at), now=NOON)

    editors = [Thread(target=edit, args=(at,)) for at in range(8)]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()

    found = library.manuscripts.manuscript(id)
    assert [line.written for line in found.script.lines] == [f"Diubah {at}." for at in range(8)]
    assert found.version == 9


def test_an_edit_that_changes_nothing_leaves_no_trace(library: Library) -> None:
    opened = library.manuscripts.open("Kabar", SCRIPT, editor="ana", now=NOON)

    assert library.manuscripts.change(opened.id, lambda seen: seen, editor="budi", now=NOON) == opened


def test_an_edit_that_fails_changes_nothing(library: Library) -> None:
    opened = library.manuscripts.open("Kabar", SCRIPT, editor="ana", now=NOON)

    def broken(_: Manuscript) -> Manuscript:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        library.manuscripts.change(opened.id, broken, editor="budi", now=NOON)

    assert library.manuscripts.manuscript(opened.id) == opened


def test_those_changed_last_come_first_page_by_page(library: Library) -> None:
    ids = [
        library.manuscripts.open(f"Naskah {at}", SCRIPT, editor="ana", now=NOON + timedelta(minutes=at)).id
        for at in range(5)
    ]
    library.manuscripts.change(ids[0], lambda seen: written(seen, 0, "x."), editor="b", now=NOON + timedelta(hours=1))

    first = library.manuscripts.latest(limit=3)
    rest = library.manuscripts.latest(limit=3, before=first[-1].id)

    assert [one.id for one in (*first, *rest)] == [ids[0], ids[4], ids[3], ids[2], ids[1]]


def test_the_manuscript_of_an_episode_is_found_by_its_guid(library: Library) -> None:
    opened = library.manuscripts.open("Kabar", SCRIPT, editor="ana", now=NOON)

    library.manuscripts.became(opened.id, "some-guid")

    found = library.manuscripts.of("some-guid")
    assert found
    assert found.id == opened.id
    assert library.manuscripts.of("another") is None
    assert library.manuscripts.of("") is None


def test_a_forgotten_manuscript_is_gone(library: Library) -> None:
    opened = library.manuscripts.open("Kabar", SCRIPT, editor="ana", now=NOON)

    library.manuscripts.forget(opened.id)

    with pytest.raises(ManuscriptNotFoundError, match=opened.id):
        library.manuscripts.manuscript(opened.id)
