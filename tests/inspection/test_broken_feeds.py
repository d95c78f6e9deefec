"""A good feed yields nothing; broken in one thing, it yields the row of the bar that says so, and no other."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from io import BytesIO
from random import Random
from tempfile import NamedTemporaryFile

import imageio_ffmpeg
import pytest
from PIL import Image
from werkzeug.wrappers import Request, Response

from podme_audio.inspection import (
    Plan,
    channel,
    companions,
    document,
    inspect,
    items,
    links,
    media,
    pictures,
    served,
    sound,
    versions,
)
from tests.inspection import site as host
from tests.inspection.site import FEED, Site

Break = Callable[[Site], None]

ITEM = r"(<item>.*?</item>)"
TYPE = r' type="text/vtt"'
#: How the addresses of an episode's cover and of its low-data version end.
COVER, OPUS = ".jpg", ".opus"


def seen(site: Site, *, audio: bool = False) -> set[str]:
    with host.served(site) as address:
        report = inspect(address, Plan(recent=1, audio=audio))
    return {finding.id for finding in report.findings}


def edit(pattern: str, new: str, *, count: int = 1) -> Break:
    return lambda site: site.edit(pattern, new, count=count)


def changed(ending: str, **changes: object) -> Break:
    """Change how the newest episode's file that ends so is served."""
    return lambda site: site.change(site.path(ending), **changes)


def feed_served(**changes: object) -> Break:
    return lambda site: site.change(FEED, **changes)


def second_takes_from_the_first(pattern: str) -> Break:
    def break_(site: Site) -> None:
        first, second = re.findall(pattern, site.feed)[:2]
        site.edit(re.escape(second), first.replace("\\", r"\\"))

    return break_


def dated(ahead: timedelta) -> Break:
    return edit(r"(<item>.*?<pubDate>)[^<]*", rf"\g<1>{format_datetime(datetime.now(UTC) + ahead)}")


def picture(size: tuple[int, int], mode: str = "RGB", *, of: str = "") -> Break:
    """Put a plain picture in place of the show's artwork, or *of* the newest episode's."""

    def break_(site: Site) -> None:
        written = BytesIO()
        Image.new(mode, size, "white").save(written, "JPEG")
        site.change(site.episode(of) if of else site.path(".jpg"), content=written.getvalue())

    return break_


def chapters(bend: Callable[[list[dict[str, object]]], object]) -> Break:
    def break_(site: Site) -> None:
        path = site.path("chapters.json")
        told = json.loads(site.pages[path].content)
        bend(told["chapters"])
        site.change(path, content=json.dumps(told).encode())

    return break_


def cue(timing: str) -> Break:
    def break_(site: Site) -> None:
        path = site.path(".vtt")
        added = f"\n{timing}\n<v Sedang>Sekian.\n".encode()
        site.change(path, content=site.pages[path].content + added)

    return break_


def gone(ending: str) -> Break:
    """Let what ends so answer 404."""

    def break_(site: Site) -> None:
        del site.pages[ending if ending in site.pages else site.path(ending)]

    return break_


def spoiled(ending: str, old: str, new: str) -> Break:
    return lambda site: site.rewrite(ending, old, new)


def page_instead(site: Site) -> None:
    site.change(site.path(".mp3"), answer=lambda _: Response("<p>Masuk dulu</p>", content_type="text/html"))


def without_range_units(site: Site) -> None:
    site.change(site.path(".mp3"), ranges=False, deaf_to=("Range", "If-Range"))


def always_there(site: Site) -> None:
    absent = f"{site.path('.mp3').rpartition('/')[0]}/podme-check-{'0' * 12}.mp3"
    site.pages[absent] = site.pages[site.path(".mp3")]


def other_prefix(site: Site) -> None:
    """Write Apple's tags under a prefix of its own: right XML, and some apps read no further."""
    site.change(FEED, content=site.feed.replace("itunes:", "it:").replace("xmlns:itunes", "xmlns:it").encode())


def noise(site: Site) -> None:
    written = BytesIO()
    pixels = Random(0).randbytes(1400 * 1400 * 3)  # noqa: S311  (a picture that does not compress)
    Image.frombytes("RGB", (1400, 1400), pixels).save(written, "JPEG")
    site.change(site.path(".jpg"), content=written.getvalue())


def deaf_to_ranges(of: Callable[[int], str]) -> Break:
    """Ignore one range of a file of so many bytes."""

    def break_(site: Site) -> None:
        path = site.path(".mp3")
        ignored = of(len(site.pages[path].content))

        def answer(request: Request) -> Response:
            if request.headers.get("Range") == ignored:
                del request.environ["HTTP_RANGE"]
            return site.usual(request)

        site.change(path, answer=answer)

    return break_


def dates_decide(site: Site) -> None:
    """Ask the date even where an ETag says that something changed."""

    def answer(request: Request) -> Response:
        if "If-Modified-Since" in request.headers:
            request.environ.pop("HTTP_IF_NONE_MATCH", None)
        return site.usual(request)

    site.change(FEED, answer=answer)


def only_browsers(site: Site) -> None:
    def answer(request: Request) -> Response:
        return Response("", 403) if "AntennaPod" in request.headers["User-Agent"] else site.usual(request)

    site.change(FEED, answer=answer)


def link(rel: str, page: str) -> str:
    return f'<atom:link rel="{rel}" href="http://127.0.0.1:8000{page}"/>'


#: A feed in two pages, each leading to the other.
SECOND = f"{FEED}?arsip=1"
NEXT, BACK = link("next", SECOND), link("prev", FEED)


def paged(links: str = link("self", SECOND) + BACK, *, first: str = NEXT, of: str = "") -> Break:
    """Link a second page whose own links are *links*."""

    def break_(site: Site) -> None:
        site.page(1, links, of=of)
        site.edit("(<atom:link)", rf"{first}\1")

    return break_


def hub(header: str) -> Break:
    """Name a hub in the feed, and send that Link header."""

    def break_(site: Site) -> None:
        site.edit("(<atom:link)", r'<atom:link rel="hub" href="https://hub.example/"/>\1')

        def answer(request: Request) -> Response:
            response = site.usual(request)
            response.headers["Link"] = header.format(host=request.host_url)
            return response

        site.change(FEED, answer=answer)

    return break_


def alternate(**changes: str) -> Break:
    """Offer the sound itself as its alternative, and bend what is told of it."""

    def break_(site: Site) -> None:
        path = site.path(".mp3")
        told = {"type": "audio/mpeg", "length": str(len(site.pages[path].content)), **changes}
        source = f'<podcast:source uri="http://127.0.0.1:8000{told.pop("path", path)}"/>'
        attributes = " ".join(f'{name}="{value}"' for name, value in told.items())
        site.edit("</item>", f"<podcast:alternateEnclosure {attributes}>{source}</podcast:alternateEnclosure></item>")

    return break_


def low(*options: str) -> Break:
    """Serve another low-data version of the newest episode, announced in its real length."""

    def break_(site: Site) -> None:
        path = site.episode(OPUS)
        site.low(encoded_as("ogg", site.pages[path].content, *options))

    return break_


def low_cut_short(site: Site) -> None:
    """Send half of the low-data version to who wants all of it; Content-Length promises more."""
    path = site.episode(OPUS)
    whole = site.pages[path].content

    def answer(request: Request) -> Response:
        response = site.usual(request)
        if request.method == "GET":
            response.response = [whole[: len(whole) // 2]]
            response.headers["Content-Length"] = str(len(whole) // 2)
        return response

    site.change(path, answer=answer)


def bite(start: str, duration: str, title: str = "Jembatan") -> Break:
    told = f'<podcast:soundbite startTime="{start}" duration="{duration}">{title}</podcast:soundbite>'
    return edit("</item>", f"{told}</item>")


BROKEN: dict[str, tuple[str, Break]] = {
    # the document
    "a control character": ("F01", edit(r"(<item>\s*<title>)", "\\1\x0b")),
    "a control character, escaped": ("F01", edit(r"(<item>\s*<title>)", r"\1&#11;")),
    "a tag that is not closed": ("F01", edit("</channel>", "")),
    "another encoding": ("F02", lambda site: site.change(FEED, content=site.feed.encode("utf-16"))),
    "an encoding that is not declared": ("F02", edit(r"<\?xml[^>]*\?>", '<?xml version="1.0"?>')),
    "RSS 1": ("F03", edit(r'version="2\.0"', 'version="0.92"')),
    "no channel": ("F03", lambda site: site.change(FEED, content=b'<?xml version="1.0"?><rss version="2.0"/>')),
    "Apple's tags under another prefix": ("F04", other_prefix),
    "two self links": ("F06", edit(r"(<atom:link [^>]*/>)", r"\1\1")),
    "no self link": ("F06", edit(r"<atom:link [^>]*/>", "")),
    "a self link elsewhere": ("F06", edit(r'(<atom:link [^>]*href=")[^"]*', r"\1https://kabar.example/feed.xml")),
    "a new address without a redirect": (
        "F-moved",
        edit("<item>", "<itunes:new-feed-url>https://kabar.example/feed.xml</itunes:new-feed-url><item>"),
    ),
    # the channel
    "no title": ("F07", edit(r"<channel>\s*<title>.*?</title>", "<channel>")),
    "a title of 300 letters": ("F07", edit(r"(<channel>\s*<title>)[^<]*", r"\1" + "a" * 300)),
    "a show's description of 4,001 bytes": (
        "F08",
        edit(r"(<description>).*?(</description>)", rf"\1{'AI ' * 1334}\2"),
    ),
    "a link to the feed itself": ("F09", edit(r"(<link>)https[^<]*", r"\1http://127.0.0.1:8000/feed.xml")),
    "a language nobody knows": ("F10", edit(r"(<language>)id", r"\1Bahasa Indonesia")),
    "a relative cover of an episode": (
        "F13",
        edit(r'(<item>.*?<itunes:image href=")http://[^/]*', r"\1"),
    ),
    "a cover as WebP": ("F13", edit(r'(<item>.*?<itunes:image href="[^"]*)\.jpg', r"\1.webp")),
    "a category of another time": ("F11", edit(r'(<itunes:category text=")News"', r'\1News &amp; Politics"')),
    "a subcategory in other letters": ("F11", edit("Daily News", "daily news")),
    "no category": ("F11", edit(r"<itunes:category.*</itunes:category>", "")),
    "explicit no": ("F12", edit(r"(<itunes:explicit>)false(.*?<item>)", r"\1no\2")),
    "no artwork": ("F13", edit(r"<itunes:image [^>]*/>", "", count=9)),
    "artwork as WebP": ("F13", edit(r'(<itunes:image href="[^"]*)\.jpg', r"\1.webp", count=9)),
    "a relative artwork": ("F13", edit(r'(<itunes:image href=")[^"]*(/artwork)', r"\1\2", count=9)),
    "no podcast:guid": ("F14", edit(r"<podcast:guid>[^<]*</podcast:guid>", "")),
    "no episode": ("F22", edit(r"<item>.*</item>", "")),
    "a guid twice": ("F23", second_takes_from_the_first(r"<guid[^>]*>[^<]*")),
    "an enclosure twice": ("F25", second_takes_from_the_first(r"<enclosure [^>]*>")),
    "oldest first": ("F31", edit(rf"{ITEM}(\s*){ITEM}", r"\3\2\1")),
    "an episode that does not say who speaks": (
        "F-ai",
        edit(r'(<item>.*?)<podcast:txt purpose="ai-content">true</podcast:txt>', r"\1"),
    ),
    # an episode
    "no guid": ("F23", edit(r"<guid[^>]*>[^<]*</guid>", "")),
    "a guid with spaces": ("F23", edit(r"(<guid[^>]*>)", r"\1 ")),
    "a guid that counts as an address": ("F24", edit(r'isPermaLink="false"', "")),
    "no enclosure": ("F25", edit(r"<enclosure [^>]*/>", "")),
    "two enclosures": ("F25", edit(r'<enclosure url="([^"]*)\.mp3"([^>]*)/>', r'\g<0><enclosure url="\1-b.mp3"\2/>')),
    "a relative enclosure": ("F25", edit(r'(<enclosure url=")http://[^/]*', r"\1")),
    "an enclosure without https": (
        "F25",
        edit(r'(<item>.*<item>.*<enclosure url=")[^"]*', r"\1http://x.example/a.mp3"),
    ),
    "an enclosure that ends in .php": ("F25", edit(r'(<item>.*<item>.*<enclosure url="[^"]*)mp3', r"\1php")),
    "type audio/mp3": ("F26", edit("audio/mpeg", "audio/mp3")),
    "a type that is not the file's": ("F26", edit("audio/mpeg", "audio/x-m4a")),
    "length 0": ("F27", edit(r'length="\d+"', 'length="0"')),
    "length None": ("F27", edit(r'length="\d+"', 'length="None"')),
    "a wrong length": ("F27", edit(r'length="\d+"', 'length="123456"')),
    "no title of an episode": ("F28", edit(r"(<item>\s*)<title>[^<]*</title>", r"\1")),
    "a date without a zone": ("F29", edit(r"(<item>.*?<pubDate>[^<]*) \+0000", r"\1")),
    "a date in Indonesian": ("F29", edit(r"(<item>.*?<pubDate>)[^<]*", r"\1Senin, 23 November 2026")),
    "a wrong weekday": ("F29", edit(r"(<item>.*<item>.*?<pubDate>)[^<]*", r"\1Tue, 23 Nov 2015 07:00:00 +0700")),
    "a future date": ("F30", dated(timedelta(days=2))),
    "a description over 4,000 bytes": (
        "F32",
        edit(r"(<item>.*?<description>).*?(</description>)", rf"\1{'AI ' * 1334}\2"),
    ),
    "a description with a script": ("F32", edit(r"(<item>.*?<description><!\[CDATA\[)", r"\1<script>1</script>")),
    "no duration": ("F33", edit(r"(<itunes:duration>)\d+", r"\g<1>0")),
    "a duration with a comma": ("F33", edit(r"(<itunes:duration>)(\d+)", r"\1\2.5")),
    "explicit no of an episode": ("F34", edit(r"(<item>.*?<itunes:explicit>)false", r"\1no")),
    "a kind of episode nobody knows": ("F35", edit(r"(<itunes:episodeType>)full", r"\1Full")),
    "episode 0": ("F35", edit(r"(<itunes:episodeType>)", r"<itunes:episode>0</itunes:episode>\1")),
    "a relative page": ("F36", edit(r"(<item>.*?<link>)http://[^/]*", r"\1")),
    "a page that is not there": (
        "F36",
        edit(r"(<item>.*?<link>[^<]*)", r"\1-lama"),
    ),
    "a transcript without type": ("F37", edit(TYPE, "")),
    "no transcript": ("F37", edit(r"(<item>.*?)<podcast:transcript [^>]*/>\s*<podcast:transcript [^>]*/>", r"\1")),
    "a relative transcript": ("F37", edit(r'(<podcast:transcript url=")http://[^/]*', r"\1")),
    "chapters announced twice": ("F38", edit(r"(<podcast:chapters [^>]*/>)", r"\1\1")),
    "chapters of another type": ("F38", edit(r"application/json\+chapters", "application/json")),
    "an alternative without a source": (
        "F40",
        edit("</item>", '<podcast:alternateEnclosure type="audio/opus"/></item>'),
    ),
    "an alternative that is not there": ("F40", alternate(path="/media/tiada.opus")),
    "an alternative of another type": ("F40", alternate(type="audio/ogg")),
    "an alternative of another length": ("F40", alternate(length="77")),
    "a soundbite of a second": ("F-bite", bite("0.0", "1.0")),
    "a soundbite of three minutes": ("F-bite", bite("0.0", "180.0")),
    "a soundbite past the end": ("F-bite", bite("3000.0", "30.0")),
    "a soundbite with a comma": ("F-bite", bite("0,5", "30")),
    "a soundbite with a long title": ("F-bite", bite("0", "15", "Jembatan " * 15)),
    # where the feed leads
    "a next page that is not there": ("F-pages", edit("(<atom:link)", rf"{NEXT}\1")),
    "a next page that is the feed": ("F-pages", edit("(<atom:link)", rf"{link('next', FEED)}\1")),
    "two next pages": ("F-pages", paged(first=NEXT * 2)),
    "a relative next page": ("F-pages", edit("(<atom:link)", rf'<atom:link rel="next" href="{SECOND}"/>\1')),
    "a page that calls itself the feed": ("F-pages", paged(link("self", FEED) + BACK)),
    "a page that does not lead back": ("F-pages", paged(link("self", SECOND))),
    "a page that leads back and forth": ("F-pages", paged(link("self", SECOND) + BACK + link("next", FEED))),
    "a page of another show": ("F-pages", paged(of="9b024349-ccf0-5f69-a609-6b82873eab3c")),
    "a hub in the feed alone": ("H-hub", edit("(<atom:link)", r'<atom:link rel="hub" href="https://hub.example/"/>\1')),
    "a hub in the headers alone": ("H-hub", feed_served(headers={"Link": '<https://hub.example/>; rel="hub"'})),
    "another hub in the headers": ("H-hub", hub('<{host}feed.xml>; rel=self, <https://other.example/>; rel="hub"')),
    "two rel=self in the headers": (
        "H-hub",
        hub('<{host}feed.xml>; rel="self", <{host}>; rel="self", <https://hub.example/>; rel="hub"'),
    ),
    # how the feed is served
    "no such feed": ("H01", gone(FEED)),
    "a feed served as text": ("H02", feed_served(type="text/xml")),
    "no HEAD of the feed": ("H03", feed_served(head=False)),
    "no ETag": ("H04", feed_served(cached=False)),
    "no 304 by ETag": ("H05", feed_served(deaf_to=("If-None-Match",))),
    "no 304 by date": ("H06", feed_served(deaf_to=("If-Modified-Since",))),
    "a feed that is never compressed": ("H08", feed_served(compressed=False)),
    "compressed and not, under one ETag": ("H09", feed_served(headers={"ETag": '"same"'})),
    "dates that decide where an ETag should": ("H07", dates_decide),
    "a feed that turns apps away": ("H-public", only_browsers),
    "a date of its own": ("F41", feed_served(modified="Mon, 02 Nov 2015 00:00:00 GMT")),
    "a cookie": ("H-public", feed_served(headers={"Set-Cookie": "a=b"})),
    # artwork
    "artwork of 600 px": ("A02", picture((600, 600))),
    "artwork of 3,500 px": ("A02", picture((3500, 3500))),
    "artwork that is not square": ("A02", picture((1600, 1500))),
    "artwork in grey": ("A02", picture((1500, 1500), "L")),
    "artwork that is no picture": ("A02", changed(".jpg", content=b"GIF89a")),
    "artwork of a megabyte": ("A03", noise),
    "artwork served as something else": ("A01", changed(".jpg", type="image/webp")),
    "no HEAD of the artwork": ("A01", changed(".jpg", head=False)),
    "artwork that is not there": ("A01", gone(".jpg")),
    "a cover of 600 px": ("A02", picture((600, 600), of=COVER)),
    "a cover that is not square": ("A02", picture((1600, 1500), of=COVER)),
    "a cover in grey": ("A02", picture((1500, 1500), "L", of=COVER)),
    "a cover that is not there": ("A01", lambda site: gone(site.episode(COVER))(site)),
    # how the sound is served
    "HTML in place of sound": ("M15", page_instead),
    "sound that is never missing": ("M15", always_there),
    "no such sound": ("M01", gone(".mp3")),
    "no HEAD of the sound": ("M01", changed(".mp3", head=False)),
    "sound served as something else": ("M03", changed(".mp3", type="application/octet-stream")),
    "sound without ETag": ("M05", changed(".mp3", cached=False)),
    "no ranges": ("M06", without_range_units),
    "ranges without saying so": ("M04", changed(".mp3", headers={"Accept-Ranges": "none"})),
    "no range up to the end": ("M07", deaf_to_ranges(lambda size: f"bytes={size - 500}-")),
    "no range of the last bytes": ("M08", deaf_to_ranges(lambda _: "bytes=-500")),
    "a range beyond the end": ("M09", deaf_to_ranges(lambda size: f"bytes={size}-")),
    "If-Range that is not obeyed": ("M10", changed(".mp3", deaf_to=("If-Range",))),
    "no 304 of the sound": ("M13", changed(".mp3", deaf_to=("If-None-Match",))),
    # chapters
    "chapters not there": ("C01", gone("chapters.json")),
    "chapters served as JSON": ("C01", changed("chapters.json", type="application/json")),
    "chapters no other site may read": ("C01", changed("chapters.json", headers={})),
    "chapters that are no JSON": ("C02", changed("chapters.json", content=b"{")),
    "chapters nested without end": ("C02", changed("chapters.json", content=b"[" * 200_000)),
    "chapters that are a list": ("C02", changed("chapters.json", content=b"[]")),
    "chapters of another version": ("C02", spoiled("chapters.json", '"1.2.0"', '"1.1.0"')),
    "chapters not starting at 0": ("C02", chapters(lambda told: told[0].update(startTime=0.5))),
    "chapters not ascending": ("C02", chapters(lambda told: told.insert(1, told.pop(2)))),
    "a chapter after the end": ("C02", chapters(lambda told: told[-1].update(startTime=9999))),
    "a chapter without a title": ("C02", chapters(lambda told: told[1].pop("title"))),
    "a chapter whose time is text": ("C02", chapters(lambda told: told[1].update(startTime="00:10"))),
    # transcripts
    "a transcript not there": ("T01", gone(".vtt")),
    "a transcript served as text": ("T01", changed(".vtt", type="text/plain; charset=utf-8")),
    "a transcript without charset": ("T01", changed(".srt", type="application/x-subrip")),
    "a transcript no other site may read": ("T01", changed(".vtt", headers={})),
    "VTT without its first word": ("T02", spoiled(".vtt", "WEBVTT", "WebVTT")),
    "VTT with commas": ("T02", lambda site: site.rewrite(".vtt", ".", ",")),
    "VTT with a bare ampersand": ("T02", spoiled(".vtt", "Jembatan", "Jembatan & jalan")),
    "VTT past the end": ("T03", cue("01:00:00.000 --> 01:00:02.000")),
    "VTT whose end is its beginning": ("T03", cue("00:00:40.000 --> 00:00:40.000")),
    "VTT in the wrong order": ("T03", cue("00:00:01.000 --> 00:00:02.000")),
    "VTT with a long line": ("T04", spoiled(".vtt", "Jembatan", "Jembatan " * 8)),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_named_by_its_row_and_nothing_else_is(site: Site, what: str) -> None:
    row, break_ = BROKEN[what]
    break_(site)

    assert seen(site) == {row}


def test_a_good_feed_yields_nothing_at_any_host(site: Site) -> None:
    assert seen(site, audio=True) == set()


@pytest.mark.parametrize(
    "extend",
    [
        paged(),
        paged(link("self", SECOND) + link("previous", FEED), first=NEXT + link("last", SECOND)),
        hub('<{host}feed.xml>; rel="self", <https://hub.example/>; rel="hub"'),
        hub("<https://hub.example/>; title=x; rel=hub, <{host}feed.xml>;rel=self"),
        alternate(),
        bite("0.0", "15"),
    ],
)
def test_what_goes_beyond_the_bar_is_no_finding_when_it_is_right(site: Site, extend: Break) -> None:
    extend(site)

    assert seen(site) == set()


def test_more_than_three_hundred_episodes_belong_on_pages(site: Site) -> None:
    head, newest, *_ = re.split("(?=<item>)", site.feed)
    item = newest.partition("</item>")[0] + "</item>"
    older = [
        re.sub(r"(<guid[^>]*>)", rf"\g<1>{number}-", item).replace(".mp3", f"-{number}.mp3") for number in range(300)
    ]
    site.change(FEED, content=f"{head}{item}{''.join(older)}</channel></rss>".encode())

    assert seen(site) == {"F-pages"}


def resounding(*options: str, tag: bool = True, again: bool = True) -> Break:
    """Encode the newest episode's sound in another way, and keep its tag."""

    def break_(site: Site) -> None:
        whole = site.pages[site.path(".mp3")].content
        size = 10 + int("".join(f"{byte:07b}" for byte in whole[6:10]), 2)
        frames = encoded(whole, *options) if again else whole[size:]
        site.sound((whole[:size] if tag else b"") + frames)

    return break_


def encoded(sound: bytes, *options: str) -> bytes:
    return encoded_as("mp3", sound, *options, "-id3v2_version", "0")


def encoded_as(format: str, sound: bytes, *options: str) -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", format, "-i", "-", "-map", "0:a", *options]
    with NamedTemporaryFile(suffix=f".{format}") as file:  # the Info frame is written last, and stands first
        target = ["-map_metadata", "-1", "-f", format, "-y", file.name]
        subprocess.run([*command, *target], input=sound, capture_output=True, check=True)  # noqa: S603
        return file.read()


def tag_with(old: bytes, new: bytes) -> Break:
    def break_(site: Site) -> None:
        whole = site.pages[site.path(".mp3")].content
        assert old in whole
        assert len(old) == len(new)
        site.sound(whole.replace(old, new))

    return break_


def cut_short(site: Site, *, told: bool) -> None:
    """Send half of the sound to who wants all of it; *told* says whether Content-Length promises more."""
    path = site.path(".mp3")
    whole = site.pages[path].content

    def answer(request: Request) -> Response:
        response = site.usual(request)
        if request.method == "GET" and response.status_code == 200:
            response.response = [whole[: len(whole) // 2]]
            response.headers["Content-Length"] = str(len(whole) if told else len(whole) // 2)
        return response

    site.change(path, answer=answer)


CBR = ("-b:a", "96k")
SOUNDING: dict[str, tuple[str, Break]] = {
    "VBR sound": ("M24", resounding("-q:a", "4")),
    "loudness out of range": ("M22", resounding("-af", "volume=-6dB", *CBR)),
    "a peak too high": (
        "M23",
        resounding("-af", "volume=eval=frame:volume='if(between(t,5,5.02),12,1)'", *CBR),
    ),
    "stereo": ("M21", resounding("-ac", "2", *CBR)),
    "sound of 22 kHz": ("M21", resounding("-ar", "22050", "-b:a", "64k")),
    "sound without an Info frame": ("M25", resounding(*CBR, "-write_xing", "0")),
    "sound without a tag": ("M26", resounding(tag=False, again=False)),
    "a tag without a show": ("M26", tag_with(b"TALB", b"TXXX")),
    "chapters in the tag that are not those of the JSON": ("M28", tag_with(b"Kata warga", b"Kata Warga")),
    "a low-data version in stereo": ("F40", low("-c:a", "libopus", "-b:a", "24k", "-ac", "2")),
    "a low-data version of half the sound": ("F40", low("-c:a", "copy", "-t", "20")),
    "a low-data version that is Vorbis": ("F40", low("-c:a", "libvorbis")),
    "a low-data version that is no sound": ("F40", lambda site: site.low(b"tidak ada suara" * 2000)),
    "a low-data version of nothing": ("F40", lambda site: site.low(b"")),
    "a low-data version that breaks off": ("F40", low_cut_short),
    "a wrong duration": ("F33", edit(r"(<itunes:duration>)\d+", r"\g<1>44")),
    "sound that breaks off": ("M02", partial(cut_short, told=True)),
    "sound of half the length": ("M02", partial(cut_short, told=False)),
    "sound that is none": ("M21", lambda site: site.sound(b"tidak ada suara" * 2000)),
}


@pytest.mark.parametrize("what", SOUNDING)
def test_what_sounds_wrong_is_named_by_its_row(site: Site, what: str) -> None:
    row, break_ = SOUNDING[what]
    break_(site)

    assert seen(site, audio=True) == {row}


def test_a_feed_that_is_never_unchanged_is_named_by_both_rows(site: Site) -> None:
    site.change(FEED, deaf_to=("If-None-Match", "If-Modified-Since"))

    assert seen(site) == {"H05", "H06"}


def test_a_feed_that_is_different_every_time_is_noticed(site: Site) -> None:
    count = iter(range(10_000))

    def answer(request: Request) -> Response:
        site.change(FEED, content=site.pages[FEED].content + f"<!-- {next(count)} -->".encode())
        return site.usual(request)

    site.change(FEED, answer=answer)

    assert "H10" in seen(site)


def test_every_row_is_broken_once() -> None:
    tables = (
        (document.READABLE, document.RSS_2, document.DOCUMENT),
        (channel.CHANNEL, items.ITEM, served.SERVED, pictures.PICTURE),
        (links.LINKS, versions.VERSION),
        (media.ABSENT, media.MEDIA, sound.SOUND, companions.CHAPTER_CHECKS, companions.VTT_CHECKS),
    )
    rows = {check.id for group in tables for checks in group for check in checks}

    assert rows <= {row for row, _ in (*BROKEN.values(), *SOUNDING.values())} | {"H10"}


def test_sound_is_measured_only_on_request(site: Site) -> None:
    SOUNDING["loudness out of range"][1](site)

    assert seen(site, audio=False) == set()


def test_episodes_beyond_the_limit_are_not_visited(site: Site) -> None:
    site.pages.pop(site.path(".mp3"))
    with host.served(site) as address:
        report = inspect(address, Plan(recent=0))

    assert (report.episodes, report.visited, report.findings) == (2, 0, ())


def test_every_finding_says_where_what_and_what_to_do(site: Site) -> None:
    for break_ in (BROKEN["type audio/mp3"][1], BROKEN["no HEAD of the feed"][1]):
        break_(site)
    with host.served(site) as address:
        findings = inspect(address, Plan(recent=1, audio=False)).findings

    assert [(one.id, one.level, one.where, one.seen) for one in findings] == [
        ("F26", "must", "Jembatan Gantung Dibuka Lagi", 'the enclosure\'s type is "audio/mp3"'),
        ("H03", "must", address, "to HEAD it answers 405"),
    ]
    assert all(one.do for one in findings)


def test_a_moment_is_handed_in(site: Site) -> None:
    with host.served(site) as address:
        report = inspect(address, Plan(recent=0), now=partial(datetime, 2001, 1, 1, tzinfo=UTC))

    assert [one.id for one in report.findings] == ["F30", "F30"]
