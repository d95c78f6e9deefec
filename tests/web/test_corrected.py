"""An episode that was put right, with its version for little data and its cover: what listeners get of it."""

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from podme_audio import web
from podme_audio.feed import episode_artwork
from podme_audio.model import Episode
from tests.web import shelf
from tests.web.shelf import Opening, Shelf

CDN = "https://cdn.kabar.example/podme/media"
NOTE = "Tarif bus air diperbaiki menjadi Rp4.000."
BEFORE = episode_artwork("Bus air kembali melayari Kali Besar", "Kota")
AFTER = episode_artwork("Bus air bertarif Rp4.000", "Kota")
LINES = (*shelf.LINES[:2], (shelf.LINES[2][0], "Tarifnya Rp4.000 sekali jalan."))


@pytest.fixture
def ours(opening: Opening) -> Shelf:
    return opening()


@pytest.fixture
def before(ours: Shelf, tmp_path: Path) -> Episode:
    draft = shelf.draft(tmp_path, sound=b"a" * 2000)
    return shelf.publish(ours.library, shelf.whole(tmp_path, draft, low=b"a" * 500, cover=BEFORE))


@pytest.fixture
def after(ours: Shelf, before: Episode, tmp_path: Path) -> Episode:
    draft = shelf.draft(tmp_path, lines=LINES, sound=b"b" * 3000)
    whole = shelf.whole(tmp_path, draft, low=b"b" * 600, cover=AFTER, correction=NOTE)
    corrected = shelf.publish(ours.library, whole, hours=24)
    assert corrected.guid == before.guid
    return corrected


@cache
def client(ours: Shelf, serving: str = "self") -> FlaskClient:
    return web.create_app(ours, media_serving=serving).test_client()


def ask(client: FlaskClient, path: str, method: str = "GET", **headers: str) -> TestResponse:
    response = client.open(path, method=method, headers=headers)
    with response:
        assert response.data is not None
    return response


def page(ours: Shelf, episode: Episode) -> str:
    return ask(client(ours), f"/episodes/{episode.slug}").text


def linked(text: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    read: dict[str, object] = json.loads(found[1])
    return read


def test_the_version_for_little_data_is_served_like_the_sound(ours: Shelf, before: Episode) -> None:
    assert before.low
    address, asking = f"/media/{before.low.name}", client(ours)

    whole, part, beyond = (
        ask(asking, address),
        ask(asking, address, Range="bytes=10-19"),
        ask(asking, address, Range="bytes=500-"),
    )

    assert (whole.status_code, whole.data) == (200, b"a" * 500)
    assert whole.headers["Content-Type"] == "audio/ogg"
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert (part.status_code, part.data) == (206, b"a" * 10)
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */500")
    assert ask(asking, address, "HEAD").headers["Content-Length"] == "500"


@pytest.mark.parametrize("serving", ["self", "x-accel", CDN])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_it_was_before_sends_on_to_what_it_is_now(
    ours: Shelf, before: Episode, after: Episode, serving: str, method: str
) -> None:
    assert before.low
    assert after.low
    pairs = ((before.media.name, after.media.name), (before.low.name, after.low.name), (before.cover, after.cover))
    for old, new in pairs:
        got = ask(client(ours, serving), f"/media/{old}", method, Range="bytes=0-1")

        assert (got.status_code, got.headers["Location"]) == (301, f"/media/{new}")
        assert got.headers["Cache-Control"] == "public, max-age=300"
        assert got.headers["Access-Control-Allow-Origin"] == "*"


def test_the_old_address_answers_with_the_corrected_sound(ours: Shelf, before: Episode, after: Episode) -> None:
    sent = ask(client(ours), f"/media/{before.media.name}", Range="bytes=-5")
    got = ask(client(ours), sent.headers["Location"], Range="bytes=-5")

    assert (got.status_code, got.data) == (206, b"b" * 5)
    assert got.headers["Content-Range"] == "bytes 2995-2999/3000"
    assert got.headers["ETag"].strip('"') in after.media.name


def test_below_a_folder_it_is_sent_on_within_the_folder(opening: Opening, tmp_path: Path) -> None:
    ours = opening(public_url="https://kabar.example/audio")
    first = shelf.publish(ours.library, shelf.draft(tmp_path, sound=b"a" * 2000))
    second = shelf.publish(ours.library, shelf.draft(tmp_path, sound=b"b" * 2000), hours=1)

    got = ask(client(ours), f"/audio/media/{first.media.name}")

    assert got.headers["Location"] == f"/audio/media/{second.media.name}"


def test_the_same_sound_again_stays_where_it_is(ours: Shelf, before: Episode, tmp_path: Path) -> None:
    again = shelf.publish(ours.library, shelf.draft(tmp_path, sound=b"a" * 2000), hours=1)

    assert (again.revision, again.media.name) == (2, before.media.name)
    assert ask(client(ours), f"/media/{before.media.name}").data == b"a" * 2000


def test_where_there_is_no_small_version_any_more_the_whole_one_answers(
    ours: Shelf, before: Episode, tmp_path: Path
) -> None:
    now = shelf.publish(ours.library, shelf.draft(tmp_path, sound=b"b" * 2000), hours=1)
    assert before.low

    got = ask(client(ours), f"/media/{before.low.name}")

    assert (got.status_code, got.headers["Location"]) == (301, f"/media/{now.media.name}")
    assert ask(client(ours), f"/media/{before.cover}").data == BEFORE


@pytest.mark.parametrize("serving", ["self", "x-accel", CDN])
def test_nothing_of_a_withdrawn_episode_is_sent_on(ours: Shelf, before: Episode, after: Episode, serving: str) -> None:
    assert before.low
    assert after.low
    ours.library.withdraw(after.guid, now=shelf.NOON)
    names = (before.media.name, before.low.name, before.cover, after.media.name, after.low.name, after.cover)

    told = {ask(client(ours, serving), f"/media/{name}").status_code for name in names}

    assert told == {410}
    assert ask(client(ours), f"/covers/240/{after.cover}").status_code == 410


def test_the_page_says_each_correction_with_its_day(
    ours: Shelf, before: Episode, after: Episode, tmp_path: Path
) -> None:
    lines = (*LINES[:2], (LINES[2][0], "Tarifnya Rp4.500 sekali jalan."))
    again = shelf.whole(tmp_path, shelf.draft(tmp_path, lines=lines), correction="Tarif diperbaiki lagi <sekali>.")
    last = shelf.publish(ours.library, again, hours=48)

    text = page(ours, last)

    assert before.slug == after.slug == last.slug
    assert (newest := text.index("<strong>Ralat, 25 November 2026:</strong> Tarif diperbaiki lagi &lt;sekali&gt;.")) > 0
    assert text.index(f"<strong>Ralat, 24 November 2026:</strong> {NOTE}") > newest


def test_search_engines_are_told_of_the_correction(ours: Shelf, after: Episode) -> None:
    told = linked(page(ours, after))

    assert told["correction"] == {
        "@type": "CorrectionComment",
        "text": NOTE,
        "datePublished": "2026-11-24T07:00:00+07:00",
    }
    assert told["dateModified"] == "2026-11-24T07:00:00+07:00"
    assert told["datePublished"] == "2026-11-23T07:00:00+07:00"


def test_an_episode_that_was_never_corrected_says_nothing_of_it(ours: Shelf, before: Episode) -> None:
    text = page(ours, before)

    assert "Ralat" not in text
    assert "correction" not in linked(text)


def test_a_page_shows_the_episodes_own_cover_small_and_tells_of_the_whole_one(ours: Shelf, before: Episode) -> None:
    text, whole = page(ours, before), ours.press.addresses.media(before.cover)

    assert f'<img src="/covers/600/{before.cover}" width="600" height="600"' in text
    assert f'data-artwork="/covers/600/{before.cover}"' in text
    assert f'<meta property="og:image" content="{whole}">' in text
    assert linked(text)["image"] == whole
    assert not re.search(r'src="[^"]*/media/[^"]*\.jpg"', text)


def test_a_list_shows_covers_smaller_still_and_loads_them_when_they_are_seen(
    ours: Shelf, before: Episode, tmp_path: Path
) -> None:
    shelf.publish(ours.library, shelf.draft(tmp_path, "Harga cabai turun", sound=b"c" * 100), hours=1)

    text = ask(client(ours), "/").text

    assert f'<img src="/covers/240/{before.cover}" width="240" height="240" alt="" loading="lazy"' in text


def test_an_episode_without_a_cover_has_the_shows(ours: Shelf, tmp_path: Path) -> None:
    bare = shelf.publish(ours.library, shelf.draft(tmp_path, sound=b"a" * 100))
    text = page(ours, bare)

    shown = re.search(r'<img src="(/cover-[0-9a-f]+\.jpg)"', text)

    assert shown
    assert ask(client(ours), shown[1]).status_code == 200
    assert f'<meta property="og:image" content="{ours.press.addresses.artwork(ours.press.artwork()[0])}">' in text


@pytest.mark.parametrize("side", [240, 600])
def test_a_small_cover_is_a_small_jpeg_for_ever(ours: Shelf, before: Episode, side: int) -> None:
    got = ask(client(ours), f"/covers/{side}/{before.cover}")

    with Image.open(BytesIO(got.data)) as image:
        assert (image.format, image.size) == ("JPEG", (side, side))
    assert got.headers["Content-Type"] == "image/jpeg"
    assert got.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert len(got.data) < 90_000


def test_the_whole_cover_is_what_directories_take(ours: Shelf, before: Episode) -> None:
    got = ask(client(ours), f"/media/{before.cover}")

    assert (got.status_code, got.data, got.headers["Content-Type"]) == (200, BEFORE, "image/jpeg")
    assert got.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_there_are_no_other_sizes_and_no_other_files(ours: Shelf, before: Episode) -> None:
    assert before.low
    wrong = (
        f"/covers/241/{before.cover}",
        f"/covers/240/{before.media.name}",
        f"/covers/240/{before.low.name}",
        "/covers/240/tiada-0123456789abcdef.jpg",
        f"/covers/0/{before.cover}",
        "/covers/240/..%2f..%2fpodme.db",
    )

    assert {ask(client(ours), path).status_code for path in wrong} == {404}


def test_a_draft_shows_no_cover_to_anyone(ours: Shelf, tmp_path: Path) -> None:
    hidden = ours.library.save(
        shelf.whole(tmp_path, shelf.draft(tmp_path, "Belum terbit", sound=b"x" * 50), cover=BEFORE), now=shelf.NOON
    )

    assert hidden.cover
    assert {
        ask(client(ours), path).status_code for path in (f"/media/{hidden.cover}", f"/covers/240/{hidden.cover}")
    } == {404}
