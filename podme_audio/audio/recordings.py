"""Takes -> one mastered MP3 with its cues and chapters; takes are streamed, and at no time is the episode held."""

import os
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import accumulate
from math import ceil, floor, inf, nan
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from podme_audio.audio import encoder, loudness
from podme_audio.audio.segments import Part, Segment, again, cut, encode, frames
from podme_audio.audio.tags import Tags, id3, info
from podme_audio.audio.takes import TARGET, Heard
from podme_audio.exceptions import AudioError
from podme_audio.model import Chapter, Cue, Recording, Store, Word

#: LU by which an episode may miss the target before it is encoded again, and the steps in which it is moved then.
TOLERANCE = 0.3
STEP = 0.5
#: Seconds by which the file may be longer or shorter than its parts and their paddings.
EXACT = 0.05

#: An encoder takes 35 MiB; more of them at once than this are of no use to an episode.
MOST_CORES = 8

#: What was made of one group of takes: where each line is heard in it, and its sound.
_Made = tuple[tuple[Part, ...], Segment]


def record(takes: Iterable[Heard], *, tags: Tags, segments: Store, folder: Path, mastered: bool = True) -> Recording:
    """Make the recording of *takes*: a file in *folder*, named by its content.

    Args:
        takes: In order; each is let go as soon as its segment is encoded.
        tags: What the file says about itself.
        segments: Where encoded segments are kept from one recording to the next.
        folder: Where the file comes to lie; the caller moves it on.
        mastered: Measure and correct; without it, loudness and true peak are not known (NaN).

    Raises:
        AudioError: No recording came of them; nothing new is left in *folder*.
    """
    cores = min(MOST_CORES, os.cpu_count() or 1)
    try:
        made = list(encode(cut(takes), segments, mastered=mastered, cores=cores))
        if not made:
            raise AudioError("a recording needs at least one line")
        if mastered:
            made = _balanced(made, segments, cores)
        return _written(made, tags, segments, folder)
    except OSError as error:
        raise AudioError(f"the recording could not be written to {folder} ({error.strerror or error})") from error


def _balanced(made: list[_Made], store: Store, cores: int) -> list[_Made]:
    """Make the whole episode louder or softer by some steps, should it have missed the target."""
    encoded = [segment for _, segment in made]
    missing = TARGET - _loudness(encoded)
    if missing == inf:
        raise AudioError("nothing is heard in the whole recording")
    if abs(missing) <= TOLERANCE:
        return made
    gain = STEP * (round(missing / STEP) or (1 if missing > 0 else -1))
    return [
        (parts, segment) for (parts, _), segment in zip(made, again(encoded, store, gain, cores=cores), strict=True)
    ]


def _written(made: list[_Made], tags: Tags, store: Store, folder: Path) -> Recording:
    encoded = [segment for _, segment in made]
    before = [0, *accumulate(segment.frames for segment in encoded)]
    cues = tuple(cue for (parts, _), frame in zip(made, before, strict=False) for cue in _cues(parts, frame))
    chapters = tuple(_chapters([part for parts, _ in made for part in parts], cues, tags))
    length = before[-2] * encoder.FRAME + ceil(encoded[-1].length * encoder.RATE)
    duration = length / encoder.RATE
    head = id3(tags, chapters, duration) + info(before[-1], sum(segment.size for segment in encoded), length)
    path = _saved(head, encoded, store, folder)
    measured = all(segment.blocks for segment in encoded)
    peak = max(segment.true_peak for segment in encoded) if measured else nan
    return Recording(path, duration, _loudness(encoded) if measured else nan, peak, cues, chapters)


def _saved(head: bytes, encoded: Sequence[Segment], store: Store, folder: Path) -> Path:
    """Write the file, look at what was written, and give it its name; what fails leaves nothing behind."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = sha256(head)
    with NamedTemporaryFile(dir=folder, prefix=".recording-", suffix=".partial", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(head)
            for segment in encoded:
                content = frames(segment, store)
                digest.update(content)
                file.write(content)
            file.flush()
            os.fsync(file.fileno())
            _check(temporary, len(head), encoded)
            return temporary.rename(folder / f"{digest.hexdigest()}.mp3")
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _check(path: Path, head: int, encoded: Sequence[Segment]) -> None:
    """The file on the disk lasts as long as its parts and their paddings, counted frame by frame."""
    with path.open("rb") as file:
        file.seek(head)
        lasts = encoder.walk(file) * encoder.FRAME / encoder.RATE
    expected = sum(segment.length + segment.padding for segment in encoded)
    if abs(lasts - expected) > EXACT:
        raise AudioError(f"the recording lasts {lasts:.3f} s, its parts {expected:.3f} s")


def _cues(parts: Iterable[Part], frame: int) -> Iterator[Cue]:
    """Tell when each part of a segment is heard that begins at *frame*.

    The first frame of an encoding comes out as far behind as the player skips at the start of the file.
    """
    begin = frame * encoder.FRAME / encoder.RATE
    for part in parts:
        start = begin + part.start
        words = tuple(Word(word.text, start + word.start, start + word.end) for word in part.words)
        yield Cue(part.line.id, start, start + part.length, part.line.written, words)


def _chapters(parts: Iterable[Part], cues: Iterable[Cue], tags: Tags) -> Iterator[Chapter]:
    """Begin each chapter with its first line, rounded down into the pause before; the first one at zero."""
    first = True
    for part, cue in zip(parts, cues, strict=True):
        line = part.line
        if line.chapter:
            url = tags.urls[line.article] if line.article is not None and line.article < len(tags.urls) else ""
            yield Chapter(0.0 if first else floor(cue.start * 1000) / 1000, line.chapter, url)
            first = False


def _loudness(encoded: Iterable[Segment]) -> float:
    blocks = np.array([block for segment in encoded for block in segment.blocks])
    return loudness.loudness(loudness.powers(blocks))
