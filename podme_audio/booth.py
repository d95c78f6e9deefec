"""The recording booth: a script's lines in; the voice that has said every one of them, whole, out.

One voice says all lines of an episode. When its engine gives up, the next one begins again from the first line: a voice
that changes inside a story is worse than a late episode, and what was said stays in the cache.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from podme_audio import audio, speech
from podme_audio.exceptions import EngineUnavailableError, IncompleteSpeechError, SpeechError
from podme_audio.model import Clip, Line, Store
from podme_audio.operations import metrics
from podme_audio.speech import pace

AUTO = "auto"

log = logging.getLogger(__name__)

#: Called with a stage, the steps done and the steps there are.
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, by name, so that any process can find the engine."""

    engine: str
    voice: str


@dataclass(frozen=True, slots=True)
class Said:
    """A line that was said."""

    #: Its id.
    line: str
    spoken: str
    #: Of speech, without the silence around it.
    speech: float
    #: Whether it was found in the cache.
    reused: bool
    #: Whether a person recorded it, or the engine tells a time for every word and all of them are heard: such a line is
    #: only quick or slow.
    accounted: bool
    #: Wall time it took.
    seconds: float
    #: Whose voice said it.
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """Lines that were all said, and by whom."""

    speaker: Speaker
    lines: tuple[Said, ...]

    @property
    def reused(self) -> int:
        """How many were found in the cache."""
        return sum(line.reused for line in self.lines)

    @property
    def said(self) -> int:
        return len(self.lines) - self.reused


class Lines(Protocol):
    """Has lines said: by the threads of this process, or by whichever worker is free."""

    def __call__(self, lines: Sequence[Line], speaker: Speaker, *, anew: bool) -> list[Said]:
        """Say every line, and return what came of each, in their order.

        Args:
            lines: What to say.
            speaker: Whose voice.
            anew: Not from the cache.

        Raises:
            SpeechError: One could not be said.
        """


class Booth:
    """Where single lines are said; any number of threads may use it.

    Args:
        store: Keeps the clips.
        find: Makes an engine, by the names of engine and voice.
        spent: Hears of every line that an engine has said now, by the engine's name, and what it was.
    """

    def __init__(
        self,
        store: Store,
        *,
        find: Callable[[str, str], speech.Engine] | None = None,
        spent: Callable[[str, str], None] = lambda _engine, _spoken: None,
    ) -> None:
        self._store = store
        self._spent = spent
        self._find = find or _governed
        self._lock = Lock()
        self._engines: dict[Speaker, speech.Cached] = {}

    def speakers(self, engine: str, voice: str) -> Iterator[Speaker]:
        """Yield who may say an episode; each is asked whether it is ready only when its turn comes.

        Raises:
            EngineUnavailableError: The one that was asked for cannot speak.
        """
        if engine != AUTO:
            yield Speaker(engine, self.engine(Speaker(engine, voice)).voice)
            return
        for each in speech.AUTO:
            if speech.ready(each, voice):
                yield Speaker(each, self.engine(Speaker(each, voice)).voice)

    def engine(self, speaker: Speaker) -> speech.Cached:
        """Return the engine that speaks so: one for all threads, with one breaker and one model in memory."""
        with self._lock:
            if speaker not in self._engines:
                self._engines[speaker] = speech.Cached(self._find(speaker.engine, speaker.voice), self._store)
            return self._engines[speaker]

    def engines(self) -> list[speech.Cached]:
        """Return the engines that have been asked for so far."""
        with self._lock:
            return list(self._engines.values())

    def stop(self) -> None:
        """End what is being said; whoever asks later gets engines that know nothing of it."""
        with self._lock:
            stopped, self._engines = list(self._engines.values()), {}
        for engine in stopped:
            engine.stop()

    def say(self, line: Line, speaker: Speaker) -> Said:
        """Say one line, unless it lies in the cache.

        Raises:
            SpeechError: It could not be said.
        """
        started = time.monotonic()
        if (recalled := self.recall(line, speaker)) is not None:
            return recalled
        engine = self.speaking(line, speaker)
        clip = engine.synthesize(line.spoken)
        self._spent(engine.name, line.spoken)
        return replace(self._heard(line, clip), seconds=time.monotonic() - started, voice=engine.voice)

    def recall(self, line: Line, speaker: Speaker) -> Said | None:
        """Return what is known of a line that lies in the cache; None when it does not."""
        engine = self.speaking(line, speaker)
        clip = engine.recall(line.spoken)
        return None if clip is None else replace(self._heard(line, clip), reused=True, voice=engine.voice)

    def knows(self, line: Line, speaker: Speaker) -> bool:
        """Whether the line lies in the cache; its sound is not read."""
        return self.speaking(line, speaker).knows(line.spoken)

    def forget(self, line: Line, speaker: Speaker) -> None:
        """Say the line anew the next time."""
        self.speaking(line, speaker).forget(line.spoken)

    def speaking(self, line: Line, speaker: Speaker) -> speech.Cached | speech.Recorded:
        """Return who says *line*: a person who recorded it, or its own voice, where the speaker's engine has that."""
        if line.recording:
            return speech.Recorded(self._store, line.recording)
        if line.voice:
            with suppress(EngineUnavailableError):  # the voice is of the engine that was to speak, and gave up
                return self.engine(replace(speaker, voice=line.voice))
        return self.engine(speaker)

    def _heard(self, line: Line, clip: Clip) -> Said:
        take = audio.marked(clip, line, self._store) or audio.take(clip, line, mastered=False)
        told = "".join(word.text for word in take.words if word.end > word.start)
        accounted = bool(line.recording) or "".join(told.split()) == "".join(line.spoken.split())
        return Said(line.id, line.spoken, take.speech, reused=False, accounted=accounted, seconds=0.0)


class Threads:
    """Lines said in this process, several at once."""

    def __init__(self, booth: Booth, *, at_once: int, told: Told) -> None:
        self._booth = booth
        self._at_once = at_once
        self._told = told

    def __call__(self, lines: Sequence[Line], speaker: Speaker, *, anew: bool) -> list[Said]:
        """Say lines; the first failure calls off the rest."""
        found: dict[str, Said] = {}
        for line in lines if anew else ():
            self._booth.forget(line, speaker)
        with ThreadPoolExecutor(self._at_once) as pool:
            futures = [pool.submit(self._booth.say, line, speaker) for line in _longest_first(lines)]
            try:
                for future in as_completed(futures):
                    one = future.result()
                    found[one.line] = one
                    self._told("saying", len(found), len(lines))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [found[line.id] for line in lines]


def say(lines: Sequence[Line], speakers: Iterator[Speaker], have_said: Lines, *, fall_back: bool) -> Whole:
    """Have *lines* said by the first speaker who says them all.

    Args:
        lines: The whole script.
        speakers: Who may, in this order.
        have_said: Has them said.
        fall_back: Whether the next speaker begins again when one fails.

    Raises:
        SpeechError: No one said them all; names the line where one stood in the way.
    """
    failure: SpeechError | None = None
    for speaker in speakers:
        try:
            return Whole(speaker, tuple(_whole(lines, speaker, have_said)))
        except SpeechError as error:
            if not fall_back:
                raise
            log.warning("%s gave up the episode: %s", speaker.engine, error)
            failure = error
    raise failure or EngineUnavailableError("no engine is ready: `podme voices` says why", engine=AUTO)


def _whole(lines: Sequence[Line], speaker: Speaker, have_said: Lines) -> list[Said]:
    """Say the lines; those that are not whole once more, and if they still are not, name the first."""
    said = have_said(lines, speaker, anew=False)
    suspects = _suspects(said, speaker)
    doubted = [line for line in lines if line.id in suspects]
    if not doubted:
        return said
    again = {one.line: one for one in have_said(doubted, speaker, anew=True)}
    said = [again.get(one.line, one) for one in said]
    for id, reason in _suspects(said, speaker).items():
        spoken = next(line.spoken for line in lines if line.id == id)
        message = f"the line {_short(spoken)!r} is {reason} when {speaker.engine}/{speaker.voice} says it"
        raise IncompleteSpeechError(message, engine=speaker.engine, line=id)
    return said


def _suspects(said: Sequence[Said], speaker: Speaker) -> dict[str, str]:
    """Return the lines that cannot be whole, each voice judged by its own speed, and why."""
    accounted = {one.line for one in said if one.accounted and one.speech > pace.SILENT}
    suspects = [
        suspect
        for voice in dict.fromkeys(one.voice or speaker.voice for one in said)
        for suspect in pace.suspects(_of(said, voice, speaker), engine=speaker.engine, voice=voice)
    ]
    return {one.line: one.reason for one in suspects if one.line not in accounted}


def _of(said: Sequence[Said], voice: str, speaker: Speaker) -> list[pace.Heard]:
    return [pace.Heard(one.line, one.spoken, one.speech) for one in said if (one.voice or speaker.voice) == voice]


def _longest_first(lines: Sequence[Line]) -> list[Line]:
    """Leave no core idle at the end, beside one that has just begun the longest line."""
    return sorted(lines, key=lambda line: -len(line.spoken))


def _governed(engine: str, voice: str) -> speech.Engine:
    return speech.Governed(speech.find(engine, voice), retried=metrics.line_retried)


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
