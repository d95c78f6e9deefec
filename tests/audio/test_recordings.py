import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from math import isnan
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest
from mutagen.mp3 import MP3, BitrateMode

from podme_audio.audio import Tags, Take, encoder_version, measure, record
from podme_audio.exceptions import AudioError, FfmpegError
from podme_audio.model import Line, Recording, Store, Word

Sound = Callable[..., np.ndarray]
Said = Callable[..., Take]
Recorded = Callable[..., Recording]

TAGS = Tags("Kabar Pagi", "Podme", "Redaksi")


@pytest.fixture
def long_takes(said: Said, tone: Sound) -> list[Take]:
    """More than a minute of lines, each with a pitch of its own, in several segments."""
    return [said(tone(4, pitch=300 + 20 * n), id=f"l{n}", mastered=False) for n in range(18)]


def heard(path: Path) -> np.ndarray:
    """What a player plays."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<i2")  # noqa: S603 (our own)


@pytest.fixture
def long_take(line: Callable[..., Line]) -> Take:
    """More sound than a pipe holds."""
    return Take(line(), bytes(2_000_000), 24_000, (), 41.0, 41.0)


def opened(path: Path) -> Any:
    return MP3(path)  # type: ignore[no-untyped-call]  # mutagen carries no types


def test_an_episode_is_mastered(voice: Sound, said: Said, recorded: Recorded) -> None:
    made = recorded(said(voice(6, seed=seed, level=0.1 * seed), id=f"l{seed}") for seed in range(1, 7))

    found = measure(made.path)

    assert found.loudness == pytest.approx(-16.0, abs=0.3)
    assert found.true_peak <= -1.0
    assert made.loudness == pytest.approx(found.loudness, abs=0.1)
    assert made.true_peak == pytest.approx(found.true_peak, abs=0.1)


@pytest.mark.parametrize("level", [0.02, 0.9])
def test_an_episode_that_missed_its_level_is_moved_as_a_whole(
    level: float, tone: Sound, line: Callable[..., Line], recorded: Recorded
) -> None:
    sound = (tone(8, level=level) * 32_767).astype("<i2").tobytes()

    made = recorded([Take(line(), sound, 24_000, (), 8.2, 8.0)])

    found = measure(made.path)
    assert found.loudness == pytest.approx(-16.0, abs=0.5)
    assert found.true_peak <= -1.0
    assert heard(made.path)[8 * 44_100 - 100 :].max() > 0


def test_peaks_the_encoder_made_higher_are_brought_down(line: Callable[..., Line], recorded: Recorded) -> None:
    clicks = np.zeros(24_000 * 5)
    clicks[::6_000] = 0.99
    clicks[1::6_000] = -0.99
    noise = 0.08 * np.random.default_rng(1).standard_normal(len(clicks))
    sound = np.rint(np.clip(clicks + noise, -1, 1) * 32_767).astype("<i2").tobytes()

    made = recorded([Take(line(), sound, 24_000, (), 5.0, 5.0)])

    assert measure(made.path).true_peak <= -1.0


def test_a_cue_begins_where_its_line_is_heard_after_many_joins(tone: Sound, said: Said, recorded: Recorded) -> None:
    rates = [24_000, 22_050] * 26
    takes = [
        said(tone(0.3, rate=rate, pitch=900), id=str(n), rate=rate, mastered=False) for n, rate in enumerate(rates)
    ]

    made = recorded(takes, mastered=False)

    loud = np.abs(heard(made.path).astype(float)) > 1_000
    late = []
    for cue in made.cues:
        first = max(0, round((cue.start - 0.1) * 44_100))
        late.append((first + int(loud[first:].argmax())) / 44_100 - cue.start)
    assert len(made.cues) == 52
    assert max(late) < 0.035  # 20 ms of silence are kept before a line, and a fade
    assert min(late) > 0.015
    assert max(late) - min(late) < 0.005


def test_a_recording_lasts_as_long_as_it_says(long_takes: list[Take], recorded: Recorded) -> None:
    made = recorded(long_takes, mastered=False)

    spoken = sum(len(take.sound) / 2 / take.rate for take in long_takes)
    assert len(heard(made.path)) / 44_100 == pytest.approx(made.duration, abs=0.001)
    assert spoken <= made.duration < spoken + 0.06 * 10
    assert made.cues[-1].end <= made.duration


def test_cues_come_in_order_with_their_words(tone: Sound, said: Said, recorded: Recorded) -> None:
    words = (Word("satu", 0.1, 0.5), Word("dua", 0.5, 1.1))

    made = recorded(said(tone(1), id=id, words=words, spoken="Satu dua.") for id in "abc")

    assert [cue.line for cue in made.cues] == ["a", "b", "c"]
    assert all(one.end <= two.start for one, two in pairwise(made.cues))
    assert all(cue.start <= word.start < word.end <= cue.end for cue in made.cues for word in cue.words)
    assert [word.text for word in made.cues[2].words] == ["satu", "dua"]
    assert made.cues[0].text == "Satu dua."


def test_the_file_says_what_it_is(tone: Sound, said: Said, recorded: Recorded) -> None:
    tags = Tags(
        "Harga “cabai” naik",
        "Podme",
        "Redaksi",
        date=date(2026, 11, 23),
        comment="Dibacakan mesin – bukan orang.",
        words="Harga cabai naik.\n\n“Rawit” tetap.",
        link="https://podme.id/e/cabai dan “rawit”",
        feed="https://podme.id/feed.xml",
        cover=b"\xff\xd8\xff\xe0 a picture",
    )

    made = recorded([said(tone(3))], tags=tags)

    file = opened(made.path)
    assert file.tags.version == (2, 3, 0)
    assert file.tags["TIT2"].text == ["Harga “cabai” naik"]
    assert (file.tags["TALB"].text, file.tags["TPE1"].text) == (["Podme"], ["Redaksi"])
    assert (file.tags["TCON"].text, file.tags["TLAN"].text) == (["Podcast"], ["ind"])
    assert str(file.tags["TDRC"].text[0]) == "2026-11-23"
    assert file.tags["COMM::ind"].text == ["Dibacakan mesin – bukan orang."]
    assert file.tags["USLT::ind"].text == "Harga cabai naik.\n\n“Rawit” tetap."
    assert (file.tags["TDES"].text, file.tags["WFED"].url) == ([tags.comment], "https://podme.id/feed.xml")
    assert file.tags["PCST"].value == 1
    assert file.tags["WOAF"].url == "https://podme.id/e/cabai%20dan%20%E2%80%9Crawit%E2%80%9D"
    assert (file.tags["APIC:"].data, file.tags["APIC:"].mime) == (tags.cover, "image/jpeg")


def test_the_sound_is_of_constant_bit_rate_and_says_so(tone: Sound, said: Said, recorded: Recorded) -> None:
    made = recorded([said(tone(3))])

    found = opened(made.path).info
    assert found.bitrate_mode is BitrateMode.CBR
    assert (found.sample_rate, found.channels) == (44_100, 1)
    assert found.bitrate == pytest.approx(96_000, rel=0.001)
    assert not found.sketchy
    assert found.length == pytest.approx(made.duration, abs=0.001)
    assert b"Info" in made.path.read_bytes()[:2_000]
    assert b"Xing" not in made.path.read_bytes()


def test_a_chapter_begins_with_its_line_and_leads_to_its_article(tone: Sound, said: Said, recorded: Recorded) -> None:
    tags = Tags("Kabar", "Podme", "Redaksi", urls=("https://podme.id/satu", ""))
    takes = [
        said(tone(1), id="a"),
        said(tone(1), id="b", chapter="Satu", article=0),
        said(tone(1), id="c", article=0),
        said(tone(1), id="d", chapter="Dua “lagi”", article=1),
    ]

    made = recorded(takes, tags=tags)

    assert [(chapter.title, chapter.url) for chapter in made.chapters] == [
        ("Satu", "https://podme.id/satu"),
        ("Dua “lagi”", ""),
    ]
    assert made.chapters[0].start == 0
    assert made.cues[2].end < made.chapters[1].start <= made.cues[3].start
    assert made.chapters[1].start == pytest.approx(made.cues[3].start, abs=0.001)


def test_the_chapters_in_the_file_are_those_of_the_recording(tone: Sound, said: Said, recorded: Recorded) -> None:
    tags = Tags("Kabar", "Podme", "Redaksi", urls=("https://podme.id/satu",))

    made = recorded((said(tone(0.5), id=f"l{n}", chapter=f"Bab {n}", article=0) for n in range(12)), tags=tags)

    found = opened(made.path).tags
    frames = [frame for frame in found.values() if frame.FrameID == "CHAP"]
    assert found["CTOC:toc"].child_element_ids == [frame.element_id for frame in frames]
    assert [frame.start_time / 1000 for frame in frames] == [chapter.start for chapter in made.chapters]
    assert [frame.sub_frames["TIT2"].text[0] for frame in frames] == [f"Bab {n}" for n in range(12)]
    assert [frame.end_time for frame in frames[:-1]] == [frame.start_time for frame in frames[1:]]
    assert frames[0].sub_frames["WXXX:"].url == "https://podme.id/satu"


def test_the_same_takes_are_encoded_once(long_takes: list[Take], shelf: Any, recorded: Recorded) -> None:
    first = recorded(long_takes, mastered=False)
    written = shelf.written

    second = recorded(long_takes, mastered=False)

    assert written > 2
    assert shelf.written == written
    assert (second.path, second.cues) == (first.path, first.cues)


def test_a_correction_encodes_only_the_segments_it_touches(
    long_takes: list[Take], tone: Sound, said: Said, shelf: Any, recorded: Recorded
) -> None:
    recorded(long_takes, mastered=False)
    written = shelf.written

    recorded([*long_takes[:9], said(tone(3, pitch=1_000), id="l9"), *long_takes[10:]], mastered=False)

    assert written < shelf.written <= written + 2


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[: len(kept) // 2], lambda kept: kept[:-1] + b"?", lambda _: b"{}\n"]
)
def test_a_damaged_segment_is_encoded_again(
    damage: Callable[[bytes], bytes], tone: Sound, said: Said, shelf: Any, recorded: Recorded
) -> None:
    first = recorded([said(tone(3))])
    for name, kept in shelf.kept.items():
        shelf.kept[name] = damage(kept)

    second = recorded([said(tone(3))])

    assert second == first
    assert shelf.written == 2


def test_unmastered_nothing_is_measured(tone: Sound, said: Said, recorded: Recorded) -> None:
    made = recorded([said(tone(2), mastered=False)], mastered=False)

    assert isnan(made.loudness)
    assert isnan(made.true_peak)


@pytest.mark.parametrize("seconds", [0.02, 0.2])
def test_a_recording_may_be_one_short_word(seconds: float, tone: Sound, said: Said, recorded: Recorded) -> None:
    made = recorded([said(tone(seconds), pause=0.0)])

    assert 0.5 <= made.duration < 0.55
    assert made.cues[0].end < seconds + 0.06


def test_no_line_makes_no_recording(recorded: Recorded) -> None:
    with pytest.raises(AudioError, match="at least one line"):
        recorded([])


def test_nothing_but_silence_makes_no_recording(said: Said, recorded: Recorded) -> None:
    with pytest.raises(AudioError, match="nothing is heard"):
        recorded([said(np.zeros(24_000))])


def test_takes_that_end_in_an_error_leave_nothing_behind(
    long_takes: list[Take], recorded: Recorded, tmp_path: Path
) -> None:
    def failing() -> Iterator[Take]:
        yield from long_takes[:12]
        raise AudioError("line l12 is silent")

    with pytest.raises(AudioError, match="line l12 is silent"):
        recorded(failing())

    assert not list(tmp_path.rglob("*.*"))


def test_a_folder_that_cannot_be_written_is_named(tone: Sound, said: Said, shelf: Store, tmp_path: Path) -> None:
    folder = tmp_path / "file"
    folder.write_bytes(b"")

    with pytest.raises(AudioError, match=r"could not be written to .*file"):
        record([said(tone(1))], tags=TAGS, segments=shelf, folder=folder)


def test_a_full_disk_is_told_and_leaves_nothing_behind(tone: Sound, said: Said, full: Store, tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="No space left"):
        record([said(tone(1))], tags=TAGS, segments=full, folder=tmp_path)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mastered", [True, False])
def test_a_segment_taken_away_meanwhile_is_told_and_leaves_nothing_behind(
    mastered: bool, tone: Sound, said: Said, forgetful: Store, tmp_path: Path
) -> None:
    with pytest.raises(AudioError, match="taken away or changed"):
        record([said(tone(1))], tags=TAGS, segments=forgetful, folder=tmp_path, mastered=mastered)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("program", "told"),
    [
        pytest.param("kill -9 $$", "killed by signal 9", id="killed"),
        pytest.param(
            "cat > /dev/null; echo 'Unrecognized option dec.' >&2; exit 8", "Unrecognized option dec", id="old"
        ),
        pytest.param("exit 1", "it said nothing", id="mute"),
        pytest.param("yes complaint | head -c 3000000 >&2; cat >/dev/null; exit 1", "complaint", id="talkative"),
        pytest.param("head -c 100000 /dev/zero", "frame 1 of the encoded sound is broken", id="no MP3"),
        pytest.param("cat > /dev/null", "did not measure", id="empty"),
    ],
)
def test_an_encoder_that_fails_is_told_in_one_sentence(
    program: str, told: str, long_take: Take, recorded: Recorded, encoder: Callable[[str], None]
) -> None:
    encoder(program)

    with pytest.raises(AudioError, match=told):
        recorded([long_take])


def test_an_encoder_that_stops_early_is_caught(
    long_take: Take, recorded: Recorded, encoder: Callable[[str], None]
) -> None:
    encoder("cat > /dev/null")

    with pytest.raises(AudioError, match=r"was encoded to 0\.000 s"):
        recorded([long_take], mastered=False)


def test_a_machine_without_an_encoder_says_what_to_do(
    long_take: Take, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", nowhere)

    with pytest.raises(FfmpegError, match="install imageio-ffmpeg again"):
        recorded([long_take])


def test_a_missing_encoder_says_what_to_do(
    tone: Sound, said: Said, recorded: Recorded, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    take = said(tone(1))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "none"))

    with pytest.raises(FfmpegError, match="install imageio-ffmpeg again"):
        recorded([take])


def test_the_encoder_tells_its_version() -> None:
    assert encoder_version().startswith("ffmpeg ")


@pytest.mark.parametrize("content", [b"", b"<html>", bytes(4_000)])
def test_a_file_that_is_no_sound_cannot_be_measured(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file.mp3"
    path.write_bytes(content)

    with pytest.raises(AudioError):
        measure(path)


def test_a_file_without_a_sample_cannot_be_measured(wav: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "file.wav"
    path.write_bytes(wav(np.zeros(0)))

    with pytest.raises(AudioError):
        measure(path)


def test_a_file_that_is_not_there_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="is not a file"):
        measure(tmp_path / "none.mp3")
