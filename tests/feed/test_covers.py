"""Episodes' own artwork: what directories take, what can be read small, and the same bytes every time."""

from functools import cache
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from podme_audio.feed import checked_artwork, episode_artwork
from podme_audio.feed.artwork.episode import PALETTES
from tests.feed.test_artwork import contrast

LONG = "Sidang kasus korupsi pengadaan kapal patroli ditunda karena tiga saksi kunci tidak hadir di pengadilan " * 3
CASES = [
    ("Harga cabai di 11 pasar induk turun", "Ekonomi"),
    (LONG[:255], "Politik dan Hukum"),
    ("Gempa", "Internasional"),
    ("Pertanggungjawabannya" * 12, "Pertanggungjawaban" * 5),
    ("Édisi “khusus”: 3-1", ""),
    ("日本 🙂 שלום", "Dunia"),
    ("🙂", "🙂"),
    ("", ""),
]
IDS = ["usual", "long", "one word", "endless words", "no section", "headline lost", "all lost", "nothing"]
#: Each has another ground.
TITLES = ("Bus air kembali", "Sekolah baru", "Rel dibuka")

drawn = cache(episode_artwork)


def small(cover: bytes, side: int = 55) -> Image.Image:
    with Image.open(BytesIO(cover)) as image:
        return image.convert("L").resize((side, side), Image.Resampling.LANCZOS)


@pytest.mark.parametrize(("title", "section"), CASES, ids=IDS)
def test_a_cover_is_what_directories_take(title: str, section: str) -> None:
    cover = drawn(title, section)

    with Image.open(BytesIO(cover)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (3000, 3000))
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        edges = [image.crop(box) for box in ((0, 0, 150, 3000), (2850, 0, 3000, 3000), (0, 2850, 3000, 3000))]
        assert len(image.resize((300, 300)).getcolors(90_000) or ()) > 2, "something is drawn"
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    assert len(cover) <= 512_000
    assert checked_artwork(cover) == cover
    assert all(high - low < 14 for edge in edges for low, high in ImageStat.Stat(edge).extrema), "the margin is clear"


def test_the_same_words_give_the_same_bytes_and_others_others() -> None:
    one = drawn("Harga cabai di 11 pasar induk turun", "Ekonomi")

    assert one == episode_artwork(" Harga cabai di 11\npasar induk turun ", "Ekonomi")
    assert one != drawn("Harga cabai di 12 pasar induk turun", "Ekonomi")
    assert one != drawn("Harga cabai di 11 pasar induk turun", "Niaga")


def test_letters_the_face_lacks_are_left_out() -> None:
    assert drawn("Gempa 日本 🙂 שלום di laut", "Dunia 🙂") == drawn("Gempa di laut", "Dunia")


def test_a_fingernail_tells_section_from_section_and_episode_from_episode() -> None:
    covers = [small(drawn("Bus air kembali", section)) for section in ("Kota", "Ekonomi")]
    covers += [small(drawn(title, "Kota")) for title in TITLES[1:]]

    for at, one in enumerate(covers):
        darkest, brightest = ImageStat.Stat(one).extrema[0]
        assert brightest - darkest > 60, "words stand out from their ground"
        for other in covers[at + 1 :]:
            assert ImageStat.Stat(ImageChops.difference(one, other)).mean[0] > 4


def test_covers_of_a_week_have_several_grounds() -> None:
    grounds = {small(drawn(title, "Kota"), 30).getpixel((0, 0)) for title in TITLES}

    assert len(grounds) == len(PALETTES)


@pytest.mark.parametrize("palette", PALETTES)
def test_all_that_is_drawn_can_be_told_from_its_ground(palette: tuple[str, ...]) -> None:
    ground, section, headline, *mark = palette

    assert contrast(ground, headline) >= 4.5
    assert all(contrast(ground, colour) >= 3 for colour in (section, *mark))
