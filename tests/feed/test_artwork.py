import re
from functools import cache
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageStat

from podme_audio.exceptions import FeedError
from podme_audio.feed import BRAND, artwork_name, checked_artwork, cover, show_artwork

drawn_once = cache(show_artwork)


def picture(size: tuple[int, int] = (1400, 1400), mode: str = "RGB", format: str = "JPEG") -> bytes:
    written = BytesIO()
    Image.new(mode, size).save(written, format)
    return written.getvalue()


def luminance(colour: str) -> float:
    levels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    "title",
    ["Kabar Sore", "Warta", "Pertanggungjawabannya " * 11, "Apa Kabar, Nusantara? Édisi 24 Jam", "日本", "A" * 255],
    ids=["two words", "one word", "long", "accents", "letters the font lacks", "one endless word"],
)
def test_a01_to_a03_the_artwork_is_what_directories_take(title: str) -> None:
    drawn = drawn_once(title)

    with Image.open(BytesIO(drawn)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (3000, 3000))
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    assert len(drawn) <= 512_000
    assert checked_artwork(drawn) == drawn


def test_the_same_name_gives_the_same_bytes_and_another_name_others() -> None:
    assert drawn_once("Kabar Sore") == show_artwork(" Kabar\nSore ")
    assert drawn_once("Kabar Sore") != drawn_once("Warta")


def test_nothing_is_drawn_into_the_margin() -> None:
    with Image.open(BytesIO(drawn_once("Pertanggungjawabannya " * 11))) as image:
        edges = [image.crop(box) for box in ((2800, 0, 3000, 3000), (0, 2850, 3000, 3000), (0, 0, 200, 3000))]

    assert all(high - low < 12 for edge in edges for low, high in ImageStat.Stat(edge).extrema)


def test_the_brands_colours_can_be_read_on_each_other() -> None:
    assert contrast(BRAND["accent"], BRAND["paper"]) >= 4.5
    assert contrast(BRAND["accent"], "#ffffff") >= 4.5
    assert contrast(BRAND["ink"], BRAND["paper"]) >= 12


def test_a_cover_is_a_small_jpeg() -> None:
    for artwork in (drawn_once("Kabar Sore"), picture(format="PNG")):
        with Image.open(BytesIO(cover(artwork))) as image:
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (600, 600))


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
@pytest.mark.parametrize("side", [1400, 3000])
def test_a_square_picture_of_the_right_size_is_taken_as_it_is(format: str, side: int) -> None:
    given = picture((side, side), format=format)

    assert checked_artwork(given) == given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (picture((1400, 1401)), "1400 by 1401 px, not square"),
        (picture((1399, 1399)), "1399 px wide, not 1400 to 3000"),
        (picture((3001, 3001)), "3001 px wide"),
        (picture(mode="RGBA", format="PNG"), "RGBA, not RGB"),
        (picture(mode="P", format="PNG"), "P, not RGB"),
        (picture(mode="CMYK"), "CMYK, not RGB"),
        (picture(format="GIF", mode="P"), "no JPEG or PNG"),
        (picture(format="WEBP"), "no JPEG or PNG"),
        (b"<html>", "no JPEG or PNG"),
        (b"", "no JPEG or PNG"),
        (picture()[:3000], "broken or cut short"),
        (picture(format="PNG")[:3000], "broken or cut short"),
    ],
)
def test_artwork_a_directory_refuses_is_named_with_its_fault(given: bytes, said: str) -> None:
    with pytest.raises(FeedError, match=re.escape(said)):
        checked_artwork(given)


def test_a_broken_picture_makes_no_cover() -> None:
    with pytest.raises(FeedError):
        cover(picture()[:3000])


def test_other_artwork_has_another_name_with_its_own_ending() -> None:
    jpeg, png = artwork_name(picture()), artwork_name(picture(format="PNG"))

    assert re.fullmatch(r"artwork-[0-9a-f]{12}\.jpg", jpeg)
    assert re.fullmatch(r"artwork-[0-9a-f]{12}\.png", png)
    assert artwork_name(picture((1500, 1500))) != jpeg
