"""What is kept as JSON comes back the same."""

import subprocess
import sys
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podme_audio.exceptions import LibraryError
from podme_audio.library import Library, from_json, to_json
from podme_audio.model import (
    Article,
    Block,
    Chapter,
    Cue,
    Episode,
    Line,
    Media,
    Removed,
    Revision,
    Role,
    Script,
    Show,
    State,
    Word,
)
from tests.library.drafts import NOW, Drafting

T = TypeVar("T")

#: A machine may be busy, and a library may serve many examples.
BUSY = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def several(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


#: PostgreSQL keeps no NUL in its texts, and no article has one.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
numbers = st.floats(allow_nan=False, allow_infinity=False)
zones = st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(-timedelta(hours=3, minutes=30))])
moments = st.datetimes(timezones=zones)
blocks = st.builds(Block, role=st.sampled_from(Role), text=texts, number=texts)
articles = st.builds(
    Article,
    reference=texts,
    title=texts,
    blocks=several(blocks),
    url=texts,
    section=texts,
    byline=texts,
    published=st.none() | moments,
    modified=st.none() | moments,
    removed=several(st.builds(Removed, block=blocks, reason=texts, at=st.integers(0, 99))),
)
lines = st.builds(
    Line,
    id=texts,
    role=st.sampled_from(Role),
    written=texts,
    spoken=texts,
    pause=numbers,
    article=st.none() | st.integers(0, 9),
    chapter=texts,
    voice=texts,
)
words = st.builds(Word, text=texts, start=numbers, end=numbers)
cues = st.builds(Cue, line=texts, start=numbers, end=numbers, text=texts, words=several(words))
chapters = st.builds(Chapter, start=numbers, title=texts, url=texts)
media = st.builds(
    Media,
    name=texts,
    size=st.integers(0, 1 << 40),
    type=texts,
    duration=numbers,
    loudness=numbers,
    true_peak=numbers,
)
scripts = st.builds(Script, articles=several(articles), lines=several(lines))
revisions = st.builds(
    Revision,
    guid=texts,
    number=st.integers(1, 99),
    created=moments,
    script=scripts,
    cues=several(cues),
    chapters=several(chapters),
    engine=texts,
    voice=texts,
    media=media,
)
episodes = st.builds(
    Episode,
    guid=texts,
    slug=texts,
    title=texts,
    description=texts,
    state=st.sampled_from(State),
    revision=st.integers(1, 99),
    engine=texts,
    voice=texts,
    media=media,
    created=moments,
    updated=moments,
    published=st.none() | moments,
    section=texts,
    author=texts,
    links=several(texts),
)
shows = st.builds(Show, title=texts, description=texts, author=texts)


@settings(deadline=None, suppress_health_check=BUSY)
@given(st.one_of(scripts, revisions, episodes, shows))
def test_what_goes_out_comes_back(value: Script | Revision | Episode | Show) -> None:
    assert from_json(to_json(value), type(value)) == value


@given(script=scripts, heard=several(cues), places=several(chapters))
@settings(max_examples=20, deadline=None, suppress_health_check=BUSY)
def test_the_database_gives_back_what_it_was_given(
    library: Library, drafting: Drafting, script: Script, heard: tuple[Cue, ...], places: tuple[Chapter, ...]
) -> None:
    draft = drafting(script=script, cues=heard, chapters=places)

    revision = library.revision(library.save(draft, now=NOW).guid)

    assert (revision.script, revision.cues, revision.chapters) == (script, heard, places)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"title": 7}', b"\xff"])
def test_what_is_not_a_show_is_told(content: bytes) -> None:
    with pytest.raises(LibraryError, match="not the JSON of a Show"):
        from_json(content, Show)


@pytest.mark.parametrize("way", ["json", "column"])
def test_many_threads_may_be_the_first_to_read_a_kind_of_thing(way: str) -> None:
    child = Path(__file__).with_name("first_readers.py")

    done = subprocess.run([sys.executable, "-W", "error", str(child), way], capture_output=True, text=True, check=False)  # noqa: S603

    assert (done.returncode, done.stderr) == (0, "")
