"""The artwork of a section's or an author's feed where the show has a picture of its own."""

from functools import cache
from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageChops, ImageStat

from podme_audio.exceptions import FeedError
from podme_audio.feed import artwork_name, checked_artwork, show_artwork, strand_artwork

drawn = cache(strand_artwork)


def saved(image: Image.Image, format: str = "JPEG") -> bytes:
    written = BytesIO()
    image.save(written, format)
    return written.getvalue()


@cache
def picture(colour: str) -> bytes:
    return saved(Image.new("RGB", (1400, 1400), colour))


def small(artwork: bytes, side: int = 55) -> Image.Image:
    with Image.open(BytesIO(artwork)) as image:
        return image.convert("L").resize((side, side), Image.Resampling.LANCZOS)


def noise() -> bytes:
    pixels = Random(0).randbytes(1400 * 1400 * 3)  # noqa: S311  (a picture that does not compress)
    return saved(Image.frombytes("RGB", (1400, 1400), pixels), "PNG")


@pytest.mark.parametrize("name", ["Dunia", "Pertanggungjawaban " * 9, "Édukasi", "日本", ""])
def test_it_is_what_directories_take(name: str) -> None:
    artwork = drawn(picture("#1d6fa5"), name)

    with Image.open(BytesIO(artwork)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (3000, 3000))
    assert len(artwork) <= 512_000
    assert checked_artwork(artwork) == artwork


def test_a_picture_that_does_not_compress_is_drawn_softer_until_it_is_light() -> None:
    assert len(drawn(noise(), "Dunia")) <= 512_000


def test_the_shows_picture_stands_in_it_whole() -> None:
    own = Image.linear_gradient("L").resize((1400, 1400)).convert("RGB")

    with Image.open(BytesIO(drawn(saved(own), "Dunia"))) as image:
        shown = image.crop((0, 0, 1900, 1900)).resize((190, 190))
    assert max(ImageStat.Stat(ImageChops.difference(shown, own.resize((190, 190)))).mean) < 4


@pytest.mark.parametrize("colour", ["#1d6fa5", "#d02f17", "#191412", "#fff8f0"])
def test_a_fingernail_tells_one_strand_from_another(colour: str) -> None:
    one, other = (small(drawn(picture(colour), name)).crop((0, 35, 55, 55)) for name in ("Dunia", "Ekonomi"))

    assert all(high - low > 120 for each in (one, other) for low, high in ImageStat.Stat(each).extrema)
    assert ImageStat.Stat(ImageChops.difference(one, other)).mean[0] > 12


@pytest.mark.parametrize("colour", ["#d02f17", "#c83a20", "#191412"])
def test_the_picture_can_be_told_from_the_ground_it_stands_on(colour: str) -> None:
    with Image.open(BytesIO(drawn(picture(colour), "Dunia"))) as image:
        inside, outside = (image.getpixel(at) for at in ((1800, 1800), (1800, 1980)))

    assert isinstance(inside, tuple)
    assert isinstance(outside, tuple)
    assert max(abs(one - other) for one, other in zip(inside, outside, strict=True)) > 50


def test_the_same_gives_the_same_bytes_and_another_picture_another_address() -> None:
    given = picture("#1d6fa5")

    assert drawn(given, "Dunia") == strand_artwork(given, " Dunia ")
    assert artwork_name(drawn(given, "Dunia")) != artwork_name(drawn(picture("#1d6f00"), "Dunia"))
    assert artwork_name(drawn(given, "Dunia")) != artwork_name(drawn(given, "Kota"))


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(FeedError):
        strand_artwork(b"<html>", "Dunia")


def test_the_generated_artwork_of_a_show_serves_as_well() -> None:
    assert checked_artwork(drawn(show_artwork("Kabar Sore"), "Dunia"))
