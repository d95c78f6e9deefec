"""Pages in the style of Indonesian portals, in our own words: ``data/<case>.html`` and what is cut out of it."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podme_audio import script
from podme_audio.cli.telling import plain
from podme_audio.exceptions import NotAnArticleError, SettingsError
from podme_audio.model import Role
from podme_audio.sources.story import Cut, Sites, article, cut, shipped

DATA = Path(__file__).with_name("data")
CASES = sorted(path.stem for path in DATA.glob("*.html"))
ADDRESS = "https://berita.podme.id/pasar"
PAGE = """<html><body><h1 class="judul">Pasar Dibuka</h1><p class="penulis">Oleh: Sri Lestari</p>
<div class="isi"><p>Pasar itu dibuka lagi pagi ini oleh wali kota.</p><p class="sisip">Simak videonya di sini.</p>
<p>Pedagang mulai menata dagangan sejak pukul lima.</p><div class="kotak">Unduh aplikasi kami.</div></div>
<div class="lain"><p>Berita lain yang panjang sekali dan bukan bagian dari cerita pasar itu sama sekali.</p></div>
</body></html>"""
RULES = """
[sites."podme.id"]
include = [".isi"]
exclude = [".sisip"]
title = ".judul"
byline = ".penulis"

"""


def told(found: Cut) -> dict[str, Any]:
    whole: dict[str, Any] = plain(found.article)
    rules = [f"{rule.origin}: {rule.selector}" if rule else "" for rule in found.rules]
    removed = [{**one, "rule": rule} for one, rule in zip(whole["removed"], rules, strict=True)]
    return {**whole, "removed": removed, "by": found.by}


@pytest.mark.parametrize("case", CASES)
def test_a_portals_page_gives_the_story_and_says_what_was_taken_away(case: str) -> None:
    html = (DATA / f"{case}.html").read_bytes()

    found = told(cut(html, f"https://{case}.example.id/berita", shipped()))

    assert found == json.loads((DATA / f"{case}.json").read_text("utf-8"))


def test_there_are_pages_of_many_makes() -> None:
    makers = {json.loads((DATA / f"{case}.json").read_text("utf-8"))["by"] for case in CASES}

    assert len(CASES) >= 6
    assert makers >= {"theme jannah", "theme newspaper", "theme portal", "theme reader", "trafilatura", "articleBody"}


@pytest.mark.parametrize("case", CASES)
def test_everything_that_was_taken_away_has_its_place_in_the_story(case: str) -> None:
    found = article((DATA / f"{case}.html").read_bytes(), ADDRESS, shipped())

    places = [one.at for one in found.removed]
    assert places == sorted(places)
    assert all(0 <= place <= len(found.blocks) for place in places)


def test_the_shows_own_rules_come_before_what_is_shipped() -> None:
    rules = Sites.parse(RULES, "podme-sites.toml").over(shipped())

    found = cut(PAGE.encode(), ADDRESS, rules)

    assert (found.article.title, found.article.byline, found.by) == ("Pasar Dibuka", "Sri Lestari", "site podme.id")
    assert [block.text for block in found.article.blocks] == [
        "Pasar itu dibuka lagi pagi ini oleh wali kota.",
        "Pedagang mulai menata dagangan sejak pukul lima.",
        "Unduh aplikasi kami.",
    ]
    assert [(one.block.text, one.reason, one.at) for one in found.article.removed] == [
        ("Simak videonya di sini.", "site rule", 1)
    ]
    assert found.rules[0] is not None
    assert found.rules[0].selector == ".sisip"


def test_furniture_within_a_line_is_taken_out_of_it_and_does_not_part_it() -> None:
    page = (
        "<div class='td-post-content'><p>Air <span class='sr-only'>dibaca mesin</span>naik <b>satu</b> meter.</p></div>"
    )

    found = article(f"<body><p>x</p>{page}</body>".encode(), ADDRESS, shipped())

    assert [block.text for block in found.blocks] == ["Air naik satu meter."]
    assert [(one.block.text, one.reason, one.at) for one in found.removed] == [("dibaca mesin", "hidden", 1)]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://podme.id/a", "site podme.id"),
        ("https://www.podme.id/a", "site podme.id"),
        ("https://ekonomi.podme.id./a", "site podme.id"),
        ("https://bukanpodme.id/a", ""),
        ("https://podme.id.example.com/a", ""),
        ("bukan alamat", ""),
        ("http://[::1/", ""),
    ],
)
def test_rules_hold_on_a_host_and_below_it(address: str, name: str) -> None:
    assert Sites.parse('[sites."www.podme.id"]\n', "x").of(address).name.replace("www.", "") == name


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[sites", "rules.toml cannot be read"),
        ("[laman]", "there is no table 'laman'"),
        ('[sites."podme.id"]\nsertakan = []', "site podme.id: there is no 'sertakan'"),
        ('[sites."podme.id"]\ninclude = ["p["]', r"site podme.id: include: 'p\[' is no CSS selector"),
        ('[sites."podme.id"]\nexclude = 5', "site podme.id: exclude is no list"),
        ('[sites."podme.id"]\nwordpress = "ya"', "wordpress is true or false"),
        ('sites = "podme.id"', "sites is no table"),
        ('[sites]\n"podme.id" = 1', "site podme.id is no table"),
    ],
)
def test_a_broken_rule_is_named(text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        Sites.parse(text, "rules.toml")


@pytest.mark.parametrize(
    "linked",
    [
        "{",
        "[]",
        "null",
        '{"@type": "NewsArticle", "headline": 5, "author": {"name": []}, "articleBody": {}}',
        '{"@type": {"a": 1}, "url": {}}',
        '{"@type": "NewsArticle", "url": {"@id": 1}, "mainEntityOfPage": {"@id": {}}, "datePublished": {}}',
        '{"@graph": ' * 50 + "1" + "}" * 50,
        "[" * 100_000,
    ],
)
def test_what_a_page_says_to_search_engines_cannot_break_the_reading(linked: str) -> None:
    page = PAGE.replace("<body>", f'<body><script type="application/ld+json">{linked}</script>')

    assert article(page.encode(), ADDRESS, shipped()).blocks


def test_of_several_articles_the_pages_own_is_believed() -> None:
    others = '[{"@type":"NewsArticle","headline":"Lain","url":"https://podme.id/lain"},'
    own = '{"@type":"NewsArticle","headline":"Pasar Dibuka Wali Kota","url":"https://berita.podme.id/pasar/?utm=1"}]'
    page = PAGE.replace("<body>", f'<body><script type="application/ld+json">{others}{own}</script>')

    assert article(page.encode(), ADDRESS, shipped()).title == "Pasar Dibuka Wali Kota"


def test_a_story_that_is_cut_off_for_search_engines_is_not_believed() -> None:
    body = "Pasar itu dibuka lagi. " * 40 + "…"
    page = PAGE.replace(
        "<body>", f'<body><script type="application/ld+json">{{"@type":"Article","articleBody":"{body}"}}</script>'
    )

    assert cut(page.encode(), ADDRESS, shipped()).by == "trafilatura"


def test_a_long_list_is_counted_and_a_page_that_is_too_deep_is_refused() -> None:
    items = "".join(f"<li>Butir {number}</li>" for number in range(3_000))
    found = article(f"<body><div class='td-post-content'><ol>{items}</ol></div></body>".encode(), ADDRESS, shipped())
    assert [(block.role, block.number) for block in found.blocks[:2]] == [
        (Role.LIST_ITEM, "1."),
        (Role.LIST_ITEM, "2."),
    ]
    assert len(found.blocks) == 3_000

    with pytest.raises(NotAnArticleError):
        article(f"<body>{'<div>' * 5000}dalam".encode(), ADDRESS, shipped())


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_any_mess_is_read_or_refused(seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311 - spreads, guards nothing
    pieces = [
        "<p>",
        "</p>",
        "<div class=entry-content>",
        "</div>",
        "Pasar dibuka. ",
        "<br>",
        "<li>",
        "<ol>",
        "&#0;",
        "\0",
        "<!--",
    ]
    page = "".join(chosen.choice(pieces) for _ in range(chosen.randrange(40)))

    try:
        found = article(page.encode(), ADDRESS, shipped())
    except NotAnArticleError:
        return
    assert all(block.text.strip() for block in found.blocks)


@pytest.mark.parametrize("case", CASES)
def test_what_is_left_of_the_furniture_goes_when_the_script_is_written(case: str) -> None:
    cleaned = script.clean(article((DATA / f"{case}.html").read_bytes(), ADDRESS, shipped()))

    text = " ".join(block.text for block in cleaned.blocks)
    assert not any(furniture in text for furniture in ("Baca juga", "Baca Juga", "Iklan", "Tags", "(asm/sar)"))
    assert "Biaya" not in {one.block.text for one in cleaned.removed}
