"""A library is carried to another place, and nobody who listens there can tell."""

import io
import json
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from podme_audio.cli.backup import backup as backup_command
from podme_audio.cli.backup import restore as restore_command
from podme_audio.exceptions import LibraryError
from podme_audio.library import Library
from podme_audio.library.archive import wanted
from podme_audio.library.intake import Look, Standing
from podme_audio.library.listening import Delivered, Sitting
from podme_audio.library.tables import Base
from podme_audio.model import Progress, State
from podme_audio.operations import rows
from podme_audio.operations.backup import backup
from podme_audio.operations.restoring import Place, restore
from podme_audio.press import Press
from podme_audio.settings import Settings
from podme_audio.studio import Studio, Wish
from tests.web import shelf

PUBLIC = "https://audio.kabar.example"
ARTICLE = "---\ntitle: {}\n---\n\nPasar apung buka lagi sejak {} November.\n\nPengunjungnya 1.250 orang.\n"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library as a newsroom has it: said, published, withdrawn, corrected."""
    folder = tmp_path_factory.mktemp("newsroom")
    settings = Settings(home=folder / "episodes", public_url=PUBLIC, engine="tone")
    with Library(settings.home) as library:
        studio = Studio(settings, library)
        for day in (3, 4, 5):
            path = folder / f"pasar-{day}.md"
            path.write_text(ARTICLE.format(f"Pasar apung hari ke-{day}", day), "utf-8")
            made = studio.produce(Wish((str(path),), publish=True))
        path.write_text(ARTICLE.format("Pasar apung hari ke-5", "5 dan 6"), "utf-8")
        assert studio.produce(Wish((str(path),))).episode.revision == 2
        path.write_text(ARTICLE.format("Pasar tutup", 7), "utf-8")
        studio.withdraw(studio.produce(Wish((str(path),), new=True, publish=True)).episode.guid)
        assert made.episode.state is State.PUBLISHED
    return settings.home


@pytest.fixture(scope="session")
def carried(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "podme.tar"
    with Library(home) as library:
        backup(library, file)
    return file


def heard(library: Library) -> dict[str, str]:
    """Return a hash of all that listeners get: the feed, and the sound of every episode."""
    press = Press(Settings(home=Path("nowhere"), public_url=PUBLIC), library)
    sounds = {one.media.name: library.store.read(f"media/{one.media.name}") for one in library.episodes()}
    answers = {"feed": press.feed().content, **sounds}
    return {name: sha256(content).hexdigest() for name, content in answers.items() if content}


def told(library: Library) -> list[object]:
    """Return the episodes with all they say, and what a search finds in them."""
    hits = library.archive.search(wanted("pasar"), limit=99)
    assert {hit.episode for hit in hits} == set(library.episodes(state=State.PUBLISHED))
    return [(one, library.revision(one.guid)) for one in library.episodes()] + [hits]


def members(file: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(file) as tar:
        return [(member, tar.extractfile(member).read()) for member in tar]  # type: ignore[union-attr]


def repacked(file: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> Path:
    """Write the backup anew, changed, but with a list of contents that is true of it."""
    inside = members(file)
    change(inside)
    listed = {member.name: [len(content), sha256(content).hexdigest()] for member, content in inside[:-1]}
    inside[-1] = (inside[-1][0], json.dumps(listed).encode())
    changed = file.with_name("changed.tar")
    with tarfile.open(changed, "w") as tar:
        for member, content in inside:
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(content))
    return changed


@pytest.fixture
def copied(carried: Path, tmp_path: Path) -> Path:
    file = tmp_path / "copied.tar"
    file.write_bytes(carried.read_bytes())
    return file


def test_a_restored_library_sounds_and_reads_the_same(home: Path, carried: Path, tmp_path: Path) -> None:
    restored = restore(carried, Place(tmp_path / "elsewhere"))

    with Library(home) as before, Library(tmp_path / "elsewhere") as after:
        assert heard(after) == heard(before)
        assert len(heard(after)) == 5
        assert told(after) == told(before)
        assert after.show() == before.show()
        assert after.rebuild() == ()
    assert (restored.episodes, restored.complaints) == (4, ())
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} <= {"media", "podme.db", "work"}


def test_a_restored_library_goes_on(carried: Path, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    restore(carried, Place(home))
    path = tmp_path / "baru.md"
    path.write_text(ARTICLE.format("Kabar baru", 9), "utf-8")

    with Library(home) as library:
        made = Studio(Settings(home=home, public_url=PUBLIC, engine="tone"), library).produce(
            Wish((str(path),), publish=True)
        )

        assert made.episode.media.name.encode() in Press(Settings(home=home, public_url=PUBLIC), library).feed().content


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[tuple[Library, list[str]]]:
    """A library in which another thread saves, publishes and withdraws without a pause; and what it has saved."""
    home, stop, saved = tmp_path / "busy", threading.Event(), ["first"]
    draft = shelf.draft(tmp_path, sound=b"sound" * 1000)
    with Library(home) as library:
        Press(Settings(home=home), library)
        library.save(draft, now=shelf.NOON)

        def write() -> None:
            with Library(home) as mine:
                while not stop.is_set() and len(saved) < 2000:
                    title = f"Kabar {len(saved) % 17}"
                    moment = shelf.NOON + timedelta(seconds=len(saved))
                    one = mine.save(replace(draft, title=title, references=(title,)), now=moment)
                    mine.publish(one.guid, now=moment)
                    saved.append(one.guid)

        writer = threading.Thread(target=write)
        writer.start()
        yield library, saved
        stop.set()
        writer.join()


def test_a_backup_is_whole_while_others_write(busy: tuple[Library, list[str]], tmp_path: Path) -> None:
    library, saved = busy
    for number in range(3):
        before = len(saved)
        while len(saved) < before + 3:
            pass  # the writer is at work
        backup(library, tmp_path / f"{number}.tar")
        while len(saved) < before + 6:
            pass

        restored = restore(tmp_path / f"{number}.tar", Place(tmp_path / str(number)))

        assert restored.complaints == ()
        with Library(tmp_path / str(number)) as after:
            assert len(after.episodes()) == restored.episodes >= 2
            for episode in after.episodes():
                assert after.audio(episode)
                assert [after.revision(episode.guid, at) for at in range(1, episode.revision + 1)]
    assert len(saved) > 9


@pytest.mark.slow
def test_a_library_moves_from_files_to_servers_and_back(
    home: Path, carried: Path, postgres_url: str, bucket_url: str, tmp_path: Path
) -> None:
    place = Place(tmp_path / "working", postgres_url, bucket_url)
    restore(carried, place)
    with Library(home) as before, place.open() as after:
        assert heard(after) == heard(before)
        assert told(after) == told(before)
        draft = shelf.draft(tmp_path, "Sesudah pindah", sound=b"sound")
        later = shelf.publish(after, draft, hours=9)
        backup(after, tmp_path / "back.tar")
    restore(tmp_path / "back.tar", Place(tmp_path / "home-again"))

    with place.open() as there, Library(tmp_path / "home-again") as here:
        assert told(here) == told(there)
        assert later.guid in {one.guid for one in here.episodes()}
        assert heard(here) == heard(there)
    with pytest.raises(LibraryError, match="there is one already"):
        restore(carried, place)


def test_a_restore_to_servers_that_fails_leaves_nothing(
    copied: Path, bucket_url: str, postgres_url: str, tmp_path: Path
) -> None:
    place = Place(tmp_path / "working", postgres_url, bucket_url)
    with Library(tmp_path / "one") as library, place.open() as target:
        library.save(shelf.draft(tmp_path, sound=b"sound"), now=shelf.NOON)
        target.save(shelf.draft(tmp_path, sound=b"sound"), now=shelf.NOON)
        names = set(target.store.names("media/"))

    with pytest.raises(LibraryError, match="there is one already"):
        restore(copied, place)

    with place.open() as target:
        assert set(target.store.names("media/")) == names
        assert len(target.episodes()) == 1
    assert not list((tmp_path / "working").glob(".restoring*"))


def test_where_a_library_is_nothing_is_restored(carried: Path, tmp_path: Path) -> None:
    home = tmp_path / "episodes"
    with Library(home) as library:
        library.save(shelf.draft(tmp_path, sound=b"sound"), now=shelf.NOON)
        before = told(library)

    with pytest.raises(LibraryError, match=r"holds a library already \(media, podme\.db\): choose another PODME_HOME"):
        restore(carried, Place(home))

    with Library(home) as library:
        assert told(library) == before


def test_what_else_lies_in_the_home_stays(carried: Path, tmp_path: Path) -> None:
    home = tmp_path / "episodes"
    (home / "clips").mkdir(parents=True)
    (home / ".gitkeep").touch()

    restore(carried, Place(home))

    assert {".gitkeep", "clips", "media", "podme.db"} <= {path.name for path in home.iterdir()}


def test_a_backup_is_read_by_nobody_else_and_overwrites_nothing(
    home: Path, carried: Path, copied: Path, tmp_path: Path
) -> None:
    before = copied.read_bytes()

    with Library(home) as library, pytest.raises(LibraryError, match="is there already: choose another name"):
        backup(library, copied)

    assert carried.stat().st_mode & 0o077 == 0
    assert copied.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [copied.name]


def test_a_backup_that_cannot_be_written_is_told(home: Path, tmp_path: Path) -> None:
    with Library(home) as library, pytest.raises(LibraryError, match=r"none/podme\.tar cannot be written: No such"):
        backup(library, tmp_path / "none" / "podme.tar")


def test_builds_in_the_making_are_closed_and_can_be_resumed(tmp_path: Path) -> None:
    with Library(tmp_path / "episodes") as library:
        ledger = library.ledger
        build = ledger.open(("pasar.md",), "", b"order", lambda _session, _build: None)
        ledger.claim(build.id, "w1")
        library.workers.alive("w1", 2)
        backup(library, tmp_path / "podme.tar")
        assert ledger.build(build.id).state is Progress.RUNNING

    restore(tmp_path / "podme.tar", Place(tmp_path / "elsewhere"))

    with Library(tmp_path / "elsewhere") as library:
        ledger = library.ledger
        found = ledger.build(build.id)
        assert (found.state, found.error) == (
            Progress.CANCELLED,
            "it was being made when the backup was taken: resume it",
        )
        assert library.workers.active(1e6) == ()
        assert ledger.again(build.id, lambda _session, _build: None).state is Progress.QUEUED


def nothing_left(folder: Path, file: Path) -> bool:
    return {path.name for path in folder.iterdir()} <= {file.name, "copied.tar"}


@pytest.mark.parametrize("share", [0.0, 0.01, 0.2, 0.5, 0.8, 0.99])
def test_a_file_that_is_cut_short_is_told(copied: Path, tmp_path: Path, share: float) -> None:
    content = copied.read_bytes()
    copied.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(LibraryError, match=r"copied\.tar.* (cut short|damaged)"):
        restore(copied, Place(tmp_path / "elsewhere"))

    assert nothing_left(tmp_path, copied)


def test_a_backup_that_ends_between_two_files_is_told(copied: Path, tmp_path: Path) -> None:
    inside = members(copied)
    with tarfile.open(copied, "w") as tar:
        for member, content in inside[:-2]:
            tar.addfile(member, io.BytesIO(content))

    with pytest.raises(LibraryError, match="is cut short"):
        restore(copied, Place(tmp_path / "elsewhere"))


def test_one_bit_is_noticed(copied: Path, tmp_path: Path) -> None:
    content = bytearray(copied.read_bytes())
    place = content.index(b"ID3") + 4000
    content[place] ^= 1
    copied.write_bytes(bytes(content))

    with pytest.raises(LibraryError, match=r"is damaged: media/.*mp3 is not as it was"):
        restore(copied, Place(tmp_path / "elsewhere"))

    assert nothing_left(tmp_path, copied)


@pytest.mark.parametrize("content", [b"", b"not a tar at all", bytes(10_240), b"\x1f\x8b" + bytes(600)])
def test_what_is_no_backup_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.tar"
    file.write_bytes(content)

    with pytest.raises(LibraryError, match=r"other\.tar is no backup|other\.tar is cut short"):
        restore(file, Place(tmp_path / "elsewhere"))

    assert nothing_left(tmp_path, file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"none\.tar cannot be restored: No such file"):
        restore(tmp_path / "none.tar", Place(tmp_path / "elsewhere"))


def link(kind: bytes, to: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo("media/show.mp3")
    member.type, member.linkname = kind, to
    return member


@pytest.mark.parametrize(
    "member",
    [
        tarfile.TarInfo("../outside.mp3"),
        tarfile.TarInfo("/tmp/outside.mp3"),  # noqa: S108 (it must not be written)
        tarfile.TarInfo("media/../../outside.mp3"),
        tarfile.TarInfo("media/.partial/x"),
        tarfile.TarInfo("media//x.mp3"),
        tarfile.TarInfo("podme.db-wal"),
        tarfile.TarInfo("clips/x.pcm"),
        tarfile.TarInfo("podme.db"),
        link(tarfile.SYMTYPE, "/etc/passwd"),
        link(tarfile.LNKTYPE, "podme.db"),
        link(tarfile.DIRTYPE, ""),
        link(tarfile.FIFOTYPE, ""),
        link(tarfile.CHRTYPE, ""),
    ],
    ids=lambda member: f"{member.name} {member.type!r}",
)
def test_nothing_comes_out_of_a_backup_that_no_library_has(
    copied: Path, tmp_path: Path, member: tarfile.TarInfo
) -> None:
    file = repacked(copied, lambda inside: inside.insert(4, (member, b"x" if member.isreg() else b"")))

    with pytest.raises(LibraryError, match="does not belong in it"):
        restore(file, Place(tmp_path / "elsewhere"))

    assert nothing_left(tmp_path, file)


def test_a_file_in_the_place_of_a_folder_is_told(copied: Path, tmp_path: Path) -> None:
    name = next(member.name for member, _ in members(copied) if member.name.endswith("episode.json"))
    file = repacked(copied, lambda inside: inside.insert(1, (tarfile.TarInfo(name.rpartition("/")[0]), b"x")))

    with pytest.raises(LibraryError, match="cannot be restored"):
        restore(file, Place(tmp_path / "elsewhere"))

    assert nothing_left(tmp_path, file)


@pytest.mark.parametrize("head", [b'{"format": 99, "version": "9.0"}', b"{}", b"[]", b"{", b"[" * 100_000])
def test_a_backup_of_another_version_is_told(copied: Path, tmp_path: Path, head: bytes) -> None:
    file = repacked(copied, lambda inside: inside.__setitem__(0, (inside[0][0], head)))

    with pytest.raises(LibraryError, match=r"another version|is damaged|does not belong"):
        restore(file, Place(tmp_path / "elsewhere"))


def test_the_commands_say_what_they_carried(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "podme.tar"
    run = CliRunner(mix_stderr=False).invoke

    made = run(backup_command, [str(file)], obj=Settings(home=home))
    brought = run(restore_command, [str(file), "--json"], obj=Settings(home=tmp_path / "elsewhere"))

    assert made.stdout.startswith(f"{file}: 4 episodes, ")
    assert json.loads(brought.stdout)["episodes"] == 4


@pytest.mark.parametrize("database", ["", "postgres"])
def test_what_was_counted_is_carried_and_who_listened_is_not(
    tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if database else ""
    with Library(tmp_path / "counted", database_url=url) as library:
        folder = tmp_path / "recordings"
        folder.mkdir()
        episode = shelf.publish(library, shelf.draft(folder))
        got = Delivered(episode.media.name, "203.0.113.9", "AntennaPod/3.8.1", ((0, episode.media.size),))
        library.downloads.note([got], now=shelf.NOON)
        library.plays.note([Sitting("page-00000001", episode.guid, ((0.0, 9.0),))], now=shelf.NOON)
        with library.database.reading() as session:
            salts = [row.salt for row in session.execute(Base.metadata.tables["salts"].select())]
        backup(library, tmp_path / "podme.tar")

    restore(tmp_path / "podme.tar", Place(tmp_path / "restored"))

    with Library(tmp_path / "restored") as library:
        kept = {
            name: rows.count(library.database, name)
            for name in ("downloads", "plays", "salts", "listeners", "sittings")
        }
    assert kept == {"downloads": 1, "plays": 1, "salts": 0, "listeners": 0, "sittings": 0}
    assert len(salts) == 1
    assert salts[0] not in (tmp_path / "podme.tar").read_bytes()


@pytest.mark.parametrize("database", ["", "postgres"])
def test_rules_of_sites_and_dismissed_notices_are_carried_and_links_to_drafts_are_not(
    tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if database else ""
    with Library(tmp_path / "desk", database_url=url) as library:
        folder = tmp_path / "recordings"
        folder.mkdir()
        episode = shelf.publish(library, shelf.draft(folder, sound=b"sound"))
        article = library.revision(episode.guid).script.articles[0]
        library.intake.rules.put("podme.id", {"include": [".isi"]}, who="adi", now=shelf.NOON)
        library.intake.origins.note(
            Look(episode.guid, article.url, article), Standing.CHANGED, shelf.NOON, "told", article
        )
        library.intake.origins.dismiss(episode.guid, article.url, who="ana", now=shelf.NOON)
        draft = library.save(shelf.draft(folder, "Masih draf", sound=b"draft"), now=shelf.NOON)
        link, token = library.previews.make(draft, "Bu Sumarni", who="ana", now=shelf.NOON)
        assert library.previews.find(token) == link
        backup(library, tmp_path / "podme.tar")

    restore(tmp_path / "podme.tar", Place(tmp_path / "restored"))

    with Library(tmp_path / "restored") as library:
        assert [(one.host, one.rules) for one in library.intake.rules.all()] == [("podme.id", {"include": [".isi"]})]
        assert [one.dismissed for one in library.intake.origins.notices()] == ["ana"]
        notice = library.intake.origins.notice(episode.guid, article.url)
        assert notice is not None
        assert notice[1] == article
        assert library.previews.find(token) is None
