from hypothesis import given
from hypothesis import strategies as st

from podme_audio import script
from podme_audio.model import Line, Role, Word

SECOND = 1.0


def line(written: str, role: Role = Role.PARAGRAPH) -> Line:
    return Line("a", role, written, script.say(role, written), 0.5)


def said(spoken: str) -> tuple[Word, ...]:
    """Let every spoken word last a second."""
    return tuple(Word(word, at * SECOND, (at + 1) * SECOND) for at, word in enumerate(spoken.split()))


def followed(written: str, role: Role = Role.PARAGRAPH) -> list[tuple[str, float, float]]:
    spoken = line(written, role)
    return [(word.text, word.start, word.end) for word in script.follow(spoken, said(spoken.spoken))]


def test_a_written_sum_is_heard_from_its_first_spoken_word_to_its_last() -> None:
    assert followed("Biaya Rp2,4 miliar cukup.") == [
        ("Biaya", 0.0, 1.0),
        ("Rp2,4 miliar", 1.0, 6.0),
        ("cukup.", 6.0, 7.0),
    ]


def test_the_number_of_a_list_item_is_heard_as_its_ordinal() -> None:
    assert followed("2. Kirim buku", Role.LIST_ITEM) == [("2.", 0.0, 1.0), ("Kirim", 1.0, 2.0), ("buku", 2.0, 3.0)]


def test_phrases_are_shared_out_by_their_letters() -> None:
    timed = script.follow(line("Satu dua."), (Word("Satu dua.", 0.0, 8.0),))

    assert timed == (Word("Satu", 0.0, 4.0), Word("dua.", 4.0, 8.0))


def test_what_an_editor_spoke_by_hand_is_not_followed() -> None:
    by_hand = Line("a", Role.PARAGRAPH, "Harga naik.", "Harganya naik lagi.", 0.5)

    assert script.follow(by_hand, said(by_hand.spoken)) == ()


def test_an_engine_that_knows_no_times_is_not_followed() -> None:
    assert script.follow(line("Harga naik."), ()) == ()


@given(st.lists(st.sampled_from(["Harga", "Rp7.500,", "(5/3)", "KTT", "naik", '"ya"', "3-1", "10%", "–"]), min_size=1))
def test_the_words_joined_are_what_was_written_and_their_times_never_go_back(words: list[str]) -> None:
    written = " ".join(words)
    spoken = line(written)

    timed = script.follow(spoken, said(spoken.spoken))

    if spoken.spoken:
        assert " ".join(word.text for word in timed).split() == written.split()
    times = [time for word in timed for time in (word.start, word.end)]
    assert times == sorted(times)
