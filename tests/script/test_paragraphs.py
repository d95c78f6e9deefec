import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podme_audio.script import sentences, split

BREATH = 600
SENTENCE = "Pemerintah menyiapkan tiga jalur khusus bagi warga yang mengungsi dari lereng gunung sejak Minggu malam. "
ODD = st.text(alphabet=st.sampled_from(list("aA1 .,\"“”()«»?!…-–\n\t;:'’/é中。\u200b")), max_size=1500)


def joined(parts: tuple[str, ...]) -> str:
    return " ".join(parts)


def even(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Ir. H. Joko Widodo dan Hj. Siti Aminah bertemu dr. Reisa di Jl. Sudirman No. 5 Jakarta.",
        "Lagu W.R. Supratman dinyanyikan bersama.",
        "Kombes. Pol. Ade Ary dan Brigjen. Pol. (Purn.) Budi hadir bersama Kol. Inf. Surya.",
        "PT. Maju Jaya Tbk. membukukan laba Rp. 2.500.000,50 pada kuartal I.",
        "Lihat hlm. 12, tgl. 5 Mei, pkl. 10.30 WIB, a.n. Budi s.d. Jumat vs. Sabtu.",
        "Skor akhir 3.5 berbanding 2.000,75 untuk tim tamu.",
        '"Kami siap. Kami bisa. Ayo!" kata Wulan.',
        "“Apa kabar? Baik?” tanya dia sambil berjalan.",
        "1. Harga beras naik.",
        "a. Jalur timur landai.",
        "Prof. Dr. H. M. Quraish, M.A. memberi kuliah umum.",
        "UU No. 11 Tahun 2020 jo. UU No. 6 Tahun 2023 berlaku.",
        "Ia membeli beras, gula, dll. untuk dapur umum.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == (text,)


@pytest.mark.parametrize(
    "parts",
    [
        ("Harga naik.", "Warga resah!", "Apa sebabnya?", "Belum jelas."),
        ("Ia meminum vitamin C.", "Menurut dokter, itu baik."),
        ('"Kami siap."', "Dia pergi."),
        ('"Apa kabar?" tanya dia.', '"Baik," jawabnya.'),
        ("Harganya 50 sen.", "Murah."),
        ("Kata sang Ibu.", "Dia pulang."),
        ("1. Harga naik.", "Warga resah."),
        ("Ia lahir pada 17 Agustus 1945.", "2024 adalah tahun pemilu."),
        ("Dia pergi.", "(Rumahnya kosong.)", "Tidak ada yang tahu."),
        ("Emiten itu PT Bumi Tbk.", "Laba naik."),
    ],
)
def test_sentences_are_told_apart(parts: tuple[str, ...]) -> None:
    assert sentences(joined(parts)) == parts


def test_nothing_has_no_sentences() -> None:
    assert sentences(" \n ") == split(" ") == ()


def test_a_paragraph_of_one_breath_is_not_split() -> None:
    text = (SENTENCE * 5).strip()

    assert split(text) == (text,)


def test_a_long_paragraph_is_split_at_sentence_ends() -> None:
    parts = split(SENTENCE * 20)

    assert len(parts) > 3
    assert all(part.endswith(".") and len(part) <= BREATH for part in parts)


def test_a_long_sentence_is_split_at_clause_marks() -> None:
    clause = "warga di lereng gunung menunggu truk pengangkut yang dijanjikan sejak pagi"
    text = ", sedangkan ".join([clause] * 20) + "."

    parts = split(text)

    assert all(len(part) <= BREATH for part in parts)
    assert all(part.endswith((",", ".")) for part in parts)


def test_a_quotation_is_not_split() -> None:
    quotation = '"' + (SENTENCE * 7).strip() + '"'

    parts = split(f"{SENTENCE * 3}{quotation} {SENTENCE * 3}")

    assert [part for part in parts if '"' in part] == [part for part in parts if part.count('"') == 2]
    assert len(parts) > 2


def test_a_quotation_of_three_breaths_is_split_at_its_sentences() -> None:
    parts = split('"' + (SENTENCE * 18).strip() + '"')

    assert len(parts) > 1
    assert all(part.endswith((".", '."')) for part in parts)


def test_numbers_and_names_are_not_split() -> None:
    text = " ".join(["anggaran Rp 2,5 triliun bagi Badan Riset dan Inovasi Nasional pada 12 Februari 2025"] * 12)

    for part in split(text)[:-1]:
        assert not part.endswith(("Rp", "2,5", "triliun", "12", "Februari", "Badan", "Riset", "dan", "Inovasi"))


def test_a_long_number_stays_whole() -> None:
    number = "9" * 1_500

    parts = split(f"{SENTENCE * 8}{number} {SENTENCE * 8}")

    assert any(number in part.split() for part in parts)


@given(
    st.one_of(
        ODD, st.text(), st.lists(st.sampled_from([SENTENCE, '"', "“", "Rp 5,5 ", "a" * 700]), max_size=30).map("".join)
    )
)
@settings(deadline=None, max_examples=100)
def test_the_parts_of_any_text_joined_are_the_text(text: str) -> None:
    assert joined(split(text)) == even(text)
    assert joined(sentences(text)) == even(text)


@pytest.mark.parametrize(
    "unit", ['"', "(", "“", "a ", "A. ", ". ", "1. ", ".", "a", "“a” ", ". . .", "- ", "A.", ("." * 59) + " "], ids=repr
)
def test_hostile_lines_take_little_time(unit: str) -> None:
    text = (unit * 40_000)[:40_000]
    start = time.process_time()

    assert joined(split(text)) == even(text)
    assert joined(sentences(text)) == even(text)
    assert time.process_time() - start < 8


def test_a_long_enumeration_is_split_at_its_commas() -> None:
    parts = split(", ".join(["Kelurahan Sukamaju Timur"] * 60) + ".")

    assert all(len(part) <= BREATH and part.endswith((",", ".")) for part in parts)


def test_marks_that_cross_hide_no_sentence_end() -> None:
    assert sentences("Ia (kata “dia) datang. Lalu pergi.") == ("Ia (kata “dia) datang.", "Lalu pergi.")
