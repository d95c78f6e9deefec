"""A shelf as it will be in some years: any number of published episodes, made in seconds; nothing of them is heard."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from podme_audio.library import Library
from podme_audio.library.tables import EpisodeRow, RevisionRow
from podme_audio.model import Article, Block, Chapter, Cue, Episode, Line, Media, Revision, Role, Script, State

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
SECTIONS = ("Dunia", "Ekonomi", "Kota", "Olahraga", "Teknologi", "Budaya")
AUTHORS = ("Ana Wulandari", "Budi Santoso", "Citra Lestari", "Dewi Anggraini")
#: Words that stories are made of; the last stands in one story of a thousand.
WORDS = ("harga", "beras", "gubernur", "jembatan", "sekolah", "pasar", "cuaca", "kapal", "warga", "jalan")
RARE = "gerhana"
_AT_ONCE = 500


def stock(library: Library, count: int, *, every: timedelta = timedelta(hours=4)) -> list[str]:
    """Publish *count* episodes, one after the other since 2020; return their guids, oldest first."""
    guids: list[str] = []
    for batch in _batched(range(count), _AT_ONCE):
        with library.database.writing() as session:
            for number in batch:
                episode, revision = _episode(number, BEGINNING + number * every)
                row = EpisodeRow(origin="", references=())
                row.stand(episode)
                session.add(row)
                session.flush()
                session.add(RevisionRow.of(revision, row.id))
                guids.append(episode.guid)
    return guids


def _batched(numbers: range, size: int) -> Iterator[range]:
    for start in range(numbers.start, numbers.stop, size):
        yield range(start, min(start + size, numbers.stop))


def _episode(number: int, moment: datetime) -> tuple[Episode, Revision]:
    words = [WORDS[(number * 7 + step * 3) % len(WORDS)] for step in range(6)] + ([RARE] if number % 1000 == 0 else [])
    title = f"Kabar {number + 1}: {' '.join(words[:3])}"
    slug = f"kabar-{number + 1}"
    lines = tuple(_line(at, text) for at, text in enumerate((title, *_story(words))))
    cues = tuple(Cue(line.id, at * 12.0, at * 12.0 + 11, line.written) for at, line in enumerate(lines))
    media = Media(f"{slug}-{number:016x}.mp3", 700_000, "audio/mpeg", 60.0, -16.0, -1.5)
    guid = str(UUID(int=number + (1 << 100)))
    article = Article(slug, title, (Block(Role.PARAGRAPH, lines[1].written),), url=f"https://podme.id/{slug}")
    episode = Episode(
        guid=guid,
        slug=slug,
        title=title,
        description=lines[1].written,
        state=State.PUBLISHED,
        revision=1,
        engine="tone",
        voice="sedang",
        media=media,
        created=moment,
        updated=moment,
        published=moment,
        section=SECTIONS[number % len(SECTIONS)],
        author=AUTHORS[number % len(AUTHORS)],
        links=(article.url,),
    )
    chapters = (Chapter(0.0, title), Chapter(24.0, "Tanggapan warga"))
    script = Script((article,), lines)
    return episode, Revision(guid, 1, moment, script, cues, chapters, episode.engine, episode.voice, media)


def _line(at: int, text: str) -> Line:
    role = Role.PARAGRAPH if at else Role.HEADLINE
    return Line(f"line-{at}", role, text, text, 0.7, 0)


def _story(words: list[str]) -> Iterator[str]:
    for turn in range(4):
        turned = words[turn:] + words[:turn]
        yield f"Menurut warga, {turned[0]} di dekat {turned[1]} membuat {turned[2]} ramai, sedangkan {turned[-1]} sepi."
