"""A mastered recording -> Ogg Opus of 24 kbit/s: the same sound at the same moment, in a quarter of the bytes.

ffmpeg reads the one file and writes the other, so neither is held. The same recording gives the same bytes.
"""

from pathlib import Path

from podme_audio.audio import encoder
from podme_audio.audio.tags import Tags
from podme_audio.audio.takes import TARGET
from podme_audio.exceptions import AudioError
from podme_audio.model import Recording

BITRATE = 24_000
#: Seconds by which it may be longer or shorter than the recording: the decoder skips what the encoder adds.
EXACT = 0.05
#: LU by which it may miss the target before it is made once more, louder or softer.
TOLERANCE = 0.3

#: dB that a voice loses at this rate, most of it above 12 kHz, where the codec ends.
_LOST = 0.3
#: dBFS that nothing passes on its way in: the codec overshoots by one to two dB.
_LIMIT = -3.0
#: Frames of 20 ms: 60 ms would save a tenth of the bytes, and bend what lies below 4 kHz by a sixth more. Measured on
#: Kokoro's voices "voip" and "audio" are alike to a hundredth of a dB; "voip" never takes a voice for music.
_OPUS = ("-c:a", "libopus", "-b:a", str(BITRATE), "-application", "voip", "-frame_duration", "20", "-vbr", "on")
#: No date, no version, no serial number by chance, and no chapters: those are read from the feed.
_PLAIN = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")


def lighten(recording: Recording, *, tags: Tags, folder: Path) -> Recording:
    """Make the version for little data of a mastered *recording*: a file in *folder*, without cues of its own.

    Raises:
        AudioError: None came of it; nothing new is left in *folder*.
    """
    target = folder / f"{recording.path.stem}.opus"
    partial = target.with_suffix(".partial")
    try:
        measured = _made(recording, partial, tags)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return Recording(target, measured.duration, measured.loudness, measured.true_peak, (), ())


def _made(recording: Recording, file: Path, tags: Tags) -> encoder.Measured:
    """Make *file* and hear what was made; once more, when it came out louder or softer than it should."""
    gain = TARGET - recording.loudness + _LOST
    measured = _heard(recording, file, tags, gain)
    if abs(missing := TARGET - measured.loudness) > TOLERANCE:
        measured = _heard(recording, file, tags, gain + missing)
    return measured


def _heard(recording: Recording, file: Path, tags: Tags, gain: float) -> encoder.Measured:
    limiter = f"alimiter=limit={10 ** (_LIMIT / 20):.4f}:level=0:latency=1"
    chain = f"aformat=channel_layouts=mono,aresample=48000,volume={gain:.2f}dB,{limiter}"
    told = (f"title={_printed(tags.title)}", f"artist={_printed(tags.artist)}")
    said = [part for each in told for part in ("-metadata", each)]
    encoder.convert(recording.path, file, ["-af", chain, *_OPUS, *_PLAIN, *said, "-f", "ogg"])
    measured = encoder.measure(file)
    if abs(measured.duration - recording.duration) > EXACT:
        raise AudioError(f"the Opus version lasts {measured.duration:.3f} s, the recording {recording.duration:.3f} s")
    return measured


def _printed(text: str) -> str:
    """Drop what no argument of a program may hold."""
    return "".join(letter for letter in text if letter.isprintable())
