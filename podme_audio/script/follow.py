"""When an engine says each spoken word goes in; when each written word is heard comes out, for reading along."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from podme_audio.model import Line, Recording, Role, Word
from podme_audio.script.lexicon import BUILT_IN, Lexicon
from podme_audio.script.spoken import explain
from podme_audio.script.write import head


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Letters of the spoken form without its spaces, and when they are heard."""

    first: int
    last: int
    start: float
    end: float

    def time(self, letter: int) -> float:
        return self.start + (self.end - self.start) * (letter - self.first) / max(1, self.last - self.first)


def read_along(recording: Recording, lines: Sequence[Line], lexicon: Lexicon) -> Recording:
    """Time the words of a recording of *lines* as they are written, since that is what a reader sees."""
    pairs = zip(recording.cues, lines, strict=True)
    cues = (replace(cue, words=follow(line, cue.words, lexicon)) for cue, line in pairs)
    return replace(recording, cues=tuple(cues))


def follow(line: Line, words: Sequence[Word], lexicon: Lexicon = BUILT_IN) -> tuple[Word, ...]:
    """Time the words of ``line.written`` by the times of its spoken *words*.

    What is said as one is one word: "Rp2,4 miliar". Joined by spaces the words are the written form.

    Returns:
        Nothing when the two cannot be laid side by side: the engine knows no times, or an editor spoke the line.
    """
    heard = tuple(_stretches(words))
    if not heard or heard[-1].last != len(_letters(line.spoken)):
        return ()
    return tuple(_timed(text, first, last, heard) for text, first, last in _parts(line, lexicon) if text)


def _stretches(words: Iterable[Word]) -> Iterator[_Stretch]:
    first = 0
    for word in words:
        last = first + len(_letters(word.text))
        yield _Stretch(first, last, word.start, word.end)
        first = last


def _parts(line: Line, lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
    """Part the written form at spaces that no token holds; tell where each part's spoken letters begin and end."""
    number, text = head(line.written) if line.role is Role.LIST_ITEM else ("", line.written)
    tokens = explain(text, lexicon)
    before = line.spoken.find("".join(token.spoken for token in tokens).strip())
    if before < 0:
        return
    at = first = len(_letters(line.spoken[:before]))
    if number:
        yield line.written.removesuffix(text).strip(), 0, at
    part = ""
    for token in tokens:
        if token.written[:1].isspace() or part[-1:].isspace():
            yield part.strip(), first, at
            part, first = "", at
        part += token.written
        at += len(_letters(token.spoken))
    yield part.strip(), first, len(_letters(line.spoken))


def _timed(text: str, first: int, last: int, heard: Sequence[_Stretch]) -> Word:
    begin = next((one for one in heard if first < one.last), heard[-1])
    finish = next((one for one in heard if last <= one.last), heard[-1])
    start = begin.time(first)
    return Word(text, start, max(start, finish.time(last)))


def _letters(text: str) -> str:
    return "".join(text.split())
