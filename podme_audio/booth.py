"""The recording booth: a script's lines in; an engine that has said every one of them, whole, out.

One engine says all lines of an episode. When it gives up, the next one begins again from the first line: a voice that
changes inside a story is worse than a late episode, and what was said stays in the cache.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from podme_audio import audio, speech
from podme_audio.exceptions import EngineUnavailableError, IncompleteSpeechError, SpeechError
from podme_audio.model import Line, Store
from podme_audio.speech import pace

AUTO = "auto"

log = logging.getLogger(__name__)

#: Called with a stage, the steps done and the steps there are.
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Lines that were all said."""

    #: Says each of them again at once, from the cache.
    engine: speech.Cached
    lines: int
    #: How many were found in the cache.
    reused: int

    @property
    def said(self) -> int:
        return self.lines - self.reused


@dataclass(frozen=True, slots=True)
class _Said:
    heard: pace.Heard
    reused: bool
    #: Whether the engine tells a time for every word, and all of them are heard: such a line is only quick or slow.
    accounted: bool


def candidates(name: str, voice: str) -> Iterator[speech.Engine]:
    """Yield the engines that may say an episode, each asked whether it is ready only when its turn comes."""
    for each in speech.AUTO if name == AUTO else (name,):
        if name != AUTO or speech.ready(each, voice):
            yield speech.Governed(speech.find(each, voice))


class Booth:
    """Where lines are said.

    Args:
        store: Keeps the clips.
        at_once: Lines said at the same time.
        told: Hears of each line.
        candidates: Who may speak, by the names of an engine and a voice.
    """

    def __init__(
        self,
        store: Store,
        *,
        at_once: int,
        told: Told,
        candidates: Callable[[str, str], Iterable[speech.Engine]] = candidates,
    ) -> None:
        self._candidates = candidates
        self._store = store
        self._at_once = at_once
        self._told = told

    def say(self, lines: Sequence[Line], engine: str, voice: str) -> Spoken:
        """Say *lines* with the engine called *engine*, or with the first that can where it is ``auto``.

        Raises:
            SpeechError: No engine said them all; names the line where one stood in the way.
        """
        failure: SpeechError | None = None
        for each in self._candidates(engine, voice):
            cached = speech.Cached(each, self._store)
            try:
                said = self._whole(lines, cached)
                return Spoken(cached, len(said), sum(one.reused for one in said))
            except SpeechError as error:
                if engine != AUTO:
                    raise
                log.warning("%s gave up the episode: %s", each.name, error)
                failure = error
        raise failure or EngineUnavailableError("no engine is ready: `podme voices` says why", engine=engine)

    def _whole(self, lines: Sequence[Line], engine: speech.Cached) -> list[_Said]:
        """Say the lines; those that are not whole once more, and if they still are not, name the first."""
        said = self._all(lines, engine)
        doubted = [line for line in lines if line.id in _suspects(said, engine)]
        if not doubted:
            return said
        for line in doubted:
            engine.forget(line.spoken)
        again = {one.heard.line: one for one in self._all(doubted, engine)}
        said = [again.get(one.heard.line, one) for one in said]
        for id, reason in _suspects(said, engine).items():
            spoken = next(line.spoken for line in lines if line.id == id)
            message = f"the line {_short(spoken)!r} is {reason} when {engine.name}/{engine.voice} says it"
            raise IncompleteSpeechError(message, engine=engine.name, line=id)
        return said

    def _all(self, lines: Sequence[Line], engine: speech.Cached) -> list[_Said]:
        """Say lines, several at once; the first failure calls off the rest."""
        found: dict[str, _Said] = {}
        with ThreadPoolExecutor(self._at_once) as pool:
            futures = [pool.submit(_say, line, engine) for line in lines]
            try:
                for future in as_completed(futures):
                    one = future.result()
                    found[one.heard.line] = one
                    self._told("saying", len(found), len(lines))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [found[line.id] for line in lines]


def _say(line: Line, engine: speech.Cached) -> _Said:
    clip = engine.recall(line.spoken)
    take = audio.take(clip or engine.synthesize(line.spoken), line, mastered=False)
    told = "".join(word.text for word in take.words if word.end > word.start)
    accounted = "".join(told.split()) == "".join(line.spoken.split())
    return _Said(pace.Heard(line.id, line.spoken, take.speech), reused=clip is not None, accounted=accounted)


def _suspects(said: Sequence[_Said], engine: speech.Engine) -> dict[str, str]:
    accounted = {one.heard.line for one in said if one.accounted and one.heard.seconds > pace.SILENT}
    suspects = pace.suspects([one.heard for one in said], engine=engine.name, voice=engine.voice)
    return {one.line: one.reason for one in suspects if one.line not in accounted}


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
