import gc
import re
import subprocess
import sys
import time
from importlib import import_module
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from podme_audio.script import Lexicon, explain, spoken
from podme_audio.script.indonesian.order import RULES

#: Its parse tree has no public door.
regex_parser: Any = import_module("re._parser")
#: The widest stretch that one pattern may look at from one place.
WIDEST = 6000
WRITTEN = """
    Rp US$ € 2,3 1.250 3-1 4-3-3 05/03 5/3/2025 19.30 WIB pukul ke- ke-3 % °C km/jam m2 2/3 ½ XIV III KPK AS ( ) " “ ” '
    – — - , . : ; / @ # & + = < > ~ * _ podme.id x@y.co.id #AyoMaju @kpk_ri anak2 dr. H. S.H. No. Jl. RT 03/RW 05 a. 1.
    M 5,2 jt rb juta triliun tahun skor menang pasal ayat (3) Tbk NIK 0812-345-678 B 1234 XYZ '98 90-an 500 SM J K
"""
PIECES = st.sampled_from(WRITTEN.split())
NEWS = st.lists(st.one_of(PIECES, st.sampled_from([" ", " ", " ", "\n", "yang", "Budi"])), max_size=24).map("".join)


@settings(deadline=None)
@given(st.text())
@example("\u200b5\u200d%\ufeff")
@example("٣٤٥ ² ½ ۵۵")
@example("9" * 500)
@example("(" * 40 + '"' * 41)
@example("\x00\x07Rp\x1b[31m5")
@example("👩‍👩‍👧 5️⃣ jt")
def test_any_text_comes_back_and_is_not_said_anew(text: str) -> None:
    said = spoken(text)

    assert spoken(said) == said


@settings(deadline=None)
@given(NEWS)
@example("ayat° (2z) huruf")
@example("2-'98")
@example('R"p5')
def test_any_news_like_text_comes_back_and_is_not_said_anew(text: str) -> None:
    said = spoken(text)

    assert spoken(said) == said


@settings(deadline=None)
@given(st.one_of(st.text(), NEWS))
def test_the_tokens_joined_are_the_written_and_the_spoken_form(text: str) -> None:
    tokens = explain(text)

    assert "".join(token.written for token in tokens) == text
    assert "".join(token.spoken for token in tokens) == spoken(text)


@settings(deadline=None)
@given(NEWS)
@example("ayat° (2z) huruf")
@example("#98.7")
@example('#"98.7')
@example("#(SM0.2")
def test_no_digit_is_left_where_a_rule_spoke(text: str) -> None:
    assert not [token for token in explain(text) if token.rule and re.search("[0-9]", token.spoken)]


@settings(deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyz ,.?!", max_size=200))
def test_small_letters_of_a_foreign_lexicon_never_break_the_reading(text: str) -> None:
    show = Lexicon.parse('[words]\n"a" = "b c"\n"ab" = ""\n"é." = "e"')

    assert "".join(token.written for token in explain(text, show)) == text


@pytest.mark.parametrize(
    "sentence",
    [
        "Warga Jum'at itu membawa anak-anak ke pasar, lalu pulang; benarkah begitu?",
        "Ma'ruf, Siti, dan Presiden Prabowo Subianto bertemu di Bogor.",
        "Kereta Jakarta-Bandung penuh... Semua kursi terisi!",
        "Film No Time to Die tayang lagi di bioskop.",
        "Menteri menegaskan: harga tidak naik.",
    ],
)
def test_an_ordinary_sentence_comes_back_as_it_is(sentence: str) -> None:
    assert spoken(sentence) == sentence


def test_what_no_rule_is_sure_of_is_left_as_written() -> None:
    for unsure in ("kode 32.01.05", "berkas 14/45", "US$1,250", "5/3/40", "1.2345"):
        assert spoken(f"Lihat {unsure} itu.") == f"Lihat {unsure} itu."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            'Ia berkata "kami tidak akan pernah berhenti berlari" lalu pergi.',
            "Ia berkata, kami tidak akan pernah berhenti berlari, lalu pergi.",
        ),
        ('"Kami siap," kata Budi.', "Kami siap, kata Budi."),
        ('Istilah "hilirisasi" populer.', "Istilah hilirisasi populer."),
        ("Badan itu (BPS) mencatat.", "Badan itu, be pe es, mencatat."),
        ("Hari itu – kata dia – cerah.", "Hari itu, kata dia, cerah."),
    ],
)
def test_quotation_marks_brackets_and_dashes_are_pauses(written: str, said: str) -> None:
    assert spoken(written) == said


def test_a_token_knows_its_class_and_the_rule_that_spoke() -> None:
    tokens = {token.written: token for token in explain("Skor 3-1, Rp2,3 triliun pada 5/3/2025.")}

    assert (tokens["3-1"].kind, tokens["3-1"].spoken) == ("score", "tiga satu")
    assert (tokens["Rp2,3 triliun"].kind, tokens["Rp2,3 triliun"].rule) == ("money", "money")
    assert tokens["5/3/2025"].spoken == "lima Maret dua ribu dua puluh lima"
    assert (tokens["Skor"].kind, tokens["Skor"].rule) == ("word", "")


def test_the_same_figures_are_read_by_their_neighbours() -> None:
    assert spoken("Timnas menang 3-1.") == "Timnas menang tiga satu."
    assert spoken("Ada 3-5 orang.") == "Ada tiga sampai lima orang."
    assert spoken("Rabu (3/5) pagi") == "Rabu, tiga Mei, pagi"
    assert spoken("3/5 warga") == "tiga perlima warga"
    assert spoken("pukul 19.30") == "pukul sembilan belas tiga puluh"


def test_every_pattern_looks_only_so_far() -> None:
    for pattern in _patterns():
        width = regex_parser.parse(pattern).getwidth()[1]
        assert width <= WIDEST, pattern


def test_no_pattern_can_be_made_to_hang() -> None:
    pieces = (
        "1",
        "1.",
        "a.",
        "A.",
        "/a",
        "/A1",
        "-1",
        ", S.H.",
        "x1",
        "aA",
        "A1.",
        " 1",
        "0 ",
        "a_",
        "1,",
        "ke-",
        "M.",
    )
    for pattern in map(re.compile, _patterns()):
        for piece in pieces:
            began = time.process_time()
            pattern.match("1" + piece * 3000 + "!")
            pattern.match(piece * 3000 + "\x00")
            # It takes microseconds; a pattern that tries every way of splitting takes for ever.
            assert time.process_time() - began < 2, (pattern.pattern, piece)


@pytest.mark.parametrize(
    "piece",
    [
        "1.",
        "a.",
        "1-",
        "S.H., ",
        "1/",
        "(",
        '"',
        "A",
        "AB ",
        "@a.",
        "x",
        "Rp",
        "0",
        "1.000.",
        "ke-",
        "a/",
        "#a_",
        " ",
        "– ",
    ],
)
def test_twice_the_text_takes_no_more_than_a_few_times_the_work(piece: str) -> None:
    short, long = _work(piece * 150), _work(piece * 600)

    assert long <= 4.2 * short + 500


def test_a_line_of_a_million_characters_comes_back() -> None:
    line = ("warga desa itu menanam padi di sawah yang baru dibuka oleh pemerintah kota " * 40 + "naik 5%, ") * 330

    said = spoken(line)

    assert len(line) > 990_000
    assert said.count("naik lima persen") == 330


def test_the_room_opens_in_a_moment() -> None:
    code = "import time; a = time.process_time(); import podme_audio.script; print(time.process_time() - a)"
    spent = min(float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(3))  # noqa: S603 (our own)

    assert spent < 0.5  # 0.15 on a quiet machine; the tests' machine is not


def _patterns() -> list[str]:
    return [rule.pattern.text for rules in RULES.values() for rule in rules]


def _work(text: str) -> int:
    """Count the calls that reading *text* makes: no clock, so a busy machine does not matter."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    gc.disable()
    sys.setprofile(count)
    try:
        spoken(text)
    finally:
        sys.setprofile(None)
        gc.enable()
    return calls
