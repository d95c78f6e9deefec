"""The version for little data comes after the episode."""

from datetime import timedelta
from pathlib import Path

import pytest

from podme_audio.library import Library
from podme_audio.model import Recording
from tests.library.drafts import LATER, NOW, Drafting


@pytest.fixture
def low(tmp_path: Path) -> Recording:
    path = tmp_path / "low.opus"
    path.write_bytes(b"little")
    return Recording(path, 3.5, -16.2, -1.0, (), ())


def test_an_episode_is_given_its_version_for_little_data(library: Library, drafting: Drafting, low: Recording) -> None:
    first = library.save(drafting(), now=NOW)
    assert first.low is None

    lighter = library.lighten(first, low, now=LATER)

    assert lighter.low
    assert (lighter.low.type, lighter.low.size, lighter.low.duration) == ("audio/ogg", 6, 3.5)
    assert library.store.read(f"media/{lighter.low.name}") == b"little"
    assert (library.episode(first.guid), library.revision(first.guid).low) == (lighter, lighter.low)
    assert (lighter.revision, lighter.updated) == (first.revision, LATER)
    assert library.lighten(lighter, low, now=LATER + timedelta(minutes=1)).low == lighter.low


def test_sound_that_is_not_heard_any_more_is_given_none(library: Library, drafting: Drafting, low: Recording) -> None:
    first = library.save(drafting(), now=NOW)
    second = library.save(drafting(b"better sound"), now=LATER)

    assert library.lighten(first, low, now=LATER) == second
    assert library.episode(first.guid).low is None


def test_a_version_for_little_data_comes_back_from_the_manifests(
    library: Library, drafting: Drafting, low: Recording, tmp_path: Path
) -> None:
    lighter = library.lighten(library.save(drafting(), now=NOW), low, now=LATER)
    for name in list(library.store.names("media/")):
        target = tmp_path / "other" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(library.store.read(name) or b"")

    with Library(tmp_path / "other") as other:
        assert other.rebuild() == ()
        assert other.episode(lighter.guid) == lighter
