"""A published article that stands otherwise at its source now: what differs, and the script that follows it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from podme_audio.model import Article, Block, Line, Removed, Role, Script
from podme_audio.script import BUILT_IN, Programme, editing, write
from podme_audio.script.editing import Change, Seen

SHOW = Programme("Kabar Pagi", date(2025, 3, 3))
NUMBERS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh")
SENTENCES = tuple(f"Kalimat nomor {number} tentang banjir." for number in NUMBERS)
#: Stories of some of the sentences, in any order, each once.
stories = some.lists(some.sampled_from(SENTENCES), min_size=1, unique=True).map(tuple)


def story(texts: tuple[str, ...], *removed: Removed, title: str = "Banjir") -> Article:
    return Article("a", title, tuple(Block(Role.PARAGRAPH, text) for text in texts), removed=removed)


def script(article: Article) -> Script:
    return write([article], programme=SHOW)


def told(script: Script, role: Role = Role.PARAGRAPH) -> tuple[str, ...]:
    return tuple(line.written for line in script.lines if line.role is role)


def line(script: Script, words: str) -> Line:
    return next(line for line in script.lines if words in line.written)


@given(stories, stories)
def test_a_script_that_nobody_edited_says_what_stands_there_now(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    before = script(story(old))

    after = editing.reread(before, 0, story(new), BUILT_IN)

    assert told(after) == new
    assert [block.text for block in after.articles[0].blocks] == list(new)
    assert len({line.id for line in after.lines}) == len(after.lines)
    assert editing.reread(after, 0, story(new), BUILT_IN) == after


@given(stories, stories)
def test_the_differences_give_both_texts_back(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    found = editing.differences(story(old), story(new))[1:]

    assert tuple(one.before.text for one in found if one.before) == old
    assert tuple(one.after.text for one in found if one.after) == new
    assert all(one.before == one.after for one in found if one.change is Change.SAME)


def test_what_an_editor_did_to_other_lines_stays() -> None:
    first, second, third = SENTENCES[:3]
    before = script(story((first, second, third)))
    spoken = editing.respoken(before, Seen(line(before, first).id), "Kalimat kesatu soal banjir.", BUILT_IN)
    voiced = editing.voiced(spoken, [line(before, third).id], "tinggi")

    after = editing.reread(voiced, 0, story((first, "Dua warga mengungsi.", third)), BUILT_IN)

    assert told(after) == (first, "Dua warga mengungsi.", third)
    assert [line(after, one) for one in (first, third)] == [line(voiced, one) for one in (first, third)]


def test_what_an_editor_took_away_stays_away_and_what_was_put_back_stays() -> None:
    first, second, third, fourth = SENTENCES[:4]
    furniture = Removed(Block(Role.PARAGRAPH, "Baca juga: Rob di Pantura."), "related link", 1)
    before = editing.put_back(script(story((first, second, third), furniture)), 0, 0, BUILT_IN)
    before = editing.take_away(before, Seen(line(before, second).id))

    after = editing.reread(before, 0, story((first, second, fourth), furniture), BUILT_IN)

    assert told(after) == (first, "Baca juga: Rob di Pantura.", fourth)
    assert [one.block.text for one in after.articles[0].removed] == [second]
    assert editing.differences(before.articles[0], story((first, second, third), furniture))[1:] == tuple(
        editing.Difference(Change.SAME, block, block) for block in before.articles[0].blocks
    )


def test_a_line_that_an_editor_wrote_anew_stays_beside_what_is_new() -> None:
    first, second = SENTENCES[:2]
    before = script(story((first, second)))
    before = editing.rewritten(before, Seen(line(before, second).id), "Ditulis ulang redaksi.", BUILT_IN)

    after = editing.reread(before, 0, story((first, SENTENCES[2])), BUILT_IN)

    assert set(told(after)) == {first, "Ditulis ulang redaksi.", SENTENCES[2]}


def test_another_title_is_another_headline_and_the_first_difference() -> None:
    before, now = script(story(SENTENCES[:2])), story(SENTENCES[:2], title="Banjir  Surut")

    after = editing.reread(before, 0, now, BUILT_IN)

    assert told(after, Role.HEADLINE) == ("Banjir Surut",)
    assert line(after, "Surut").spoken == "Banjir Surut."
    assert editing.differences(before.articles[0], now)[0].change is Change.CHANGED


def test_only_the_article_that_changed_is_read_anew_in_a_bulletin() -> None:
    one, other = story(SENTENCES[:2]), story(SENTENCES[2:4], title="Lain")
    before = write([one, other], programme=SHOW)

    after = editing.reread(before, 1, story((SENTENCES[2], SENTENCES[5]), title="Lain"), BUILT_IN)

    assert told(after) == (*SENTENCES[:3], SENTENCES[5])
    assert after.articles[0] == one
    assert [line.chapter for line in after.lines if line.chapter] == ["Pembuka", "Banjir", "Lain"]


def test_the_chapter_of_a_heading_that_changed_begins_with_what_follows() -> None:
    blocks = (Block(Role.PARAGRAPH, SENTENCES[0]), Block(Role.HEADING, "Warga"), Block(Role.PARAGRAPH, SENTENCES[1]))
    before = script(Article("a", "Banjir", blocks))
    now = Article("a", "Banjir", (blocks[0], Block(Role.HEADING, "Bantuan"), blocks[2]))

    after = editing.reread(before, 0, now, BUILT_IN)

    assert told(after, Role.HEADING) == ("Bantuan",)
    assert line(after, "Bantuan").chapter in {"Warga", "Bantuan"}
