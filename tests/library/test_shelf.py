from dataclasses import replace
from datetime import UTC, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.exc import StatementError

from podme_audio.exceptions import EpisodeNotFoundError, LibraryError
from podme_audio.library import Document, Draft, Library
from podme_audio.model import Episode, Line, Media, Role, Script, Show, State
from tests.library.drafts import LATER, NOW, Drafting
from tests.library.sites import Site

SHOW = Show("Podme Berita", "Berita pilihan.", "Redaksi Podme")


def titles(episodes: tuple[Episode, ...]) -> list[str]:
    return [episode.title for episode in episodes]


def test_a_new_episode_is_a_draft_that_says_what_it_was_given(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)

    digest = sha256(b"sound").hexdigest()[:16]
    assert episode == Episode(
        guid=str(UUID(episode.guid)),
        slug="harga-cabai-di-pasar-senen-turun",
        title="Harga cabai di Pasar Senen turun",
        description="Pedagang menyebut panen raya sebagai sebabnya.",
        state=State.DRAFT,
        revision=1,
        engine="tone",
        voice="A",
        media=Media(f"harga-cabai-di-pasar-senen-turun-{digest}.mp3", 5, "audio/mpeg", 3.5, -16.1, -1.2),
        created=NOW,
        updated=NOW,
        section="Ekonomi",
        author="Redaksi",
        links=("https://podme.id/cabai",),
    )


def test_an_episode_is_found_by_guid_and_by_slug(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)

    assert library.episode(episode.guid) == episode
    assert library.episode(episode.slug) == episode


def test_no_episode_is_an_error_that_names_the_key(library: Library) -> None:
    with pytest.raises(EpisodeNotFoundError, match="'nowhere'") as caught:
        library.episode("nowhere")

    assert caught.value.guid == "nowhere"


def test_a_revision_gives_back_the_script_and_when_it_is_heard(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)

    revision = library.revision(episode.guid)

    assert revision.script == draft.script
    assert revision.cues == draft.recording.cues
    assert revision.chapters == draft.recording.chapters
    assert (revision.guid, revision.number, revision.created) == (episode.guid, 1, NOW)
    assert (revision.engine, revision.voice, revision.media) == ("tone", "A", episode.media)


def test_the_same_references_make_the_next_revision(library: Library, drafting: Drafting) -> None:
    first = library.save(drafting(), now=NOW)

    second = library.save(drafting(b"better sound", title="Harga cabai naik", engine="kokoro"), now=LATER)

    assert second == library.episode(first.guid)
    assert (second.guid, second.slug, second.created) == (first.guid, first.slug, NOW)
    assert (second.revision, second.title, second.engine, second.updated) == (2, "Harga cabai naik", "kokoro", LATER)
    assert second.media.name != first.media.name


def test_an_earlier_revision_stays_readable(library: Library, drafting: Drafting) -> None:
    first = library.save(drafting(), now=NOW)
    library.save(drafting(b"better sound"), now=LATER)

    assert library.revision(first.guid, 1).media == first.media
    assert library.revision(first.guid).number == 2


def test_a_revision_there_never_was_is_an_error(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)

    with pytest.raises(LibraryError, match="no revision 7"):
        library.revision(episode.guid, 7)


@pytest.mark.parametrize("references", [("cabai.txt", "bawang.txt"), ("cabai.tx", "t"), ()])
def test_other_references_make_another_episode(
    library: Library, drafting: Drafting, references: tuple[str, ...]
) -> None:
    first = library.save(drafting(), now=NOW)

    second = library.save(drafting(references=references), now=LATER)

    assert second.guid != first.guid
    assert second.slug == "harga-cabai-di-pasar-senen-turun-2"


def test_without_references_every_recording_is_an_episode(library: Library, drafting: Drafting) -> None:
    guids = {library.save(drafting(references=()), now=NOW).guid for _ in range(3)}

    assert len(guids) == 3


def test_another_episode_is_made_of_the_same_references_when_asked(library: Library, draft: Draft) -> None:
    first = library.save(draft, now=NOW)
    second = library.save(draft, now=NOW, new=True)

    third = library.save(draft, now=LATER)

    assert first.guid != second.guid
    assert (third.guid, third.revision) == (second.guid, 2)


def test_media_lies_in_the_store_under_its_content(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)

    assert library.store.read(f"media/{episode.media.name}") == b"sound"
    assert draft.recording.path.exists()


def test_a_recording_that_is_not_there_leaves_nothing(library: Library, draft: Draft) -> None:
    draft.recording.path.unlink()

    with pytest.raises(LibraryError, match=r"recording .*/recording\.mp3 cannot be read: No such file"):
        library.save(draft, now=NOW)

    assert library.episodes() == ()
    assert list(library.store.names("")) == []


def test_line_ids_are_known_again_by_what_was_written(library: Library, drafting: Drafting) -> None:
    library.save(drafting(), now=NOW)
    lines = (
        Line("b1", Role.PARAGRAPH, "Harga cabai turun.", "x", 0.1),
        Line("b2", Role.PARAGRAPH, "Selesai.", "x", 0.1),
        Line("b3", Role.PARAGRAPH, "Selesai.", "x", 0.1),
    )

    library.save(drafting(b"2", script=Script((), lines)), now=LATER)

    assert library.lines(("cabai.txt",)) == {"Harga cabai turun.": "b1", "Selesai.": "b2"}
    assert library.lines(("bawang.txt",)) == {}
    assert library.lines(()) == {}


def test_publishing_keeps_the_moment_of_the_first_time(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)

    published = library.publish(episode.slug, now=LATER)
    again = library.publish(episode.guid, now=LATER + timedelta(days=1))

    assert published == replace(episode, state=State.PUBLISHED, published=LATER, updated=LATER)
    assert again == published == library.episode(episode.guid)


def test_a_withdrawn_episode_can_be_published_again(library: Library, draft: Draft) -> None:
    guid = library.save(draft, now=NOW).guid
    library.publish(guid, now=NOW)

    withdrawn = library.withdraw(guid, now=LATER)
    again = library.publish(guid, now=LATER + timedelta(days=1))

    assert (withdrawn.state, withdrawn.published, withdrawn.updated) == (State.WITHDRAWN, NOW, LATER)
    assert (again.state, again.published, again.updated) == (State.PUBLISHED, NOW, LATER + timedelta(days=1))


def test_withdrawing_twice_changes_nothing(library: Library, draft: Draft) -> None:
    guid = library.save(draft, now=NOW).guid
    library.publish(guid, now=NOW)
    withdrawn = library.withdraw(guid, now=NOW)

    assert library.withdraw(guid, now=LATER) == withdrawn


def test_a_draft_cannot_be_withdrawn(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)

    with pytest.raises(LibraryError, match="cannot be withdrawn: its state is draft") as caught:
        library.withdraw(episode.slug, now=LATER)

    assert caught.value.guid == episode.guid
    assert library.episode(episode.guid) == episode


def test_a_revision_of_a_published_episode_is_heard_at_once(library: Library, drafting: Drafting) -> None:
    guid = library.save(drafting(), now=NOW).guid
    library.publish(guid, now=NOW)

    revised = library.save(drafting(b"better sound"), now=LATER)

    assert (revised.state, revised.published, revised.updated) == (State.PUBLISHED, NOW, LATER)
    assert revised.media.size == len(b"better sound")


def test_a_clock_that_goes_back_does_not_take_an_episode_back(library: Library, draft: Draft) -> None:
    guid = library.save(draft, now=LATER).guid

    assert library.publish(guid, now=NOW).updated == LATER
    assert library.save(draft, now=NOW).updated == LATER


def test_episodes_come_newest_first(library: Library, drafting: Drafting) -> None:
    for hour, title in enumerate(("Satu", "Dua", "Tiga", "Empat")):
        library.save(drafting(title=title, references=()), now=NOW + timedelta(hours=hour))
    library.publish("dua", now=NOW + timedelta(days=1))

    assert titles(library.episodes()) == ["Dua", "Empat", "Tiga", "Satu"]
    assert titles(library.episodes(state=State.PUBLISHED)) == ["Dua"]
    assert titles(library.episodes(state=State.DRAFT, limit=2)) == ["Empat", "Tiga"]


def test_pages_follow_each_other_without_a_gap(library: Library, drafting: Drafting) -> None:
    for number in range(7):
        library.save(drafting(title=f"Berita {number}", references=()), now=NOW + timedelta(hours=number // 3))
    whole = library.episodes()

    first = library.episodes(limit=3)
    second = library.episodes(limit=3, before=first[-1].guid)
    third = library.episodes(limit=3, before=second[-1].slug)

    assert first + second + third == whole
    assert titles(whole) == [f"Berita {number}" for number in reversed(range(7))]
    assert library.episodes(before=whole[-1].guid) == ()


def test_a_page_after_no_episode_is_an_error(library: Library) -> None:
    with pytest.raises(EpisodeNotFoundError):
        library.episodes(before="nowhere")


def test_a_media_name_tells_its_file_and_its_episode(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)

    assert library.media(episode.media.name) == (
        library.store.path(f"media/{episode.media.name}"),
        episode.media,
        episode,
    )
    assert library.media("nowhere.mp3") is None


def test_the_media_of_an_earlier_revision_is_still_known(library: Library, drafting: Drafting) -> None:
    first = library.save(drafting(), now=NOW)
    second = library.save(drafting(b"better sound"), now=LATER)

    answer = library.media(first.media.name)

    assert answer is not None
    assert answer[1:] == (first.media, second)


def test_a_media_name_without_its_file_has_no_path(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)
    library.store.remove(f"media/{episode.media.name}")

    assert library.media(episode.media.name) == (None, episode.media, episode)


def test_the_sound_of_an_episode_has_a_file(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)

    path = library.audio(episode)

    assert path
    assert path.read_bytes() == b"sound"


def test_tidying_forgets_lines_and_segments_and_never_media(library: Library, draft: Draft) -> None:
    episode = library.save(draft, now=NOW)
    for name in ("clips/a", "clips/b", "segments/a"):
        library.store.write(name, b"1234")

    library.tidy(8)

    assert library.store.size("clips/") == 4
    assert library.store.size("segments/") == 4
    library.tidy(0)
    assert library.store.size("clips/") == library.store.size("segments/") == 0
    assert library.audio(episode)


def test_a_recording_made_in_the_workshop_is_kept(library: Library, draft: Draft, home: Path) -> None:
    workshop = library.workshop()
    made = workshop / "episode.mp3"
    made.write_bytes(b"made here")

    episode = library.save(replace(draft, recording=replace(draft.recording, path=made)), now=NOW)

    assert library.store.read(f"media/{episode.media.name}") == b"made here"
    assert workshop.is_relative_to(home)
    assert not list(library.store.names("work/"))


def test_the_show_is_what_was_kept_last_but_its_guid_stays(library: Library) -> None:
    library.keep_show(SHOW)
    named = library.name_feed("917393e3-1b1e-5cef-ace4-edaa54e1f810")

    library.name_feed("another")
    kept = library.keep_show(replace(SHOW, title="Podme Pagi", guid="a third"))

    assert named == replace(SHOW, guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
    assert kept == library.show() == replace(named, title="Podme Pagi")


def test_a_library_without_a_show_says_so(library: Library) -> None:
    with pytest.raises(LibraryError, match="no show yet"):
        library.show()
    with pytest.raises(LibraryError, match="no show yet"):
        library.name_feed("guid")


def test_a_document_changes_its_etag_and_time_only_with_its_content(library: Library) -> None:
    first = library.documents.keep("feed.xml", b"<rss/>", fingerprint="1", now=NOW)
    same = library.documents.keep("feed.xml", b"<rss/>", fingerprint="2", now=LATER)
    changed = library.documents.keep("feed.xml", b"<rss></rss>", fingerprint="3", now=LATER)

    assert first == Document(b"<rss/>", first.etag, NOW.replace(microsecond=0), "1")
    assert same == replace(first, fingerprint="2")
    assert (changed.content, changed.modified) == (b"<rss></rss>", LATER.replace(microsecond=0))
    assert changed.etag != first.etag
    assert library.documents.read("feed.xml") == changed
    assert library.documents.read("other.xml") is None


def test_all_is_there_after_the_library_was_closed(site: Site, draft: Draft) -> None:
    with site.open() as library:
        library.keep_show(SHOW)
        library.save(draft, now=NOW)
        episode = library.publish("harga-cabai-di-pasar-senen-turun", now=LATER)

    with site.open() as library:
        assert library.episodes(state=State.PUBLISHED) == (episode,)
        assert library.show() == SHOW


def test_a_moment_without_a_zone_is_refused(library: Library, draft: Draft) -> None:
    with pytest.raises(StatementError, match="no time zone"):
        library.save(draft, now=NOW.replace(tzinfo=None))

    assert library.episodes() == ()


def test_a_moment_elsewhere_is_kept_as_the_same_moment(library: Library, draft: Draft) -> None:
    jakarta = NOW.astimezone(timezone(timedelta(hours=7)))

    guid = library.save(draft, now=jakarta).guid

    assert library.episode(guid).created == NOW
    assert library.episode(guid).created.tzinfo is UTC
