"""Rules of sites, as an admin has them: listed, tried on a page, kept, and followed at once by everyone."""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from podme_audio.library import Library
from podme_audio.library.desk import Filter
from podme_audio.model import Rank
from podme_audio.studio import Studio, Wish, means
from tests.web.desk.newsroom import Newsroom, Visitor, path, text
from tests.web.desk.outside import Outside, allowed, outside

PAGE = """<!doctype html><html><head><title>Rob di Pantura</title></head><body><main class="berita">
<h1 class="judul">Rob Menggenangi Pantura</h1><p class="oleh">Oleh Wiwin</p>
<div class="badan"><p>Air laut naik setinggi lutut sejak Senin dini hari dan menutup satu ruas jalan.</p>
<p class="kotak">Daftar pompa yang rusak tahun ini di sepanjang pantai utara.</p>
<p>Warga menumpuk karung pasir di depan rumah, dan sekolah diliburkan sampai Rabu.</p></div>
<p class="kaki">Hak cipta dilindungi undang-undang, dan seterusnya sampai baris ini habis.</p></main></body></html>"""
RULES = {
    "situs": "127.0.0.1",
    "isi": ".badan",
    "buang": ".kotak /* ajakan membaca */",
    "judul": "h1",
    "penulis": ".oleh",
}


@pytest.fixture
def host() -> Iterator[Outside]:
    with outside() as room:
        room.put("/rob", PAGE)
        yield room


@pytest.fixture
def adi(newsroom: Newsroom, host: Outside) -> Visitor:
    allowed(newsroom, host.host)
    return newsroom.at_work("adi", Rank.ADMIN)


def keep(visitor: Visitor, **changes: str) -> str:
    visitor.get("/desk/situs/aturan")
    return path(visitor.post("/desk/situs/aturan", **RULES | changes, apa="simpan"))


def story(studio: Studio, address: str) -> list[str]:
    return [block.text for block in studio.write(Wish((address,))).articles[0].blocks]


def test_rules_are_tried_on_a_page_before_they_are_kept(newsroom: Newsroom, adi: Visitor, host: Outside) -> None:
    adi.get("/desk/situs/aturan?situs=127.0.0.1")

    page = text(adi.post("/desk/situs/aturan", **RULES, halaman=f"{host.url}/rob", apa="coba"))

    tried = page.partition("Hasil pada halaman itu")[2]
    assert "2 bagian isi 1 dibuang" in tried
    places = [tried.index(words) for words in ("Air laut", "Daftar pompa", "ajakan membaca", ".kotak", "karung pasir")]
    assert places == sorted(places)
    assert "aturan 127.0.0.1" in tried
    assert "Rob Menggenangi Pantura" in tried
    assert "Wiwin" in tried
    assert "Hak cipta" not in tried
    assert newsroom.library.intake.rules.all() == ()


def test_rules_that_are_kept_hold_at_once_here_and_in_every_other_process(
    newsroom: Newsroom, adi: Visitor, host: Outside
) -> None:
    studio, address = newsroom.work.studio, f"{host.url}/rob"
    with Library(newsroom.library.store.workshop().parent.parent) as library:
        other = Studio(studio.settings, library)
        assert any("Daftar pompa" in words for words in story(other, address))

        assert keep(adi) == "/desk/situs?kabar=aturan"

        assert [len(story(one, address)) for one in (studio, other)] == [2, 2]
        assert not any("Daftar pompa" in words for words in story(other, address))
    assert "127.0.0.1" in text(adi.get("/desk/situs"))


def test_an_article_that_is_taken_in_follows_them(newsroom: Newsroom, adi: Visitor, host: Outside) -> None:
    keep(adi)
    adi.get("/desk/artikel")

    id = path(adi.post("/desk/artikel", alamat=f"{host.url}/rob")).rpartition("/")[2]

    article = newsroom.library.manuscripts.manuscript(id).script.articles[0]
    assert [one.block.text[:10] for one in article.removed] == ["Daftar pom"]
    assert "ajakan membaca" in text(adi.get(f"/desk/naskah/{id}"))


def test_a_change_is_noted_with_what_was_before(newsroom: Newsroom, adi: Visitor) -> None:
    keep(adi)
    keep(adi)
    keep(adi, isi=".lain")
    adi.get("/desk/situs")
    assert path(adi.post("/desk/situs/hapus", situs="127.0.0.1")) == "/desk/situs?kabar=aturan-hilang"

    gone, changed, made = newsroom.library.desk.trail.entries(Filter(who="adi", subject="127.0.0.1"), limit=9)

    assert [one.change.what for one in (gone, changed, made)] == [
        "site rules dropped",
        "site rules changed",
        "site rules changed",
    ]
    assert (changed.change.before["include"], changed.change.after["include"]) == (".badan", ".lain")
    assert gone.change.before["exclude: ajakan membaca"] == ".kotak"
    assert newsroom.library.intake.rules.all() == ()
    adi.get("/desk/situs")
    assert adi.post("/desk/situs/hapus", situs="127.0.0.1").status_code == 404


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"isi": "div["}, "“div[” bukan pemilih CSS yang benar."),
        ({"buang": ".baik\np:nah("}, "“p:nah(” bukan pemilih CSS yang benar."),
        ({"judul": "h1 >"}, "“h1 >” bukan pemilih CSS yang benar."),
        ({"situs": "bukan situs"}, "“bukan situs” bukan nama situs."),
        ({"situs": "[::1"}, "bukan nama situs."),
        ({"isi": "", "buang": "", "judul": "", "penulis": ""}, "Isi sedikitnya satu aturan."),
    ],
)
def test_what_is_no_rule_is_told_in_a_sentence_and_nothing_is_kept(
    newsroom: Newsroom, adi: Visitor, host: Outside, fields: dict[str, str], told: str
) -> None:
    for what in ("coba", "simpan"):
        adi.get("/desk/situs/aturan")

        refused = adi.post("/desk/situs/aturan", **RULES | fields, halaman=f"{host.url}/rob", apa=what)

        assert refused.status_code == 422
        assert told in text(refused)
        assert all(value.splitlines()[-1] in unescape(refused.text) for value in fields.values() if value)
    assert newsroom.library.intake.rules.all() == ()
    assert host.asked == []


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("inclde = ['.badan']", "Tidak ada aturan bernama “inclde”."),
        ("include = []\nexclude = = 1", "TOML itu tidak dapat dibaca di baris 2."),
        ("include = '.badan", "TOML itu tidak dapat dibaca."),
        ("include = ['div[']", "“div[” bukan pemilih CSS yang benar."),
        ("include = 3", "“include” harus berupa daftar pemilih CSS."),
        ("wordpress = 'ya'", "“wordpress” diisi true atau false, bukan “ya”."),
        ("[everywhere]\ninclude = ['p']\n[sites.'a.id']\ninclude=['p']", "Bagian “everywhere” tidak dikenal."),
        ("[sites.'podme.id']\ninclude=['p']", "Bagian “podme.id” tidak dikenal."),
        (".".join("a" * 40) + " = 1", "TOML itu tidak dapat dibaca."),
        ("include = " + "[" * 5000, "TOML itu tidak dapat dibaca."),
        ("", "Isi sedikitnya satu aturan."),
    ],
)
def test_toml_that_cannot_be_followed_is_told_in_a_sentence(adi: Visitor, toml: str, told: str) -> None:
    adi.get("/desk/situs/aturan?situs=127.0.0.1")

    refused = adi.post("/desk/situs/toml", situs="127.0.0.1", toml=toml)

    assert (refused.status_code, told in text(refused)) == (422, True), text(refused)


def test_toml_fills_the_form_and_what_is_kept_fills_it_again(newsroom: Newsroom, adi: Visitor) -> None:
    toml = '[sites."www.podme.id"]\ninclude = ".badan"\nwordpress = false\nexclude = {"ajakan" = [".a", ".b"]}\n'
    adi.get("/desk/situs/aturan?situs=podme.id")

    filled = unescape(adi.post("/desk/situs/toml", situs="podme.id", toml=toml).text)

    assert ".a /* ajakan */\n.b /* ajakan */" in filled
    assert newsroom.library.intake.rules.all() == ()
    keep(adi, situs="https://www.podme.id/apa", buang=".a /* ajakan */\n.b /* ajakan */\n.c", wordpress="tidak")
    kept = newsroom.library.intake.rules.all()[0]
    assert (kept.host, kept.rules["exclude"], kept.rules["wordpress"]) == (
        "podme.id",
        {"ajakan": [".a", ".b"], "site rule": [".c"]},
        False,
    )
    again = unescape(adi.get("/desk/situs/aturan?situs=podme.id").text)
    assert ".a /* ajakan */\n.b /* ajakan */\n.c" in again
    assert '<option value="tidak" selected>' in again


def test_what_is_shipped_and_what_the_show_s_file_says_are_listed(
    newsroom: Newsroom, adi: Visitor, tmp_path: Path
) -> None:
    file = tmp_path / "sites.toml"
    file.write_text('[sites."kabar.example"]\ninclude = [".isi"]\nexclude = [".jangan"]\n', "utf-8")
    studio = newsroom.work.studio
    studio.settings = replace(studio.settings, sites=file)

    listed = text(adi.get("/desk/situs"))

    assert "Dari berkas setelan" in listed
    assert "kabar.example" in listed
    assert "Tema jannah" in listed
    assert "keterangan foto" in listed
    form = unescape(adi.get("/desk/situs/aturan?situs=kabar.example").text)
    assert ".jangan</textarea>" in form
    keep(adi, situs="kabar.example", isi=".meja")
    assert means(studio.settings, newsroom.library).sites.of("https://kabar.example/a").include == (".meja",)


def test_a_page_inside_is_never_asked_for(newsroom: Newsroom, adi: Visitor, host: Outside) -> None:
    allowed(newsroom)
    adi.get("/desk/situs/aturan")

    refused = adi.post("/desk/situs/aturan", **RULES, halaman=f"{host.url}/rob", apa="coba")

    assert refused.status_code == 422
    assert "tidak boleh dibuka dari sini" in text(refused)
    assert host.asked == []


def test_a_page_of_another_site_is_told(adi: Visitor, host: Outside) -> None:
    adi.get("/desk/situs/aturan")

    refused = adi.post("/desk/situs/aturan", **RULES | {"situs": "podme.id"}, halaman=f"{host.url}/rob", apa="coba")

    assert (refused.status_code, "bukan halaman situs ini" in text(refused)) == (422, True)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("", "Isi alamat halaman untuk dicoba"),
        ("ftp://podme.id/a", "Isi alamat halaman untuk dicoba"),
        ("/tiada", "Tidak ada apa-apa lagi di alamat itu."),
        ("/kosong", "Dengan aturan ini tidak ditemukan isi berita di halaman itu."),
        ("/rusak", "Alamat itu tidak menjawab sebagaimana mestinya."),
    ],
)
def test_a_page_that_cannot_be_tried_is_told(adi: Visitor, host: Outside, page: str, told: str) -> None:
    host.put("/kosong", "<html><body></body></html>")
    host.put("/rusak", "x", status=500)
    adi.get("/desk/situs/aturan")

    address = host.url + page if page.startswith("/") else page
    refused = adi.post("/desk/situs/aturan", **RULES, halaman=address, apa="coba")

    assert refused.status_code == 422
    assert told in text(refused)
    assert "Tempelkan" not in text(refused)


@pytest.mark.parametrize("rank", [Rank.EDITOR, Rank.CHIEF])
def test_only_an_admin_has_them(newsroom: Newsroom, rank: Rank) -> None:
    budi = newsroom.at_work("budi", rank)

    assert [budi.get(where).status_code for where in ("/desk/situs", "/desk/situs/aturan")] == [403, 403]
    budi.get("/desk")
    assert budi.post("/desk/situs/aturan", **RULES, apa="simpan").status_code == 403
    assert newsroom.library.intake.rules.all() == ()


def test_what_a_page_says_is_text_at_the_desk(adi: Visitor, host: Outside) -> None:
    address = host.put("/jahat", PAGE.replace("Air laut", "&lt;script&gt;alert(1)&lt;/script&gt;"))
    adi.get("/desk/situs/aturan")

    page = adi.post("/desk/situs/aturan", **RULES, halaman=address, apa="coba").text

    assert "alert(1)" in page
    assert "<script>alert" not in page
