"""What is known of a take spares making it again, and never changes what is heard."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from podme_audio.audio import Heard, kept, marked, take
from podme_audio.exceptions import AudioError, UndecodableClipError
from podme_audio.model import Clip, Line, Recording, Word

Sound = Callable[..., np.ndarray]
Written = Callable[..., Line]
Recorded = Callable[[Iterable[Heard]], Recording]
WORDS = (Word("Selamat", 0.1, 0.6), Word("pagi.", 0.6, 1.0))


@pytest.fixture
def clips(tone: Sound, wav: Callable[..., bytes]) -> list[Clip]:
    """More than a minute of lines."""
    return [Clip(wav(tone(4, pitch=300 + 20 * number)), "wav", WORDS) for number in range(18)]


@pytest.fixture
def clip(clips: list[Clip]) -> Clip:
    return clips[0]


def takes(clips: list[Clip], shelf: Any, line: Written) -> list[Heard]:
    return [kept(clip, line(f"l{number}"), shelf) for number, clip in enumerate(clips)]


def test_a_take_that_is_known_says_the_same_as_one_that_is_made(clip: Clip, shelf: Any, line: Written) -> None:
    made = take(clip, line())
    first, again = kept(clip, line(), shelf), kept(clip, line(), shelf)

    for one in (first, again):
        assert (one.rate, one.words, one.length, one.seconds) == (made.rate, made.words, made.length, made.seconds)
        assert (one.digest, one.sound) == (made.digest, made.sound)
    mark = marked(clip, line(), shelf)
    assert mark
    assert (mark.speech, mark.words) == (made.speech, take(clip, line(), mastered=False).words)


def test_a_recording_of_known_takes_is_the_same_to_the_byte(
    clips: list[Clip], shelf: Any, line: Written, recorded: Recorded
) -> None:
    first = recorded(takes(clips, shelf, line))
    content, written = first.path.read_bytes(), shelf.written

    again = recorded(takes(clips, shelf, line))

    assert (again, again.path.read_bytes()) == (first, content)
    assert shelf.written == written


def test_segments_that_are_gone_are_made_again_of_known_takes(
    clips: list[Clip], shelf: Any, line: Written, recorded: Recorded
) -> None:
    first = recorded(takes(clips, shelf, line))
    for name in [name for name in shelf.kept if "/takes/" not in name]:
        shelf.remove(name)

    assert recorded(takes(clips, shelf, line)) == first


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda clip, line: (clip, line(pause=0.9)), id="another silence after it"),
        pytest.param(lambda clip, line: (clip, line(spoken="Selamat pagi?")), id="another mark at its end"),
        pytest.param(lambda clip, line: (Clip(clip.sound, "wav", WORDS[:1]), line()), id="other times of words"),
        pytest.param(lambda clip, line: (Clip(clip.sound[:-200], "wav", WORDS), line()), id="another sound"),
    ],
)
def test_what_sounds_otherwise_is_another_take(
    other: Callable[[Clip, Written], tuple[Clip, Line]], clip: Clip, shelf: Any, line: Written
) -> None:
    kept(clip, line(), shelf)

    assert marked(clip, line(id="b"), shelf)  # whose line it is does not matter
    assert marked(*other(clip, line), shelf) is None


@pytest.mark.parametrize("damage", [b"", b"{}", b"not JSON", b'{"rate": 1}', b"[]", b"\xff"])
def test_a_damaged_mark_is_none(damage: bytes, clip: Clip, shelf: Any, line: Written) -> None:
    kept(clip, line(), shelf)
    (name,) = shelf.kept
    shelf.kept[name] = damage

    assert kept(clip, line(), shelf).digest == take(clip, line()).digest


def test_a_take_that_has_become_another_is_told(clip: Clip, shelf: Any, line: Written, recorded: Recorded) -> None:
    kept(clip, line(), shelf)
    (name,) = shelf.kept
    shelf.kept[name] = shelf.kept[name].replace(take(clip, line()).digest.encode(), b"0" * 64)

    with pytest.raises(AudioError, match="sounds otherwise than a moment ago"):
        recorded([kept(clip, line(), shelf)])


def test_what_is_no_sound_leaves_no_mark(shelf: Any, line: Written) -> None:
    with pytest.raises(UndecodableClipError):
        kept(Clip(b"", "mp3"), line(), shelf)

    assert shelf.kept == {}
