"""Takes -> encoded segments, each kept in a store under the hash of its sound: a correction encodes only its own.

A segment ends in a pause. Which one depends on the takes themselves and not on their place in the episode, so that
the segments after a change are cut as they were before it.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import accumulate
from typing import TypeVar

from podme_audio.audio import encoder
from podme_audio.audio.encoder import Encoded, Pcm
from podme_audio.audio.takes import Heard
from podme_audio.exceptions import AudioError
from podme_audio.model import Line, Store, Word

PREFIX = "segments/"

Given = TypeVar("Given")
Made = TypeVar("Made")

#: Seconds of sound: no segment ends before the first unless it must, none goes on after the second but for one line.
SHORTEST = 20.0
LONGEST = 60.0
#: Less than this is filled up with silence: the meter hears nothing shorter.
_LEAST = 0.5
#: One take in so many may end a segment.
_ONE_IN = 3

#: Seconds of padding an encoding may add: the delay and less than two frames.
_SLACK = (encoder.DELAY + 2 * encoder.FRAME) / encoder.RATE


@dataclass(frozen=True, slots=True)
class Part:
    """Where a line is heard within its segment, in seconds."""

    line: Line
    start: float
    length: float
    #: From the start of the line.
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """What is known of an encoded segment; its frames lie in the store."""

    name: str
    frames: int
    #: Bytes of them.
    size: int
    #: Seconds of sound put in.
    length: float
    blocks: tuple[float, ...]
    true_peak: float
    #: SHA-256 of the frames.
    digest: str

    @property
    def padding(self) -> float:
        """Seconds that encoding added."""
        return self.frames * encoder.FRAME / encoder.RATE - self.length


@dataclass(frozen=True, slots=True)
class Group:
    """The takes of one segment, not encoded yet."""

    takes: tuple[Heard, ...]
    #: SHA-256 of each one's sound.
    digests: tuple[str, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        starts = accumulate((take.seconds for take in self.takes), initial=0.0)
        return tuple(
            Part(take.line, start, take.length, take.words) for take, start in zip(self.takes, starts, strict=False)
        )

    def pcm(self) -> Pcm:
        rate = self.takes[0].rate
        sound = b"".join(take.sound for take in self.takes)
        return Pcm(sound.ljust(2 * round(_LEAST * rate), b"\0"), rate)


def cut(takes: Iterable[Heard]) -> Iterator[Group]:
    """Gather takes to groups; only one group is held at a time."""
    group: list[Heard] = []
    digests: list[str] = []
    length = 0.0
    for take in takes:
        seconds, digest = take.seconds, take.digest
        if group and (take.rate != group[0].rate or length + seconds > LONGEST):
            yield Group(tuple(group), tuple(digests))
            group, digests, length = [], [], 0.0
        group.append(take)
        digests.append(digest)
        length += seconds
        if length >= SHORTEST and _ends_one(digest):
            yield Group(tuple(group), tuple(digests))
            group, digests, length = [], [], 0.0
    if group:
        yield Group(tuple(group), tuple(digests))


def encode(
    groups: Iterable[Group], store: Store, *, mastered: bool, cores: int
) -> Iterator[tuple[tuple[Part, ...], Segment]]:
    """Encode groups in order, *cores* at a time; each one's parts come back with its segment.

    Raises:
        AudioError: A group could not be encoded, or came out longer or shorter than it went in.
    """

    def work(group: Group) -> tuple[tuple[Part, ...], Segment]:
        return group.parts, _kept(group, store, mastered=mastered)

    return _in_order(work, groups, cores)


def again(segments: Iterable[Segment], store: Store, gain: float, *, cores: int) -> Iterator[Segment]:
    """Encode segments a second time, *gain* dB louder or softer.

    Raises:
        AudioError: One could not be encoded, or is gone.
    """

    def work(segment: Segment) -> Segment:
        name = _name(f"{segment.name} {gain:.2f} {encoder.SETTINGS}".encode())
        known = _recalled(name, store)
        return known or _stored(name, encoder.again(frames(segment, store), gain), segment.length, store)

    return _in_order(work, segments, cores)


def frames(segment: Segment, store: Store) -> bytes:
    """Return the MP3 frames of *segment*.

    Raises:
        AudioError: They are gone, or not what they were.
    """
    sound = (store.read(segment.name) or b"").partition(b"\n")[2]
    if sha256(sound).hexdigest() != segment.digest:
        raise AudioError(f"{segment.name} was taken away or changed while the recording was made; try again")
    return sound


def _kept(group: Group, store: Store, *, mastered: bool) -> Segment:
    settings = f"{encoder.SETTINGS} {group.takes[0].rate} {mastered}".encode()
    name = _name(settings, *(digest.encode() for digest in group.digests))
    if (known := _recalled(name, store)) is not None:
        return known
    pcm = group.pcm()
    return _stored(name, encoder.encode(pcm, mastered=mastered), pcm.seconds, store)


def _stored(name: str, encoded: Encoded, length: float, store: Store) -> Segment:
    digest = sha256(encoded.sound).hexdigest()
    segment = Segment(name, encoded.frames, len(encoded.sound), length, encoded.blocks, encoded.true_peak, digest)
    _check(segment)
    store.write(name, json.dumps(asdict(segment)).encode() + b"\n" + encoded.sound)
    return segment


def _recalled(name: str, store: Store) -> Segment | None:
    """Return what is known of a segment encoded before; None when there is none, or it is not whole."""
    head, _, sound = (store.read(name) or b"").partition(b"\n")
    try:
        known = json.loads(head)
        segment = Segment(**{**known, "blocks": tuple(known["blocks"])})
        if segment.name != name or sha256(sound).hexdigest() != segment.digest:
            return None
    except (ValueError, TypeError, KeyError):
        return None
    return segment


def _check(segment: Segment) -> None:
    """An encoding holds what went in, and the encoder's padding: an encoder that stopped early is caught here."""
    if not 0 <= segment.padding <= _SLACK:
        encoded = segment.length + segment.padding
        raise AudioError(f"a segment of {segment.length:.3f} s was encoded to {encoded:.3f} s")


def _name(*content: bytes) -> str:
    digest = sha256()
    for part in content:
        digest.update(part)
    return f"{PREFIX}{digest.hexdigest()}"


def _ends_one(digest: str) -> bool:
    return int(digest[:2], 16) % _ONE_IN == 0


def _in_order(work: Callable[[Given], Made], given: Iterable[Given], cores: int) -> Iterator[Made]:
    """Map *work* over *given* in threads, in order, never more than one ahead of the workers."""
    with ThreadPoolExecutor(cores) as workers:
        waiting: deque[Future[Made]] = deque()
        try:
            for one in given:
                waiting.append(workers.submit(work, one))
                if len(waiting) > cores:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
