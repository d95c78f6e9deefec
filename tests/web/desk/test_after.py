"""After an episode was made: its schedule taken back, a correction heard beside what it corrects, and its numbers."""

import re
from datetime import timedelta

from podme_audio.library.listening import Delivered
from podme_audio.model import Rank, State
from tests.web.desk.newsroom import Newsroom, Visitor, text
from tests.web.desk.scripts import built, edit, line_of, manuscript, taken_in


def made(newsroom: Newsroom, visitor: Visitor, **form: str) -> tuple[str, str]:
    """Build a manuscript; return its id and the guid of what came of it."""
    id = taken_in(visitor)
    visitor.get(f"/desk/naskah/{id}")
    visitor.post(f"/desk/naskah/{id}/buat", **form)
    return id, built(newsroom, id)


def test_a_schedule_is_taken_back(working: Newsroom, ana: Visitor) -> None:
    _, guid = made(working, ana)
    ana.get(f"/desk/episode/{guid}")
    ana.post(f"/desk/episode/{guid}/jadwal", kapan="2031-01-02T06:00", zona="WITA")
    assert "terjadwal 2 Jan 2031, 05.00 WIB" in text(ana.get(f"/desk/episode/{guid}"))

    ana.post(f"/desk/episode/{guid}/batal-jadwal")

    episode = working.library.episode(guid)
    assert (episode.state, episode.due, episode.published) == (State.DRAFT, None, None)
    assert working.noted()[0][1] == "episode unscheduled"
    ana.get(f"/desk/episode/{guid}")
    ana.post(f"/desk/episode/{guid}/terbit")
    ana.get(f"/desk/episode/{guid}")
    assert ana.post(f"/desk/episode/{guid}/batal-jadwal").status_code == 422


def test_a_correction_is_heard_beside_what_was_published(working: Newsroom, ana: Visitor) -> None:
    id, guid = made(working, ana, terbit="1")
    line = line_of(working, id, "Rp32.500")
    assert "Belum ada yang berubah." in text(ana.get(f"/desk/naskah/{id}/beda"))

    edit(ana, id, line, "tulis", teks="Harga cabai kini Rp23.500 per kilogram.")
    page = ana.get(f"/desk/naskah/{id}/beda")

    cue = next(cue for cue in working.library.revision(guid).cues if cue.line == line)
    assert "Rp32.500" in text(page)
    assert "Rp23.500" in text(page)
    assert re.findall(r'data-listen href="([^"]+)"', page.text) == [
        f"/desk/episode/{working.library.episode(guid).slug}/suara/1#t={cue.start:.2f},{cue.end:.2f}",
        f"/desk/naskah/{id}/baris/{line}/dengar",
    ]
    assert page.text.count("<del>") == 1


def test_two_revisions_are_compared_line_by_line_with_their_sound(working: Newsroom, ana: Visitor) -> None:
    id, guid = made(working, ana, terbit="1")
    edit(ana, id, line_of(working, id, "Rp32.500"), "tulis", teks="Harga cabai kini Rp23.500 per kilogram.")
    ana.get(f"/desk/naskah/{id}")
    ana.post(f"/desk/naskah/{id}/buat")
    built(working, id)

    page = ana.get(f"/desk/episode/{guid}/banding?lama=1&baru=2")

    heard = re.findall(r'data-listen href="[^"]+/suara/(\d)#t=([\d.]+),([\d.]+)"', page.text)
    count = len(manuscript(working, id).script.lines)
    assert [number for number, _, _ in heard] == ["1", "2"] * count
    assert all(float(start) < float(end) for _, start, end in heard)
    assert "Bandingkan dua revisi" in text(ana.get(f"/desk/episode/{guid}"))


def test_an_episode_s_page_has_its_numbers(working: Newsroom, ana: Visitor) -> None:
    _, guid = made(working, ana, terbit="1")
    episode = working.library.episode(guid)
    got = [
        Delivered(episode.media.name, f"203.0.{number}.7", "AntennaPod/3.5", ((0, episode.media.size),))
        for number in range(3)
    ]
    working.library.downloads.note(got, now=working.clock.now - timedelta(days=1))

    page = text(ana.get(f"/desk/episode/{guid}"))

    assert "Unduhan di aplikasi 3" in page
    assert "22 November 2026 3 0" in page
    assert "AntennaPod 3" in page
    assert "Putaran di halaman 0" in page


def test_what_nobody_could_hear_yet_has_no_numbers(working: Newsroom, ana: Visitor) -> None:
    _, guid = made(working, ana)

    assert "Unduhan" not in text(ana.get(f"/desk/episode/{guid}"))


def test_a_manuscript_without_an_episode_has_nothing_to_differ_from(ana: Visitor) -> None:
    assert ana.get(f"/desk/naskah/{taken_in(ana)}/beda").status_code == 404


def test_what_listeners_hear_is_changed_by_who_may_publish_alone(working: Newsroom, ana: Visitor) -> None:
    id, guid = made(working, ana, terbit="1")
    edit(ana, id, line_of(working, id, "Rp32.500"), "tulis", teks="Harga cabai kini Rp23.500 per kilogram.")
    before = working.library.ledger.builds()
    budi = working.at_work("budi", Rank.EDITOR)
    budi.get(f"/desk/naskah/{id}")

    refused = budi.post(f"/desk/naskah/{id}/buat")

    assert refused.status_code == 403
    assert "Episode ini sudah terbit. Meralatnya tugas redaktur" in text(refused)
    assert working.library.ledger.builds() == before
    ana.get(f"/desk/naskah/{id}")
    ana.post(f"/desk/naskah/{id}/buat")
    assert built(working, id) == guid
    assert working.library.episode(guid).revision == 2
