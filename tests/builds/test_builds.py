"""Builds in one process: through the counter and the workshop, with engines that do what a test tells them."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import feedparser
import pytest
from dbos import DBOS
from imageio_ffmpeg import get_ffmpeg_exe
from sqlalchemy import MetaData, Table, create_engine, select

from podme_audio.booth import Booth, Speaker
from podme_audio.builds import Builds, Workshop
from podme_audio.exceptions import LibraryError, NotAnArticleError, SynthesisError
from podme_audio.library import Library
from podme_audio.model import Build, Clip, Line, Progress, Role, State
from podme_audio.settings import Settings
from podme_audio.speech.tone import Tone
from podme_audio.studio import Studio, Wish

ARTICLE = """---
title: {title}
---
Jembatan gantung itu dibuka pagi ini.

Warga dua desa menyeberang.

Biayanya Rp2,4 miliar.
"""
#: Seconds after which a test gives up waiting for another thread.
LONGEST = 30.0


class Actor(Tone):
    """The tone engine in a role: it counts what it says, fails at a word, and holds a line until it is let go."""

    def __init__(self, name: str = "tone") -> None:
        super().__init__("")
        self.name, self.fingerprint = name, f"{name} {self.fingerprint}"
        self.said: list[str] = []
        self.breaks_at, self.holds_at = "", ""
        self.breaks_with: Exception = SynthesisError(f"{name} lost its voice", engine=name)
        self.held, self.let_go = threading.Event(), threading.Event()

    def synthesize(self, text: str) -> Clip:
        if self.breaks_at and self.breaks_at in text:
            raise self.breaks_with
        if self.holds_at and self.holds_at in text:
            self.held.set()
            assert self.let_go.wait(LONGEST), "nobody let the line go"
        self.said.append(text)
        return super().synthesize(text)

    def stop(self) -> None:
        self.let_go.set()


class Newsroom:
    """A studio with its builds, and engines that are told what to do."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.folder = folder
        self.library = library
        self.cast = {name: Actor(name) for name in ("tone", "gtts", "kokoro")}
        self.tone = self.cast["tone"]
        self.studio = Studio(Settings(home=folder / "home", engine="tone"), library)
        self.studio.booth = Booth(library.store, find=lambda name, _voice: self.cast[name])
        self.builds = Builds(self.studio, sleep=lambda _: self.glance())
        self.workshop = Workshop(self.studio, lines=2)

    @staticmethod
    def glance() -> None:
        """Look at a build more often than a person could."""
        threading.Event().wait(0.02)

    def article(self, title: str = "Jembatan Gantung Dibuka") -> str:
        path = self.folder / f"{title}.md"
        path.write_text(ARTICLE.format(title=title), "utf-8")
        return str(path)

    def start(self, article: str = "Jembatan Gantung Dibuka", **wishes: Any) -> Build:
        return self.builds.start(Wish((self.article(article),), **wishes))

    def finished(self, build: Build) -> Build:
        return self.builds.watch(build.id)

    def built(self, article: str = "Jembatan Gantung Dibuka", **wishes: Any) -> Build:
        return self.finished(self.start(article, **wishes))

    def steps(self) -> list[str]:
        """Return all that dbos keeps of what went in and came out, as it stands in its rows."""
        engine = create_engine(self.library.database.address)
        schema = "dbos" if engine.dialect.name == "postgresql" else None
        tables = MetaData()
        try:
            with engine.connect() as connection:
                steps, workflows = (
                    Table(name, tables, schema=schema, autoload_with=connection)
                    for name in ("operation_outputs", "workflow_status")
                )
                wanted = (steps.c.output, steps.c.error, workflows.c.inputs, workflows.c.output, workflows.c.error)
                return [kept for one in wanted for kept in connection.scalars(select(one)) if kept is not None]
        finally:
            engine.dispose()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which nothing was ever built, made once: its migrations take longer than most builds."""
    home = tmp_path_factory.mktemp("empty")
    with Library(home) as library:
        DBOS.migrate(library.database.address)
    return home / "podme.db"


@pytest.fixture
def newsroom(tmp_path: Path, empty: Path) -> Iterator[Newsroom]:
    (tmp_path / "home").mkdir()
    shutil.copy(empty, tmp_path / "home")
    with Library(tmp_path / "home") as library:
        room = Newsroom(tmp_path, library)
        with closing(room.builds):
            yield room


@pytest.fixture
def open(newsroom: Newsroom) -> Iterator[Newsroom]:
    """A newsroom whose workshop is open."""
    with newsroom.workshop.open():
        yield newsroom


def states(room: Newsroom, build: Build) -> list[str]:
    return [line.state for line in room.library.ledger.lines(build.id)]


def published(room: Newsroom) -> list[str]:
    return [entry.title for entry in feedparser.parse(room.studio.press.feed().content).entries]


def telling(room: Newsroom, story: str) -> list[str]:
    """Return the files of the library in which *story* still stands."""
    home = room.folder / "home"
    files = [path for path in home.rglob("*") if path.is_file() and story.encode() in path.read_bytes()]
    return [path.relative_to(home).as_posix() for path in files]


# -- what goes well


def test_an_erased_episode_leaves_nothing_of_itself(open: Newsroom) -> None:
    build = open.built(publish=True)
    episode, script = open.library.episode(build.guid), open.library.revision(build.guid).script
    open.library.manuscripts.open("x", script, editor="ana", now=episode.updated, guid=build.guid)
    assert "podme.db" in " ".join(telling(open, "Jembatan gantung itu dibuka"))

    open.builds.erase(episode.slug)

    assert telling(open, "Jembatan gantung itu dibuka") == []
    assert telling(open, "Jembatan Gantung Dibuka") == []
    assert open.library.media(episode.media.name) is None
    assert open.library.rebuild() == ()
    assert (open.library.episodes(), open.library.ledger.builds(), published(open)) == ((), (), [])


def test_erasing_one_episode_leaves_the_others_as_they_are(open: Newsroom) -> None:
    gone, stays = open.built(publish=True), open.built("Pasar Apung Ramai", publish=True)
    before = open.library.episode(stays.guid)

    open.builds.erase(gone.guid)

    assert open.library.episodes() == (before,)
    assert published(open) == ["Pasar Apung Ramai"]
    assert open.library.audio(before)
    assert open.built("Pasar Apung Ramai").guid == stays.guid


def test_an_episode_that_is_being_built_is_not_erased(open: Newsroom) -> None:
    build = open.built()
    open.tone.holds_at = "Pasar"
    path = Path(open.article())
    path.write_text(path.read_text("utf-8") + "\nPasar pun ramai.\n", "utf-8")
    again = open.builds.start(Wish((str(path),)))
    assert open.tone.held.wait(LONGEST)

    with pytest.raises(LibraryError, match="is being built: cancel its build first"):
        open.builds.erase(build.guid)

    open.tone.let_go.set()
    open.finished(again)
    assert open.library.episode(build.guid).revision == 2


def test_an_article_becomes_a_published_episode(open: Newsroom) -> None:
    build = open.built(publish=True)

    episode = open.library.episode(build.guid)
    lines = open.library.ledger.lines(build.id)
    assert (build.state, build.error, build.engine, build.voice) == (Progress.DONE, "", "tone", "sedang")
    assert (build.said, build.reused) == (len(lines), 0) == (len(open.tone.said), 0)
    assert {(line.state, line.reused) for line in lines} == {("said", False)}
    assert [line.written for line in lines] == [line.written for line in open.library.revision(build.guid).script.lines]
    assert (episode.title, episode.state) == ("Jembatan Gantung Dibuka", State.PUBLISHED)
    assert published(open) == [episode.title]
    assert open.library.audio(episode) is not None


def test_an_article_becomes_a_published_episode_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    with Library(tmp_path / "home", database_url=postgres_url) as library:
        room = Newsroom(tmp_path, library)
        with closing(room.builds), room.workshop.open():
            first, second = room.start(publish=True), room.start("Pasar Apung Ramai")
            done = [room.finished(first), room.finished(second)]

        assert [build.state for build in done] == [Progress.DONE, Progress.DONE]
        assert library.episode(done[0].guid).state is State.PUBLISHED
        assert library.workers.active(60) == ()
        assert [json.loads(kept) for kept in room.steps()]


def test_nothing_is_said_twice_for_a_second_build_of_the_same(open: Newsroom) -> None:
    first = open.built()
    said = len(open.tone.said)

    second = open.built()

    assert (second.guid, second.said, second.reused) == (first.guid, 0, first.said)
    assert second.id != first.id
    assert len(open.tone.said) == said
    assert open.library.episode(second.guid).revision == 2


def test_what_is_kept_between_steps_is_json_and_never_a_pickle(open: Newsroom) -> None:
    open.tone.breaks_at = "miliar"
    open.built()

    kept = [json.dumps(json.loads(one)) for one in open.steps()]

    assert any("Jembatan gantung itu" in one for one in kept)
    assert any("lost its voice" in one for one in kept)


def test_urgent_news_is_said_before_what_was_asked_for_earlier(newsroom: Newsroom) -> None:
    newsroom.tone.holds_at = "Jembatan Gantung"
    with Workshop(newsroom.studio, lines=1).open():
        first = newsroom.start()
        assert newsroom.tone.held.wait(LONGEST)
        usual, urgent = newsroom.start("Pasar Apung Ramai"), newsroom.start("Gempa Terasa di Ambon", urgent=True)
        while not all(newsroom.library.ledger.build(build.id).total for build in (usual, urgent)):
            newsroom.glance()
        newsroom.tone.let_go.set()
        done = [newsroom.finished(build) for build in (first, usual, urgent)]

    said = newsroom.tone.said
    assert [build.state for build in done] == [Progress.DONE] * 3
    assert said.index("Gempa Terasa di Ambon.") < said.index("Pasar Apung Ramai.")
    assert [build.urgent for build in done] == [False, False, True]


def test_a_line_is_said_at_once_for_somebody_who_waits(open: Newsroom) -> None:
    line = Line("x", Role.PARAGRAPH, "Air surut.", "Air surut.", 0.3)

    said, again = (open.builds.speak(line, Speaker("tone", "")) for _ in range(2))

    assert (said.line, said.reused, again.reused) == ("x", False, True)
    assert said.speech == pytest.approx(len("Air surut.") * 0.07, abs=0.02)


# -- one at a time


def test_the_same_reference_started_twice_while_it_is_built_is_one_build(open: Newsroom) -> None:
    open.tone.holds_at = "menyeberang"
    first = open.start()
    assert open.tone.held.wait(LONGEST)

    second, other = open.start(), open.start(title="Judul Lain")
    open.builds.cancel(other.id)
    open.tone.let_go.set()

    assert second.id == first.id != other.id
    assert open.finished(first).state is Progress.DONE
    assert len(open.library.episodes()) == 1


def test_a_build_is_watched_step_by_step_and_line_by_line(newsroom: Newsroom) -> None:
    newsroom.tone.holds_at = "menyeberang"
    build, seen = newsroom.start(), list[Build]()

    with newsroom.workshop.open():
        for now in newsroom.builds.follow(build.id):
            seen.append(now)
            if [one for one in states(newsroom, now) if one != "said"] == ["saying"]:
                newsroom.tone.let_go.set()

    assert seen[-1].state is Progress.DONE
    assert seen[0].state is Progress.QUEUED
    assert {"saying", "mastering"} <= {one.stage for one in seen}
    saying = [one.done for one in seen if one.stage == "saying"]
    assert saying == sorted(saying)
    assert len(set(saying)) > 1


# -- what goes wrong


def test_a_line_that_fails_is_named_with_its_reason_and_what_was_said_is_kept(open: Newsroom) -> None:
    open.tone.breaks_at = "miliar"

    build = open.built()

    assert build.state is Progress.FAILED
    assert build.error == "the line 'Biayanya Rp2,4 miliar.' was not said: tone lost its voice"
    assert [line.error for line in open.library.ledger.lines(build.id) if line.error] == ["tone lost its voice"]
    assert open.library.episodes() == ()


def test_a_resumed_build_says_only_what_is_missing(open: Newsroom) -> None:
    open.tone.breaks_at = "miliar"
    failed = open.built(publish=True)
    before = list(open.tone.said)
    open.tone.breaks_at = ""

    done = open.finished(open.builds.resume(failed.id))

    assert (done.id, done.state, done.attempt, done.error) == (failed.id, Progress.DONE, 2, "")
    assert done.reused >= len(before)  # a line that was under way when another failed is kept as well
    assert not set(open.tone.said[len(before) :]) & set(before)
    assert published(open) == ["Jembatan Gantung Dibuka"]


def test_auto_begins_again_with_the_next_engine_as_a_whole(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podme_audio.speech.ready", lambda _name, _voice: True)  # whether a service answers is not ours
    newsroom.cast["gtts"].breaks_at = "miliar"

    with newsroom.workshop.open():
        build = newsroom.built(engine="auto")

    episode = newsroom.library.episode(build.guid)
    assert (build.state, build.engine, episode.engine) == (Progress.DONE, "kokoro", "kokoro")
    assert len(newsroom.cast["kokoro"].said) == len(newsroom.library.revision(build.guid).script.lines)
    assert newsroom.cast["gtts"].said
    assert set(states(newsroom, build)) == {"said"}


def test_a_disk_too_full_for_the_version_for_little_data_keeps_what_was_made(
    open: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = tmp_path / "ffmpeg"
    broken = 'echo "No space left on device" >&2; exit 228'
    full.write_text(f'#!/bin/sh\ncase "$*" in *libopus*) {broken};; esac\nexec {get_ffmpeg_exe()} "$@"\n', "utf-8")
    full.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(full))

    failed = open.built(publish=True)

    assert (failed.state, failed.error) == (Progress.FAILED, "ffmpeg says: No space left on device")
    assert published(open) == ["Jembatan Gantung Dibuka"]
    assert [episode.low for episode in open.library.episodes()] == [None]
    assert not list(open.library.workshop().iterdir())
    said, segments = list(open.tone.said), set(open.library.store.names("segments/"))
    monkeypatch.delenv("IMAGEIO_FFMPEG_EXE")
    assert open.finished(open.builds.resume(failed.id)).state is Progress.DONE
    assert (open.tone.said, set(open.library.store.names("segments/"))) == (said, segments)
    assert [bool(episode.low) for episode in open.library.episodes()] == [True]
    assert b".opus" in open.studio.press.feed().content


def test_a_named_engine_is_not_replaced(open: Newsroom) -> None:
    open.cast["gtts"].breaks_at = "miliar"

    build = open.built(engine="gtts")

    assert (build.state, build.engine) == (Progress.FAILED, "gtts")
    assert open.cast["kokoro"].said == []


def test_a_failure_nobody_foresaw_ends_the_build_too(open: Newsroom) -> None:
    open.tone.breaks_at, open.tone.breaks_with = "miliar", ZeroDivisionError()  # an engine with a bug

    build = open.built()

    assert build.state is Progress.FAILED
    assert "unexpected" in build.error


def test_a_cancelled_build_stops_within_a_line(open: Newsroom) -> None:
    open.tone.holds_at = "Jembatan"
    build = open.start(publish=True)
    assert open.tone.held.wait(LONGEST)
    before = len(open.tone.said)

    cancelled = open.builds.cancel(build.id)
    open.tone.let_go.set()

    assert cancelled.state is open.finished(build).state is Progress.CANCELLED
    other = open.built("Pasar Apung Ramai")
    assert other.state is Progress.DONE
    lines = [line for line in open.library.ledger.lines(build.id) if line.state == "said"]
    assert len(lines) <= before + 2
    assert [one.title for one in open.library.episodes()] == ["Pasar Apung Ramai"]


def test_a_cancelled_build_can_be_resumed(open: Newsroom) -> None:
    open.tone.holds_at = "menyeberang"
    build = open.start()
    assert open.tone.held.wait(LONGEST)
    open.builds.cancel(build.id)
    open.tone.let_go.set()

    done = open.finished(open.builds.resume(build.id))

    assert (done.state, done.attempt) == (Progress.DONE, 2)
    assert len(open.tone.said) == len(set(open.tone.said))


def test_a_reference_that_is_no_article_opens_no_build(newsroom: Newsroom) -> None:
    with pytest.raises(NotAnArticleError, match=r"tiada\.txt cannot be read"):
        newsroom.builds.start(Wish(("tiada.txt",)))

    assert newsroom.library.ledger.builds() == ()


def test_an_address_that_does_not_answer_fails_its_build(open: Newsroom) -> None:
    build = open.finished(open.builds.start(Wish(("http://127.0.0.1:9/berita",))))

    assert build.state is Progress.FAILED
    assert "127.0.0.1" in build.error


# -- coming and going


def test_who_closes_hands_back_what_is_begun_and_the_next_goes_on(newsroom: Newsroom) -> None:
    newsroom.tone.holds_at = "menyeberang"

    with newsroom.workshop.open():
        build = newsroom.start()
        assert newsroom.tone.held.wait(LONGEST)
        newsroom.tone.let_go.set()

    assert newsroom.library.workers.active(60) == ()
    left = newsroom.library.ledger.build(build.id)
    before = len(newsroom.tone.said)
    assert not left.state.final
    with Workshop(newsroom.studio, lines=2).open():
        assert newsroom.finished(build).state is Progress.DONE
    assert len(newsroom.tone.said) == len(set(newsroom.tone.said)) >= before


def test_the_workshop_keeps_a_sign_of_life_while_it_is_open(newsroom: Newsroom) -> None:
    keeper = newsroom.workshop.keeper
    assert keeper.fresh() == "this worker gives no sign of life"

    with newsroom.workshop.open():
        assert keeper.fresh() == ""
        assert [one.lines for one in newsroom.library.workers.active(60)] == [2]
        newsroom.library.workers.give_up("another", -60, lambda _: True)
        assert keeper.fresh() == "this worker gives no sign of life"
        keeper.look()
        assert keeper.fresh() == ""
