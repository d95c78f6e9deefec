import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podme_audio.library import Library, slug
from tests.library.drafts import NOW, Drafting

LAW = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = 80


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Harga Cabai Turun", "harga-cabai-turun"),
        ("  Rp1,5 juta—untuk siapa?  ", "rp1-5-juta-untuk-siapa"),
        ("Salat Jum'at di Ma’had", "salat-jumat-di-mahad"),
        ("Café Élysée naïf", "cafe-elysee-naif"),
        ("Straße ﬁnal ①", "strasse-final-1"),
        ("漢字", "episode"),
        ("", "episode"),
        ("kata " * 16 + "terpotong", "-".join(["kata"] * 16)),
        ("x" * 100, "x" * LONGEST),
        (f"a {'x' * 100}", "a"),
    ],
)
def test_a_title_becomes_a_slug(title: str, expected: str) -> None:
    assert slug(title) == expected


@settings(deadline=None)
@given(st.text(max_size=200))
def test_every_slug_is_plain_short_and_its_own_slug(title: str) -> None:
    made = slug(title)

    assert LAW.fullmatch(made)
    assert len(made) <= LONGEST
    assert slug(made) == made


@settings(deadline=None)
@given(st.lists(st.sampled_from(["harga", "cabai", "turun", "2"]), min_size=1, max_size=30))
def test_a_slug_is_cut_between_words(words: list[str]) -> None:
    made = slug(" ".join(words)).split("-")

    assert made == words[: len(made)]


@pytest.mark.parametrize("title", ["Banjir", "x" * 100, f"{'kata ' * 15}{'x' * 30}"])
def test_a_slug_that_is_taken_gets_a_number(library: Library, drafting: Drafting, title: str) -> None:
    slugs = [library.save(drafting(title=title, references=()), now=NOW).slug for _ in range(11)]

    first = slug(title)
    assert slugs[0] == first
    for number, made in enumerate(slugs[1:], 2):
        assert made.endswith(f"-{number}")
        assert first.startswith(made.removesuffix(f"-{number}"))
        assert LAW.fullmatch(made)
        assert len(made) <= LONGEST


def test_numbers_do_not_run_into_titles_that_end_in_one(library: Library, drafting: Drafting) -> None:
    titles = ["Piala Dunia 2", "Piala Dunia", "Piala Dunia", "Piala Dunia 2"]

    slugs = [library.save(drafting(title=title, references=()), now=NOW).slug for title in titles]

    assert slugs == ["piala-dunia-2", "piala-dunia", "piala-dunia-3", "piala-dunia-2-2"]
