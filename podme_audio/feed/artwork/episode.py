"""A headline and its section in, an episode's artwork out: square, in the brand's colours, the same bytes every time.

The section is what can be read at the size of a fingernail, the headline at that of a stamp; the bars are its own.
"""

from hashlib import sha256
from typing import NamedTuple

from PIL import Image, ImageDraw

from podme_audio.feed.artwork.mark import draw_mark
from podme_audio.feed.artwork.pictures import BRAND, SIDE, jpeg
from podme_audio.feed.artwork.setting import Room, Setting, drawable, fit


class Palette(NamedTuple):
    """What is drawn in which colour."""

    ground: str
    section: str
    headline: str
    strokes: str
    bars: str


_ACCENT, _INK, _PAPER = BRAND["accent"], BRAND["ink"], BRAND["paper"]
PALETTES = (
    Palette(_ACCENT, _INK, _PAPER, _INK, _PAPER),
    Palette(_INK, _ACCENT, _PAPER, _PAPER, _ACCENT),
    Palette(_PAPER, _ACCENT, _INK, _INK, _ACCENT),
)

_MARGIN = 210
#: Below the section, and above the mark.
_GAP, _CLEAR = 130, 200
_WIDTH = SIDE - 2 * _MARGIN
_SECTION = Room(_WIDTH, 640, range(620, 210, -10), 0.86)
_HEADLINE = range(760, 110, -10)
#: The mark is as high as the headline leaves room for, within these.
_LEAST, _MOST = 580, 1500
_BARS = 5
#: The lowest a bar may be.
_LOWEST = 0.22


def episode_artwork(title: str, section: str = "") -> bytes:
    """Draw the artwork of an episode: JPEG, sRGB, 3000 px."""
    section, headline = drawable(section), drawable(title)
    palette, bars = _look(section, headline)
    image = Image.new("RGB", (SIDE, SIDE), palette.ground)
    draw = ImageDraw.Draw(image)
    top: float = _MARGIN
    if section:
        top = _below(draw, fit(section, _SECTION), top, palette.section)
    foot = SIDE - _MARGIN
    if headline:
        room = Room(_WIDTH, round(foot - _LEAST - _CLEAR - top), _HEADLINE, 0.94)
        top = _below(draw, fit(headline, room), top, palette.headline)
    box = (_MARGIN, max(top + _CLEAR - _GAP, foot - _MOST), SIDE - _MARGIN, foot)
    draw_mark(draw, box, (palette.strokes, palette.bars), bars)
    return jpeg(image)


def episode_look(title: str, section: str = "") -> tuple[str, tuple[float, ...]]:
    """Return what pages draw the same mark from: the ground, by its name in the brand, and the height of each bar."""
    palette, bars = _look(drawable(section), drawable(title))
    return next(name for name, colour in BRAND.items() if colour == palette.ground), bars


def _look(section: str, headline: str) -> tuple[Palette, tuple[float, ...]]:
    chance = sha256(f"{section}\n{headline}".encode()).digest()
    highest = max(chance[1 : 1 + _BARS]) or 1
    bars = tuple(_LOWEST + byte / highest * (1 - _LOWEST) for byte in chance[1 : 1 + _BARS])
    return PALETTES[chance[0] % len(PALETTES)], bars


def _below(draw: ImageDraw.ImageDraw, setting: Setting, top: float, fill: str) -> float:
    """Draw the words from *top* down; return where something else may begin, clear of letters that hang."""
    setting.draw(draw, _MARGIN, top + setting.height, fill)
    return top + setting.height + setting.hanging + _GAP
