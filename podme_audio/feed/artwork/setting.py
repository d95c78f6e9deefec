"""Words into a room, set as large as they go, in the headline face."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import ImageDraw, ImageFont

from podme_audio.feed.text import plain

#: The height of a capital, as a share of the size.
CAPITAL = 0.67


@dataclass(frozen=True, slots=True)
class Room:
    """Where words may stand, in pixels."""

    width: int
    height: int
    #: The sizes of the face, the largest first.
    sizes: range
    leading: float = 0.9


@dataclass(frozen=True, slots=True)
class Setting:
    """Words broken into lines."""

    font: ImageFont.FreeTypeFont
    lines: tuple[str, ...]
    leading: float

    @property
    def height(self) -> float:
        """From the top of the first line's capitals to the last baseline."""
        return self.font.size * ((len(self.lines) - 1) * self.leading + CAPITAL)

    @property
    def hanging(self) -> float:
        """What hangs below the last baseline, as that of a g does."""
        return max(0.0, self.font.getbbox(self.lines[-1], anchor="ls")[3])

    def draw(self, draw: ImageDraw.ImageDraw, left: float, baseline: float, fill: str) -> None:
        """Draw the lines one above the other, the last one on *baseline*."""
        for line in reversed(self.lines):
            draw.text((left - self.font.getbbox(line)[0], baseline), line, font=self.font, fill=fill, anchor="ls")
            baseline -= self.font.size * self.leading


def fit(text: str, room: Room) -> Setting:
    """Set *text* as large as it goes; one too long even for the smallest size loses its end."""
    words = text.split()
    for size in room.sizes:
        font = _font(size)
        lines = _lines(words, font, room.width)
        if len(lines) * size * room.leading <= room.height and all(_width(line, font) <= room.width for line in lines):
            return Setting(font, tuple(_balanced(words, font, room.width)), room.leading)
    kept = [_cut(line, font, room.width) for line in lines[: int(room.height / (font.size * room.leading))]]
    return Setting(font, (*kept[:-1], _cut(f"{kept[-1]}…", font, room.width)), room.leading)


def drawable(text: str) -> str:
    """Drop what the font has no letter for."""
    missing = bytes(_font(50).getmask("\uffff"))
    return plain("".join(_drawn(plain(text), missing)))


def _balanced(words: Sequence[str], font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """Break into as few lines as go, as even as that allows."""
    lines = _lines(words, font, room)
    for width in range(room, 0, -room // 50):
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


def _cut(line: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    while _width(line, font) > room:
        line = f"{line[:-2]}…"
    return line


def _width(text: str, font: ImageFont.FreeTypeFont) -> float:
    return font.getlength(text)


def _drawn(text: str, missing: bytes) -> Iterator[str]:
    font = _font(50)
    for letter in text:
        if letter == " " or bytes(font.getmask(letter)) != missing:
            yield letter


@cache
def _font_file() -> bytes:
    return files("podme_audio.feed").joinpath("headline.ttf").read_bytes()


@cache
def _font(size: float) -> ImageFont.FreeTypeFont:
    # the basic layout is the same on every machine; Raqm is not everywhere
    return ImageFont.truetype(BytesIO(_font_file()), size, layout_engine=ImageFont.Layout.BASIC)
