"""A show's own picture and the name of a section or an author in, the artwork of its feed out.

The picture stands whole in its corner, the name below it as large as it goes: at the size of a fingernail it is what
tells one feed from the other.
"""

from PIL import Image, ImageDraw

from podme_audio.feed.artwork.mark import HOUSE, draw_mark
from podme_audio.feed.artwork.pictures import BRAND, HEAVIEST, SIDE, jpeg, opened
from podme_audio.feed.artwork.setting import Room, drawable, fit

#: The picture's side; what is left is the house's.
_PICTURE = 1900
_MARGIN = 170
_ROOM = Room(SIDE - 2 * _MARGIN, SIDE - _PICTURE - 220, range(980, 150, -10), 0.88)
#: Where the picture is much like the first ground, the next is taken; each with the mark's strokes and bars on it.
_GROUNDS = (
    (BRAND["accent"], (BRAND["ink"], BRAND["paper"])),
    (BRAND["ink"], (BRAND["paper"], BRAND["accent"])),
)
_APART = 60
#: A picture too rich for a light file is drawn softer, step by step.
_DETAILS = (1, 2, 4, 8, 16)


def strand_artwork(picture: bytes, name: str) -> bytes:
    """Draw the artwork of the strand called *name*: JPEG, sRGB, 3000 px.

    Raises:
        FeedError: *picture* cannot be read.
    """
    with opened(picture) as image:
        shown = image.convert("RGB")
    for detail in _DETAILS:
        drawn = jpeg(_set(shown, drawable(name), _PICTURE // detail))
        if len(drawn) <= HEAVIEST:
            break
    return drawn


def _set(picture: Image.Image, name: str, detail: int) -> Image.Image:
    if detail < picture.width:
        picture = picture.resize((detail, detail), Image.Resampling.LANCZOS)
    ground, mark = _ground(picture)
    image = Image.new("RGB", (SIDE, SIDE), ground)
    image.paste(picture.resize((_PICTURE, _PICTURE), Image.Resampling.BICUBIC))
    draw = ImageDraw.Draw(image)
    draw_mark(draw, (_PICTURE + _MARGIN, _MARGIN, SIDE - _MARGIN, _PICTURE - _MARGIN), mark, HOUSE)
    if name:
        setting = fit(name, _ROOM)
        baseline = _PICTURE + (SIDE - _PICTURE + setting.height - setting.hanging / 2) / 2
        setting.draw(draw, _MARGIN, baseline, BRAND["paper"])
    return image


def _ground(picture: Image.Image) -> tuple[str, tuple[str, str]]:
    """Choose what *picture* can be told from."""
    mean = picture.resize((1, 1), Image.Resampling.BOX).tobytes()
    for ground, mark in _GROUNDS[:-1]:
        if max(abs(int(ground[at : at + 2], 16) - mean[at // 2]) for at in (1, 3, 5)) >= _APART:
            return ground, mark
    return _GROUNDS[-1]
