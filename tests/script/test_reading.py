"""Runs every table of readings: a case is a written sentence, and what a news reader may say for it."""

from pathlib import Path

import pytest

from podme_audio.bench.scoring import Case, cases, right, wrong_number
from podme_audio.script import explain, spoken

TABLES = sorted((Path(__file__).parent / "data").glob("*.tsv"))
CASES = [case for table in TABLES for case in cases(table)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_sentence_of_a_table_is_said_as_one_of_its_variants(table: Path) -> None:
    wrong = [
        f"{case.line}: {spoken(case.written)}"
        for case in cases(table)
        if not right(spoken(case.written), case.variants)
    ]

    assert wrong == []


def test_no_sentence_of_any_table_gets_a_wrong_number() -> None:
    assert [case.written for case in CASES if wrong_number(spoken(case.written), case.variants)] == []


def test_what_needs_no_change_comes_back_letter_by_letter() -> None:
    unchanged = [case.written for case in CASES if case.kind == "unchanged"]

    assert [spoken(written) for written in unchanged] == unchanged


def test_what_was_said_is_not_said_anew() -> None:
    said = [spoken(case.written) for case in CASES]

    assert [spoken(words) for words in said] == said


def test_every_case_can_be_laid_beside_its_words() -> None:
    for case in CASES:
        tokens = explain(case.written)

        assert "".join(token.written for token in tokens) == case.written
        assert "".join(token.spoken for token in tokens) == spoken(case.written)


def test_there_are_six_hundred_cases_and_each_class_has_eight() -> None:
    counted = {table.stem: len(cases(table)) for table in TABLES}

    assert sum(counted.values()) >= 600
    assert min(counted.values()) >= 8


def test_a_case_knows_its_class() -> None:
    assert {case.kind for case in CASES} == {table.stem for table in TABLES}
    assert all(isinstance(case, Case) for case in CASES)
