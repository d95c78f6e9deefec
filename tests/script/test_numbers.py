import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from podme_audio.script.indonesian.numbers import LIMIT, cardinal, digits, figure, ordinal, value

ORACLE = RbnfEngine.for_language("id")
ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12, "kuadriliun": 10**15}


def number(words: str) -> int:
    """Return the number that Indonesian number words name: the inverse of `cardinal`."""
    total = group = last = 0
    for word in words.replace("seribu", "satu ribu").split():
        if word in ONES:
            last = ONES.index(word)
            group += last
        elif word in {"sepuluh", "sebelas", "seratus"}:
            group += {"sepuluh": 10, "sebelas": 11, "seratus": 100}[word]
        elif word in {"belas", "puluh", "ratus"}:
            group += {"belas": 10, "puluh": 9 * last, "ratus": 99 * last}[word]
        else:
            total, group = total + group * SCALES[word], 0
    return total + group


def test_the_first_five_thousand_numbers_are_said_as_the_unicode_tables_say_them() -> None:
    said = [cardinal(n) for n in range(5_000)]

    assert said == [ORACLE.format_number(n).text.replace("\u00ad", "") for n in range(5_000)]


def test_numbers_of_every_size_are_said_as_the_unicode_tables_say_them() -> None:
    drawn = random.Random(20_250_817)  # noqa: S311 (the same numbers every time)
    sizes = [drawn.randrange(10**power, 10 ** (power + 1)) for power in range(4, 15) for _ in range(200)]

    assert [cardinal(n) for n in sizes] == [ORACLE.format_number(n).text.replace("\u00ad", "") for n in sizes]


@given(st.integers(min_value=0, max_value=LIMIT - 1))
def test_number_words_name_the_number_they_were_made_of(drawn: int) -> None:
    assert number(cardinal(drawn)) == drawn


@given(st.integers(min_value=LIMIT, max_value=10**40))
def test_a_number_beyond_every_name_is_read_digit_by_digit(drawn: int) -> None:
    assert cardinal(drawn) == digits(str(drawn))
    assert len(cardinal(drawn).split()) == len(str(drawn))


@given(st.integers(min_value=1, max_value=LIMIT - 1))
def test_a_rank_is_ke_and_the_number_but_for_the_first(drawn: int) -> None:
    assert ordinal(drawn) == ("pertama" if drawn == 1 else f"ke{cardinal(drawn)}")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2.350,5", "dua ribu tiga ratus lima puluh koma lima"),
        ("0,03", "nol koma nol tiga"),
        ("1.000", "seribu"),
        ("1.001.000", "satu juta seribu"),
        ("007", "nol nol tujuh"),
        ("3,14", "tiga koma satu empat"),
    ],
)
def test_dots_group_thousands_and_a_comma_begins_decimals(written: str, said: str) -> None:
    assert figure(written) == said


@pytest.mark.parametrize(
    "written", ["3.4", "1.2.3", "12.34.567", "1.2345", "0.125.000", "1,2,3", "", ".", ",", "1.", "1,"]
)
def test_a_figure_that_could_mean_two_numbers_is_not_said(written: str) -> None:
    assert figure(written) is None
    assert value(written) is None


def test_a_dot_is_a_decimal_point_only_where_the_caller_knows_it() -> None:
    assert figure("3.45", point=True) == "tiga koma empat lima"
    assert figure("3.450", point=True) == "tiga ribu empat ratus lima puluh"
    assert value("3.5", point=True) == 3.5


@given(st.integers(min_value=0, max_value=10**15), st.text("0123456789", min_size=1, max_size=6))
def test_a_grouped_figure_is_worth_what_it_says(whole: int, tail: str) -> None:
    written = f"{whole:,}".replace(",", ".")

    assert value(written) == whole
    assert figure(f"{written},{tail}") == f"{cardinal(whole)} koma {digits(tail)}"
