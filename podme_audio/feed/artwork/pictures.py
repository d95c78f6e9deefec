"""Pictures to bytes and back: JPEG in sRGB, light enough for every directory, the same bytes every time."""

from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageCms, UnidentifiedImageError

from podme_audio.exceptions import FeedError

#: The brand, for pages too. White and paper on accent, and accent on paper, are legible as text (WCAG AA).
BRAND = {"accent": "#d02f17", "ink": "#191412", "paper": "#fff8f0"}

SIDE = 3000
COVER_SIDE = 600
#: What Apple takes.
SMALLEST, LARGEST = 1400, 3000
FORMATS = ("JPEG", "PNG")

#: Tried in this order until the artwork is light enough for every directory.
_QUALITIES = (90, 80, 70, 55)
#: Bytes.
HEAVIEST = 512_000


def cover(artwork: bytes, side: int = COVER_SIDE) -> bytes:
    """Make of *artwork* the small JPEG that goes into an episode's file, or onto a page."""
    with opened(artwork) as image:
        image.draft("RGB", (2 * side, 2 * side))  # a JPEG need not be read whole
        _load(image)
        small = image.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    return jpeg(small)


def checked_artwork(artwork: bytes) -> bytes:
    """Return *artwork* as it is, when directories take it.

    Raises:
        FeedError: Says what is wrong with it.
    """
    with opened(artwork) as image:
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


def opened(artwork: bytes) -> Image.Image:
    """Read the head of a picture; its pixels stay unread, for they may be far too many.

    Raises:
        FeedError: It is none.
    """
    try:
        return Image.open(BytesIO(artwork), formats=FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise FeedError("the artwork is no JPEG or PNG that can be read") from error


def _load(image: Image.Image) -> None:
    try:
        image.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise FeedError("the artwork is broken or cut short") from error


def jpeg(image: Image.Image) -> bytes:
    for quality in _QUALITIES:
        written = BytesIO()
        image.save(written, "JPEG", quality=quality, subsampling=0, optimize=True, icc_profile=_srgb())
        if written.tell() <= HEAVIEST:
            break
    return written.getvalue()


def _srgb() -> bytes:
    """Return the sRGB profile without the moment it was made, so that two pictures are alike."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes(12)
    return bytes(profile)
