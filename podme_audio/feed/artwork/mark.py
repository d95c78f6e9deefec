"""The mark of the house: a quotation mark, and the sound it turns into."""

from collections.abc import Sequence

from PIL import ImageDraw

#: The size it is drawn for; narrower, everything shrinks with it.
WIDTH, HEIGHT = 2500, 780
#: The bars of the house itself, as shares of the height.
HOUSE = (0.44, 1.0, 0.66, 0.86, 0.3)

#: Two strokes that lean like the font's quotation marks, then the bars.
_STROKE_HEIGHT, _STROKE_TOP, _STROKE_FOOT, _STROKE_LEAN = 470, 210, 310, 150
_STROKES = (0, 400)
_BARS_LEFT, _BAR_WIDTH, _CORNER = 950, 180, 20


def draw_mark(
    draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], colours: tuple[str, str], bars: Sequence[float]
) -> None:
    """Draw the mark.

    Args:
        draw: What it is drawn with.
        box: Its left, top, right and bottom; higher than `HEIGHT` would be, only the bars grow with it.
        colours: Of the strokes and of the bars.
        bars: How high each bar is, as a share of the box.
    """
    left, top, right, bottom = box
    scale, height = (right - left) / WIDTH, bottom - top
    strokes, fill = colours
    for stroke in _STROKES:
        draw.polygon([(left + scale * (stroke + x), top + scale * y) for x, y in _stroke()], fill=strokes)
    step = (WIDTH - _BARS_LEFT - _BAR_WIDTH) / (len(bars) - 1)
    for index, share in enumerate(bars):
        begin, above = left + scale * (_BARS_LEFT + index * step), top + height * (1 - share) / 2
        bar = (begin, above, begin + scale * _BAR_WIDTH, above + share * height)
        draw.rounded_rectangle(bar, radius=scale * _CORNER, fill=fill)


def _stroke() -> list[tuple[int, int]]:
    return [(_STROKE_LEAN, 0), (_STROKE_LEAN + _STROKE_TOP, 0), (_STROKE_FOOT, _STROKE_HEIGHT), (0, _STROKE_HEIGHT)]
