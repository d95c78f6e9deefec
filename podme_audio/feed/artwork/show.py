"""A show's name in, its artwork out: square, in the brand's colours, the same bytes every time."""

from PIL import Image, ImageDraw

from podme_audio.feed.artwork.mark import HEIGHT, HOUSE, draw_mark
from podme_audio.feed.artwork.pictures import BRAND, SIDE, jpeg
from podme_audio.feed.artwork.setting import Room, drawable, fit

_MARGIN = 250
#: Where the title may stand, and how large it is at most and at least.
_TITLE = Room(SIDE - 2 * _MARGIN, 1420, range(940, 190, -10))


def show_artwork(title: str) -> bytes:
    """Draw the artwork of the show called *title*: JPEG, sRGB, 3000 px."""
    image = Image.new("RGB", (SIDE, SIDE), BRAND["accent"])
    draw = ImageDraw.Draw(image)
    draw_mark(draw, (_MARGIN, _MARGIN, SIDE - _MARGIN, _MARGIN + HEIGHT), (BRAND["ink"], BRAND["paper"]), HOUSE)
    fit(drawable(title), _TITLE).draw(draw, _MARGIN, SIDE - _MARGIN, BRAND["paper"])
    return jpeg(image)
