import time
from collections.abc import Mapping
from typing import Any

import pytest

from podme_audio import sources
from podme_audio.exceptions import FetchError, NetworkError, RefusedError
from podme_audio.outgoing import FEED, Answer, Kind
from podme_audio.sources import Means, Seen

ADDRESS = "https://podme.id/feed"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE rss [<!ENTITY a0 "ha">{LAUGHS}]>'
BOMB = f'<?xml version="1.0"?>\n{DOCTYPE}\n<rss version="2.0"><channel>&a9;</channel></rss>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0">&x;</rss>'
ITEMS = """<rss version="2.0"><channel><title>Berita</title>
<item><title>Baru</title><link>https://podme.id/baru</link></item>
<item><title>Lama</title><link>https://podme.id/lama</link></item>
<item><title>Lama</title><link>https://podme.id/lama</link></item>
<item><title>Lain</title><link>mailto:redaksi@podme.id</link></item></channel></rss>"""


def means(content: bytes | str, headers: Mapping[str, str] | None = None, status: int = 200) -> Means:
    body = content if isinstance(content, bytes) else content.encode()

    def get(url: str, *, kind: Kind = FEED, headers: Mapping[str, str] | None = None) -> Answer:
        assert kind is FEED
        asked.update(headers or {})
        return Answer(status, url, "application/rss+xml", body, told)

    asked.clear()
    told = headers or {}
    return Means(get)


#: What the last feed was asked with.
asked: dict[str, str] = {}


@pytest.mark.parametrize(
    "bomb",
    [
        BOMB.encode(),
        BOMB.replace("<!DOCTYPE", "\n\n<!doctype").encode(),
        b"\xef\xbb\xbf" + BOMB.encode(),
        BOMB.replace("1.0", '1.0" encoding="utf-16').encode("utf-16"),
        BOMB.encode("utf-16-le"),
        BOMB.replace("1.0", '1.0" encoding="utf-7').encode(),
        BOMB.replace('"1.0"', '"1.0" encoding="cp037"').encode("cp037"),
        OUTSIDE.encode(),
        b'<!DOCTYPE rss SYSTEM "http://127.0.0.1/evil.dtd" [ ]><rss version="2.0"/>',
        b'<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1/"> %x;]><rss version="2.0"/>',
    ],
    ids=range(10),
)
def test_a_bomb_or_a_foreign_entity_is_refused_at_once(bomb: bytes, attempts: list[Any]) -> None:
    started = time.monotonic()

    with pytest.raises(FetchError, match=r"declares entities|is no feed"):
        sources.news(ADDRESS, means(bomb))

    assert time.monotonic() - started < 1
    assert attempts == []


def test_articles_come_oldest_first_each_once_and_only_pages() -> None:
    look = sources.news(ADDRESS, means(ITEMS))

    assert [one.reference for one in look.news] == ["https://podme.id/lama", "https://podme.id/baru"]


def test_an_old_feed_with_a_plain_doctype_is_read() -> None:
    old = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1/rss-0.91.dtd">'

    assert len(sources.news(ADDRESS, means(old + ITEMS.replace("2.0", "0.91"))).news) == 2


def test_what_the_host_says_of_the_feed_is_asked_with_the_next_time() -> None:
    first = sources.news(ADDRESS, means(ITEMS, {"ETag": '"1"', "Last-Modified": "Fri, 20 Nov 2026 07:00:00 GMT"}))

    again = sources.news(ADDRESS, means(b"", status=304), first.seen)

    assert first.seen == Seen('"1"', "Fri, 20 Nov 2026 07:00:00 GMT")
    assert asked == {"If-None-Match": '"1"', "If-Modified-Since": "Fri, 20 Nov 2026 07:00:00 GMT"}
    assert (again.news, again.seen) == ((), first.seen)


@pytest.mark.parametrize(
    "error", [NetworkError("podme.id answered 404", status=404), RefusedError("it leads inside"), NetworkError("down")]
)
def test_whatever_stands_in_the_way_is_told_of_the_feed(error: NetworkError) -> None:
    def failing(_url: str, **_: object) -> Answer:
        raise error

    with pytest.raises(FetchError, match=rf"the feed {ADDRESS} .*{error}"):
        sources.news(ADDRESS, Means(failing))
