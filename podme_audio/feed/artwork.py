"""A show's name in, its artwork out: square, in the brand's colours, the same bytes every time.

The mark is the idea of the house: a quotation mark, and the sound it turns into.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageCms, ImageDraw, ImageFont, UnidentifiedImageError

from podme_audio.exceptions import FeedError
from podme_audio.feed.text import plain

#: The brand, for pages too. White and paper on accent, and accent on paper, are legible as text (WCAG AA).
BRAND = {"accent": "#d02f17", "ink": "#191412", "paper": "#fff8f0"}

SIDE = 3000
COVER_SIDE = 600
#: What Apple takes.
SMALLEST, LARGEST = 1400, 3000
FORMATS = ("JPEG", "PNG")

_MARGIN = 250
#: Where the title may stand, and how large it is at most and at least.
_TITLE_WIDTH, _TITLE_HEIGHT = SIDE - 2 * _MARGIN, 1420
_SIZES = range(940, 190, -10)
_LEADING = 0.9
#: The mark fills the width above: two strokes that lean like the font's quotation marks, then bars, as shares of it.
_MARK_HEIGHT = 780
_STROKE_HEIGHT, _STROKE_TOP, _STROKE_FOOT, _STROKE_LEAN = 470, 210, 310, 150
_STROKES = (0, 400)
_BARS = (0.44, 1.0, 0.66, 0.86, 0.3)
_BARS_LEFT, _BAR_WIDTH, _CORNER = 950, 180, 20
#: Tried in this order until the artwork is light enough for every directory.
_QUALITIES = (90, 80, 70, 55)
_HEAVIEST = 512_000


def show_artwork(title: str) -> bytes:
    """Draw the artwork of the show called *title*: JPEG, sRGB, 3000 px."""
    image = Image.new("RGB", (SIDE, SIDE), BRAND["accent"])
    draw = ImageDraw.Draw(image)
    _draw_mark(draw)
    _draw_title(draw, plain(title))
    return _jpeg(image)


def cover(artwork: bytes) -> bytes:
    """Make of *artwork* the 600 px JPEG that goes into an episode's file."""
    with _opened(artwork) as image:
        _load(image)
        small = image.convert("RGB").resize((COVER_SIDE, COVER_SIDE), Image.Resampling.LANCZOS)
    return _jpeg(small)


def checked_artwork(artwork: bytes) -> bytes:
    """Return *artwork* as it is, when directories take it.

    Raises:
        FeedError: Says what is wrong with it.
    """
    with _opened(artwork) as image:
        width, height = image.size
        complaints = {
            f"is {width} by {height} px, not square": width != height,
            f"is {width} px wide, not {SMALLEST} to {LARGEST}": not SMALLEST <= width <= LARGEST,
            f"is {image.mode}, not RGB without transparency": image.mode != "RGB" or "transparency" in image.info,
        }
        for complaint, holds in complaints.items():
            if holds:
                raise FeedError(f"the artwork {complaint}")
        _load(image)
    return artwork


def artwork_name(artwork: bytes) -> str:
    """Return the name *artwork* is served under: other artwork, other name."""
    suffix = ".png" if artwork.startswith(b"\x89PNG") else ".jpg"
    return f"artwork-{sha256(artwork).hexdigest()[:12]}{suffix}"


def _draw_mark(draw: ImageDraw.ImageDraw) -> None:
    for left in _STROKES:
        _draw_stroke(draw, _MARGIN + left)
    step = (_TITLE_WIDTH - _BARS_LEFT - _BAR_WIDTH) / (len(_BARS) - 1)
    for index, share in enumerate(_BARS):
        _draw_bar(draw, _MARGIN + _BARS_LEFT + index * step, share * _MARK_HEIGHT)


def _draw_stroke(draw: ImageDraw.ImageDraw, left: float) -> None:
    top, bottom = _MARGIN, _MARGIN + _STROKE_HEIGHT
    corners = [
        (left + _STROKE_LEAN, top),
        (left + _STROKE_LEAN + _STROKE_TOP, top),
        (left + _STROKE_FOOT, bottom),
        (left, bottom),
    ]
    draw.polygon(corners, fill=BRAND["ink"])


def _draw_bar(draw: ImageDraw.ImageDraw, left: float, height: float) -> None:
    top = _MARGIN + (_MARK_HEIGHT - height) / 2
    box = (left, top, left + _BAR_WIDTH, top + height)
    draw.rounded_rectangle(box, radius=_CORNER, fill=BRAND["paper"])


def _draw_title(draw: ImageDraw.ImageDraw, title: str) -> None:
    font, lines = _set(_drawable(title))
    baseline: float = SIDE - _MARGIN
    for line in reversed(lines):
        draw.text((_MARGIN - font.getbbox(line)[0], baseline), line, font=font, fill=BRAND["paper"], anchor="ls")
        baseline -= font.size * _LEADING


def _set(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Set *title* as large as it goes; one too long even for the smallest size loses its end."""
    for size in _SIZES:
        font = _font(size)
        lines = _lines(title.split(), font, _TITLE_WIDTH)
        if len(lines) * size * _LEADING <= _TITLE_HEIGHT and all(_width(line, font) <= _TITLE_WIDTH for line in lines):
            return font, _balanced(title.split(), font)
    kept = [_cut(line, font) for line in lines[: int(_TITLE_HEIGHT / (font.size * _LEADING))]]
    return font, [*kept[:-1], _cut(f"{kept[-1]}…", font)]


def _balanced(words: Sequence[str], font: ImageFont.FreeTypeFont) -> list[str]:
    """Break into as few lines as go, as even as that allows."""
    lines = _lines(words, font, _TITLE_WIDTH)
    for width in range(_TITLE_WIDTH, 0, -_MARGIN // 5):
        narrower = _lines(words, font, width)
        if len(narrower) > len(lines) or any(_width(line, font) > width for line in narrower):
            break
        lines = narrower
    return lines


def _lines(words: Sequence[str], font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and _width(f"{lines[-1]} {word}", font) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _cut(line: str, font: ImageFont.FreeTypeFont) -> str:
    while _width(line, font) > _TITLE_WIDTH:
        line = f"{line[:-2]}…"
    return line


def _width(text: str, font: ImageFont.FreeTypeFont) -> float:
    return font.getlength(text)


def _drawable(text: str) -> str:
    """Drop what the font has no letter for."""
    missing = bytes(_font(50).getmask("\uffff"))
    return plain("".join(_drawn(text, missing)))


def _drawn(text: str, missing: bytes) -> Iterator[str]:
    font = _font(50)
    for letter in text:
        if letter == " " or bytes(font.getmask(letter)) != missing:
            yield letter


@cache
def _font_file() -> bytes:
    return files("podme_audio.feed").joinpath("headline.ttf").read_bytes()


def _font(size: float) -> ImageFont.FreeTypeFont:
    # the basic layout is the same on every machine; Raqm is not everywhere
    return ImageFont.truetype(BytesIO(_font_file()), size, layout_engine=ImageFont.Layout.BASIC)


def _opened(artwork: bytes) -> Image.Image:
    """Read the head of a picture; its pixels stay unread, for they may be far too many."""
    try:
        return Image.open(BytesIO(artwork), formats=FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise FeedError("the artwork is no JPEG or PNG that can be read") from error


def _load(image: Image.Image) -> None:
    try:
        image.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise FeedError("the artwork is broken or cut short") from error


def _jpeg(image: Image.Image) -> bytes:
    for quality in _QUALITIES:
        written = BytesIO()
        image.save(written, "JPEG", quality=quality, subsampling=0, optimize=True, icc_profile=_srgb())
        if written.tell() <= _HEAVIEST:
            break
    return written.getvalue()


def _srgb() -> bytes:
    """Return the sRGB profile without the moment it was made, so that two pictures are alike."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes(12)
    return bytes(profile)
