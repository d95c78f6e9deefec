from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as some

from podme_audio.exceptions import EditRefusedError, LineChangedError, LineNotFoundError
from podme_audio.model import Article, Block, Role, Script
from podme_audio.script import BUILT_IN, Lexicon, Programme, editing, write
from podme_audio.script.editing import Seen

SHOW = Programme("Kabar Pagi", date(2025, 3, 3))
STORY = Article(
    "x",
    "Harga Cabai Turun 12 Persen",
    (
        Block(Role.HEADING, "Di pasar induk"),
        Block(Role.PARAGRAPH, "Harganya kini Rp32.500 per kilogram."),
        Block(Role.PARAGRAPH, "Pedagang berharap harga bertahan. Pembeli juga senang."),
        Block(Role.HEADING, "Di petani"),
        Block(Role.QUOTE, "“Kami masih untung tipis,” kata Sumarni."),
    ),
)
OTHER = Article("y", "Bus Air Berlayar Lagi", (Block(Role.PARAGRAPH, "Tiga bus air melayani enam dermaga."),))
KYIV = Lexicon(words={"Sumarni": "su marni"}).over(BUILT_IN)


@pytest.fixture
def script() -> Script:
    numbers = count(1)
    return write([STORY], programme=SHOW, new_id=lambda: f"line-{next(numbers)}")


def texts(script: Script) -> list[str]:
    return [line.written for line in script.lines]


def test_a_line_is_written_anew_and_said_by_the_rules(script: Script) -> None:
    changed = editing.rewritten(script, Seen("line-3"), "Harganya kini  Rp35.000.", BUILT_IN)

    assert changed.lines[2].written == "Harganya kini Rp35.000."
    assert changed.lines[2].spoken == "Harganya kini tiga puluh lima ribu rupiah."
    assert changed.lines[2].id == script.lines[2].id
    assert [*changed.lines[:2], *changed.lines[3:]] == [*script.lines[:2], *script.lines[3:]]


def test_what_an_editor_says_by_hand_outlives_the_lexicon(script: Script) -> None:
    by_hand = editing.respoken(script, Seen("line-6"), "Kami masih untung, kata Bu Marni.", BUILT_IN)

    told = editing.retold(by_hand, KYIV)

    assert by_hand.lines[5].by_hand
    assert told.lines[5].spoken == "Kami masih untung, kata Bu Marni."
    assert editing.changed_by(by_hand, KYIV) == ()
    assert [line.id for line in editing.changed_by(script, KYIV)] == ["line-6"]


@pytest.mark.parametrize("nothing", ["", "  ", "Kami masih untung tipis, kata Sumarni."])
def test_a_line_goes_back_to_the_rules(script: Script, nothing: str) -> None:
    by_hand = editing.respoken(script, Seen("line-6"), "Lain sekali.", BUILT_IN)

    assert editing.respoken(by_hand, Seen("line-6"), nothing, BUILT_IN).lines == script.lines


def test_a_line_that_somebody_else_changed_is_not_changed(script: Script) -> None:
    mine = Seen("line-3", editing.seen(script.lines[2]))
    theirs = editing.rewritten(script, mine, "Harganya turun.", BUILT_IN)

    with pytest.raises(LineChangedError) as caught:
        editing.respoken(theirs, mine, "Harganya naik.", BUILT_IN)

    assert caught.value.line == "line-3"
    assert editing.rewritten(theirs, Seen("line-4"), "Lain.", BUILT_IN).lines[3].written == "Lain."


def test_a_line_is_cut_in_two_and_joined_again(script: Script) -> None:
    at = script.lines[3].written.index("Pembeli")

    cut = editing.split_at(script, Seen("line-4"), at, BUILT_IN, new_id=lambda: "new")

    assert [(line.id, line.written) for line in cut.lines[3:5]] == [
        ("line-4", "Pedagang berharap harga bertahan."),
        ("new", "Pembeli juga senang."),
    ]
    assert editing.merged(cut, Seen("line-4"), BUILT_IN).lines == script.lines


def test_lines_of_two_articles_are_not_joined() -> None:
    both = write([STORY, OTHER], programme=SHOW)
    last = [line for line in both.lines if line.article == 0][-1]

    with pytest.raises(EditRefusedError, match="next one of its article"):
        editing.merged(both, Seen(last.id), BUILT_IN)


def test_a_chapter_begins_with_the_next_line_when_its_own_goes(script: Script) -> None:
    heading = script.lines[1]

    rest = editing.dropped(script, Seen(heading.id))

    assert rest.lines[1].written == script.lines[2].written
    assert rest.lines[1].chapter == heading.chapter == "Di pasar induk"


def test_a_script_keeps_a_line_and_says_that_a_machine_reads(script: Script) -> None:
    with pytest.raises(EditRefusedError) as stays:
        editing.dropped(script, Seen(script.lines[-1].id))
    alone = replace(script, lines=script.lines[-2:])
    with pytest.raises(EditRefusedError) as last:
        editing.dropped(alone, Seen(alone.lines[0].id))

    assert (stays.value.rule, last.value.rule) == ("disclosure stays", "last line")


@pytest.mark.parametrize("written", ["", " ", "***", "–"])
def test_a_line_with_nothing_to_say_is_refused(script: Script, written: str) -> None:
    with pytest.raises(EditRefusedError, match="nothing to say"):
        editing.rewritten(script, Seen("line-3"), written, BUILT_IN)
    with pytest.raises(EditRefusedError, match="nothing to say"):
        editing.added(script, "line-3", written, BUILT_IN)


def test_a_line_that_is_gone_is_named(script: Script) -> None:
    with pytest.raises(LineNotFoundError):
        editing.voiced(editing.dropped(script, Seen("line-3")), [], "bayu") and editing.merged(
            editing.dropped(script, Seen("line-3")), Seen("line-3"), BUILT_IN
        )


def test_a_new_line_belongs_to_the_article_it_stands_in(script: Script) -> None:
    grown = editing.added(script, "line-3", "Kemarin masih Rp40.000.", BUILT_IN, new_id=lambda: "new")

    assert texts(grown)[3] == "Kemarin masih Rp40.000."
    assert (grown.lines[3].article, grown.lines[3].spoken) == (0, "Kemarin masih empat puluh ribu rupiah.")


def test_lines_get_a_voice_of_their_own(script: Script) -> None:
    told = editing.voiced(script, ["line-6"], "bayu")

    assert [line.voice for line in told.lines] == ["", "", "", "", "", "bayu", ""]
    assert editing.voiced(told, ["line-6"], "") == script


@given(some.data())
def test_moving_lines_loses_none(data: some.DataObject) -> None:
    script = write([STORY, OTHER], programme=SHOW)
    ids = [line.id for line in script.lines]

    which, before = data.draw(some.sampled_from(ids)), data.draw(some.sampled_from(["", *ids]))
    moved = editing.moved(script, Seen(which), before)

    assert sorted(texts(moved)) == sorted(texts(script))
    after = [line.id for line in moved.lines]
    assert which == before or after[(after.index(which) + 1) % len(after)] == (before or after[0])


@given(some.integers(0, 60))
def test_cutting_and_joining_gives_the_line_back(at: int) -> None:
    script = write([STORY], programme=SHOW)
    line = script.lines[3]
    try:
        cut = editing.split_at(script, Seen(line.id), at, BUILT_IN)
    except EditRefusedError:
        return

    joined = editing.merged(cut, Seen(line.id), BUILT_IN)

    assert joined.lines[3].written.replace(" ", "") == line.written.replace(" ", "")
    assert joined.lines[3].pause == line.pause


def test_two_versions_are_laid_side_by_side(script: Script) -> None:
    later = editing.rewritten(script, Seen("line-3"), "Harganya kini Rp30.000.", BUILT_IN)
    later = editing.voiced(later, ["line-6"], "bayu")
    later = editing.dropped(later, Seen("line-5"))
    later = editing.added(later, "line-3", "Kemarin masih mahal.", BUILT_IN, new_id=lambda: "new")

    pairs = editing.compared(script, later)

    assert [(pair.change.value, (pair.after or pair.before).id) for pair in pairs] == [  # type: ignore[union-attr]  # one is there
        ("same", "line-1"),
        ("same", "line-2"),
        ("changed", "line-3"),
        ("added", "new"),
        ("same", "line-4"),
        ("removed", "line-5"),
        ("voiced", "line-6"),
        ("same", "line-7"),
    ]
    assert editing.audible(script, later)
    assert not editing.audible(script, script)


def test_the_same_words_under_another_id_are_the_same_line(script: Script) -> None:
    renamed = replace(script, lines=tuple(replace(line, id=f"x{line.id}") for line in script.lines))

    assert {pair.change for pair in editing.compared(script, renamed)} == {editing.Change.SAME}


@given(some.data())
def test_a_comparison_tells_every_line_of_both(data: some.DataObject) -> None:
    script = write([STORY, OTHER], programme=SHOW)
    kept = data.draw(some.lists(some.sampled_from(script.lines), unique_by=lambda line: line.id))
    other = replace(script, lines=tuple(kept))

    pairs = editing.compared(script, other)

    assert [pair.before for pair in pairs if pair.before] == list(script.lines) or len(kept) > 1
    assert sorted(str(pair.before) for pair in pairs if pair.before) == sorted(map(str, script.lines))
    assert sorted(str(pair.after) for pair in pairs if pair.after) == sorted(map(str, kept))
