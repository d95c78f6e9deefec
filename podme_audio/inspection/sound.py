"""How an episode sounds: a file in, what is wrong with its level, its encoding and its tags out."""

from collections.abc import Iterator
from dataclasses import dataclass

from podme_audio.audio import Measured
from podme_audio.inspection.finding import Check, quoted
from podme_audio.inspection.mp3 import Facts

LOUDNESS, TOLERANCE, CEILING = -16.0, 1.0, -1.0
RATE, BITRATE = 44_100, 32
#: What a file says of itself, and in which frame.
TAGS = {"TIT2": "title", "TALB": "show", "TPE1": "author", "APIC": "cover"}
_VERSIONS = {3, 4}


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording that was fetched whole."""

    measured: Measured
    #: None for what is no MP3.
    facts: Facts | None
    #: Seconds the feed announced; 0 when that made no sense.
    announced: int
    #: Start and title of what the JSON chapters list; empty when there are none.
    chapters: tuple[tuple[float, str], ...] = ()


def _duration(sound: Sound) -> Iterator[str]:
    if sound.announced and abs(sound.announced - sound.measured.duration) > 1:
        yield f"the feed announces {sound.announced} s, it lasts {sound.measured.duration:.1f} s"


def _encoding(sound: Sound) -> Iterator[str]:
    if sound.facts is None:
        return
    if min(sound.facts.rates) < RATE:
        yield f"it has {min(sound.facts.rates):,} samples a second"
    if max(sound.facts.channels) > 1:
        yield "it is stereo"
    if min(sound.facts.bitrates) < BITRATE:
        yield f"it has {min(sound.facts.bitrates)} kbit/s"


def _loudness(sound: Sound) -> Iterator[str]:
    if abs(round(sound.measured.loudness, 1) - LOUDNESS) > TOLERANCE:
        yield f"it is at {sound.measured.loudness:.1f} LUFS"


def _peak(sound: Sound) -> Iterator[str]:
    # an encoder's last tenth of a decibel is the meter's own uncertainty
    if round(sound.measured.true_peak, 1) > CEILING:
        yield f"its true peak is {sound.measured.true_peak:.1f} dBTP"


def _constancy(sound: Sound) -> Iterator[str]:
    if sound.facts and len(sound.facts.bitrates) > 1:
        yield f"its bit rate goes from {min(sound.facts.bitrates)} to {max(sound.facts.bitrates)} kbit/s"


def _label(sound: Sound) -> Iterator[str]:
    if sound.facts and not sound.facts.label:
        yield "no Info frame stands before the sound"


def _tags(sound: Sound) -> Iterator[str]:
    if sound.facts is None:
        return
    if sound.facts.version not in _VERSIONS:
        yield f"it has no ID3v2.3 tag (version: {sound.facts.version or 'none'})"
    elif missing := [f"{what} ({name})" for name, what in TAGS.items() if not sound.facts.tags.get(name)]:
        yield f"its tag lacks {', '.join(missing)}"


def _chapters(sound: Sound) -> Iterator[str]:
    told = sound.facts.chapters if sound.facts else ()
    if not told or not sound.chapters:
        return
    if len(told) != len(sound.chapters):
        yield f"the tag has {len(told)} chapters, the JSON {len(sound.chapters)}"
        return
    for (start, title), (listed, name) in zip(told, sound.chapters, strict=True):
        if abs(start - listed) > 1 or title != name:
            yield f"{quoted(title)} at {start:.1f} s is {quoted(name)} at {listed:.1f} s in the JSON"


SOUND = (
    Check("F33", _duration, "write the duration of the file, in whole seconds"),
    Check("M21", _encoding, f"encode mono, at {RATE:,} samples a second and {BITRATE} kbit/s or more"),
    Check("M22", _loudness, f"master to {LOUDNESS:.0f} LUFS, {TOLERANCE:.0f} more or less"),
    Check("M23", _peak, f"limit before encoding, so that the file stays at or below {CEILING:.0f} dBTP"),
    Check("M24", _constancy, "encode at a constant bit rate: in others, players seek to the wrong place"),
    Check("M25", _label, "let the encoder write its Info frame"),
    Check("M26", _tags, "write an ID3v2.3 tag with title, show, author and cover"),
    Check("M28", _chapters, "write the same chapters into the tag and into the JSON"),
)
