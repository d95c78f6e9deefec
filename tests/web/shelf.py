"""A shelf with episodes that sound: what the studio would have kept, made by hand."""

import subprocess
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import imageio_ffmpeg

from podme_audio.library import Draft, Library
from podme_audio.model import Article, Block, Chapter, Cue, Episode, Line, Recording, Role, Script, Word
from podme_audio.press import Press

NOON = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
#: Seconds a letter takes.
LETTER = 0.07
CHAPTERS = {0: "Pembuka", 3: "Rute dan jadwal", 6: "Apa kata warga"}
LINES = (
    (Role.BRIDGE, "Ini Podme Berita, Senin, 23 November 2026."),
    (Role.HEADLINE, "Bus air kembali melayari Kali Besar"),
    (
        Role.PARAGRAPH,
        (
            "Setelah berhenti selama 11 tahun, tiga bus air mulai mengangkut penumpang di Kali Besar pada Senin pagi. "
            "Tarifnya Rp3.500 sekali jalan, sama dengan tarif bus kota, dan gratis bagi pelajar."
        ),
    ),
    (Role.HEADING, "Rute dan jadwal"),
    (Role.PARAGRAPH, "Kapal berangkat setiap 20 menit dari pukul 05.30 sampai 21.00, dan singgah di enam dermaga."),
    (Role.LIST_ITEM, "Dermaga Pasar Ikan dan Dermaga Kota buka lebih awal, mulai pukul 05.00."),
    (Role.HEADING, "Apa kata warga"),
    (
        Role.QUOTE,
        (
            "“Dulu saya perlu satu jam lebih lewat jalan raya. Tadi pagi hanya 25 menit, dan sempat sarapan pula,” "
            "kata Yuliana, pedagang kain."
        ),
    ),
    (Role.PARAGRAPH, "Dinas perhubungan menargetkan 4.000 penumpang sehari sebelum akhir tahun."),
    (Role.DISCLOSURE, "Episode ini dibacakan oleh suara sintetis."),
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the application needs of a studio."""

    press: Press
    library: Library


@dataclass(frozen=True, slots=True)
class Stock:
    """A shelf, and an episode in every state."""

    shelf: Shelf
    published: Episode
    older: Episode
    draft: Episode
    withdrawn: Episode


#: Opens a library of a test's own, under settings it may bend.
Opening = Callable[..., Shelf]
#: Serves the library in a folder from another process; gives the port and the process.
Serving = Callable[..., AbstractContextManager[tuple[int, "subprocess.Popen[str]"]]]


def draft(
    folder: Path,
    title: str = "Bus air kembali melayari Kali Besar",
    *,
    lines: Sequence[tuple[Role, str]] = LINES,
    section: str = "Kota",
    sound: bytes = b"",
) -> Draft:
    """Make a draft whose recording lasts as long as its lines take; another *sound* is for where nobody listens."""
    cues = tuple(_cues([text for _, text in lines]))
    path = folder / "recording.mp3"
    path.write_bytes(sound or tone(round(cues[-1].end + 0.5)))
    url = f"https://podme.id/{section.lower()}/{len(title)}"
    return Draft(
        title=title,
        description="Tiga bus air mulai mengangkut penumpang di Kali Besar pada Senin pagi, setelah berhenti 11 tahun. "
        "Tarifnya sama dengan tarif bus kota.",
        script=Script(
            (Article(title, title, (Block(Role.PARAGRAPH, lines[1][1]),), url=url),),
            tuple(Line(f"line-{at}", role, text, text, 0.4, 0) for at, (role, text) in enumerate(lines)),
        ),
        recording=Recording(
            path=path,
            duration=float(round(cues[-1].end + 0.5)),
            loudness=-16.0,
            true_peak=-1.4,
            cues=cues,
            chapters=tuple(
                Chapter(cues[at].start if at else 0.0, name) for at, name in CHAPTERS.items() if at < len(cues)
            ),
        ),
        engine="tone",
        voice="putri",
        references=(title,),
        section=section,
        author="Redaksi Podme",
        links=(url,),
    )


def whole(folder: Path, draft: Draft, *, low: bytes = b"OggS low", cover: bytes = b"", correction: str = "") -> Draft:
    """Give a draft all that the studio gives it beside its sound."""
    path = folder / "recording.opus"
    path.write_bytes(low)
    lighter = replace(draft.recording, path=path, cues=(), chapters=())
    return replace(draft, low=lighter, cover=cover, correction=correction)


def publish(library: Library, draft: Draft, *, hours: int = 0) -> Episode:
    moment = NOON + timedelta(hours=hours)
    return library.publish(library.save(draft, now=moment).guid, now=moment)


@cache
def tone(seconds: int) -> bytes:
    """Make an MP3 as episodes are: mono, 44.1 kHz, 96 kbit/s."""
    source = f"sine=frequency=220:duration={seconds}:sample_rate=44100"
    made = subprocess.run(  # noqa: S603 - the encoder we bring ourselves
        [
            imageio_ffmpeg.get_ffmpeg_exe(),
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            source,
            "-ac",
            "1",
            "-b:a",
            "96k",
            "-f",
            "mp3",
            "-",
        ],
        capture_output=True,
        check=True,
    )
    return made.stdout


def _cues(texts: Sequence[str]) -> list[Cue]:
    cues, at = [], 0.5
    for number, text in enumerate(texts):
        words, place = [], 0
        for word in text.split():
            place = text.index(word, place)
            start = at + place * LETTER
            words.append(Word(word, round(start, 3), round(start + len(word) * LETTER, 3)))
            place += len(word)
        end = at + len(text) * LETTER
        cues.append(Cue(f"line-{number}", round(at, 3), round(end, 3), text, tuple(words)))
        at = end + 0.6
    return cues
