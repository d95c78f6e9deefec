"""What is a bucket's own: copies on this machine, headers, addresses, and a store that fails."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import obstore
import pytest
from obstore.store import S3Store

from podme_audio.exceptions import LibraryError, LibraryUnavailableError
from podme_audio.library import Folder, Library
from podme_audio.library.store.bucket import Bucket
from tests.library.drafts import NOW, Drafting
from tests.library.test_refusals import room_for
from tests.servers import ObjectStore, running

NOTHING = {"Content-Length": "0"}
#: Makes a Bucket whose requests pass a door, which answers 500 so many times before it opens.
Behind = Callable[..., Bucket]


@pytest.fixture
def copies(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "copies")


@pytest.fixture
def bucket(bucket_url: str, copies: Folder) -> Bucket:
    return Bucket(bucket_url, copies)


@pytest.fixture
def raw(bucket_url: str) -> S3Store:
    """The same objects, past our code."""
    name, _, prefix = bucket_url.removeprefix("s3://").partition("/")
    return S3Store(name, prefix=prefix, client_options={"allow_http": True})


@pytest.fixture
def behind(
    object_store: ObjectStore, bucket_url: str, copies: Folder, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Behind]:
    with door(object_store.port) as (server, failures):
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")

        def make(*, failing: int, patience: float) -> Bucket:
            failures.extend([500] * failing)
            return Bucket(bucket_url, copies, patience=patience)

        yield make


@contextmanager
def door(port: int) -> Iterator[tuple[ThreadingHTTPServer, list[int]]]:
    failures: list[int] = []

    class Passing(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, content = (failures.pop(), NOTHING, b"") if failures else asked(self, body)
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in {"connection", "transfer-encoding", "date", "server"}:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = pass_on  # noqa: N815 - the names the server looks for

        def log_message(self, *_: object) -> None: ...

    def asked(request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        url = f"http://127.0.0.1:{port}{request.path}"
        passed = Request(url, data=body or None, method=request.command, headers=dict(request.headers))
        try:
            with urlopen(passed) as answer:  # noqa: S310 - this machine's own
                return answer.status, dict(answer.headers), answer.read()
        except HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    with running(server):
        yield server, failures


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("media/a-0123.mp3", ("audio/mpeg", "public, max-age=31536000, immutable")),
        ("media/guid/episode.json", ("application/json", "no-cache")),
        ("clips/ab/abcd", ("application/octet-stream", "public, max-age=31536000, immutable")),
    ],
)
def test_an_object_says_what_it_is_and_how_long_it_may_be_kept(
    bucket: Bucket, raw: S3Store, tmp_path: Path, name: str, said: tuple[str, str]
) -> None:
    file = tmp_path / "made"
    file.write_bytes(b"sound")

    acts: list[Callable[[], None]] = [lambda: bucket.write(name, b"sound"), lambda: bucket.adopt(name, file)]
    for act in acts:
        act()
        attributes = obstore.get(raw, name).attributes
        assert (attributes["Content-Type"], attributes["Cache-Control"]) == said


def test_a_large_file_goes_up_in_parts_and_comes_back_whole(bucket: Bucket, tmp_path: Path) -> None:
    content = os.urandom(1 << 20) * 33
    (tmp_path / "made").write_bytes(content)

    bucket.adopt("media/a.mp3", tmp_path / "made")

    path = bucket.path("media/a.mp3")
    assert path
    assert path.read_bytes() == content


def test_a_file_is_fetched_once_with_the_time_it_was_written(bucket: Bucket, raw: S3Store, tmp_path: Path) -> None:
    bucket.write("media/a.mp3", b"sound")
    written = obstore.head(raw, "media/a.mp3")["last_modified"].timestamp()

    path = bucket.path("media/a.mp3")
    obstore.delete(raw, "media/a.mp3")

    assert path == tmp_path / "copies/media/a.mp3"
    assert bucket.path("media/a.mp3", size=5) == path
    assert path.stat().st_mtime == written
    assert path.stat().st_atime > written - 2


def test_a_copy_that_was_cut_short_is_fetched_again(bucket: Bucket) -> None:
    bucket.write("media/a.mp3", b"sound")
    path = bucket.path("media/a.mp3")
    assert path
    path.write_bytes(b"sou")

    again = bucket.path("media/a.mp3", size=5)

    assert again == path
    assert path.read_bytes() == b"sound"


def test_a_copy_goes_with_what_it_is_a_copy_of(bucket: Bucket, copies: Folder) -> None:
    bucket.write("media/a.mp3", b"sound")
    bucket.write("media/guid/episode.json", b"{}")
    for name in ("media/a.mp3", "media/guid/episode.json"):
        assert bucket.path(name)

    bucket.remove("media/a.mp3")
    bucket.write("media/guid/episode.json", b"{ }")

    assert bucket.path("media/a.mp3") is None
    assert list(copies.names("")) == []


def test_what_another_machine_wrote_anew_is_fetched_anew(bucket: Bucket, raw: S3Store) -> None:
    bucket.write("media/guid/episode.json", b"{}")
    assert bucket.path("media/guid/episode.json")

    obstore.put(raw, "media/guid/episode.json", b"[]")

    path = bucket.path("media/guid/episode.json")
    assert path
    assert path.read_bytes() == b"[]"


def test_trimming_brings_the_copies_down_too(bucket: Bucket, copies: Folder) -> None:
    for name in ("media/a.mp3", "media/b.mp3"):
        bucket.write(name, b"sound")
        bucket.path(name)

    bucket.trim("clips/", 5)

    assert copies.size("") == 5
    assert bucket.size("media/") == 10


def test_what_lies_beside_the_folder_is_out_of_reach(bucket_url: str, copies: Folder) -> None:
    whole, part = Bucket(bucket_url.removesuffix("/library"), copies), Bucket(bucket_url, copies)
    whole.write("library2/a", b"x")
    part.write("clips/a", b"x")

    assert list(part.names("")) == ["clips/a"]
    assert set(whole.names("")) == {"library2/a", "library/clips/a"}


def test_a_store_that_fails_for_a_while_is_asked_again(behind: Behind, tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes(b"sound")
    bucket = behind(failing=3, patience=30)

    bucket.adopt("media/a.mp3", tmp_path / "made")

    assert bucket.read("media/a.mp3") == b"sound"
    assert list(bucket.names("media/")) == ["media/a.mp3"]


def test_a_store_that_fails_for_too_long_is_told_and_leaves_nothing(behind: Behind, tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes(b"sound")
    bucket = behind(failing=1000, patience=0.2)

    acts: list[Callable[[], object]] = [
        lambda: bucket.read("media/a.mp3"),
        lambda: bucket.write("media/a.mp3", b"x"),
        lambda: bucket.adopt("media/a.mp3", tmp_path / "made"),
        lambda: bucket.path("media/a.mp3"),
        lambda: list(bucket.names("media/")),
        lambda: bucket.remove("media/a.mp3"),
    ]
    for act in acts:
        with pytest.raises(LibraryUnavailableError) as caught:
            act()
        assert caught.value.transient
        assert str(caught.value).startswith("the library cannot ")
        assert "500 Internal Server Error" in str(caught.value)
        assert "\n" not in str(caught.value)
    assert not [path for path in (tmp_path / "copies").rglob("*") if path.is_file()]


def test_an_episode_is_saved_though_its_store_fails_for_a_while(
    behind: Behind, drafting: Drafting, bucket_url: str, home: Path
) -> None:
    behind(failing=2, patience=30)

    with Library(home, media_url=bucket_url) as library:
        episode = library.save(drafting(), now=NOW)

        path = library.audio(episode)
        assert path
        assert path.read_bytes() == b"sound"


def test_sound_that_was_cut_short_in_the_bucket_is_not_served_and_comes_back_with_the_next_save(
    bucket_url: str, raw: S3Store, drafting: Drafting, home: Path
) -> None:
    with Library(home, media_url=bucket_url) as library:
        episode = library.save(drafting(), now=NOW)
        obstore.put(raw, f"media/{episode.media.name}", b"sou")

        assert library.audio(episode) is None

        library.save(drafting(), now=NOW)
        assert library.audio(episode)


def test_a_store_that_does_not_answer_is_told(bucket_url: str, copies: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")

    with pytest.raises(LibraryUnavailableError) as caught:
        Bucket(bucket_url, copies, patience=0.2).write("clips/a", b"x")

    assert str(caught.value) == (
        f"the library cannot write clips/a in {bucket_url} at http://127.0.0.1:1: HTTP error: error sending request"
    )


def test_a_bucket_that_is_not_there_is_told(bucket_url: str, copies: Folder) -> None:
    wrong = Bucket(f"{bucket_url.replace('podme-', 'other-')}", copies)

    acts: list[Callable[[], object]] = [
        lambda: wrong.read("clips/a"),
        lambda: wrong.write("clips/a", b"x"),
        lambda: list(wrong.names("")),
    ]
    for act in acts:
        with pytest.raises(LibraryError, match="NoSuchBucket: The specified bucket does not exist") as caught:
            act()
        assert not caught.value.transient


@pytest.mark.parametrize(
    "url", ["s3://", "s3:///library", "bucket", "gs://bucket", "s3://b ucket", "s3://bucket/../x", "s3://bucket?x=1"]
)
def test_an_address_that_makes_no_sense_is_told(home: Path, url: str) -> None:
    with pytest.raises(LibraryError, match=r"makes no sense: write s3://bucket or s3://bucket/folder"):
        Library(home, media_url=url)


def test_a_package_that_is_missing_is_told_with_what_to_install(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "podme_audio.library.store.bucket", raising=False)
    monkeypatch.setitem(sys.modules, "obstore", None)

    with pytest.raises(LibraryError, match=r"install podme-audio\[distributed\]"):
        Library(home, media_url="s3://bucket")


def test_a_full_disk_under_the_copies_is_told_and_leaves_nothing(bucket: Bucket, tmp_path: Path) -> None:
    bucket.write("media/a.mp3", bytes(1 << 17))

    with room_for(1 << 16), pytest.raises(LibraryError) as caught:
        bucket.path("media/a.mp3")

    assert str(caught.value) == f"the library cannot write {tmp_path}/copies/media/a.mp3: File too large"
    assert not [path for path in (tmp_path / "copies").rglob("*") if path.is_file()]
    assert bucket.path("media/a.mp3", size=1 << 17)
