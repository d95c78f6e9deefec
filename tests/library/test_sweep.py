"""Sound that a maker put in place and did not live to tell of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from podme_audio.exceptions import LibraryError
from podme_audio.library import Library
from podme_audio.model import Episode
from tests.library.drafts import LATER, NOW, Drafting
from tests.library.sites import Site

ORPHANS = tuple(f"media/banjir-0123456789abcdef.{ending}" for ending in ("jpg", "mp3", "opus"))


def tomorrow() -> datetime:
    """Stores tell the time of this machine, whatever the tests say it is."""
    return datetime.now(UTC) + timedelta(days=1, minutes=1)


def test_what_has_no_row_is_forgotten_after_a_day(library: Library, drafting: Drafting) -> None:
    first = library.save(drafting(low=b"little", cover=b"picture"), now=NOW)
    second = library.save(drafting(b"better sound", low=b"less", cover=b"drawing"), now=LATER)
    for orphan in ORPHANS:
        library.store.write(orphan, b"half an episode")

    assert library.sweep(now=tomorrow() - timedelta(hours=1)) == ()
    assert library.sweep(now=tomorrow()) == tuple(orphan.removeprefix("media/") for orphan in ORPHANS)

    assert not any(library.store.exists(orphan) for orphan in ORPHANS)
    for episode in (first, second):
        assert episode.low
        assert all(
            library.store.exists(f"media/{name}") for name in (episode.media.name, episode.low.name, episode.cover)
        )
    assert library.sweep(now=tomorrow()) == ()


def test_what_is_no_sound_stays(library: Library, drafting: Drafting) -> None:
    library.save(drafting(), now=NOW)
    library.store.write("clips/a", b"x")
    library.store.write("media/cover.png", b"x")
    before = set(library.store.names(""))

    library.sweep(now=tomorrow())

    assert set(library.store.names("")) == before


def test_nothing_is_swept_while_the_database_knows_less_than_the_manifests(
    library: Library, site: Site, drafting: Drafting, making: Callable[[Path], str], tmp_path: Path
) -> None:
    episode = library.save(drafting(), now=NOW)
    with site.open(database_url=making(tmp_path / "restored.db")) as restored:
        with pytest.raises(LibraryError, match="lacks 1 revisions that lie beside the media: rebuild it first"):
            restored.sweep(now=tomorrow())

        restored.rebuild()
        assert restored.sweep(now=tomorrow()) == ()

    assert library.audio(episode)


@pytest.mark.parametrize("ending", [".mp3", ".opus", ".jpg"])
def test_what_is_swept_just_before_it_is_told_of_is_put_back(site: Site, drafting: Drafting, ending: str) -> None:
    """An orphan of the same content is swept in a turn to write, for which the save is waiting already."""
    saved: list[Episode] = []
    with site.open() as one, site.open() as other:
        draft = drafting(low=b"little", cover=b"picture")
        save = Thread(target=lambda: saved.append(other.save(draft, now=NOW)))
        with one.database.writing() as session:
            session.connection()
            save.start()
            while (
                len(names := [name for name in one.store.names("media/") if name.endswith((".mp3", ".opus", ".jpg"))])
                < 3
            ):
                save.join(0.01)
            one.store.remove(next(name for name in names if name.endswith(ending)))
        save.join()

        names = [name for name in one.store.names("media/") if name.endswith((".mp3", ".opus", ".jpg"))]
        assert len(names) == 3
        assert one.audio(saved[0])


def test_a_writer_waits_while_another_process_writes(site: Site, drafting: Drafting) -> None:
    saved: list[Episode] = []
    with site.open() as one, site.open() as other:
        draft = drafting()
        save = Thread(target=lambda: saved.append(other.save(draft, now=NOW)))
        one.documents.keep("feed.xml", b"1", fingerprint="", now=NOW)
        with one.database.writing() as session:
            session.connection()
            save.start()
            save.join(0.5)
            assert saved == []
        save.join()

        assert one.episodes() == tuple(saved)
