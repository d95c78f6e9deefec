"""The scorer follows section 1 of the reading guideline, and the tables keep their own rules."""

from pathlib import Path

import pytest

from podme_audio.bench.scoring import MEANINGFUL, Case, cases, likeness, right, wrong_number

TABLES = sorted((Path(__file__).parent / "data").glob("*.tsv"))
SMALLEST_CLASS = 15
FEWEST_CASES = 650


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harga, katanya, naik!", "harga katanya naik"),
        ("anak-anak – (laki-laki)", "anak anak laki laki"),
        ("Jum'at Qur’an", "jumat quran"),
        ("Café São Paulo", "cafe sao paulo"),
        ("yang ke tiga", "yang ketiga"),
        ("ke dua puluh satu", "kedua puluh satu"),
        ("ke seratus", "keseratus"),
        ("tiga per lima", "tiga perlima"),
        ("37 derajat Celcius", "37 derajat celsius"),
        ("dua Hektar", "dua hektare"),
        ("milyar dollar kovid megawat", "miliar dolar covid megawatt"),
        ("  jeda \t panjang\n", "jeda panjang"),
    ],
)
def test_what_sounds_alike_is_alike(one: str, other: str) -> None:
    assert likeness(one) == likeness(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ke pasar", "kepasar"),
        ("per bulan", "perbulan"),
        ("hektaran", "hektarean"),
        ("tiga lima", "tiga puluh lima"),
        ("pe te", "pete"),
        ("m²", "m"),
        ("m²", "m2"),
    ],
)
def test_what_sounds_different_stays_different(one: str, other: str) -> None:
    assert likeness(one) != likeness(other)


@pytest.mark.parametrize("symbol", sorted(MEANINGFUL))
def test_a_symbol_with_a_meaning_is_not_removed(symbol: str) -> None:
    assert not right(f"lima {symbol} enam", ["lima enam"])


def test_one_accepted_variant_is_enough() -> None:
    assert right("Tiga lawan satu.", ["tiga satu", "tiga lawan satu"])


def test_a_part_of_a_sentence_is_not_the_sentence() -> None:
    assert not right("tiga lawan", ["tiga lawan satu"])


def test_a_lone_k_is_its_name_only_for_the_lenient() -> None:
    assert not right("k pe k", ["ka pe ka"])
    assert right("k pe k", ["ka pe ka"], lenient=True)
    assert not right("kaki", ["kkai"], lenient=True)


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ("menang tiga puluh satu", "menang tiga satu"),
        ("dua puluh lima triliun rupiah", "dua koma lima triliun rupiah"),
        ("dua lima triliun rupiah", "dua koma lima triliun rupiah"),
        ("lima persen", "minus lima persen"),
        ("tiga lima bagian", "tiga perlima bagian"),
        ("naik sedikit", "naik setengah"),
        ("tahun tujuh puluh", "tahun tujuh puluhan"),
    ],
)
def test_another_sequence_of_number_words_is_a_wrong_number(said: str, accepted: str) -> None:
    assert wrong_number(said, [accepted])


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ("menang 3-1", "menang tiga satu"),
        ("menang ½", "menang setengah"),
        ("menang tiga satu", "juara tiga satu"),
        ("hari ke tiga", "hari ketiga"),
    ],
)
def test_a_number_that_is_right_or_left_as_a_digit_misleads_nobody(said: str, accepted: str) -> None:
    assert not wrong_number(said, ["sembilan", accepted])


def test_a_table_gives_its_sentences_with_class_and_line(tmp_path: Path) -> None:
    table = tmp_path / "score.tsv"
    table.write_text("# scores\n\nMenang 2-1.\tmenang dua satu || menang dua lawan satu\n", encoding="utf-8")
    assert cases(table) == (Case("score", 3, "Menang 2-1.", ("menang dua satu", "menang dua lawan satu")),)


def test_a_sentence_may_begin_with_a_hashtag(tmp_path: Path) -> None:
    table = tmp_path / "hashtag.tsv"
    table.write_text("#BanggaBatik ramai.\ttagar bangga batik ramai\n", encoding="utf-8")
    assert cases(table)[0].written == "#BanggaBatik ramai."


@pytest.mark.parametrize("row", ["tanpa kolom", "satu\tdua\ttiga", "kosong\t", "satu\tdua || ", "\tdua"])
def test_a_broken_row_is_named_by_file_and_line(tmp_path: Path, row: str) -> None:
    table = tmp_path / "broken.tsv"
    table.write_text(f"# heads\n{row}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.tsv, line 2"):
        cases(table)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_class_is_large_enough_to_judge(table: Path) -> None:
    assert len(cases(table)) >= SMALLEST_CLASS


@pytest.mark.parametrize("table", [table for table in TABLES if table.stem != "unsure"], ids=lambda table: table.stem)
def test_a_spoken_variant_is_words_only(table: Path) -> None:
    unsaid = [(case.line, variant) for case in cases(table) for variant in case.variants if not _is_spoken(variant)]
    assert unsaid == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_sentence_has_no_two_variants_that_are_alike(table: Path) -> None:
    twice = [case.line for case in cases(table) if len({*map(likeness, case.variants)}) < len(case.variants)]
    assert twice == []


def test_sentences_that_need_no_change_are_said_as_written() -> None:
    table = Path(__file__).parent / "data" / "unchanged.tsv"
    assert all(case.variants == (case.written,) for case in cases(table))


def test_no_sentence_is_judged_twice() -> None:
    written = [case.written for table in TABLES for case in cases(table)]
    assert len(set(written)) == len(written) >= FEWEST_CASES


def _is_spoken(variant: str) -> bool:
    return not any(character.isnumeric() or character in MEANINGFUL for character in variant)
