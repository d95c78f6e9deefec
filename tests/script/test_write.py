from datetime import date
from itertools import count

import pytest

from podme_audio.exceptions import NothingToSayError
from podme_audio.model import Article, Block, Line, Role, Script
from podme_audio.script import Lexicon, Programme, names, say, title, write

SHOW = Programme("Kabar Pagi", date(2025, 3, 3))
LONG = "Pemerintah menyiapkan tiga jalur khusus bagi warga yang mengungsi dari lereng gunung sejak Minggu malam. " * 9


def story(*texts: str, title: str = "Harga Beras Naik", section: str = "") -> Article:
    return Article("x", title, tuple(Block(Role.PARAGRAPH, text) for text in texts), section=section)


def listed(*items: tuple[str, str], after: str = "") -> Article:
    blocks = [Block(Role.PARAGRAPH, "Berikut poinnya:")]
    blocks += [Block(Role.LIST_ITEM, text, number) for number, text in items]
    blocks += [Block(Role.PARAGRAPH, after)] if after else []
    return Article("x", "Judul", tuple(blocks))


def chapters(script: Script) -> list[tuple[int, str]]:
    return [(at, line.chapter) for at, line in enumerate(script.lines) if line.chapter]


def by_role(script: Script, role: Role) -> list[Line]:
    return [line for line in script.lines if line.role is role]


def test_one_article_is_headline_story_and_disclosure() -> None:
    script = write([story("Beras mahal.", "Warga resah.")], programme=SHOW)

    roles = [Role.HEADLINE, Role.PARAGRAPH, Role.PARAGRAPH, Role.DISCLOSURE]
    assert [line.role for line in script.lines] == roles
    assert [line.article for line in script.lines] == [0, 0, 0, None]
    assert "suara buatan komputer" in script.lines[-1].spoken
    assert "Kabar Pagi" in script.lines[-1].written


def test_a_plain_article_has_no_chapters() -> None:
    assert chapters(write([story("Beras mahal.")], programme=SHOW)) == []


def test_a_headline_comes_to_an_end_and_is_followed_by_a_longer_pause() -> None:
    headline, paragraph, *_ = write([story("Beras mahal.", "Warga resah.")], programme=SHOW).lines

    assert (headline.written, headline.spoken) == ("Harga Beras Naik", "Harga Beras Naik.")
    assert headline.pause > paragraph.pause > 0


def test_a_question_keeps_its_mark() -> None:
    assert say(Role.HEADLINE, "Mengapa Harga Naik?").endswith("?")


@pytest.mark.parametrize(
    ("written", "beginning"),
    [
        ("1. Harga naik.", "Pertama, Harga naik"),
        ("2) Harga naik.", "Kedua, Harga naik"),
        ("(3) Harga naik.", "Ketiga, Harga naik"),
        ("12. Harga naik.", "Kedua belas, Harga naik"),
        ("b. Harga naik.", "Be, Harga naik"),
        ("Harga naik.", "Harga naik"),
        ("H. Joko hadir.", "haji Joko"),
    ],
)
def test_a_list_item_counts_itself(written: str, beginning: str) -> None:
    assert say(Role.LIST_ITEM, written).startswith(beginning)


def test_a_list_item_shows_its_number_as_written() -> None:
    script = write([listed(("1.", "Beras"), ("2.", "Gula"), ("", "Garam"))], programme=SHOW)

    items = by_role(script, Role.LIST_ITEM)
    assert [item.written for item in items] == ["1. Beras", "2. Gula", "Garam"]
    assert [item.spoken for item in items] == ["Pertama, Beras.", "Kedua, Gula.", "Garam."]


def test_a_list_with_heads_has_a_chapter_for_each_and_one_for_what_follows() -> None:
    script = write(
        [
            listed(
                ("1.", "Panggilan Awal: Dua kepala negara berbicara."),
                ("2.", "Tim: Persiapan dimulai."),
                after="Selesai.",
            )
        ],
        programme=SHOW,
    )

    assert chapters(script) == [(0, "Judul"), (2, "Panggilan Awal"), (3, "Tim"), (4, "Penutup")]


def test_a_list_at_the_end_has_no_closing_chapter_but_the_disclosure() -> None:
    script = write([listed(("1.", "Awal: Dua tim berbicara."), ("2.", "Tim: Persiapan dimulai."))], programme=SHOW)

    assert [title for _, title in chapters(script)] == ["Judul", "Awal", "Tim"]


def test_a_list_without_heads_has_no_chapters() -> None:
    assert chapters(write([listed(("1.", "Beras"), ("2.", "Gula"))], programme=SHOW)) == []


def test_headings_are_chapters() -> None:
    blocks = (Block(Role.PARAGRAPH, "Awal."), Block(Role.HEADING, "Latar"), Block(Role.PARAGRAPH, "Isi."))
    script = write([Article("x", "Judul", blocks)], programme=SHOW)

    assert chapters(script) == [(0, "Judul"), (2, "Latar")]


@pytest.mark.parametrize(
    ("own", "beginning", "told"),
    [
        ("Harga Beras Naik", "Beras mahal.", "Harga Beras Naik"),
        ("", "Beras mahal.", "Beras mahal."),
        (
            "",
            "Harga beras di lima pasar besar naik sejak pekan lalu karena panen raya mundur sebulan.",
            "Harga beras di lima pasar besar naik sejak pekan lalu karena panen …",
        ),
    ],
)
def test_an_article_is_called_by_its_title_or_by_its_beginning(own: str, beginning: str, told: str) -> None:
    assert title(write([story(beginning, title=own)], programme=SHOW)) == told


def test_an_article_of_nothing_but_headings_has_a_name_too() -> None:
    assert title(write([Article("x", "", (Block(Role.HEADING, "Latar"),))], programme=SHOW)) == "Latar"


def test_an_untitled_article_begins_with_its_first_paragraph() -> None:
    blocks = (Block(Role.PARAGRAPH, "Awal."), Block(Role.HEADING, "Latar"), Block(Role.PARAGRAPH, "Isi."))
    script = write([Article("x", "", blocks)], programme=SHOW)

    assert script.lines[0].written == "Awal."
    assert chapters(script) == [(0, "Pembuka"), (1, "Latar")]


def test_a_bulletin_opens_with_show_and_date_and_bridges_its_articles() -> None:
    articles = [story("Satu.", title="A"), story("Dua.", title="B", section="Dunia"), story("Tiga.", title="C")]
    script = write(articles, programme=SHOW)

    opening, *_, closing = script.lines
    assert "Kabar Pagi" in opening.written
    assert "Senin, 3 Maret 2025" in opening.written
    assert "tiga Maret dua ribu dua puluh lima" in opening.spoken
    assert closing.role is Role.DISCLOSURE
    bridges = [line.written for line in by_role(script, Role.BRIDGE)][1:]
    assert bridges == ["Selanjutnya, dari rubrik Dunia.", "Dan berita terakhir."]
    assert all(line.article is None for line in by_role(script, Role.BRIDGE))


def test_a_bulletin_has_a_chapter_for_each_article_at_its_headline() -> None:
    script = write([story("Satu.", title="A"), story("Dua.", title="B")], programme=SHOW)

    assert [(script.lines[at].written, title) for at, title in chapters(script)][1:] == [("A", "A"), ("B", "B")]
    assert script.lines[0].chapter


def test_one_article_can_be_announced_as_a_bulletin() -> None:
    script = write([story("Satu.")], programme=Programme("Kabar Pagi", date(2025, 3, 3), bulletin=True))

    assert [line.role for line in script.lines][:2] == [Role.BRIDGE, Role.HEADLINE]


def test_a_long_paragraph_becomes_lines_with_short_pauses_within() -> None:
    script = write([story(LONG, "Warga resah.")], programme=SHOW)

    first, second = by_role(script, Role.PARAGRAPH)[:2]
    assert f"{first.written} {second.written}" == LONG.strip()
    assert first.pause < second.pause


def test_lines_of_symbols_are_left_out() -> None:
    script = write([story("***", "Beras mahal.", "—")], programme=SHOW)

    assert [line.written for line in by_role(script, Role.PARAGRAPH)] == ["Beras mahal."]
    assert all(any(map(str.isalnum, line.spoken)) for line in script.lines)


def test_a_chapter_of_a_line_left_out_begins_with_the_next() -> None:
    script = write([story("Beras mahal.", title="***"), story("Gula murah.", title="B")], programme=SHOW)

    assert [title for _, title in chapters(script)] == ["Pembuka", "***", "B"]


@pytest.mark.parametrize("articles", [[], [story("***")], [story("Beras mahal."), story("—", title="B")]])
def test_nothing_to_say_is_said_plainly(articles: list[Article]) -> None:
    with pytest.raises(NothingToSayError, match="there is n"):
        write(articles, programme=SHOW)


def test_lines_keep_the_ids_they_had() -> None:
    before = write([story("Beras mahal.", "Warga resah.")], programme=SHOW)
    known = {line.written: line.id for line in before.lines}

    after = write([story("Beras mahal.", "Kini murah.", "Warga resah.")], programme=SHOW, known=known)

    kept = {line.written: line.id for line in after.lines}
    assert {written: kept[written] for written in known} == known
    assert kept["Kini murah."] not in known.values()


def test_what_is_written_twice_has_two_ids() -> None:
    before = write([story("Beras mahal.", "Beras mahal.")], programme=SHOW)
    known = {line.written: line.id for line in before.lines}

    after = write([story("Beras mahal.", "Beras mahal.")], programme=SHOW, known=known)

    assert len({line.id for line in after.lines}) == len(after.lines)
    assert all(len(line.id) >= 12 for line in after.lines)


def test_ids_can_be_handed_in() -> None:
    numbers = count()

    script = write([story("Beras mahal.")], programme=SHOW, new_id=lambda: f"id-{next(numbers)}")

    assert [line.id for line in script.lines] == ["id-0", "id-1", "id-2"]


def test_the_lexicon_is_heard_in_every_line() -> None:
    lexicon = Lexicon.parse('[words]\n"Beras" = "padi"', "test")

    script = write([story("Beras mahal.")], programme=SHOW, lexicon=lexicon)

    assert [line.spoken for line in script.lines[:2]] == ["Harga padi Naik.", "padi mahal."]
    assert script.lines[1].written == "Beras mahal."


def test_names_that_no_table_knows_are_listed_most_frequent_first() -> None:
    article = story(
        "Presiden bertemu Peskov di Kremlin. Lalu Peskov menemui Wang dan wakil XYZW.",
        "Banyak hal dibahas. Lalu banyak hal ditunda, kata Peskov pada Senin.",
        title="Peskov Menemui Wang",
    )

    assert names(article) == (("Peskov", 4), ("Wang", 2), ("Kremlin", 1), ("XYZW", 1))


def test_a_name_in_the_lexicon_is_known() -> None:
    article = story("Ia bertemu Peskov di Wroclaw.")

    assert names(article, Lexicon.parse('[words]\n"Peskov" = "peskof"', "test")) == (("Wroclaw", 1),)


def test_words_of_a_solemn_name_that_everybody_can_say_are_not_listed() -> None:
    article = story("Ia menghadiri Parade Kemenangan dan Konferensi Perdamaian di Wroclaw.")

    assert names(article) == (("Wroclaw", 1),)


def test_a_word_is_known_by_the_words_of_its_family_in_the_same_article() -> None:
    article = story("Ia membuka Tarung Budaya di Reykjavik.", "Para pemuda bertarung, kebudayaan dirayakan.")

    assert names(article) == (("Reykjavik", 1),)


def test_places_that_every_reader_has_said_a_thousand_times_are_not_listed() -> None:
    article = story("Utusan dari Washington, Beijing, Klaten, dan Gdansk bertemu di Jenewa.")

    assert names(article) == (("Gdansk", 1),)


def test_a_name_that_is_said_as_it_is_spelled_is_not_listed() -> None:
    article = story("Kata Santoso, surat Putin dibaca oleh Sabara, lalu oleh Macron, Biden, Guterres, dan Hui.")

    assert names(article) == (("Biden", 1), ("Guterres", 1), ("Hui", 1), ("Macron", 1))


def test_a_foreign_name_that_only_looks_affixed_stays_listed() -> None:
    article = story("Ia mengutip Perelman, Kellerman, dan Berlusconi.")

    assert names(article) == (("Berlusconi", 1), ("Kellerman", 1), ("Perelman", 1))
