"""What goes beyond RSS: other versions, soundbites, corrections, pages."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from podme_audio.feed import Channel, Item, Links
from podme_audio.model import Media

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
LOW = Media("harga-beras-1-abc.opus", 190_000, "audio/ogg", 61.4, -16.0, -1.2)

Make = Callable[..., Item]
Parse = Callable[..., Any]


def test_f40_the_version_for_little_data_says_what_it_is_and_where(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(channel, make(1, low=LOW), make(2))

    (found,) = feed.iter(f"{PODCAST}alternateEnclosure")
    assert dict(found.attrib) == {
        "type": "audio/ogg",
        "length": "190000",
        "bitrate": "24756",
        "title": "Hemat kuota",
        "lang": "id",
        "codecs": "opus",
    }
    assert [(one.tag, dict(one.attrib)) for one in found] == [
        (f"{PODCAST}source", {"uri": "https://audio.kabar.example/media/harga-beras-1-abc.opus"})
    ]


def test_an_episodes_own_artwork_is_told_and_the_shows_is_not_repeated(
    channel: Channel, make: Make, parse: Parse
) -> None:
    own, shows = (
        item.find(f"{ITUNES}image") for item in parse(channel, make(2, cover="beras-ab12.jpg"), make(1)).iter("item")
    )

    assert own.get("href") == "https://audio.kabar.example/media/beras-ab12.jpg"
    assert shows is None


def test_a_channel_links_itself_its_hub_and_its_pages(channel: Channel, make: Make, parse: Parse) -> None:
    feed, hub = "https://audio.kabar.example/feed/kota.xml", "https://hub.example/"
    paged = replace(channel, hub=hub, links=Links(f"{feed}?arsip=2", first=feed, last=feed))

    links = [dict(link.attrib) for link in parse(paged, make()).iter(f"{ATOM}link")]

    rss = {"type": "application/rss+xml"}
    assert links == [
        {"rel": "self", **rss, "href": f"{feed}?arsip=2"},
        {"rel": "hub", "href": hub},
        {"rel": "first", **rss, "href": feed},
        {"rel": "last", **rss, "href": feed},
    ]
    assert parse(paged, make()).findtext("channel/link") == "https://kabar.example"


def test_the_soundbite_is_the_taste_of_the_story_under_its_title(channel: Channel, make: Make, parse: Parse) -> None:
    feed = parse(channel, make(1, taste=(4.25, 40.0), title="Beras " * 40), make(2, taste=None))

    (bite,) = feed.iter(f"{PODCAST}soundbite")
    assert dict(bite.attrib) == {"startTime": "4.2", "duration": "40.0"}
    assert 100 < len(bite.text) <= 128


def test_a_corrected_episode_says_first_what_was_put_right_and_when_in_jakarta(
    channel: Channel, make: Make, parse: Parse
) -> None:
    evening = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)

    told = make(correction="Nama menteri\nsemula <salah> ditulis.", corrected=evening)
    notes = parse(channel, told).findtext("channel/item/description").splitlines()

    assert notes[:2] == [
        "<p>Ralat, 25 November 2026: Nama menteri semula &lt;salah&gt; ditulis.</p>",
        "<p>Harga beras turun tiga pekan berturut-turut.</p>",
    ]


def test_a_correction_without_words_or_moment_is_no_correction(channel: Channel, make: Make, parse: Parse) -> None:
    items = make(1, correction=" \x00 ", corrected=datetime(2026, 11, 24, tzinfo=UTC)), make(2, correction="Salah.")

    for item in parse(channel, *items).iter("item"):
        assert "Ralat" not in item.findtext("description")


def test_even_an_endless_correction_leaves_room_for_what_it_corrects(
    channel: Channel, make: Make, parse: Parse
) -> None:
    told = make(correction="& kata " * 2000, corrected=datetime(2026, 1, 1, tzinfo=UTC), description="Isi. " * 2000)

    notes = parse(channel, told).findtext("channel/item/description")

    assert len(notes.encode()) <= 4000
    assert notes.startswith("<p>Ralat, 1 Januari 2026: &amp; kata &amp; kata")
    assert len(re.findall(r"<p>Isi\. Isi\.", notes)) == 1
    assert "kecerdasan buatan (AI)." in notes


def test_where_the_show_is_supported_is_told_only_where_there_is_such_a_place(
    channel: Channel, make: Make, parse: Parse
) -> None:
    supported = replace(channel, funding="https://kabar.example/dukung")

    (told,) = parse(supported, make()).iter(f"{PODCAST}funding")

    assert (told.get("url"), told.text) == ("https://kabar.example/dukung", "Dukung Redaksi Kabar")
    assert not list(parse(channel, make()).iter(f"{PODCAST}funding"))


def test_other_shows_are_told_of_by_the_guid_that_their_address_has(channel: Channel, make: Make, parse: Parse) -> None:
    others = replace(channel, podroll=(("https://podnews.net/rss", "Podnews & Kawan"),))

    (told,) = parse(others, make()).iter(f"{PODCAST}podroll")

    assert [dict(each.attrib) for each in told] == [
        {
            "feedGuid": "9b024349-ccf0-5f69-a609-6b82873eab3c",
            "feedUrl": "https://podnews.net/rss",
            "title": "Podnews & Kawan",
        }
    ]
    assert not list(parse(channel, make()).iter(f"{PODCAST}podroll"))


def test_an_episode_says_that_nobody_can_comment(channel: Channel, make: Make, parse: Parse) -> None:
    told = [dict(each.attrib) for each in parse(channel, make()).iter(f"{PODCAST}socialInteract")]

    assert told == [{"protocol": "disabled"}]
