"""A real nginx in front, with the configuration that is shipped: what apps get must be what podme itself would send."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from string import Template
from urllib.request import Request, urlopen

import pytest

import podme_audio
from podme_audio.library import Library
from podme_audio.press import Press
from podme_audio.settings import Settings
from tests.servers import ObjectStore
from tests.web import shelf
from tests.web.shelf import Serving
from tests.web.test_server import fetch

CONFIGURATION = Path(podme_audio.__file__).with_name("operations") / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
AROUND = """
daemon off; master_process off; pid $folder/pid; error_log $folder/error.log;
events {}
http {
    access_log off;
    client_body_temp_path $folder/1; proxy_temp_path $folder/2; fastcgi_temp_path $folder/3;
    uwsgi_temp_path $folder/4; scgi_temp_path $folder/5;
    include $folder/podme.conf;
}
"""
SOUND = b"ID3" + bytes(range(256)) * 2000
LOW = b"OggS" + bytes(range(256)) * 500


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def configured(folder: Path, port: int, web: int, media: str) -> list[str]:
    """Write the configuration as its image would fill it in; return nginx's command line."""
    if NGINX is None:
        if os.environ.get("TEST_PROGRAMS") == "required":
            pytest.fail("nginx is not installed")
        pytest.skip("nginx is not installed: its configuration is not tried")
    folder.mkdir()
    folder.chmod(0o777)
    filled = Template(CONFIGURATION.read_text("utf-8").replace("$host", "$$host")).safe_substitute(
        PORT=f"127.0.0.1:{port}", WEB=f"127.0.0.1:{web}", MEDIA=media, CACHE=str(folder / "cache")
    )
    (folder / "podme.conf").write_text(filled, "utf-8")
    (folder / "nginx.conf").write_text(Template(AROUND).substitute(folder=folder), "utf-8")
    return [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]


@contextmanager
def in_front(folder: Path, web: int, media: str) -> Iterator[int]:
    command = configured(folder, port := free_port(), web, media)
    subprocess.run([*command, "-t", "-q"], check=True)  # noqa: S603 (Debian's nginx)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as nginx:  # noqa: S603 (as above)
        try:
            until = time.monotonic() + 10
            while time.monotonic() < until:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
            yield port
        finally:
            nginx.terminate()
            nginx.wait(10)


@pytest.fixture(scope="module")
def published(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A library on this disk, with the names of a published and of a withdrawn recording."""
    folder = tmp_path_factory.mktemp("nginx")
    shutil.copytree(empty, folder / "episodes")
    with Library(folder / "episodes") as library:
        return folder / "episodes", *stocked(library, folder)


def stocked(library: Library, folder: Path) -> tuple[str, str]:
    one = shelf.publish(library, shelf.whole(folder, shelf.draft(folder, sound=SOUND), low=LOW))
    other = shelf.publish(library, shelf.draft(folder, "Kabar yang keliru", sound=SOUND[:1000]))
    library.withdraw(other.guid, now=shelf.NOON)
    return one.media.name, other.media.name


@pytest.fixture(scope="module", params=["folder", "bucket"])
def front(
    request: pytest.FixtureRequest, published: tuple[Path, str, str], serving: Serving
) -> Iterator[tuple[int, str, str]]:
    """The port of nginx before a folder, and before a bucket."""
    home, heard, withdrawn = published
    with ExitStack() as opened:
        if request.param == "folder":
            for path in (home, *home.parents):
                if path.owner() == Path.home().owner():
                    path.chmod(path.stat().st_mode | 0o055)  # nginx may be another user
            port, _ = opened.enter_context(serving(home, "x-accel"))
            media = f"alias {home}/media/;"
        else:
            store: ObjectStore = request.getfixturevalue("object_store")
            patch = opened.enter_context(pytest.MonkeyPatch.context())
            for name, value in store.environment.items():
                patch.setenv(name, value)
            bucket = store.create()
            far = home.with_name("far")
            shutil.copytree(home, far)
            with Library(home) as library, Library(far, media_url=f"s3://{bucket}/berita") as there:
                for name in library.store.names("media/"):
                    there.store.write(name, library.store.read(name) or b"")
                    if name.endswith((".mp3", ".opus")):
                        let_anyone_read(store, f"{bucket}/berita/{name}")
            port, _ = opened.enter_context(serving(far, "x-accel", f"s3://{bucket}/berita"))
            media = f"proxy_pass {store.environment['AWS_ENDPOINT_URL']}/{bucket}/berita/media/;"
        yield opened.enter_context(in_front(home.parent / f"nginx-{request.param}", port, media)), heard, withdrawn


def let_anyone_read(store: ObjectStore, name: str) -> None:
    """Do what a bucket's policy does; this store knows none, but an object's own list."""
    allowed = {
        "x-amz-acl": "public-read",
        "Authorization": "AWS4-HMAC-SHA256 Credential=podme/20261101/x/s3/aws4_request",
    }
    wish = Request(  # noqa: S310 (this machine's own)
        f"{store.environment['AWS_ENDPOINT_URL']}/{name}?acl", method="PUT", headers=allowed
    )
    with urlopen(wish):  # noqa: S310 (this machine's own)
        pass


def header(head: str, name: str) -> list[str]:
    return [line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith(f"{name.lower()}: ")]


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("", 200, slice(None)),
        ("bytes=0-1", 206, slice(0, 2)),
        ("bytes=1000-1999", 206, slice(1000, 2000)),
        ("bytes=500000-", 206, slice(500_000, None)),
        ("bytes=-500", 206, slice(-500, None)),
    ],
)
def test_the_sound_comes_whole_and_in_part(front: tuple[int, str, str], wanted: str, status: int, part: slice) -> None:
    port, name, _ = front

    got, body, head = fetch(port, f"/media/{name}", {"Range": wanted} if wanted else {})

    assert (got, body) == (status, SOUND[part])
    assert header(head, "Content-Length") == [str(len(SOUND[part]))]
    assert header(head, "Content-Type") == ["audio/mpeg"]
    assert header(head, "Cache-Control") == ["public, max-age=31536000, immutable"]
    assert header(head, "Accept-Ranges") == ["bytes"] or status == 206
    assert header(head, "Access-Control-Allow-Origin") == ["*"]
    assert header(head, "X-Content-Type-Options") == ["nosniff"]
    assert not header(head, "X-Accel-Redirect")
    assert len(header(head, "ETag")) == 1
    assert status == 200 or header(head, "Content-Range")[0].endswith(f"/{len(SOUND)}")


def test_the_version_for_little_data_comes_as_what_it_is(front: tuple[int, str, str]) -> None:
    name = f"{front[1].rpartition('-')[0]}-{sha256(LOW).hexdigest()[:16]}.opus"

    status, content, head = fetch(front[0], f"/media/{name}", {"Range": "bytes=-700"})

    assert (status, content) == (206, LOW[-700:])
    assert header(head, "Content-Type") == ["audio/ogg"]
    assert header(head, "Content-Range") == [f"bytes {len(LOW) - 700}-{len(LOW) - 1}/{len(LOW)}"]


def test_a_part_that_is_not_there_is_refused(front: tuple[int, str, str]) -> None:
    assert fetch(front[0], f"/media/{front[1]}", {"Range": f"bytes={len(SOUND)}-"})[0] == 416


def test_its_length_can_be_asked_without_it(front: tuple[int, str, str]) -> None:
    got, body, head = fetch(front[0], f"/media/{front[1]}", method="HEAD")

    assert (got, body) == (200, b"")
    assert header(head, "Content-Length") == [str(len(SOUND))]
    assert header(head, "Content-Type") == ["audio/mpeg"]


def test_what_an_app_has_is_not_sent_again_and_a_download_goes_on(front: tuple[int, str, str]) -> None:
    port, name, _ = front
    (etag,) = header(fetch(port, f"/media/{name}")[2], "ETag")
    (modified,) = header(fetch(port, f"/media/{name}")[2], "Last-Modified")

    for headers, status in (
        ({"If-None-Match": etag}, 304),
        ({"If-Modified-Since": modified}, 304),
        ({"If-None-Match": '"another"'}, 200),
        ({"Range": "bytes=9-", "If-Range": etag}, 206),
    ):
        got, body, _ = fetch(port, f"/media/{name}", headers)

        assert (headers, got, bool(body)) == (headers, status, status != 304)


def test_half_of_another_recording_is_not_joined_on(published: tuple[Path, str, str], serving: Serving) -> None:
    home, name, _ = published
    with (
        serving(home, "x-accel") as (web, _),
        in_front(home.parent / "nginx-if-range", web, f"alias {home}/media/;") as port,
    ):
        got, body, _ = fetch(port, f"/media/{name}", {"Range": "bytes=9-", "If-Range": '"another"'})

    assert (got, body) == (200, SOUND)


def test_what_was_withdrawn_is_not_sent_by_anyone(front: tuple[int, str, str]) -> None:
    for headers in ({}, {"Range": "bytes=0-1"}):
        assert fetch(front[0], f"/media/{front[2]}", headers)[0] == 410


@pytest.mark.parametrize("path", ["/_media/{name}", "/_media/show.json", "/metrics", "/readyz", "/media/show.json"])
def test_nobody_gets_in_by_a_side_door(front: tuple[int, str, str], path: str) -> None:
    assert fetch(front[0], path.format(name=front[1]))[0] == 404


def test_the_pages_come_through(front: tuple[int, str, str]) -> None:
    assert fetch(front[0], "/")[0] == fetch(front[0], "/feed.xml")[0] == fetch(front[0], "/healthz")[0] == 200


def test_a_neighbour_reads_the_metrics_and_who_comes_through_nginx_does_not(
    published: tuple[Path, str, str], serving: Serving
) -> None:
    home, _, _ = published
    with serving(home, "self", "", "local") as (port, _):
        direct = fetch(port, "/metrics")[0]
        handed_on = fetch(port, "/metrics", {"X-Forwarded-For": "203.0.113.9"})[0]

    assert (direct, handed_on) == (200, 404)


FORMS = {"": "", "gzip": "gzip", "gzip, deflate, br": "br", "br;q=0, gzip": "gzip", "gzip;q=0.0": "", "br;q=0.5": "br"}


@pytest.mark.parametrize(("accepted", "encoding"), FORMS.items())
def test_a_feed_comes_in_the_form_its_reader_takes_and_not_again_while_it_has_it(
    front: tuple[int, str, str], accepted: str, encoding: str
) -> None:
    wish = {"Accept-Encoding": accepted} if accepted else {}
    got, body, head = fetch(front[0], "/feed.xml?utm_source=x", wish)
    (etag,), (modified,) = header(head, "ETag"), header(head, "Last-Modified")

    assert (got, header(head, "Content-Encoding")) == (200, [encoding] if encoding else [])
    assert etag.endswith(f'-{encoding}"') or not encoding
    assert header(head, "Vary") == ["Accept-Encoding"]
    assert header(head, "Cache-Control") == ["public, max-age=300"]
    assert header(head, "Content-Length") == [str(len(body))]
    assert fetch(front[0], "/feed.xml", {**wish, "If-None-Match": etag})[:2] == (304, b"")
    assert fetch(front[0], "/feed.xml", {**wish, "If-Modified-Since": modified})[:2] == (304, b"")
    assert fetch(front[0], "/feed.xml", {**wish, "If-None-Match": '"other"', "If-Modified-Since": modified})[0] == 200
    got, body, again = fetch(front[0], "/feed.xml", wish, method="HEAD")
    assert (got, body, header(again, "ETag")) == (200, b"", [etag])
    assert header(again, "Content-Length") == header(head, "Content-Length")


def test_what_is_published_is_soon_in_the_feed_that_comes_through(
    published: tuple[Path, str, str], serving: Serving, tmp_path: Path
) -> None:
    shutil.copytree(published[0], home := tmp_path / "episodes")
    with serving(home) as (web, _), in_front(tmp_path / "nginx", web, "return 404;") as port:
        before = fetch(port, "/feed.xml")
        with Library(home) as library:
            shelf.publish(library, shelf.draft(tmp_path, "Kabar terbaru", section="Dunia", sound=SOUND[:900]))
            Press(Settings(home=home, port=web), library).print()
        until = time.monotonic() + 10
        while (after := fetch(port, "/feed.xml"))[1] == before[1] and time.monotonic() < until:
            pass

        assert b"Kabar terbaru" in after[1]
        assert header(after[2], "ETag") != header(before[2], "ETag")
        assert (fetch(port, "/feed/dunia.xml")[0], fetch(port, "/feed/tiada.xml")[0]) == (200, 404)
