"""What somebody else's address may lead to. The guard in conftest notes every attempt to connect, reached or not."""

import gzip
import socket
import ssl
import subprocess
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from podme_audio.exceptions import NetworkError, RefusedError
from podme_audio.outgoing import AGENT, FEED, Guarded
from podme_audio.reach import hosts
from tests.test_outgoing import Respond, answering, host

PUBLIC = "93.184.215.14"
STORY = b"<p>Air surut.</p>"

INSIDE = [
    # this machine, in every way it can be written
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://00000127.0.0.1/",
    "http://127.0.0.1./",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://podme.localhost/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::1]/",
    "http://[2001:0:7f00:1::1]/",
    "http://１２７.０.０.１/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://ｌｏｃａｌｈｏｓｔ/",
    "http://127%2e0%2e0%2e1/",
    "http://%31%32%37.0.0.1/",
    # the network around it
    "http://10.0.0.1/",
    "http://172.16.5.4/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://[::ffff:a9fe:a9fe]/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://metadata.google.internal/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://198.18.0.1/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://[2001:db8::1]/",
    "http://intranet/",
    "http://printer.local/",
]
TRICKS = [
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "ftp://127.0.0.1/",
    "data:text/html,<p>halo</p>",
    "javascript:alert(1)",
    "dict://127.0.0.1:11211/stats",
    "ldap://127.0.0.1/",
    "//127.0.0.1/",
    "///127.0.0.1/",
    "http:127.0.0.1/",
    "http:/127.0.0.1/",
    "http:///127.0.0.1/",
    "http:\\\\127.0.0.1\\",
    "http://podme.id\\@127.0.0.1/",
    "http://127.0.0.1\\.podme.id/",
    "http://podme.id@127.0.0.1/",
    "http://podme.id:80@127.0.0.1/",
    "http://redaksi:rahasia@podme.id/",
    "http://@127.0.0.1/",
    "http://podme.id#@127.0.0.1/",
    "http://127.0.0.1 .podme.id/",
    " http://127.0.0.1/",
    "http://127.0.0.1\t/",
    "http://podme.id\r\nHost: 127.0.0.1/",
    "ht\ntp://127.0.0.1/",
    "http://127.0.0.1\u200b/",
    "http://podme.id:22/",
    "http://podme.id:25/",
    "http://podme.id:6379/",
    "http://podme.id:0/",
    "http://podme.id:65536/",
    "https://podme.id:8443/",
    "http://",
    "http://./",
    "http://..podme.id/",
    "http://-podme.id/",
    "http://[::1/",
    f"http://{'a' * 70}.id/",
    "",
]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names and what they lead to, one after the other; no other name is known, and no name server is asked."""
    known: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def resolve(name: str, port: Any, *rest: Any, **more: Any) -> Any:
        if name not in known:
            return real(name, port, *rest, **{**more, "flags": socket.AI_NUMERICHOST})
        answer = known[name].pop(0)
        family = socket.AF_INET6 if ":" in answer else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (answer, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return known


@pytest.mark.parametrize("address", [*INSIDE, *TRICKS], ids=repr)
@pytest.mark.usefixtures("names")
def test_no_address_that_leads_inside_is_even_tried(address: str, attempts: list[Any]) -> None:
    with pytest.raises(RefusedError) as caught:
        Guarded(seconds=2).get(address)

    assert attempts == []
    assert "\n" not in str(caught.value)
    assert not caught.value.transient


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"])
def test_a_name_that_leads_inside_is_not_followed(
    names: dict[str, list[str]], attempts: list[Any], inside: str
) -> None:
    names["berita.example.id"] = [inside]

    with pytest.raises(RefusedError, match=r"^berita\.example\.id leads to an address that is not public$"):
        Guarded().get("https://berita.example.id/")

    assert attempts == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_server_that_answers_otherwise_later_is_not_asked_again(
    names: dict[str, list[str]], attempts: list[Any], scheme: str
) -> None:
    names["berita.example.id"] = [PUBLIC, "127.0.0.1"]

    with pytest.raises(NetworkError):
        Guarded().get(f"{scheme}://berita.example.id/")

    assert {address for address, _ in attempts} == {PUBLIC}
    assert names["berita.example.id"] == ["127.0.0.1"]


@pytest.mark.parametrize(
    "onward",
    [
        "http://127.0.0.1:{port}/dalam",
        "http://127.0.0.1/",
        "http://[::1]/",
        "//127.0.0.1/",
        "http://2130706433/",
        "http://169.254.169.254/latest/meta-data/",
        "http://dalam.example.id/",
        "http://podme.id:6379/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://podme.id@127.0.0.1/",
        "http:\\\\127.0.0.1/",
    ],
)
def test_a_redirect_is_judged_like_an_address(names: dict[str, list[str]], attempts: list[Any], onward: str) -> None:
    names["dalam.example.id"] = ["127.0.0.1"]

    with inner() as inside, host(answering(302, Location=onward.format(port=inside.port))) as address:
        with pytest.raises(RefusedError):
            Guarded(allow=hosts(authority(address))).get(address)
        assert inside.asked == []

    assert [str(port) for _, port in attempts] == [authority(address).rpartition(":")[2]]


def test_a_chain_of_redirects_ends_inside_no_more_than_one_does(attempts: list[Any]) -> None:
    def respond(request: BaseHTTPRequestHandler) -> None:
        step = int(request.path.strip("/") or "0")
        onward = f"/{step + 1}" if step < 2 else "http://127.0.0.1:9/"
        answering(301, Location=onward)(request)

    with host(respond) as address, pytest.raises(RefusedError, match="port 9"):
        Guarded(allow=hosts(authority(address))).get(address)

    assert 9 not in {port for _, port in attempts}


def test_three_redirects_are_followed_and_no_fourth(attempts: list[Any]) -> None:
    def respond(request: BaseHTTPRequestHandler) -> None:
        left = int(request.path.strip("/"))
        (answering(308, Location=f"/{left - 1}") if left else answering(200, STORY, Content_Type="text/html"))(request)

    with host(respond) as address:
        door = Guarded(allow=hosts(authority(address)))
        assert door.get(f"{address}3").content == STORY
        with pytest.raises(NetworkError, match="on and on"):
            door.get(f"{address}4")

    assert len(attempts) == 8


def test_a_host_that_the_settings_name_is_fetched_from_and_its_neighbour_is_not(attempts: list[Any]) -> None:
    with host(answering(200, STORY, Content_Type="text/html; charset=utf-8")) as address, inner() as neighbour:
        answer = Guarded(allow=hosts(f"cms.podme.id, {authority(address)}")).get(address)
        with pytest.raises(RefusedError):
            Guarded(allow=hosts(authority(address))).get(f"http://127.0.0.1:{neighbour.port}/")

    assert (answer.status, answer.content, answer.url) == (200, STORY, address)
    assert len(attempts) == 1


def test_what_we_are_is_said_and_nothing_of_the_environment_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login redaksi password rahasia\n", "utf-8")

    def respond(request: BaseHTTPRequestHandler) -> None:
        told = "\n".join(f"{name}: {value}" for name, value in request.headers.items())
        answering(200, told.encode(), Content_Type="text/html")(request)

    told = fetched(respond).decode()

    assert f"User-Agent: {AGENT}" in told
    assert not {"Authorization", "Cookie"} & {line.partition(":")[0] for line in told.splitlines()}


def test_a_page_that_never_ends_is_left() -> None:
    def respond(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        for _ in range(2000):
            request.wfile.write(b"x" * 65_536)

    with pytest.raises(RefusedError, match="sent more than 5,000,000 bytes"):
        fetched(respond)


def test_a_page_that_says_it_is_too_long_is_not_read() -> None:
    with pytest.raises(RefusedError, match="more than 5,000,000 bytes"):
        fetched(answering(200, b"", Content_Type="text/html", **{"Content-Length": "5000001"}))


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_cut_at_the_limit_and_not_unpacked(encoding: str) -> None:
    pack = zlib.compressobj(1, zlib.DEFLATED, 31 if encoding == "gzip" else 15)
    zeros = b"\0" * 1_000_000
    bomb = b"".join(pack.compress(zeros) for _ in range(40)) + pack.flush()

    with pytest.raises(RefusedError, match="more than 5,000,000 bytes"):
        fetched(answering(200, bomb, Content_Type="text/html", Content_Encoding=encoding))


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_what_nobody_asked_for_is_not_unpacked(encoding: str) -> None:
    with pytest.raises(RefusedError, match="an encoding that nobody asked for"):
        fetched(answering(200, STORY, Content_Type="text/html", Content_Encoding=encoding))


def test_what_is_packed_honestly_is_unpacked() -> None:
    packed = answering(200, gzip.compress(STORY), Content_Type="text/html", Content_Encoding="gzip")

    assert fetched(packed) == STORY


@pytest.mark.parametrize("type", ["application/pdf", "image/png", "application/octet-stream", ""])
def test_another_kind_than_expected_is_not_read(type: str) -> None:
    with pytest.raises(RefusedError, match=r"sent .*, not a page"):
        fetched(answering(200, STORY, Content_Type=type))


@pytest.mark.parametrize("dripped", ["status", "headers", "body", "chunks"])
def test_a_host_that_lets_it_drip_is_left_when_the_time_is_over(dripped: str) -> None:
    ended = threading.Event()

    def respond(request: BaseHTTPRequestHandler) -> None:
        begun = {
            "status": b"",
            "headers": b"HTTP/1.1 200 OK\r\nX-Long: ",
            "body": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
            "chunks": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        }
        request.wfile.write(begun[dripped])
        while not ended.wait(0.02):
            try:
                request.wfile.write(b"x")
            except OSError:
                return

    with host(respond) as address:
        door = Guarded(allow=hosts(authority(address)), seconds=0.3)
        try:
            with pytest.raises(NetworkError, match="it took too long"):
                door.get(address)
        finally:
            ended.set()


def test_a_handshake_that_drips_is_left_when_the_time_is_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(NetworkError, match="it took too long"):
            Guarded(allow=hosts(authority(address)), seconds=0.2).get(address)


def test_a_certificate_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    made = ["openssl", "req", *options, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)  # noqa: S603 - our own words
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    with host(answering(200, STORY, Content_Type="text/html"), context) as address:
        secure = address.replace("http://", "https://")
        with pytest.raises(NetworkError, match="certificate"):
            Guarded(allow=hosts(authority(address))).get(secure)


def test_what_has_not_changed_is_not_sent_again() -> None:
    def respond(request: BaseHTTPRequestHandler) -> None:
        same = request.headers.get("If-None-Match") == '"satu"'
        feed = answering(200, STORY, ETag='"satu"', Content_Type="application/rss+xml")
        (answering(304, ETag='"satu"') if same else feed)(request)

    with host(respond) as address:
        door = Guarded(allow=hosts(authority(address)))
        first = door.get(address, kind=FEED)
        again = door.get(address, kind=FEED, headers={"If-None-Match": first.headers["etag"]})

    assert (first.status, again.status, again.content) == (200, 304, b"")


def test_a_host_that_is_busy_says_for_how_long() -> None:
    with pytest.raises(NetworkError, match="answered 429") as caught:
        fetched(answering(429, Retry_After="90"))

    assert (caught.value.status, caught.value.retry_after, caught.value.transient) == (429, 90.0, True)


@pytest.mark.parametrize("text", ["http://cms.podme.id", "cms podme.id/jalan", "cms.podme.id:http", "a@b"])
def test_what_is_no_host_is_not_let_in(text: str) -> None:
    with pytest.raises(ValueError, match="is not a host such as"):
        hosts(text)


class Inner:
    """A host inside, that nobody should ask."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.port = 0


@contextmanager
def inner() -> Iterator[Inner]:
    inside = Inner()

    def respond(request: BaseHTTPRequestHandler) -> None:
        inside.asked.append(request.path)
        answering(200, b"rahasia", Content_Type="text/html")(request)

    with host(respond) as address:
        inside.port = int(authority(address).rpartition(":")[2])
        yield inside


def authority(address: str) -> str:
    return address.partition("://")[2].strip("/")


def fetched(respond: Respond) -> bytes:
    with host(respond) as address:
        return Guarded(allow=hosts(authority(address)), seconds=10).get(address).content
