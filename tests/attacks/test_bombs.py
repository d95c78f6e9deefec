"""What is small on its way and endless where it arrives: entities that unfold, archives that lie, pages that unpack."""

import gzip
import io
import json
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest

from podme_audio import sources
from podme_audio.exceptions import (
    FetchError,
    LexiconError,
    LibraryError,
    NotAnArticleError,
    RefusedError,
    SettingsError,
)
from podme_audio.model import LexiconEntry, LexiconSection
from podme_audio.operations.restoring import Place, restore
from podme_audio.outgoing import Answer, Guarded
from podme_audio.reach import hosts
from podme_audio.script import editing
from podme_audio.sources import Means
from podme_audio.sources.story import Sites, fragment
from tests.test_guarded import authority
from tests.test_outgoing import answering, host

#: What may be in memory at once for any of these; what they would unfold to is a hundred times that.
ROOM = 60_000_000


def doctype(inside: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE rss [{inside}]><rss version="2.0"><channel>&z;</channel></rss>'.encode()


FEEDS = {
    "a billion laughs": doctype(
        '<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghz", strict=True))
    ),
    "quadratic blowup": doctype(f'<!ENTITY a "{"ha" * 50_000}"><!ENTITY z "{"&a;" * 20_000}">'),
    "a file of ours": doctype('<!ENTITY z SYSTEM "file:///etc/passwd">'),
    "a host inside": doctype('<!ENTITY z SYSTEM "http://127.0.0.1:9/">'),
    "a parameter": doctype('<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;'),
    "a notation": doctype('<!NOTATION n SYSTEM "file:///etc/passwd"><!ENTITY z SYSTEM "x" NDATA n>'),
    "an attribute that unfolds": doctype("<!ENTITY z \"<a b='&z;'/>\">"),
    "in another encoding": doctype('<!ENTITY z "ha">').decode().encode("utf-16"),
}


@pytest.mark.parametrize("bomb", FEEDS)
def test_no_feed_unfolds_or_reads_anything(bomb: str, attempts: list[Any]) -> None:
    def get(url: str, **_: object) -> Answer:
        return Answer(200, url, "application/rss+xml", FEEDS[bomb], {})

    with at_most(ROOM), pytest.raises(FetchError):
        sources.news("https://podme.id/feed", Means(get))

    assert attempts == []


@pytest.mark.parametrize(
    "inside", ["a" * 900_000, "<b>" * 100_000, "<!--" * 100_000, "<p>&a;" * 4_000, "<![CDATA[" * 50_000]
)
def test_a_story_that_is_nested_or_long_is_read_in_little_room(inside: str) -> None:
    declared = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]>'

    with at_most(ROOM * 4):
        try:
            blocks, _ = fragment(f"{declared}<p>Awal.</p>{inside}", ())
        except NotAnArticleError:
            return

    assert all("root:" not in block.text for block in blocks)


@pytest.mark.parametrize("encoding", ["br", "gzip, br", "zstd"])
def test_a_page_that_is_packed_otherwise_than_was_asked_is_left(encoding: str) -> None:
    bomb = brotli.compress(bytes(50_000_000), quality=1)

    with host(answering(200, bomb, Content_Type="text/html", Content_Encoding=encoding)) as address:
        door = Guarded(allow=hosts(authority(address)), seconds=10)
        with at_most(ROOM), pytest.raises(RefusedError, match="an encoding that nobody asked for"):
            door.get(address)


def archive(fill: Callable[[tarfile.TarFile], None]) -> bytes:
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode="w") as tar:
        fill(tar)
    return kept.getvalue()


def member(name: str, size: int) -> tarfile.TarInfo:
    told = tarfile.TarInfo(name)
    told.size = size
    return told


def headed(tar: tarfile.TarFile) -> None:
    head = json.dumps({"format": 1, "version": "0.1.0"}).encode()
    tar.addfile(member("podme-backup.json", len(head)), io.BytesIO(head))


def lying(size: int) -> bytes:
    """Return an archive that says it holds more than it does."""
    whole = io.BytesIO()
    whole.write(archive(headed).rstrip(b"\0").ljust(1024, b"\0"))
    whole.write(member("podme.db", size).tobuf())
    whole.write(b"SQLite format 3\0")
    return whole.getvalue()


def sparse() -> bytes:
    told = member("podme.db", 8 << 30)
    told.type = tarfile.GNUTYPE_SPARSE
    return archive(headed)[:1024] + told.tobuf(tarfile.GNU_FORMAT)


def many(tar: tarfile.TarFile) -> None:
    headed(tar)
    for at in range(300):
        tar.addfile(member(f"media/{'a/' * 30}{at}.mp3", 0))


ARCHIVES = {
    "gzip in place of tar": gzip.compress(bytes(50_000_000), 1),
    "8 TB that are not there": lying(8 << 40),
    "a file that is mostly holes": sparse(),
    "a head of a gigabyte": member("podme-backup.json", 1 << 30).tobuf(),
    "thousands of folders": archive(many),
    "a head that is nested": archive(
        lambda tar: tar.addfile(member("podme-backup.json", 9000), io.BytesIO(b"[" * 9000))
    ),
}


@pytest.mark.parametrize("bomb", ARCHIVES)
def test_no_archive_unpacks_to_more_than_it_is(tmp_path: Path, bomb: str) -> None:
    file, elsewhere = tmp_path / "podme.tar", tmp_path / "elsewhere"
    file.write_bytes(ARCHIVES[bomb])

    with at_most(ROOM), pytest.raises(LibraryError):
        restore(file, Place(elsewhere))

    assert not elsewhere.exists()


@pytest.mark.parametrize(
    "text",
    [
        "[" * 60_000,
        "a = " + "[" * 60_000,
        "a." * 20_000 + "b = 1",
        'words = "' + "x" * 900_000,
        "[words]\n" + '"a" = "b"\n' * 9000,
    ],
)
def test_no_table_that_somebody_brings_takes_more_room_than_it_should(text: str) -> None:
    with at_most(ROOM), pytest.raises(LexiconError):
        editing.entries(text)
    with at_most(ROOM), pytest.raises(SettingsError):
        Sites.parse(text, "rules")


@pytest.mark.parametrize("spoken", ["a. " * 30, "#", "'''", "a = [[", "\\", 'x"y', "x.y.z = 1"])
def test_what_an_editor_says_is_never_taken_for_a_bomb(spoken: str) -> None:
    entry = LexiconEntry(LexiconSection.WORDS, "p.t.a.b.c.d.e.f.g.h.i.j.k.l.m.n.o", spoken)

    assert editing.entries(editing.toml([entry])) == (entry,)


class at_most:  # noqa: N801 - read as words
    """Fail when more memory is in use at once than that."""

    def __init__(self, most: int) -> None:
        self._most = most

    def __enter__(self) -> None:
        tracemalloc.start()

    def __exit__(self, *ended: object) -> None:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < self._most, f"{peak:,} bytes were in use at once"
