import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podme_audio import sources
from podme_audio.exceptions import NotAnArticleError
from podme_audio.model import Block, Role
from podme_audio.sources.text import LIMIT, Text

RAW = """Nusantara

Panen Garam di Rembang Mundur Dua Pekan

REMBANG, podme.id – Hujan yang turun sejak akhir Oktober
membuat petambak menunda panen.

  1. Lahan tergenang: Air setinggi 20 cm.
  2. Harga naik: Rp1.800 per kilogram.

Berita Terkait
"""


def file(folder: Path, name: str, content: bytes | str) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_raw_text_becomes_paragraphs_in_page_order(tmp_path: Path) -> None:
    article = Text().fetch(file(tmp_path, "garam.txt", RAW))

    assert article.title == ""
    assert [block.text for block in article.blocks] == [
        "Nusantara",
        "Panen Garam di Rembang Mundur Dua Pekan",
        "REMBANG, podme.id – Hujan yang turun sejak akhir Oktober membuat petambak menunda panen.",
        "1. Lahan tergenang: Air setinggi 20 cm.",
        "2. Harga naik: Rp1.800 per kilogram.",
        "Berita Terkait",
    ]


def test_text_without_a_blank_line_has_a_paragraph_on_each_line(tmp_path: Path) -> None:
    article = Text().fetch(file(tmp_path, "baris.txt", "Judul berita\nParagraf pertama.\nParagraf kedua."))

    assert [block.text for block in article.blocks] == ["Judul berita", "Paragraf pertama.", "Paragraf kedua."]


def test_a_file_is_known_by_its_place_and_a_paste_by_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = file(tmp_path, "garam.txt", RAW)
    monkeypatch.chdir(tmp_path)

    pasted = [Text(io.BytesIO(content)).fetch("-").reference for content in (b"Satu.", b"Satu.", b"Dua.")]

    assert Text().fetch("garam.txt").reference == Text().fetch(reference).reference == reference
    assert pasted[0] == pasted[1] != pasted[2]


def test_markdown_brings_its_header_and_its_roles(tmp_path: Path) -> None:
    text = """---
title: "Sawah Digital"
section: Ekonomi
byline: Sri Lestari
published: 2026-03-01 06:30
url: https://podme.id/sawah
---
Petani **memantau** air lewat [gawai](https://contoh.id).

## Langkah berikut

3. Pasang sensor
4. Baca data

- tanpa nomor

> Panen kami naik.

![foto](x.jpg)
"""
    article = Text().fetch(file(tmp_path, "sawah.md", text))

    assert (article.title, article.section, article.byline, article.url) == (
        "Sawah Digital",
        "Ekonomi",
        "Sri Lestari",
        "https://podme.id/sawah",
    )
    assert article.published == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert article.blocks == (
        Block(Role.PARAGRAPH, "Petani memantau air lewat gawai."),
        Block(Role.HEADING, "Langkah berikut"),
        Block(Role.LIST_ITEM, "Pasang sensor", "3."),
        Block(Role.LIST_ITEM, "Baca data", "4."),
        Block(Role.LIST_ITEM, "tanpa nomor"),
        Block(Role.QUOTE, "Panen kami naik."),
    )


def test_markdown_without_a_header_takes_its_first_heading_as_title(tmp_path: Path) -> None:
    article = Text().fetch(file(tmp_path, "a.md", "# Judulnya\n\nIsinya."))

    assert (article.title, article.blocks) == ("Judulnya", (Block(Role.PARAGRAPH, "Isinya."),))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is not text"),
        ("Kabar pagi".encode("utf-16"), "is UTF-16: save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 "),
        ("Kabar pagi, ada kafé".encode("utf-16-le"), "is UTF-16LE: .*iconv -f UTF-16LE -t UTF-8"),
        ("Kabar pagi".encode("utf-16-be"), "is UTF-16BE: "),
        ("Kabar pagi".encode("utf-32"), "is UTF-32: "),
        ("Caf\xe9 di Bandung".encode("latin-1"), "is not UTF-8"),
        (b"a" * (LIMIT + 1), "is longer than"),
        (b"---\ntitle: A\nIsi", "no closing line"),
        (b"---\njudul: A\n---\nIsi", "no field 'judul'"),
        (b"---\npublished: kemarin\n---\nIsi", "'kemarin' is not a moment"),
    ],
)
def test_what_is_no_article_gets_one_clear_sentence(tmp_path: Path, content: bytes, complaint: str) -> None:
    reference = file(tmp_path, "x.txt", content)

    with pytest.raises(NotAnArticleError, match=complaint) as caught:
        Text().fetch(reference)

    assert reference in str(caught.value)
    assert caught.value.reference == reference


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(NotAnArticleError, match=r"tiada\.txt cannot be read: No such file"):
        Text().fetch("tiada.txt")


def test_a_reference_nobody_handles_is_named_with_what_to_give_instead() -> None:
    with pytest.raises(
        NotAnArticleError, match=r"ftp://podme\.id/1 is no kind of reference .*: give a file, an address"
    ):
        sources.fetch("ftp://podme.id/1", sources.installed())


def test_the_shipped_sample_is_an_article_with_a_list_and_a_quotation() -> None:
    article = sources.fetch(str(Path(sources.__file__).with_name("sample.md")), sources.installed())

    assert article.title
    assert {Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM} == {block.role for block in article.blocks}
