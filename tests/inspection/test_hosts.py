"""Hosts that mean no good, or nothing at all: one clear finding, in bounded time and memory."""

import gzip
import tracemalloc
from collections.abc import Iterator

import pytest
from werkzeug.wrappers import Request, Response

from podme_audio.inspection import Finding, Plan, inspect
from podme_audio.inspection.visit import MOST, REDIRECTS, Visitor
from podme_audio.outgoing import Outgoing
from tests.inspection.site import Site, served

RSS = "application/rss+xml; charset=utf-8"
BOMB = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(f'<!ENTITY {new} "{f"&{old};" * 10}">'.encode() for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + b']>\n<rss version="2.0"><channel><title>&i;</title></channel></rss>'
)


def answering(content: bytes, **headers: str) -> Response:
    return Response(
        content, content_type=RSS, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def found(application: object) -> Finding:
    """Return the one finding there is."""
    with served(application) as address:
        (finding,) = inspect(address).findings
    return finding


def test_a_host_that_does_not_answer_is_named() -> None:
    (finding,) = inspect("http://127.0.0.1:9/feed.xml").findings

    assert (finding.id, finding.seen) == ("H01", "127.0.0.1:9 does not answer (it refuses the connection)")


@pytest.mark.parametrize(
    "address", ["podme.id/feed.xml", "file:///etc/passwd", "http://", "", "http://[/", "ftp://a/b"]
)
def test_what_is_no_address_is_named(address: str) -> None:
    (finding,) = inspect(address).findings

    assert (finding.id, finding.seen) == ("H01", f"{address} is not an address that can be fetched")


@pytest.mark.parametrize(
    "content",
    [b"", b"<!doctype html><title>Halo</title>", b'{"items": []}', b"\x1f\x8b\x00", b"<html><p>Halo</html>", b"<" * 9],
)
def test_what_is_no_xml_is_one_finding(content: bytes) -> None:
    finding = found(answering(content))

    assert finding.id in {"F01", "F02"}
    assert "\n" not in finding.seen


def test_a_web_page_is_called_one() -> None:
    assert found(answering(b"<!DOCTYPE HTML>\n<title>Halo</title>")).seen == "it is a web page, not a feed"


def test_what_is_missing_is_called_so(site: Site) -> None:
    site.edit(r"<podcast:guid>[^<]*</podcast:guid>", "")
    with served(site) as address:
        (finding,) = inspect(address, Plan(recent=0)).findings

    assert finding.seen == "podcast:guid is missing"


def test_xml_that_is_no_feed_is_one_finding() -> None:
    assert found(answering(b"<?xml version='1.0'?><html/>")).id == "F03"


def test_an_entity_bomb_is_not_parsed() -> None:
    for bomb in (BOMB, BOMB.replace(b"<!DOCTYPE", b"<!-- a -->" * 500 + b"<?a?>\n<!DOCTYPE")):
        finding = found(answering(bomb))

        assert (finding.id, finding.seen) == ("F01", "it declares a document type, whose entities apps refuse")


def test_many_comments_do_not_take_long() -> None:
    assert found(answering(b"<!-- a -->" * 50_000 + b"<a>")).id == "F01"


def test_a_million_empty_tags_are_not_parsed() -> None:
    finding = found(answering(b'<rss version="2.0">' + b"<a/>" * 2_100_000 + b"</rss>"))

    assert (finding.id, finding.seen) == ("F01", "it has more than 1,000,000 tags")


def test_more_episodes_than_any_app_reads_are_not_looked_at() -> None:
    content = b'<?xml version="1.0"?><rss version="2.0"><channel>' + b"<item/>" * 20_001 + b"</channel></rss>"

    finding = found(answering(content))

    assert (finding.id, finding.seen) == ("F22", "it has 20,001 episodes, and is not looked at beyond 20,000")


def test_a_feed_of_50_megabytes_is_left_unread() -> None:
    sent: list[int] = []

    def endless(_: Request) -> Response:
        def blocks() -> Iterator[bytes]:
            for number in range(50):
                sent.append(number)
                yield b" " * 1_000_000

        return Response(blocks(), content_type=RSS)

    tracemalloc.start()
    finding = found(Request.application(endless))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (finding.id, finding.seen) == ("H01", "it sends more than 20,000,000 bytes")
    assert len(sent) < 50
    assert peak < 4 * MOST


def test_a_compressed_bomb_is_left_unread() -> None:
    bomb = gzip.compress(bytes(200_000_000), compresslevel=1)

    finding = found(answering(bomb, Content_Encoding="gzip"))

    assert (finding.id, finding.seen) == ("H01", "it sends more than 20,000,000 bytes")


def test_what_is_not_compressed_as_it_says_is_named() -> None:
    finding = found(answering(b"plain", Content_Encoding="gzip"))

    assert finding.id == "H01"
    assert "broke off (Decode)" in finding.seen


def test_redirects_without_end_are_given_up() -> None:
    asked: list[str] = []

    def elsewhere(request: Request) -> Response:
        asked.append(request.path)
        return Response("", 302, headers={"Location": f"{request.path}x"})

    finding = found(Request.application(elsewhere))

    assert (finding.id, finding.seen) == ("H01", "it redirects more than 5 times")
    assert len(asked) == REDIRECTS + 1


def test_a_redirect_to_a_file_is_not_followed() -> None:
    finding = found(Response("", 302, headers={"Location": "file:///etc/passwd"}))

    assert (finding.id, finding.seen) == ("H01", "file:///etc/passwd is not an address that can be fetched")


def test_a_feed_that_moved_is_read_where_it_is_now(site: Site) -> None:
    site.pages["/new.xml"] = site.pages["/feed.xml"]
    site.change("/feed.xml", answer=lambda _: Response("", 301, headers={"Location": "/new.xml"}))
    with served(site) as address:
        findings = inspect(address, Plan(recent=0)).findings

    assert {one.id for one in findings} == {"H-public"}
    assert "redirects" in findings[0].seen


def test_a_host_that_sends_drop_by_drop_is_given_up() -> None:
    def drops() -> Iterator[bytes]:
        while True:
            yield b"a"

    moments = iter(range(0, 10_000, 7))
    with served(Response(drops(), content_type=RSS)) as address, Outgoing() as outgoing:
        reply = Visitor(outgoing, clock=lambda: float(next(moments))).ask(address)

    assert reply.complaint.startswith("it takes too long")


def test_a_feed_s_own_words_cannot_steer_a_terminal(site: Site) -> None:
    site.edit(r'type="audio/mpeg"', 'type="audio/&#x9b;31m"')
    with served(site) as address:
        (finding,) = inspect(address, Plan(recent=0)).findings

    assert finding.seen == 'the enclosure\'s type is "audio/�31m"'


def test_a_feed_that_leads_nowhere_is_told_line_by_line(site: Site) -> None:
    """Every address in it is a trap: a feed with all of them wrong still ends in findings."""
    for wrong in ("http://[", "http://127.0.0.1:9/a.mp3", "javascript:1", "http://127.0.0.1:99999/a.mp3", " "):
        broken = Site(site.pages)
        for pattern in (
            r'(<enclosure url=")[^"]*',
            r'(transcript url=")[^"]*',
            r'(chapters url=")[^"]*',
            r'(image href=")[^"]*',
        ):
            broken.edit(pattern, rf"\g<1>{wrong}", count=9)
        broken.edit(r"(<link>)[^<]*", rf"\g<1>{wrong}", count=9)
        with served(broken) as address:
            assert len(inspect(address, Plan(recent=1)).findings) > 3
