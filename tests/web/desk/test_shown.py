"""What the pages of the desk tell an editor at a glance."""

import re
from io import BytesIO
from urllib.parse import urlencode

import pytest

from podme_audio.web.desk.terms import against
from tests.web.desk.house import WORDS, House
from tests.web.desk.newsroom import path, text


def test_the_first_page_tells_what_awaits_somebody(kind: House) -> None:
    told = text(kind.chief.get("/desk"))

    assert re.search(r"Sedang dibuat .*lagi menunggu .*lagi gagal", told)
    assert f"Menunggu terbit {kind.draft.title}" in told
    assert f"Terjadwal {kind.scheduled.title} 2 Des 2026, 07.00" in told


def test_the_log_names_what_was_changed_and_leads_there(kind: House) -> None:
    page = kind.chief.get("/desk/catatan")

    assert f'<a href="/desk/naskah/{kind.manuscript.id}">{kind.manuscript.title}</a>' in page.text
    assert f'<a href="/desk/episode/{kind.withdrawn.guid}">{kind.withdrawn.title}</a>' in page.text
    assert "baris 3: Tarifnya Rp4.000." in text(page)
    assert "status: terbit" in text(page)
    assert not re.search(r"\b(state|revision|title|line \d|build): ", text(page))


def test_the_newest_revision_is_compared_with_the_one_before_word_by_word(kind: House) -> None:
    where = f"/desk/episode/{kind.published.slug}/banding"

    page = kind.chief.get(where)

    assert "Revisi 1 dan 2" in text(page)
    assert "<mark>Rp4.000.</mark>" in page.text
    assert kind.chief.get(f"{where}?{urlencode({'baru': 1, 'lama': 2})}").status_code == 200
    alone = kind.chief.get(f"/desk/episode/{kind.draft.slug}/banding")
    assert "baru punya satu revisi" in text(alone)


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_revision_that_never_was_has_no_sound(kind: House, number: int) -> None:
    assert kind.chief.get(f"/desk/episode/{kind.published.slug}/suara/{number}").status_code == 404


def test_an_episode_tells_how_often_it_was_heard_and_what_is_heard(kind: House) -> None:
    told = text(kind.chief.get(f"/desk/episode/{kind.published.slug}"))

    assert "Unduhan di aplikasi 0" in told
    assert WORDS["body"] in told
    assert "Sedang, " in told


def test_a_build_of_a_program_is_called_as_its_episode_is(kind: House) -> None:
    assert WORDS["address"] not in text(kind.chief.get("/desk/antrean"))


def test_the_menu_tells_where_one_is(kind: House) -> None:
    inside = kind.chief.get(f"/desk/naskah/{kind.manuscript.id}").text

    assert '<a href="/desk/artikel" aria-current="true">' in inside
    assert '<a href="/desk/episode" aria-current="page">' in kind.chief.get("/desk/episode").text


@pytest.mark.parametrize("content", [b"", b"# kosong\n", b"[words]\n"])
def test_a_lexicon_without_words_is_told_so(kind: House, content: bytes) -> None:
    kind.chief.get("/desk/leksikon")

    answer = kind.chief.post("/desk/leksikon/berkas", berkas=(BytesIO(content), "a.toml"))

    assert (answer.status_code, "Tidak ada kata di berkas itu." in text(answer)) == (422, True)


def test_a_bulletin_of_nothing_asks_for_two(kind: House) -> None:
    kind.chief.get("/desk/artikel")

    assert path(kind.chief.post("/desk/artikel/buletin")) == "/desk/artikel?kabar=pilih-dua"


@pytest.mark.parametrize(
    ("after", "before", "differs"),
    [
        ("Tarifnya Rp4.000 saja", "Tarifnya Rp3.500 saja", "Rp4.000"),
        ("satu dua", "satu dua", ""),
        ("baru", "", "baru"),
        ("", "lama", ""),
        ("satu dua tiga", "satu tiga", "dua "),
    ],
)
def test_words_that_differ_are_marked_and_none_is_lost(after: str, before: str, differs: str) -> None:
    pieces = against(after, before)

    assert "".join(piece for piece, _ in pieces) == after
    assert "".join(piece for piece, marked in pieces if marked) == differs
