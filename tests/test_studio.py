from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from podme_audio.booth import Speaker
from podme_audio.estimate import estimate
from podme_audio.exceptions import CapReachedError, EpisodeNotFoundError, NotAnArticleError, PluginError
from podme_audio.library import Library
from podme_audio.model import Manuscript, State
from podme_audio.script import BUILT_IN, editing
from podme_audio.settings import Settings
from podme_audio.speech.tone import Tone
from podme_audio.studio import CORRECTED, SAMPLE, Studio, Wish

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
FIRST = "---\ntitle: Pasar Apung Dibuka\nsection: Ekonomi\nurl: https://podme.id/pasar\n---\nPasar dibuka.\n\nRamai.\n"
SECOND = (
    "---\ntitle: Sekolah Baru\nsection: Pendidikan\nurl: https://podme.id/sekolah\n---\n\nSekolah itu punya 12 kelas.\n"
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def studio(library: Library) -> Studio:
    moments = iter(NOON + timedelta(minutes=minute) for minute in range(1000))
    return Studio(Settings(engine="tone"), library, now=lambda: next(moments))


@pytest.fixture
def article(tmp_path: Path) -> Callable[[str, str], str]:
    def written(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return written


Written = Callable[[str, str], str]


def test_an_article_becomes_an_episode_in_the_feed(studio: Studio, article: Written) -> None:
    produced = studio.produce(Wish((article("pasar.md", FIRST),), publish=True))

    episode = produced.episode
    feed = feedparser.parse(studio.press.feed().content)
    assert (episode.title, episode.section, episode.state) == ("Pasar Apung Dibuka", "Ekonomi", State.PUBLISHED)
    assert [entry.id for entry in feed.entries] == [episode.guid]
    assert produced.audio is not None
    assert produced.audio.stat().st_size == episode.media.size == int(feed.entries[0].enclosures[0].length)
    assert -16.5 <= episode.media.loudness <= -15.5
    assert episode.media.true_peak <= -1


def test_a_second_time_every_line_comes_from_the_cache_and_makes_a_revision(studio: Studio, article: Written) -> None:
    reference = article("pasar.md", FIRST)

    first, second = studio.produce(Wish((reference,))), studio.produce(Wish((reference,)))

    assert (first.said, first.reused) == (first.lines, 0)
    assert (second.said, second.reused) == (0, first.lines)
    assert (first.episode.guid, second.episode.revision) == (second.episode.guid, 2)


def test_a_correction_says_only_the_changed_line_and_keeps_the_others_ids(studio: Studio, article: Written) -> None:
    reference = article("pasar.md", FIRST)
    before = studio.library.revision(studio.produce(Wish((reference,), publish=True)).episode.guid)

    article("pasar.md", FIRST.replace("Ramai.", "Sangat ramai."))
    corrected = studio.produce(Wish((reference,)))

    after = studio.library.revision(corrected.episode.guid)
    ids = {line.written: line.id for line in before.script.lines}
    assert corrected.said == 1
    assert corrected.episode.state is State.PUBLISHED
    assert [line.written for line in after.script.lines if ids.get(line.written) != line.id] == ["Sangat ramai."]
    assert corrected.episode.media.name.encode() in studio.press.feed().content


def test_a_word_of_the_lexicon_is_said_anew_only_where_it_stands(studio: Studio, article: Written) -> None:
    reference = article("pasar.md", FIRST)
    studio.produce(Wish((reference,)))

    produced = studio.produce(Wish((reference,), words='[words]\n"Ramai" = "ramé"\n'))

    lines = studio.library.revision(produced.episode.guid).script.lines
    assert produced.said == 1
    assert [(line.written, line.spoken) for line in lines if line.written == "Ramai."] == [("Ramai.", "ramé.")]


def test_the_same_references_make_another_episode_when_it_is_wished(studio: Studio, article: Written) -> None:
    reference = article("pasar.md", FIRST)

    guids = {studio.produce(Wish((reference,), new=new)).episode.guid for new in (False, True)}

    assert len(guids) == 2


def test_several_articles_make_a_bulletin_with_a_chapter_and_a_link_each(studio: Studio, article: Written) -> None:
    references = (article("pasar.md", FIRST), article("sekolah.md", SECOND))

    episode = studio.produce(Wish(references)).episode

    revision = studio.library.revision(episode.guid)
    assert episode.title == "Podme Berita, Senin, 23 November 2026"
    assert [(chapter.title, chapter.url) for chapter in revision.chapters[-2:]] == [
        ("Pasar Apung Dibuka", "https://podme.id/pasar"),
        ("Sekolah Baru", "https://podme.id/sekolah"),
    ]
    assert revision.chapters[0].start == 0
    assert "Senin, 23 November 2026" in revision.script.lines[0].written


def test_the_transcript_is_what_was_written_and_the_cues_end_with_the_sound(studio: Studio) -> None:
    episode = studio.produce(Wish((str(SAMPLE),))).episode

    revision = studio.library.revision(episode.guid)
    assert [cue.text for cue in revision.cues] == [line.written for line in revision.script.lines]
    assert all(" ".join(word.text for word in cue.words).split() == cue.text.split() for cue in revision.cues)
    assert revision.cues[-1].end == pytest.approx(episode.media.duration, abs=2)
    assert any("komputer" in line.written for line in revision.script.lines[-1:])


def test_withdrawing_takes_the_episode_from_the_feed(studio: Studio, article: Written) -> None:
    episode = studio.produce(Wish((article("pasar.md", FIRST),), publish=True)).episode

    studio.withdraw(episode.slug)

    assert feedparser.parse(studio.press.feed().content).entries == []
    assert feedparser.parse(studio.press.feed().content).feed.title == "Podme Berita"


def test_the_feed_changes_its_time_only_with_its_content(studio: Studio, article: Written) -> None:
    studio.produce(Wish((article("pasar.md", FIRST),), publish=True))

    first, again = studio.press.print(), studio.press.print()
    studio.produce(Wish((article("sekolah.md", SECOND),), publish=True))

    assert (again.modified, again.etag, again.content) == (first.modified, first.etag, first.content)
    assert studio.press.feed().modified > first.modified


def test_a_new_public_address_prints_the_feed_anew_and_names_it_once(library: Library, article: Written) -> None:
    Studio(Settings(engine="tone"), library).produce(Wish((article("pasar.md", FIRST),), publish=True))

    first = Studio(Settings(public_url="https://audio.podme.id"), library).press
    moved = Studio(Settings(public_url="https://suara.podme.id"), library).press

    assert b"https://audio.podme.id/feed.xml" in first.feed().content
    assert b"https://suara.podme.id/feed.xml" in moved.feed().content
    assert first.show.guid == moved.show.guid != ""


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (Wish(("tiada.txt",)), NotAnArticleError),
        (Wish((str(SAMPLE),), engine="trompet"), PluginError),
    ],
)
def test_a_wish_that_cannot_be_met_leaves_nothing_behind(studio: Studio, wish: Wish, error: type[Exception]) -> None:
    with pytest.raises(error):
        studio.produce(wish)

    assert studio.library.episodes() == ()
    assert not list(studio.library.workshop().iterdir())
    with pytest.raises(EpisodeNotFoundError):
        studio.publish("tiada")


def test_a_manuscript_is_said_as_its_editors_left_it(studio: Studio, article: Written) -> None:
    written = studio.write(Wish((article("sekolah.md", SECOND),)))
    manuscript = studio.library.manuscripts.open("Sekolah Baru", written, editor="ana", now=NOON)
    line = written.lines[1]

    def by_hand(seen: Manuscript) -> Manuscript:
        said = editing.respoken(seen.script, editing.Seen(line.id), "Sekolah itu punya selusin kelas.", BUILT_IN)
        return replace(seen, script=said)

    manuscript = studio.library.manuscripts.change(manuscript.id, by_hand, editor="budi", now=NOON)
    produced = studio.produce(Wish((), title="Sekolah Baru", manuscript=manuscript.id, version=manuscript.version))

    revision = studio.library.revision(produced.episode.guid)
    assert revision.script == manuscript.script
    assert "selusin" in revision.script.lines[1].spoken
    assert studio.library.manuscripts.manuscript(manuscript.id).guid == produced.episode.guid


def test_a_month_s_cap_stops_an_engine_before_it_begins(library: Library, article: Written) -> None:
    reference = article("sekolah.md", SECOND)
    capped = Studio(Settings(engine="tone", caps="tone=100"), library, now=lambda: NOON)

    with pytest.raises(CapReachedError, match="tone may say 100 characters a month, 100 of them are left"):
        capped.produce(Wish((reference,)))

    assert library.episodes() == ()
    assert library.usage.spent("tone", NOON).characters == 0


def test_what_was_said_before_costs_nothing_of_the_cap(library: Library, article: Written) -> None:
    reference = article("sekolah.md", SECOND)
    spoken = Studio(Settings(engine="tone"), library, now=lambda: NOON).produce(Wish((reference,)))
    spent = library.usage.spent("tone", NOON)
    capped = Studio(Settings(engine="tone", caps=f"tone={spent.characters}"), library, now=lambda: NOON)

    again = capped.produce(Wish((reference,)))

    assert (again.said, again.reused, again.episode.revision) == (0, spoken.lines, 2)
    assert spent.lines == spoken.lines
    assert library.usage.spent("tone", NOON) == spent
    assert library.usage.spent("tone", NOON + timedelta(days=30)).characters == 0


def test_an_estimate_comes_true(studio: Studio, article: Written) -> None:
    wish = Wish((article("sekolah.md", SECOND),))
    told = estimate(studio.write(wish).lines, Speaker("tone", "sedang"), studio.booth)

    produced = studio.produce(wish)

    assert (told.lines, told.reused) == (produced.lines, 0)
    assert told.characters == studio.library.usage.months()[0].characters
    assert told.seconds == pytest.approx(produced.episode.media.duration, abs=1.5)
    assert estimate(studio.write(wish).lines, Speaker("tone", "sedang"), studio.booth).characters == 0


def test_a_person_s_recording_is_heard_instead_of_a_voice(studio: Studio, article: Written) -> None:
    written = studio.write(Wish((article("sekolah.md", SECOND),)))
    sound = Tone("tinggi").synthesize("x" * 50).sound
    studio.library.store.write("media/recordings/abc.wav", sound)
    lines = tuple(
        replace(line, recording="media/recordings/abc.wav") if at == 1 else line
        for at, line in enumerate(written.lines)
    )
    manuscript = studio.library.manuscripts.open("Kelas", replace(written, lines=lines), editor="ana", now=NOON)

    produced = studio.produce(Wish((), title="Kelas", manuscript=manuscript.id))

    cue = studio.library.revision(produced.episode.guid).cues[1]
    assert cue.end - cue.start == pytest.approx(50 * 0.07, abs=0.1)
    assert produced.said == len(lines) - 1


def test_a_manuscript_of_an_episode_makes_its_next_revision(studio: Studio, article: Written) -> None:
    first = studio.produce(Wish((article("sekolah.md", SECOND),), publish=True)).episode
    manuscripts = studio.library.manuscripts
    script = studio.library.revision(first.guid).script
    manuscript = manuscripts.open(first.title, script, editor="ana", now=NOON, guid=first.guid)
    line = script.lines[1]

    def corrected(seen: Manuscript) -> Manuscript:
        said = editing.rewritten(seen.script, editing.Seen(line.id), "Sekolah itu punya 14 kelas.", BUILT_IN)
        return replace(seen, script=said)

    manuscripts.change(manuscript.id, corrected, editor="ana", now=NOON)
    produced = studio.produce(Wish((), title=first.title, manuscript=manuscript.id, version=2, publish=True))

    assert (produced.episode.guid, produced.episode.revision) == (first.guid, 2)
    assert (produced.said, produced.reused) == (1, len(script.lines) - 1)


def test_an_episode_comes_with_a_version_for_little_data_and_a_cover(studio: Studio, article: Written) -> None:
    produced = studio.produce(Wish((article("pasar.md", FIRST),), publish=True))

    episode, store = produced.episode, studio.library.store
    assert episode.low
    cover = store.read(f"media/{episode.cover}")
    assert cover == studio.press.episode_artwork("Pasar Apung Dibuka", "Ekonomi")
    assert produced.audio
    assert studio.press.small(cover) in produced.audio.read_bytes()
    assert store.length(f"media/{episode.low.name}") == episode.low.size
    assert episode.low.duration == pytest.approx(episode.media.duration, abs=0.05)
    assert -16.5 <= episode.low.loudness <= -15.5
    feed = studio.press.feed().content.decode()
    assert f"/media/{episode.low.name}" in feed
    assert f"/media/{episode.cover}" in feed
    assert not list(studio.library.workshop().iterdir())


def test_where_artwork_was_given_it_is_the_episodes_too(library: Library, article: Written, tmp_path: Path) -> None:
    given = tmp_path / "given.jpg"
    given.write_bytes(Studio(Settings(show_title="Kabar"), library).press.artwork()[1])
    studio = Studio(Settings(engine="tone", artwork=given), library)

    produced = studio.produce(Wish((article("pasar.md", FIRST),)))

    assert produced.episode.cover == ""
    assert produced.audio
    assert studio.press.small(given.read_bytes()) in produced.audio.read_bytes()


@pytest.mark.parametrize(
    ("note", "told"),
    [("Jumlah pengunjung diperbaiki.", "Jumlah pengunjung diperbaiki."), ("", CORRECTED)],
    ids=["with a note", "without one"],
)
def test_a_published_episode_is_corrected_in_public(studio: Studio, article: Written, note: str, told: str) -> None:
    reference = article("pasar.md", FIRST)
    before = studio.produce(Wish((reference,), publish=True)).episode

    article("pasar.md", FIRST.replace("Ramai.", "Sangat ramai."))
    after = studio.produce(Wish((reference,), note=note)).episode

    (entry,) = feedparser.parse(studio.press.feed().content).entries
    assert (after.correction, after.revision, after.state) == (told, 2, State.PUBLISHED)
    assert (after.guid, after.slug, after.published) == (before.guid, before.slug, before.published)
    assert after.media.name != before.media.name
    assert entry.id == before.guid
    assert f"Ralat, 23 November 2026: {told}" in entry.description
    assert entry.enclosures[0].href.endswith(after.media.name)
    assert "Sangat ramai." in studio.press.transcript(after, "srt")


def test_saying_the_same_again_corrects_nothing(studio: Studio, article: Written) -> None:
    reference = article("pasar.md", FIRST)
    studio.produce(Wish((reference,), publish=True))

    again = studio.produce(Wish((reference,), note="Tidak ada yang berubah."))

    assert (again.episode.revision, again.episode.correction, again.episode.corrected) == (2, "", None)
    assert "Ralat" not in studio.press.feed().content.decode()


def test_a_correction_encodes_only_the_segment_it_touches(studio: Studio, article: Written) -> None:
    paragraphs = [f"Warga {name} bertemu di balai desa. " * 8 for name in ("Ani", "Budi", "Citra", "Dewi", "Eka")]
    story = "---\ntitle: Musyawarah\n---\n" + "\n\n".join(paragraphs)
    reference = article("desa.md", story)
    studio.produce(Wish((reference,), publish=True))
    before, levelled = (set(studio.library.store.names(prefix)) for prefix in ("segments/", "segments/takes/"))

    article("desa.md", story.replace("Citra", "Cahya"))
    produced = studio.produce(Wish((reference,)))

    new, takes = (set(studio.library.store.names(prefix)) for prefix in ("segments/", "segments/takes/"))
    encoded = new - before - takes
    assert produced.said == 1
    assert len(takes - levelled) == 1
    # where the line ends a segment, that of the next begins elsewhere
    assert 1 <= len(encoded) <= 2 < len(before - levelled)
