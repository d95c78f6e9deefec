"""An editor's morning, page by page: articles come in, scripts are put right, episodes go out and are corrected."""

import re
from html import unescape
from io import BytesIO

import feedparser
import pytest

from podme_audio.booth import Booth
from podme_audio.exceptions import SynthesisError
from podme_audio.model import State
from podme_audio.speech.tone import Tone
from tests.web.desk.newsroom import Newsroom, Visitor, path, text
from tests.web.desk.scripts import OTHER, built, edit, line_of, manuscript, mark, taken_in


def test_a_pasted_article_is_read_and_what_was_removed_is_shown(newsroom: Newsroom, ana: Visitor) -> None:
    page = ana.get(f"/desk/naskah/{taken_in(ana)}")

    assert "Harga Cabai Turun 12 Persen" in text(page)
    assert '<mark title="uang: tiga puluh dua ribu lima ratus rupiah">Rp32.500</mark>' in unescape(page.text)
    assert "Baca juga: Harga Telur Naik Lagi" in text(page)
    assert "tautan berita lain" in text(page)
    assert newsroom.noted("article taken in")[0][0] == "ana"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "salah satu saja"),
        ({"alamat": "https://podme.id/x", "teks": "dua-duanya"}, "salah satu saja"),
        ({"alamat": "ftp://podme.id/x"}, "dimulai dengan https://"),
        ({"teks": "***"}, "Tidak ada isi berita"),
        ({"alamat": "http://127.0.0.1:9/a"}, "tidak"),
    ],
)
def test_what_is_no_article_is_told_and_nothing_typed_is_lost(
    newsroom: Newsroom, ana: Visitor, fields: dict[str, str], told: str
) -> None:
    ana.get("/desk/artikel")

    refused = ana.post("/desk/artikel", **fields)

    assert refused.status_code == 422
    assert told in text(refused)
    assert all(value in unescape(refused.text) for value in fields.values())
    assert newsroom.library.manuscripts.latest(limit=5) == ()


def test_lines_are_written_said_cut_joined_moved_and_taken_away(newsroom: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    price, traders = (line_of(newsroom, id, words) for words in ("Rp32.500", "Pedagang"))

    assert edit(ana, id, price, "tulis", teks="Harga cabai kini Rp30.000 per kilogram.") == 303
    assert edit(ana, id, traders, "belah", teks="Menurut") == 303
    assert edit(ana, id, traders, "naik") == 303
    assert edit(ana, id, price, "ucap", teks="Harga cabai kini tiga puluh ribu saja sekilo.") == 303

    lines = manuscript(newsroom, id).script.lines
    assert [line.spoken for line in lines[1:4]] == [
        "Pedagang berharap harga bertahan.",
        "Harga cabai kini tiga puluh ribu saja sekilo.",
        "Menurut Sumarni, pasokan dari Kediri lancar.",
    ]
    assert edit(ana, id, traders, "buang") == 303
    assert "dikeluarkan redaksi" in text(ana.get(f"/desk/naskah/{id}"))
    assert [what for _, what, _ in newsroom.noted()][:5] == [
        "line taken away",
        "line respoken",
        "line moved",
        "line split",
        "line rewritten",
    ]


def test_what_was_removed_is_put_back(newsroom: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    which = next(
        number
        for number, one in enumerate(manuscript(newsroom, id).script.articles[0].removed)
        if "Telur" in one.block.text
    )
    ana.get(f"/desk/naskah/{id}")

    ana.post(f"/desk/naskah/{id}/kembali/0/{which}")

    assert "Harga Telur" in " ".join(line.written for line in manuscript(newsroom, id).script.lines)
    assert ana.post(f"/desk/naskah/{id}/kembali/0/99").status_code == 422


def test_two_editors_at_one_line_lose_nothing(newsroom: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    price = line_of(newsroom, id, "Rp32.500")
    seen = mark(ana.get(f"/desk/naskah/{id}").text, price)
    budi = newsroom.at_work("budi")
    edit(budi, id, price, "tulis", teks="Harga cabai kini Rp30.000.")

    ana.get(f"/desk/naskah/{id}")
    refused = ana.post(f"/desk/naskah/{id}/baris/{price}/tulis", tanda=seen, teks="Cabai rawit Rp32.000 saja.")

    assert refused.status_code == 409
    assert "baru saja diubah editor lain" in text(refused)
    assert "Cabai rawit Rp32.000 saja." in text(refused)
    assert "Harga cabai kini Rp30.000." in text(refused)
    assert "Rp30.000" in manuscript(newsroom, id).script.lines[1].written


def test_a_word_is_tried_in_its_sentences_and_taught(newsroom: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)

    tried = ana.get(f"/desk/naskah/{id}/kata?tulis=Kediri&ucap=ke+diri")
    assert "1 baris di naskah ini berubah" in text(tried)
    assert "pasokan dari ke diri lancar" in text(tried)
    ana.post(f"/desk/naskah/{id}/kata", tulis="Kediri", ucap="ke diri")

    assert "ke diri" in manuscript(newsroom, id).script.lines[-2].spoken
    assert "Kediri" in text(ana.get("/desk/leksikon"))
    ana.post("/desk/leksikon/lupa", tulis="Kediri")
    assert newsroom.library.lexicon.entries() == ()
    assert [what for _, what, _ in newsroom.noted("lexicon changed")] == ["lexicon changed"] * 2


def test_a_line_is_heard_and_a_person_s_recording_instead(working: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    price = line_of(working, id, "Rp32.500")

    heard = ana.get(f"/desk/naskah/{id}/baris/{price}/dengar")
    assert (heard.headers["Content-Type"], heard.data[:4]) == ("audio/wav", b"RIFF")
    assert heard.headers["Cache-Control"] == "no-store"

    sound = Tone("tinggi").synthesize("x" * 40).sound
    page = ana.get(f"/desk/naskah/{id}").text
    ana.post(f"/desk/naskah/{id}/baris/{price}/rekam", tanda=mark(page, price), rekaman=(BytesIO(sound), "a.wav"))
    again = ana.get(f"/desk/naskah/{id}/baris/{price}/dengar")
    assert again.data != heard.data
    ana.get(f"/desk/naskah/{id}")
    refused = ana.post(f"/desk/naskah/{id}/baris/{price}/rekam", rekaman=(BytesIO(b"bukan suara"), "a.wav"))
    assert (refused.status_code, "bukan rekaman" in text(refused)) == (422, True)


def test_several_manuscripts_become_a_bulletin_in_the_order_that_was_chosen(newsroom: Newsroom, ana: Visitor) -> None:
    first, second = taken_in(ana), taken_in(ana, OTHER)

    order = ana.get(f"/desk/artikel/buletin?naskah={first}&naskah={second}&naik={second}")
    assert order.text.index("Bus Air Berlayar Lagi") < order.text.index("Harga Cabai Turun")
    whole = path(ana.post("/desk/artikel/buletin", naskah=[second, first])).rsplit("/", 1)[1]

    titles = [article.title for article in manuscript(newsroom, whole).script.articles]
    assert titles == ["Bus Air Berlayar Lagi", "Harga Cabai Turun 12 Persen"]
    assert path(ana.get(f"/desk/artikel/buletin?naskah={first}")) == "/desk/artikel?kabar=pilih-dua"


def test_from_paste_to_feed_to_correction_to_nothing(working: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    ana.get(f"/desk/naskah/{id}")
    build = path(ana.post(f"/desk/naskah/{id}/buat", terbit="1"))
    guid = built(working, id)
    assert "selesai" in text(ana.get(build))
    assert "Harga Cabai" in text(ana.get("/desk/antrean"))

    page = ana.get(f"/desk/episode/{guid}")
    assert "terbit" in text(page)
    back = path(ana.post(f"/desk/episode/{guid}/ralat"))
    assert back == f"/desk/naskah/{id}"
    price = line_of(working, id, "Rp32.500")
    edit(ana, id, price, "tulis", teks="Harga cabai rawit kini Rp23.500 per kilogram.")
    ana.get(f"/desk/naskah/{id}")
    ana.post(f"/desk/naskah/{id}/buat", catatan="Harga cabai Rp23.500, bukan Rp32.500.")
    assert built(working, id) == guid

    compared = ana.get(f"/desk/episode/{guid}/banding")
    assert "Rp32.500" in text(ana.get(f"/desk/episode/{guid}/banding?baru=2&lama=1"))
    assert compared.status_code == 200
    sound = []
    for number in (1, 2):
        with ana.get(f"/desk/episode/{guid}/suara/{number}") as answer:
            sound.append(answer.data)
    assert sound[0] != sound[1]
    assert len(sound[0]) > 1000
    entries = feedparser.parse(working.work.studio.press.feed().content).entries
    assert [(entry.id, working.library.episode(guid).revision) for entry in entries] == [(guid, 2)]

    ana.get(f"/desk/episode/{guid}")
    ana.post(f"/desk/episode/{guid}/tarik")
    assert working.library.episode(guid).state is State.WITHDRAWN
    ana.get(f"/desk/episode/{guid}")
    assert ana.post(f"/desk/episode/{guid}/hapus", judul="salah").status_code == 422
    ana.post(f"/desk/episode/{guid}/hapus", judul="Harga Cabai Turun 12 Persen")
    assert working.library.episodes() == ()
    assert ana.get(f"/desk/episode/{guid}").status_code == 404
    assert [what for _, what, _ in working.noted()][:3] == ["episode erased", "episode withdrawn", "revision started"]


def test_a_draft_is_scheduled_in_a_zone_of_indonesia(working: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    ana.get(f"/desk/naskah/{id}")
    ana.post(f"/desk/naskah/{id}/buat")
    guid = built(working, id)
    ana.get(f"/desk/episode/{guid}")

    assert ana.post(f"/desk/episode/{guid}/jadwal", kapan="besok", zona="WIT").status_code == 422
    ana.post(f"/desk/episode/{guid}/jadwal", kapan="2031-01-02T06:00", zona="WIT")

    episode = working.library.episode(guid)
    assert episode.due is not None
    assert (episode.state, episode.due.isoformat()) == (State.SCHEDULED, "2031-01-01T21:00:00+00:00")

    assert "Batalkan jadwal" in text(ana.get(f"/desk/episode/{guid}"))
    ana.post(f"/desk/episode/{guid}/batal-jadwal")
    assert working.library.episode(guid).state is State.DRAFT


def test_a_build_that_fails_says_why_and_offers_what_to_do(working: Newsroom, ana: Visitor) -> None:
    class Mute(Tone):
        def synthesize(self, text: str) -> object:  # type: ignore[override]  # it never returns
            raise SynthesisError(f"nobody can say {text!r}", engine="tone")

    working.work.studio.booth = Booth(working.library.store, find=lambda _name, voice: Mute(voice))  # type: ignore[arg-type, return-value]  # as above
    id = taken_in(ana)
    ana.get(f"/desk/naskah/{id}")
    where = path(ana.post(f"/desk/naskah/{id}/buat"))
    working.work.builds.watch(manuscript(working, id).build)

    page = text(ana.get(where))

    assert "Pembuatan gagal." in page
    assert "Mesin suara tidak menghasilkan suara untuk baris ini." in page
    assert "Ubah baris ini" in page
    assert "Coba lagi" in page


def test_an_editor_prepares_and_a_chief_publishes(working: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    budi = working.at_work("budi")
    budi.get(f"/desk/naskah/{id}")
    budi.post(f"/desk/naskah/{id}/buat", terbit="1")
    guid = built(working, id)

    assert working.library.episode(guid).state is State.DRAFT
    budi.get(f"/desk/episode/{guid}")
    assert budi.post(f"/desk/episode/{guid}/terbit").status_code == 403
    ana.get(f"/desk/episode/{guid}")
    assert ana.post(f"/desk/episode/{guid}/terbit").status_code == 303
    assert working.library.episode(guid).state is State.PUBLISHED


@pytest.mark.parametrize(
    "where", ["/desk/naskah/tiada", "/desk/episode/tiada", "/desk/antrean/tiada", "/desk/episode/tiada/suara/1"]
)
def test_what_is_not_there_is_told_kindly(ana: Visitor, where: str) -> None:
    missing = ana.get(where)

    assert missing.status_code == 404
    assert "Traceback" not in missing.text


def test_script_pages_escape_what_articles_bring(newsroom: Newsroom, ana: Visitor) -> None:
    nasty = 'Judul <script>alert(1)</script>\n\nIsi "><img src=x onerror=alert(1)> sampai habis.\n'

    page = ana.get(f"/desk/naskah/{taken_in(ana, nasty)}").text

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert len(newsroom.library.manuscripts.latest(limit=9)) == 1


def test_the_scripts_of_the_desk_are_files(newsroom: Newsroom, ana: Visitor) -> None:
    page = ana.get(f"/desk/naskah/{taken_in(ana)}").text

    for source in re.findall(r'<script src="([^"]+)"', page):
        assert newsroom.visitor().get(source).status_code == 200
    assert not re.findall(r"<script(?! src=)", page)
    assert " style=" not in page
