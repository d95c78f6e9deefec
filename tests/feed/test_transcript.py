import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podme_audio.feed import srt, transcript_json, vtt
from podme_audio.feed.transcript import SRT, VTT, Screen, pieces
from podme_audio.model import Cue, Word

TEXT = (
    "Pengelola pasar menambah dua belas kios baru. Menurut kepala pasar, kios itu disewakan kepada petani yang "
    'menjual langsung, tanpa perantara. "Kami ingin harga turun," katanya.'
)

Read = Callable[[str], list[Any]]

words = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Z", "Cn", "Co"]), min_size=1, max_size=80)
texts = st.lists(words, min_size=1, max_size=40).map(" ".join)


@st.composite
def paragraphs(draw: st.DrawFn) -> list[Cue]:
    cues: list[Cue] = []
    at = draw(st.floats(0, 5))
    for text in draw(st.lists(texts, max_size=4)):
        end = at + draw(st.floats(0.5, 40))
        cues.append(Cue(f"line-{len(cues)}", at, end, text))
        at = end + draw(st.floats(0, 2))
    return cues


def told(cue: Cue, screen: Screen = VTT) -> list[tuple[int, str]]:
    return [(piece.start, piece.text.strip()) for piece in pieces(cue, screen)]


def test_a_paragraph_becomes_lines_that_end_where_a_reader_pauses() -> None:
    assert [text for _start, text in told(Cue("a", 0, 10, TEXT))] == [
        "Pengelola pasar menambah dua belas kios baru.",
        "Menurut kepala pasar,",
        "kios itu disewakan kepada petani yang menjual langsung,",
        'tanpa perantara. "Kami ingin harga turun," katanya.',
    ]


def test_without_word_times_the_time_goes_by_characters() -> None:
    cue = Cue("a", 10.0, 20.0, f"{'a' * 59}. {'b' * 38}.")

    assert told(cue) == [(10_000, "a" * 59 + "."), (16_100, "b" * 38 + ".")]


def test_with_word_times_a_piece_begins_with_its_first_word() -> None:
    text = "Harga beras turun tiga pekan berturut-turut. Cabai, sebaliknya, naik karena hujan."
    tokens = text.split()
    spoken = tuple(Word(token, 100 + at * 0.5, 100 + at * 0.5 + 0.4) for at, token in enumerate(tokens))

    assert told(Cue("a", 100.0, 106.0, text, spoken))[1] == (103_000, "Cabai, sebaliknya, naik karena hujan.")


def test_inside_a_phrase_with_one_time_the_time_goes_by_characters() -> None:
    first, second = "x" * 59 + ".", "y" * 59 + "."
    cue = Cue("a", 0.0, 20.0, f"{first} {second}", (Word(f"{first} {second}", 2.0, 14.1),))

    assert told(cue) == [(0, first), (8_100, second)]


@pytest.mark.parametrize(
    "spoken",
    [
        (Word("seratus", 0, 9), Word("rupiah", 9, 10)),
        (Word(f"{'a' * 59}.", 0, 9),),
        (Word(f"{'a' * 59}.", 5, 4), Word(f"{'b' * 38}.", 5, 6)),
        (Word(f"{'a' * 59}.", 0, 5), Word(f"{'b' * 38}.", 5, 99)),
    ],
    ids=["spoken forms", "not all words", "backwards", "past the end"],
)
def test_words_that_do_not_follow_the_text_are_not_trusted(spoken: tuple[Word, ...]) -> None:
    cue = Cue("a", 0.0, 10.0, f"{'a' * 59}. {'b' * 38}.", spoken)

    assert told(cue)[1][0] == 6_100


def test_a_cue_too_short_to_cut_stays_whole() -> None:
    (piece,) = pieces(Cue("a", 1.0, 1.002, TEXT))

    assert (piece.start, piece.end, piece.text) == (1000, 1002, TEXT)


@given(text=st.text(max_size=600), start=st.floats(0, 1e5), length=st.floats(0.001, 600))
def test_pieces_lose_no_character_and_no_time(text: str, start: float, length: float) -> None:
    cue = Cue("a", start, start + length, text)

    for screen in (VTT, SRT):
        parts = pieces(cue, screen)
        assert "".join(part.text for part in parts) == text
        assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]
        assert all(part.start < part.end for part in parts) or len(parts) == 1
        assert -0.001 < start * 1000 - parts[0].start < 1.1
        assert parts[-1].end <= cue.end * 1000 + 0.001


@settings(deadline=None)
@given(cues=paragraphs())
def test_vtt_is_strictly_right_and_says_every_word(read_vtt: Read, cues: list[Cue]) -> None:
    heard = read_vtt(vtt(cues, speaker="Putri & <Bayu>"))

    assert {each.speaker for each in heard} <= {"Putri & <Bayu>"}
    assert all(len(line) <= 65 for each in heard for line in each.lines)
    joined = "".join(line.replace(" ", "") for each in heard for line in each.lines)
    assert joined == "".join("".join(cue.text.split()) for cue in cues)
    assert not heard or heard[-1].end <= round(cues[-1].end, 3)


@settings(deadline=None)
@given(cues=paragraphs())
def test_srt_has_two_short_lines_at_most_and_says_every_word(cues: list[Cue]) -> None:
    blocks = [block.split("\n") for block in srt(cues).strip("\n").split("\n\n") if block]

    assert [block[0] for block in blocks] == [str(number) for number in range(1, len(blocks) + 1)]
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}", block[1]) for block in blocks)
    assert all(1 <= len(block[2:]) <= 2 and max(map(len, block[2:])) <= 32 for block in blocks)
    joined = "".join(line.replace(" ", "") for block in blocks for line in block[2:])
    assert joined == "".join("".join(cue.text.split()) for cue in cues)


def test_vtt_in_full() -> None:
    cues = [Cue("a", 0.4, 2.0, "Beras & cabai --> <naik>."), Cue("b", 3601.5, 3602.001, "Selesai.")]

    assert vtt(cues, speaker="Putri") == (
        "WEBVTT\n\n00:00:00.400 --> 00:00:02.000\n<v Putri>Beras &amp; cabai --&gt; &lt;naik&gt;.\n\n"
        "01:00:01.500 --> 01:00:02.001\n<v Putri>Selesai.\n"
    )
    assert vtt([]) == "WEBVTT\n"


def test_srt_in_full() -> None:
    cue = Cue("a", 0.4, 4.0, "Harga beras turun tiga pekan berturut-turut di pasar.")

    assert srt([cue]) == ("1\n00:00:00,400 --> 00:00:04,000\nHarga beras turun tiga pekan\nberturut-turut di pasar.\n")


def test_json_in_full() -> None:
    written = json.loads(transcript_json([Cue("a", 0.4, 2.0, "Beras naik.")], speaker="Putri"))

    segment = {"speaker": "Putri", "startTime": 0.4, "endTime": 2.0, "body": "Beras naik."}
    assert written == {"version": "1.0.0", "segments": [segment]}


def test_line_breaks_and_control_characters_do_not_reach_a_transcript(read_vtt: Read) -> None:
    heard = read_vtt(vtt([Cue("a", 0, 9, "Satu\n\n2\x00\n00:00 --> tiga\x0bempat"), Cue("b", 9, 10, " \x01 ")]))

    assert [each.lines for each in heard] == [("Satu 2 00:00 --> tiga empat",)]


def test_a_long_paragraph_is_cut_in_no_time(read_vtt: Read) -> None:
    assert len(read_vtt(vtt([Cue("a", 0, 3600, f"{TEXT} " * 100)]))) >= 300
