"""A library in, the same with thousands of episodes that nobody made out: to see how its pages bear them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from uuid import UUID

from podme_audio.library import Library, slug
from podme_audio.library.archive.entries import entry
from podme_audio.library.tables import EpisodeRow, RevisionRow, WordsRow
from podme_audio.model import Chapter, Cue, Episode, Line, Media, Revision, Role, Script, State, Word

SECTIONS = ("Nasional", "Ekonomi", "Dunia", "Olahraga", "Teknologi", "Kesehatan", "Budaya", "Daerah")
AUTHORS = tuple(f"Wartawan {number}" for number in range(1, 41))
#: Words that are in every episode, and one that is in one of so many.
COMMON, RARE, SELDOM = "rapat pemerintah", "kalpataru", 1000
#: Between two episodes, so that ten thousand are three years.
APART = timedelta(hours=2, minutes=38)
NEWEST = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

#: As long as an article of two and a half minutes.
_LINES, _WORDS, _SECONDS = 24, 15, 0.42
_BATCH = 250
_SYLLABLES = tuple(f"{one}{two}" for one in "bcdghjklmnprst" for two in ("a", "an", "e", "i", "o", "u", "ur"))
_VOCABULARY = 6000


def stock(library: Library, count: int) -> None:
    """Publish *count* episodes, the last of them at NEWEST; there is no sound to them."""
    made = _Newsroom()
    for first in range(0, count, _BATCH):
        with library.database.writing() as session:
            for number in range(first, min(first + _BATCH, count)):
                revision = made.revision(number)
                episode = made.episode(number, revision, NEWEST - APART * (count - 1 - number))
                row = EpisodeRow(id=number + 1, origin="", references=())
                row.stand(episode)
                lines = ((cue.start, cue.text) for cue in revision.cues)
                found_by = entry(episode.title, episode.description, lines)
                session.add_all((row, RevisionRow.of(revision, row.id), WordsRow(episode_id=row.id, **found_by)))


class _Newsroom:
    """Writes what reads like news to a database: few words that are everywhere, and many that are seldom."""

    def __init__(self) -> None:
        self._random = random.Random(20261123)  # noqa: S311 - a shelf to measure on, the same each time
        self._words = ["".join(self._random.sample(_SYLLABLES, 2 + at % 3)) for at in range(_VOCABULARY)]
        self._weights = list(accumulate(1 / (at + 2) for at in range(_VOCABULARY)))

    def episode(self, number: int, revision: Revision, moment: datetime) -> Episode:
        title = revision.script.lines[0].written
        return Episode(
            guid=str(UUID(int=number)),
            slug=f"{slug(title)[:60]}-{number}",
            title=title,
            description=revision.script.lines[1].written,
            state=State.PUBLISHED,
            revision=1,
            engine="kokoro",
            voice="putri",
            media=revision.media,
            created=moment,
            updated=moment,
            published=moment,
            section=SECTIONS[number % len(SECTIONS)],
            author=AUTHORS[number % len(AUTHORS)],
            links=(f"https://podme.id/{number}",),
        )

    def revision(self, number: int) -> Revision:
        texts = [self._sentence(at, number) for at in range(_LINES)]
        cues = tuple(self._cues(texts))
        return Revision(
            guid=str(UUID(int=number)),
            number=1,
            created=NEWEST,
            script=Script((), tuple(Line(cue.line, Role.PARAGRAPH, cue.text, cue.text, 0.4) for cue in cues)),
            cues=cues,
            chapters=(Chapter(0.0, texts[0]),),
            engine="kokoro",
            voice="putri",
            media=Media(f"{number}-{number:016x}.mp3", 1_800_000, "audio/mpeg", cues[-1].end, -16.0, -1.4),
        )

    def _sentence(self, at: int, number: int) -> str:
        words = self._random.choices(self._words, cum_weights=self._weights, k=_WORDS if at else _WORDS // 2)
        words += [COMMON] if at == number % (_LINES - 2) + 2 else []
        words += [RARE] if at == _LINES - 1 and number % SELDOM == 0 else []
        return " ".join(words).capitalize() + "." * bool(at)

    def _cues(self, texts: list[str]) -> Iterator[Cue]:
        start = 0.5
        for number, text in enumerate(texts):
            times = [start + _SECONDS * at for at in range(len(text.split()) + 1)]
            words = zip(text.split(), times[:-1], times[1:], strict=True)
            yield Cue(f"{number:08x}", start, times[-1], text, tuple(Word(*word) for word in words))
            start = times[-1] + 0.4
