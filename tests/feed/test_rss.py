"""The feed against feed-bar.md: a test's name begins with the row it holds."""

import re
from calendar import timegm
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from io import BytesIO
from typing import Any

import feedparser
import podcastparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podme_audio.addresses import Addresses
from podme_audio.exceptions import FeedError
from podme_audio.feed import Channel, Item, disclosure, feed_guid, render
from podme_audio.feed.rss import CATEGORIES
from podme_audio.model import Chapter, State

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
#: What comes from a newsroom's database on a bad day.
HOSTILE = st.text(st.characters(codec=None), max_size=400) | st.sampled_from(
    [
        "]]>",
        "<script>alert('x')</script>",
        '"&amp;"',
        "a\x0bb\x00c",
        "\ud83d",
        "🇮🇩 Ku‍ota",
        "￿",
        "x" * 6000,
        "kata " * 2000,
    ]
)

Make = Callable[..., Item]
Parse = Callable[..., Any]


def with_show(channel: Channel, **changes: str) -> Channel:
    return replace(channel, show=replace(channel.show, **changes))


def with_media(item: Item, **changes: Any) -> Item:
    return replace(item, episode=replace(item.episode, media=replace(item.episode.media, **changes)))


def test_f01_to_f03_the_declaration_says_utf8_and_the_root_is_rss_2(
    channel: Channel, make: Make, now: datetime
) -> None:
    feed = render(channel, [make()], now=now)

    assert feed.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<rss ")
    assert b' version="2.0">' in feed.splitlines()[1]


def test_f04_the_root_declares_exactly_the_namespaces_in_use(channel: Channel, make: Make, parse: Parse) -> None:
    rss = parse(channel, make())

    assert {f"{{{uri}}}" for uri in rss.nsmap.values()} == {ITUNES, PODCAST, ATOM}
    assert set(rss.nsmap) == {"itunes", "podcast", "atom"}


def test_f06_there_is_one_self_link_and_it_is_the_feeds_address(channel: Channel, make: Make, parse: Parse) -> None:
    (link,) = parse(channel, make()).iter(f"{ATOM}link")

    assert dict(link.attrib) == {"rel": "self", "type": "application/rss+xml", "href": channel.addresses.feed}


def test_f07_to_f09_title_description_and_link_of_the_show(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(with_show(channel, title="Judul " * 99, description="Kata ku. " * 999), make())

    assert 1 <= len(feed.findtext("channel/title")) <= 255
    assert 3900 < len(feed.findtext("channel/description").encode()) <= 4000
    assert feed.findtext("channel/link") == "https://kabar.example"


def test_f09_a_show_without_a_site_links_our_own_page(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(with_show(channel, link=""), make())

    assert feed.findtext("channel/link") == "https://audio.kabar.example/"


def test_f10_the_language_is_indonesian(channel: Channel, make: Make, parse: Parse) -> None:
    assert parse(channel, make()).findtext("channel/language") == "id"


def test_f11_the_category_and_the_one_below_it_are_apples(channel: Channel, make: Make, parse: Parse) -> None:
    show = with_show(channel, category="TV & Film", subcategory="TV Reviews")

    (main,) = parse(show, make()).findall(f"channel/{ITUNES}category")

    assert (main.get("text"), main[0].get("text")) == ("TV & Film", "TV Reviews")


def test_f11_apples_table_has_nineteen_categories() -> None:
    assert len(CATEGORIES) == 19
    assert "Daily News" in CATEGORIES["News"]


def test_f12_and_f34_explicit_is_false_on_show_and_item(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(channel, make())

    assert feed.findtext(f"channel/{ITUNES}explicit") == "false"
    assert feed.findtext(f"channel/item/{ITUNES}explicit") == "false"


def test_f13_the_artwork_is_an_absolute_address(channel: Channel, make: Make, parse: Parse) -> None:
    image = parse(channel, make()).find(f"channel/{ITUNES}image")

    assert image.get("href") == "https://audio.kabar.example/artwork-0a1b2c3d4e5f.jpg"


def test_f14_the_guid_of_a_feed_follows_the_published_example() -> None:
    assert feed_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert feed_guid("http://podnews.net/rss//") == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_f14_the_stored_guid_is_written_and_no_guid_is_no_tag(channel: Channel, make: Make, parse: Parse) -> None:
    assert parse(channel, make()).findtext(f"channel/{PODCAST}guid") == channel.show.guid
    assert parse(with_show(channel, guid=""), make()).find(f"channel/{PODCAST}guid") is None


def test_f22_to_f24_guids_are_the_episodes_own(channel: Channel, make: Make, parse: Parse) -> None:
    guids = parse(channel, make(1), make(2)).findall("channel/item/guid")

    assert [guid.text for guid in guids] == ["guid-2", "guid-1"]
    assert {guid.get("isPermaLink") for guid in guids} == {"false"}


def test_f25_to_f27_one_enclosure_with_the_real_length(channel: Channel, make: Make, parse: Parse) -> None:
    (enclosure,) = parse(channel, make(7)).iter("enclosure")

    assert dict(enclosure.attrib) == {
        "url": "https://audio.kabar.example/media/harga-beras-7-abc.mp3",
        "length": "700007",
        "type": "audio/mpeg",
    }


def test_f28_a_title_is_trimmed_and_never_too_long(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(channel, make(1, title=f"  {'Beras ' * 99}\n"), make(2, title=" \x00 "))

    shorter, empty = (feed.findall("channel/item/title")[place].text for place in (1, 0))
    assert len(shorter) <= 255
    assert shorter.endswith("Beras…")
    assert empty == "harga-beras-2"


def test_f29_dates_are_rfc_2822_with_english_names_and_a_numeric_zone(
    channel: Channel, make: Make, parse: Parse
) -> None:
    jakarta = datetime.fromisoformat("2026-03-02T18:30:00+07:00")

    written = parse(channel, make(published=jakarta)).findtext("channel/item/pubDate")

    assert written == "Mon, 02 Mar 2026 11:30:00 +0000"


def test_f30_what_is_not_yet_due_or_not_published_stays_out(channel: Channel, make: Make, parse: Parse) -> None:
    later = make(2, published=channel.changed + timedelta(seconds=1))
    states = [make(3 + at, state=state) for at, state in enumerate(set(State) - {State.PUBLISHED})]

    feed = parse(channel, make(1), later, *states, make(9, published=None))

    assert [guid.text for guid in feed.iter("guid")] == ["guid-1"]


def test_f31_the_newest_comes_first_whatever_the_order_given(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(channel, make(2), make(5), make(1), make(4))

    dates = [parsedate_to_datetime(date.text) for date in feed.iter("pubDate")]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == 4


def test_f32_notes_fit_and_use_few_tags(channel: Channel, make: Make, parse: Parse) -> None:
    description = "\n".join(["Satu <b>alinea</b> & lain.", "- pertama", "- kedua", *["Kalimat yang panjang." * 9] * 99])

    notes = parse(channel, make(description=description)).findtext("channel/item/description")

    assert 3900 < len(notes.encode()) <= 4000
    assert set(re.findall(r"</?(\w+)", notes)) == {"p", "ul", "li", "a"}
    assert "<p>Satu &lt;b&gt;alinea&lt;/b&gt; &amp; lain.</p>\n<ul><li>pertama</li><li>kedua</li></ul>" in notes
    assert "…</p>" in notes
    assert "https://audio.kabar.example/episodes/harga-beras-1" in notes


def test_f32_notes_link_article_and_page_and_list_the_chapters(channel: Channel, make: Make, parse: Parse) -> None:
    notes = parse(channel, make()).findtext("channel/item/description").splitlines()

    assert notes[:2] == ["<p>Harga beras turun tiga pekan berturut-turut.</p>", "<p>Petani meminta harga dasar.</p>"]
    assert 'href="https://kabar.example/harga-beras?a=1&amp;b=2"' in notes[2]
    assert notes[3:6] == ["<p>00:00:00 Bagian 1</p>", "<p>00:00:20 Bagian 2</p>", "<p>00:00:40 Bagian 3</p>"]
    assert "harga-beras-1" in notes[6]
    assert notes[7] == "<p>Episode ini dibacakan oleh Putri, suara sintetis hasil kecerdasan buatan (AI).</p>"


def test_f32_two_chapters_are_no_list(channel: Channel, make: Make, parse: Parse) -> None:
    assert "00:00" not in parse(channel, make(chapters=2)).findtext("channel/item/description")


def test_f32_a_bulletin_names_each_article_by_its_chapter(channel: Channel, make: Make, parse: Parse) -> None:
    links = ("https://kabar.example/a", "https://kabar.example/b", "javascript:alert(1)")
    item = replace(make(links=links), chapters=(Chapter(0, "Beras", links[0]), Chapter(30, "Cabai", links[1])))

    notes = parse(channel, item).findtext("channel/item/description")

    assert (
        '<ul><li><a href="https://kabar.example/a">Beras</a></li><li><a href="https://kabar.example/b">Cabai' in notes
    )
    assert "javascript" not in notes


@pytest.mark.parametrize(("seconds", "said"), [(61.4, "61"), (0.2, "1"), (3599.6, "3600")])
def test_f33_the_duration_is_whole_seconds(
    channel: Channel, make: Make, parse: Parse, seconds: float, said: str
) -> None:
    feed = parse(channel, with_media(make(), duration=seconds))

    assert feed.findtext(f"channel/item/{ITUNES}duration") == said


def test_f35_an_episode_is_full(channel: Channel, make: Make, parse: Parse) -> None:
    assert parse(channel, make()).findtext(f"channel/item/{ITUNES}episodeType") == "full"


def test_f36_each_item_links_its_own_page(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(channel, make(1), make(2))

    assert [link.text for link in feed.findall("channel/item/link")] == [
        "https://audio.kabar.example/episodes/harga-beras-2",
        "https://audio.kabar.example/episodes/harga-beras-1",
    ]


def test_f37_each_item_has_transcripts_with_address_and_type(channel: Channel, make: Make, parse: Parse) -> None:
    transcripts = [dict(tag.attrib) for tag in parse(channel, make()).iter(f"{PODCAST}transcript")]

    page = "https://audio.kabar.example/episodes/harga-beras-1"
    srt = {"url": f"{page}/transcript.srt", "type": "application/x-subrip", "language": "id", "rel": "captions"}
    json = {"url": f"{page}/transcript.json", "type": "application/json", "language": "id"}
    assert transcripts == [{"url": f"{page}/transcript.vtt", "type": "text/vtt", "language": "id"}, srt, json]


def test_f38_chapters_are_announced_where_there_are_any(channel: Channel, make: Make, parse: Parse) -> None:
    (tag,) = parse(channel, make(1), make(2, chapters=0)).iter(f"{PODCAST}chapters")

    assert tag.get("type") == "application/json+chapters"
    assert tag.get("url") == "https://audio.kabar.example/episodes/harga-beras-1/chapters.json"


def test_f41_two_renders_are_alike_and_dated_by_the_last_change(channel: Channel, make: Make, now: datetime) -> None:
    first = render(channel, [make(1), make(2)], now=now)
    second = render(channel, [make(2), make(1)], now=now + timedelta(days=9))

    assert first == second
    assert f"<lastBuildDate>{format_datetime(channel.changed)}</lastBuildDate>".encode() in first


def test_ai_is_disclosed_in_tags_and_in_every_description(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(channel, make(narrator=""))

    texts = [tag for tag in feed.iter(f"{PODCAST}txt") if tag.get("purpose") == "ai-content"]
    assert [tag.getparent().tag for tag in texts] == ["channel", "item"]
    assert {tag.text for tag in texts} == {"true"}
    assert "kecerdasan buatan (AI)" in feed.findtext("channel/description")
    assert disclosure() in feed.findtext("channel/item/description")


def test_the_new_address_of_a_moved_feed_is_told(channel: Channel, make: Make, parse: Parse) -> None:
    moved = replace(channel, moved_to="https://baru.example/feed.xml")

    assert parse(moved, make()).findtext(f"channel/{ITUNES}new-feed-url") == "https://baru.example/feed.xml"
    assert parse(channel, make()).find(f"channel/{ITUNES}new-feed-url") is None


def test_what_costs_nothing_is_there(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(channel, make())

    told = {tag: feed.findtext(f"channel/{tag}") for tag in (f"{ITUNES}author", f"{ITUNES}type", f"{PODCAST}medium")}
    assert set(told.values()) == {"Redaksi Kabar", "episodic", "podcast"}
    assert feed.findtext("channel/copyright") == "Redaksi Kabar"
    assert feed.find(f"channel/{PODCAST}locked").get("owner") == "redaksi@kabar.example"
    assert feed.findtext(f"channel/{PODCAST}locked") == "yes"
    assert feed.find(f"channel/{PODCAST}updateFrequency").get("rrule") == "FREQ=DAILY"
    assert feed.findtext(f"channel/{ITUNES}owner/{ITUNES}email") == "redaksi@kabar.example"


def test_an_item_names_section_author_and_narrator(channel: Channel, make: Make, parse: Parse) -> None:
    item = parse(channel, make()).find("channel/item")

    person = item.find(f"{PODCAST}person")
    assert (person.text, person.get("role"), person.get("group")) == ("Putri", "narrator", "cast")
    assert (item.findtext("category"), item.findtext(f"{ITUNES}author")) == ("Ekonomi", "Ani Lestari")


def test_a_show_without_an_owner_has_no_owner_tag(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(with_show(channel, owner_email=""), make(section="", author=""))

    assert feed.find(f"channel/{ITUNES}owner") is None
    assert dict(feed.find(f"channel/{PODCAST}locked").attrib) == {}
    assert feed.find("channel/item/category") is None


def test_a_show_without_episodes_is_still_a_channel(channel: Channel, parse: Parse) -> None:
    feed = parse(channel)

    assert feed.findtext("channel/title") == "Kabar Sore"
    assert not list(feed.iter("item"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " \x00"}, "the show has no title"),
        ({"description": "", "author": ""}, "the show has no description; the show has no author"),
        ({"language": "indonesia"}, "'indonesia' is no language code such as \"id\""),
        ({"category": "news"}, "'news' is not among Apple's categories"),
        ({"subcategory": "Harian"}, "'Harian' is not among Apple's categories below 'News'"),
    ],
)
def test_a_show_that_lacks_something_is_told_what(
    channel: Channel, make: Make, now: datetime, changes: dict[str, str], said: str
) -> None:
    with pytest.raises(FeedError) as raised:
        render(with_show(channel, **changes), [make()], now=now)

    assert str(raised.value) == said


def test_artwork_and_address_that_no_app_can_use_are_refused(channel: Channel, now: datetime) -> None:
    broken = replace(channel, artwork="artwork-1.webp", addresses=Addresses("ftp://kabar.example"))

    with pytest.raises(FeedError, match=r"webp.*ftp"):
        render(broken, [], now=now)


@pytest.mark.parametrize(
    "changes",
    [{"type": "audio/mp3"}, {"name": "a.wav"}, {"size": 0}, {"name": "harga-beras-2-abc.mp3"}, {"name": ""}],
)
def test_sound_no_app_accepts_is_refused(
    channel: Channel, make: Make, now: datetime, changes: dict[str, str | int]
) -> None:
    with pytest.raises(FeedError):
        render(channel, [with_media(make(1), **changes), make(2)], now=now)


def test_two_episodes_with_one_guid_are_refused(channel: Channel, make: Make, now: datetime) -> None:
    with pytest.raises(FeedError, match="2 episodes have the guid 'sama'"):
        render(channel, [make(1, guid="sama"), make(2, guid="sama")], now=now)


@pytest.fixture(scope="module")
def newsroom(channel: Channel, make: Make, parse: Parse) -> tuple[Channel, Make, Parse]:
    return channel, make, parse


@settings(max_examples=60, deadline=None)
@given(title=HOSTILE, body=HOSTILE, name=HOSTILE)
def test_no_text_from_outside_breaks_the_feed(
    newsroom: tuple[Channel, Make, Parse], title: str, body: str, name: str
) -> None:
    channel, make, parse = newsroom
    show = with_show(channel, title=f"Kabar {title}", description=f"Berita {body}", author=f"Redaksi {name}")
    item = make(title=title, description=body, section=title, author=name, narrator=name)
    item = replace(item, chapters=(Chapter(0, "Awal"), Chapter(5, title), Chapter(9, body)))

    feed = parse(show, item)

    assert feed.findtext("channel/title").startswith("Kabar")
    assert 1 <= len(feed.findtext("channel/item/title")) <= 255
    for description in (feed.findtext("channel/description"), feed.findtext("channel/item/description")):
        assert len(description.encode()) <= 4000
        assert "kecerdasan buatan (AI)." in description
        assert not re.search(r"<(?!/?(p|ul|li|a)\b)", description)


def test_feedparser_reads_the_feed_without_a_complaint(channel: Channel, make: Make, now: datetime) -> None:
    read = feedparser.parse(BytesIO(render(channel, [make(1), make(2)], now=now)))

    assert not read.bozo
    assert (read.version, read.feed.title, read.feed.language) == ("rss20", "Kabar Sore", "id")
    assert [entry.id for entry in read.entries] == ["guid-2", "guid-1"]
    assert read.entries[1].enclosures[0].length == "700001"
    assert timegm(read.entries[1].published_parsed) == timegm(make(1).episode.created.utctimetuple())


def test_podcastparser_reads_show_and_episode(channel: Channel, make: Make, now: datetime) -> None:
    read = podcastparser.parse(channel.addresses.feed, BytesIO(render(channel, [make(1)], now=now)))

    (episode,) = read["episodes"]
    assert (read["title"], read["itunes_author"], read["explicit"]) == ("Kabar Sore", "Redaksi Kabar", False)
    assert (episode["guid"], episode["total_time"]) == ("guid-1", 61)
    assert episode["enclosures"][0] == {
        "url": "https://audio.kabar.example/media/harga-beras-1-abc.mp3",
        "file_size": 700001,
        "mime_type": "audio/mpeg",
    }
    assert episode["published"] == int(make(1).episode.created.timestamp())


def test_a_thousand_episodes_are_one_feed(channel: Channel, make: Make, parse: Parse) -> None:
    items = [make(number, published=channel.changed - timedelta(hours=number)) for number in range(1000)]

    assert len(parse(channel, *items).findall("channel/item")) == 1000
