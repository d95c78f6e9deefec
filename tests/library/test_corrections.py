"""What was put right in public, and what goes with the sound of an episode."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from podme_audio.library import Draft, Library
from podme_audio.model import Correction, Episode, Line, Role, Script
from tests.library.drafts import LATER, NOW, Drafting

NOTE = "Harga per kilogram diperbaiki."


def line(id: str, spoken: str, role: Role = Role.PARAGRAPH, **more: Any) -> Line:
    return Line(id, role, spoken, spoken, 0.4, 0, **more)


OPENING = line("o", "Anda mendengarkan Podme Berita, edisi Senin.", Role.BRIDGE)
BEFORE = (OPENING, line("a", "Harga cabai turun."), line("b", "Dua puluh ribu rupiah."))
AFTER = (*BEFORE[:2], line("b", "Dua puluh lima ribu rupiah."))


def draft(drafting: Drafting, lines: tuple[Line, ...], sound: bytes = b"sound", note: str = NOTE) -> Draft:
    made = drafting(sound, correction=note)
    return replace(made, script=Script(made.script.articles, lines))


def published(library: Library, drafting: Drafting) -> Episode:
    return library.publish(library.save(draft(drafting, BEFORE), now=NOW).guid, now=NOW)


def test_a_correction_is_told_of_and_all_else_stays(local: Library, drafting: Drafting) -> None:
    before = published(local, drafting)

    after = local.save(draft(drafting, AFTER, b"better"), now=LATER)

    assert (after.correction, after.corrected, after.updated) == (NOTE, LATER, LATER)
    assert (before.correction, before.corrected) == ("", None)
    assert (after.guid, after.slug, after.state, after.published) == (
        before.guid,
        before.slug,
        before.state,
        before.published,
    )
    assert [local.revision(before.guid, number).correction for number in (1, 2)] == ["", NOTE]
    assert local.corrections(before.guid) == (Correction(LATER, NOTE),)
    assert local.episode(before.slug) == after


@pytest.mark.parametrize(
    ("lines", "public"),
    [
        (BEFORE, False),
        (tuple(replace(one, id=f"{one.id}2", pause=1.0, written="ditulis lain") for one in BEFORE), False),
        ((replace(OPENING, spoken="Anda mendengarkan Podme Berita, edisi Selasa."), *BEFORE[1:]), False),
        ((*BEFORE, line("z", "Dibacakan oleh suara buatan.", Role.DISCLOSURE)), False),
        (AFTER, True),
        (BEFORE[:2], True),
        ((*BEFORE, line("c", "Stok cukup.")), True),
        ((BEFORE[0], BEFORE[2], BEFORE[1]), True),
        ((*BEFORE[:2], replace(BEFORE[2], recording="recordings/1.wav")), True),
    ],
    ids=[
        *("the same", "written otherwise", "another day", "another disclosure", "another sum", "a line less"),
        *("a line more", "another order", "said by a person"),
    ],
)
def test_only_other_news_is_a_correction(
    local: Library, drafting: Drafting, lines: tuple[Line, ...], public: bool
) -> None:
    guid = published(local, drafting).guid

    after = local.save(draft(drafting, lines, b"better"), now=LATER)

    assert (after.revision, bool(after.corrected), bool(local.corrections(guid))) == (2, public, public)


def test_a_draft_is_corrected_by_nobody_s_leave(local: Library, drafting: Drafting) -> None:
    local.save(draft(drafting, BEFORE), now=NOW)
    second = local.save(draft(drafting, AFTER, b"better"), now=LATER)

    published = local.publish(second.guid, now=LATER)

    assert (published.revision, published.correction, published.corrected) == (2, "", None)


def test_what_was_heard_and_taken_back_is_corrected_in_public_too(local: Library, drafting: Drafting) -> None:
    guid = local.withdraw(published(local, drafting).guid, now=NOW).guid
    local.save(draft(drafting, AFTER, b"better"), now=LATER)

    assert local.publish(guid, now=LATER).correction == NOTE


def test_the_last_note_stays_until_the_next_and_all_are_kept(local: Library, drafting: Drafting) -> None:
    guid = published(local, drafting).guid
    moments = [LATER + timedelta(days=day) for day in range(3)]
    local.save(draft(drafting, AFTER, b"better"), now=moments[0])
    same = local.save(draft(drafting, AFTER, b"louder", "tidak ada yang berubah"), now=moments[1])
    last = local.save(draft(drafting, BEFORE, b"sound", "Dikembalikan."), now=moments[2])

    assert (same.correction, same.corrected) == (NOTE, moments[0])
    assert (last.correction, last.corrected) == ("Dikembalikan.", moments[2])
    assert local.corrections(guid) == (Correction(moments[2], "Dikembalikan."), Correction(moments[0], NOTE))


def test_without_a_note_nothing_is_told(local: Library, drafting: Drafting) -> None:
    guid = published(local, drafting).guid

    after = local.save(draft(drafting, AFTER, b"better", ""), now=LATER)

    assert (after.correction, after.corrected, local.corrections(guid)) == ("", None, ())


def test_all_of_an_episode_is_found_by_name(library: Library, drafting: Drafting) -> None:
    episode = library.save(drafting(low=b"little", cover=b"picture"), now=NOW)
    assert episode.low

    assert episode.low.name.startswith(f"{episode.slug}-")
    assert (episode.low.type, episode.low.size, episode.low.name[-5:]) == ("audio/ogg", 6, ".opus")
    for name, content in ((episode.low.name, b"little"), (episode.cover, b"picture")):
        path, media, owner = library.media(name) or (None, None, None)
        assert path is not None
        assert path.read_bytes() == content
        assert owner == episode
        assert media is not None
        assert media.name == name
        assert media.type == {"s": "audio/ogg", "g": "image/jpeg"}[name[-1]]
    assert library.media(f"{episode.slug}-0123456789abcdef.jpg") is None
    assert library.media(f"{episode.slug}-0123456789abcdef.opus") is None
    assert library.media(".jpg") is None


def test_files_of_an_earlier_revision_lead_to_the_episode_as_it_is(local: Library, drafting: Drafting) -> None:
    first = local.save(drafting(low=b"little", cover=b"picture"), now=NOW)
    second = local.save(drafting(b"better", low=b"less", cover=b"drawing"), now=LATER)
    assert first.low
    assert second.low

    assert len({first.low.name, second.low.name, first.cover, second.cover}) == 4
    for name in (first.media.name, first.low.name, first.cover):
        assert (local.media(name) or (None, None, None))[2] == second
