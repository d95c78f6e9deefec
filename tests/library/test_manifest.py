import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from podme_audio.library import Library
from podme_audio.model import Show
from tests.library.drafts import LATER, NOW, Drafting
from tests.library.sites import Site

SHOW = Show("Podme Berita", "Berita pilihan.", "Redaksi Podme", guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")


@pytest.fixture
def other(site: Site, making: Callable[[Path], str], tmp_path: Path) -> Iterator[Library]:
    """The same media, with another database that knows nothing."""
    with site.open(database_url=making(tmp_path / "other.db")) as opened:
        yield opened


def test_the_database_comes_back_from_the_manifests(library: Library, other: Library, drafting: Drafting) -> None:
    library.keep_show(SHOW)
    first = library.save(drafting(low=b"little", cover=b"picture"), now=NOW)
    library.save(drafting(b"better sound", low=b"less", cover=b"drawing"), now=LATER)
    for number in range(3):
        library.save(drafting(title=f"Berita {number}", references=()), now=NOW)
    library.publish(first.guid, now=LATER)
    library.withdraw(library.publish("berita-1", now=LATER).guid, now=LATER)

    complaints = other.rebuild()

    assert complaints == ()
    assert other.show() == library.show()
    assert other.episodes() == library.episodes()
    for number in (1, 2):
        assert other.revision(first.guid, number) == library.revision(first.guid, number)
    assert other.lines(("cabai.txt",)) == library.lines(("cabai.txt",))
    assert other.media(first.media.name) == library.media(first.media.name)


def test_an_episode_comes_back_without_what_was_lost_beside_its_sound(
    library: Library, other: Library, drafting: Drafting
) -> None:
    episode = library.save(drafting(low=b"little", cover=b"picture"), now=NOW)
    assert episode.low
    library.store.write(f"media/{episode.low.name}", b"lit")
    library.store.remove(f"media/{episode.cover}")

    assert other.rebuild() == ()

    found = other.episode(episode.guid)
    assert (found.media, found.low, found.cover) == (episode.media, None, "")
    assert other.media(episode.low.name) is None
    assert json.loads(library.store.read(f"media/{episode.guid}/episode.json") or b"")["episode"]["low"] is None


def test_a_rebuilt_library_goes_on_where_it_was(library: Library, other: Library, drafting: Drafting) -> None:
    first = library.save(drafting(), now=NOW)
    other.rebuild()

    second = other.save(drafting(b"better sound"), now=LATER)
    another = other.save(drafting(references=()), now=LATER)

    assert (second.guid, second.revision) == (first.guid, 2)
    assert another.slug == "harga-cabai-di-pasar-senen-turun-2"


def test_rebuilding_takes_nothing_from_a_database_that_knows_more(library: Library, drafting: Drafting) -> None:
    library.keep_show(SHOW)
    guid = library.save(drafting(), now=NOW).guid
    manifest = library.store.read(f"media/{guid}/episode.json")
    library.save(drafting(b"better sound"), now=LATER)
    untold = library.save(drafting(references=()), now=LATER)
    library.store.write(f"media/{guid}/episode.json", manifest or b"")
    library.store.remove(f"media/{untold.guid}/episode.json")
    before = library.episodes()

    assert library.rebuild() == ()

    assert library.episodes() == before
    assert library.revision(guid).number == 2


def test_what_the_database_knows_in_an_older_form_is_brought_up_to_date(
    library: Library, other: Library, drafting: Drafting
) -> None:
    guid = library.save(drafting(), now=NOW).guid
    other.rebuild()
    library.save(drafting(b"better sound"), now=LATER)
    library.publish(guid, now=LATER)

    assert other.rebuild() == ()

    assert other.episode(guid) == library.episode(guid)
    assert [other.revision(guid, number) for number in (1, 2)] == [library.revision(guid, number) for number in (1, 2)]


def test_a_broken_manifest_is_told_and_the_others_come_back(
    library: Library, other: Library, drafting: Drafting
) -> None:
    guids = [library.save(drafting(references=()), now=NOW).guid for _ in range(5)]
    library.store.write(f"media/{guids[0]}/episode.json", b'{"episode": ')
    library.store.write(f"media/{guids[1]}/revision-1.json", b"{}")
    library.store.remove(f"media/{guids[2]}/revision-1.json")
    library.store.remove(f"media/{library.episode(guids[3]).media.name}")

    complaints = sorted(other.rebuild())

    assert len(complaints) == 4
    for part in (f"{guids[0]}/episode.json cannot be read", f"{guids[1]}/revision-1.json cannot be read"):
        assert any(part in complaint for complaint in complaints)
    assert any(f"{guids[2]}/revision-1.json is missing" in complaint for complaint in complaints)
    assert any(".mp3 is missing" in complaint for complaint in complaints)
    assert [episode.guid for episode in other.episodes()] == [guids[4]]


def test_a_broken_show_does_not_stop_the_episodes(library: Library, other: Library, drafting: Drafting) -> None:
    library.save(drafting(), now=NOW)
    library.store.write("media/show.json", b"half")

    (complaint,) = other.rebuild()

    assert complaint.startswith("media/show.json cannot be read")
    assert other.episodes() == library.episodes()


def test_an_episode_whose_slug_was_given_away_is_told(library: Library, other: Library, drafting: Drafting) -> None:
    library.save(drafting(), now=NOW)
    newer = other.save(drafting(references=()), now=LATER)

    assert other.rebuild() == (
        "'Harga cabai di Pasar Senen turun' was not put back: harga-cabai-di-pasar-senen-turun is another episode",
    )
    assert other.episodes() == (newer,)


def test_an_earlier_revision_that_was_lost_does_not_stop_the_later_one(
    library: Library, other: Library, drafting: Drafting
) -> None:
    guid = library.save(drafting(), now=NOW).guid
    library.save(drafting(b"better sound"), now=LATER)
    library.store.remove(f"media/{guid}/revision-1.json")

    assert other.rebuild() == ()

    assert other.publish(guid, now=LATER + timedelta(hours=1)).revision == 2


def test_a_revision_file_that_was_lost_is_written_with_the_next_change(library: Library, drafting: Drafting) -> None:
    guid = library.save(drafting(), now=NOW).guid
    library.save(drafting(b"better sound"), now=LATER)
    library.store.remove(f"media/{guid}/revision-1.json")

    library.publish(guid, now=LATER)

    assert library.store.path(f"media/{guid}/revision-1.json")


def test_rebuilding_writes_the_manifests_that_are_missing_or_old(library: Library, drafting: Drafting) -> None:
    guids = [library.save(drafting(references=()), now=NOW).guid for _ in range(3)]
    names = [f"media/{guid}/episode.json" for guid in guids]
    old = library.store.read(names[0]) or b""
    library.publish(guids[0], now=LATER)
    before = [library.store.read(name) for name in names]
    library.store.write(names[0], old)
    library.store.write(names[1], b"half")
    library.store.remove(names[2])

    library.rebuild()

    assert [library.store.read(name) for name in names] == before
    assert library.rebuild() == ()


def test_a_manifest_can_be_read_by_a_person(library: Library, drafting: Drafting) -> None:
    episode = library.save(drafting(), now=NOW)

    content = (library.store.read(f"media/{episode.guid}/episode.json") or b"").decode()

    assert "\n" in content.strip()
    assert json.loads(content)["episode"]["title"] == episode.title
    assert json.loads(content)["references"] == ["cabai.txt"]
