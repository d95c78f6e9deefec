"""Google Translate's voice: a line goes out in parts of at most 100 characters, their MP3s come back as one clip.

gTTS prepares the requests; they are sent by `Outgoing`, because gTTS itself sends with TLS verification off and without
a time-out. Every request but the probe passes one governor, which all engines of the process share. A part that was
answered is remembered until its line is whole, so that another attempt asks only for what is missing.
"""

import base64
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from itertools import accumulate, takewhile
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urljoin, urlsplit

import gtts

from podme_audio.exceptions import EngineUnavailableError, NetworkError, SpeechError, SynthesisError
from podme_audio.model import Clip, Word
from podme_audio.outgoing import Outgoing
from podme_audio.speech import engine, mpeg
from podme_audio.speech.engine import Voice
from podme_audio.speech.governed import Governor

ADDRESS = "https://translate.google.com"

#: What the service takes at a time.
LIMIT = gtts.gTTS.GOOGLE_TTS_MAX_CHARS

#: Voice -> the service's language; the default comes first.
VOICES = {"id": "id"}

#: What to do when the service does not speak; ``auto`` does the latter by itself.
ADVICE = "try again later, or choose kokoro, which needs no network"

#: People report half a second to a second between requests as what the service bears (gTTS issue 259 and others).
GOVERNOR = Governor(per_minute=90, burst=12)

#: What gTTS raises -> what it means here.
TRANSLATIONS: dict[type[Exception], type[SpeechError]] = {
    AssertionError: SpeechError,
    ValueError: EngineUnavailableError,
    RuntimeError: EngineUnavailableError,
    gtts.gTTSError: SynthesisError,
}

#: Changes whenever the same text is cut into other parts.
_CUTTING = "1"

#: Answers that say: not now. Every other refusal is final.
_PASSING = {0, 408, 425, 429, *range(500, 600)}

_REMEMBERED = 64


class Gtts:
    """The gTTS engine.

    Args:
        voice: One of `VOICES`.
        address: Where the service is.
        outgoing: The way out; its own when None.
        governor: What every request passes.
        parallel: Requests under way at once, over all lines.
    """

    name = "gtts"

    def __init__(
        self,
        voice: str = "",
        *,
        address: str = ADDRESS,
        outgoing: Outgoing | None = None,
        governor: Governor = GOVERNOR,
        parallel: int = 4,
    ) -> None:
        self.voice = voice or next(iter(VOICES))
        if self.voice not in VOICES:
            raise EngineUnavailableError(f"gtts has no voice {voice!r}; known: {', '.join(VOICES)}", engine=self.name)
        self.fingerprint = f"gtts {gtts.__version__} {self.voice} cut {_CUTTING}"
        self._address = address
        self._outgoing = outgoing or Outgoing(pool=parallel)
        self._governor = governor
        self._pool = ThreadPoolExecutor(parallel, thread_name_prefix="gtts")
        self._heard: dict[str, mpeg.Stream] = {}

    def synthesize(self, text: str) -> Clip:
        """Say *text*; each part of it is one word of the clip."""
        parts = cut(text)
        if not parts:
            raise SpeechError(f"there is nothing to say in {text.strip()!r}", engine=self.name)
        clip = _join(parts, self._all(parts))
        for part in parts:
            self._heard.pop(part, None)
        return clip

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices; whether the service answers is another question, see `why_silent`."""
        return tuple(Voice(self.name, name, told, ready=True) for name, told in engine.VOICES[self.name].items())

    def share(self, workers: int) -> None:
        """Keep to the rate that is left to each of so many workers."""
        self._governor.share(workers)

    def why_silent(self, within: float = 3.0) -> str:
        """Ask the service to say a word within so many seconds; return what came instead, empty when it spoke."""
        answer: SimpleQueue[str] = SimpleQueue()
        # A daemon, for a name server that never answers must not keep the process alive.
        Thread(target=lambda: answer.put(self._probe(within)), daemon=True).start()
        try:
            return answer.get(timeout=within)
        except Empty:
            return f"{urlsplit(self._address).netloc} does not answer (nothing within {within:g} s); {ADVICE}"

    def _probe(self, within: float) -> str:
        try:
            self._send("ya", timeout=within)
        except SpeechError as error:
            return str(error)
        return ""

    def _all(self, parts: Sequence[str]) -> list[mpeg.Stream]:
        return _results([self._pool.submit(self._one, part) for part in parts])

    def _one(self, part: str) -> mpeg.Stream:
        if (heard := self._heard.get(part)) is not None:
            return heard
        self._governor.admit(part)
        stream = self._send(part)
        if len(self._heard) < _REMEMBERED:
            self._heard[part] = stream
        return stream

    def _send(self, part: str, timeout: float | None = None) -> mpeg.Stream:
        with translated():
            request = _request(part, VOICES[self.voice], self._address)
        try:
            answer = self._outgoing.send(request, timeout=timeout)
        except NetworkError as error:
            kind = SynthesisError if error.status in _PASSING else EngineUnavailableError
            raise kind(f"{error}; {ADVICE}", engine=self.name) from error
        return _sound(answer.content)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what gTTS raises into what it means here."""
    try:
        yield
    except tuple(TRANSLATIONS) as error:
        kind = next(ours for theirs, ours in TRANSLATIONS.items() if isinstance(error, theirs))
        raise kind(f"gTTS cannot prepare this line ({error})", engine=Gtts.name) from error


#: What stands before a cut, what after it, and how much it hurts; a request costs 1. So short sentences travel
#: together, and a pause falls where a reader makes one, not after 100 characters.
_CUTS = tuple(
    (re.compile(f"{before}$"), re.compile(after), price)
    for before, after, price in (
        (r"[.!?…][\"'”’)\]]* ", "", 0.0),
        (r"([;:]| [–—-]) ", "", 0.4),
        (r",[\"'”’)\]]* ", "", 0.8),
        (" ", r"(bahwa|tetapi|tapi|namun|karena|sehingga|sedangkan|sementara|yang|agar|ketika|setelah|sebelum)\b", 2.5),
        (" ", r"(dan|atau|untuk|dengan|oleh|di|ke|dari|pada|dalam|saat|serta)\b", 4.0),
        (" ", "", 6.0),
        ("", "", 50.0),
    )
)

#: The longest of what stands before a cut.
_LOOK_BACK = 8


def cut(text: str, limit: int = LIMIT) -> tuple[str, ...]:
    """Cut *text* into parts of at most *limit* characters where it hurts least; what has no letter is left out."""
    text = " ".join(text.split())
    places = [match.end() for match in re.finditer(rf"\S{{1,{limit}}} ?", text)]
    #: Place -> the least that cutting there has cost, and where its part begins.
    best = {0: (0.0, 0)}
    for place in places:
        reach = takewhile(partial(_fits, text, place, limit), reversed(best))
        best[place] = min((best[start][0] + _price(text, start, place, limit), start) for start in reach)
    return tuple(part for part in _parts(text, best) if any(character.isalnum() for character in part))


def _fits(text: str, place: int, limit: int, start: int) -> bool:
    return len(text[start:place].rstrip()) <= limit


def _price(text: str, start: int, place: int, limit: int) -> float:
    """Return what a part costs: a request, its cut, and a little for being longer than its neighbours."""
    balance = ((place - start) / limit) ** 2 / 10
    if place == len(text):
        return 1 + balance
    return (
        1
        + balance
        + next(
            price
            for one, two, price in _CUTS
            if one.search(text, max(0, place - _LOOK_BACK), place) and two.match(text, place)
        )
    )


def _parts(text: str, best: dict[int, tuple[float, int]]) -> list[str]:
    parts, place = [], len(text)
    while place:
        start = best[place][1]
        parts.append(text[start:place].strip())
        place = start
    return parts[::-1]


def _request(part: str, language: str, address: str) -> Any:
    """Let gTTS prepare the one request for *part*, and send it to *address*."""
    speaker = gtts.gTTS(part, lang=language, lang_check=False, pre_processor_funcs=[])
    (request,) = speaker._prepare_requests()  # noqa: SLF001 - the public `stream` would send it unverified
    request.prepare_url(urljoin(address, urlsplit(request.url).path), None)
    return request


#: The answer is JSON in JSON, one line of it; gTTS looks for the sound in the same way.
_SOUND = re.compile(rb'"%b","\[\\"((?:[A-Za-z0-9+/=]|\\+u003d|\\+/)*)\\"' % gtts.gTTS.GOOGLE_TTS_RPC.encode())


def _sound(content: bytes) -> mpeg.Stream:
    found = _SOUND.search(content)
    if found is None:
        raise SynthesisError(f"gtts sent {_nature(content)} instead of sound", engine=Gtts.name)
    encoded = re.sub(rb"\\+u003d", b"=", found[1]).replace(b"\\", b"")
    try:
        return mpeg.read(base64.b64decode(encoded, validate=True))
    except ValueError as error:
        raise SynthesisError(f"gtts sent a broken MP3: {error}", engine=Gtts.name) from error


def _nature(content: bytes) -> str:
    if not content.strip():
        return "nothing"
    return "a web page" if b"<html" in content[:1000].lower() else "an answer"


def _results(futures: Sequence[Future[mpeg.Stream]]) -> list[mpeg.Stream]:
    """Return all results, or raise the first error, having called back what was not begun."""
    _, pending = wait(futures, return_when=FIRST_EXCEPTION)
    for future in pending:
        future.cancel()
    wait(pending)
    for future in futures:
        if not future.cancelled() and (error := future.exception()):
            raise error
    return [future.result() for future in futures]


def _join(parts: Sequence[str], streams: Sequence[mpeg.Stream]) -> Clip:
    if len({(stream.rate, stream.channels) for stream in streams}) > 1:
        raise SynthesisError("gtts sent parts that do not fit together", engine=Gtts.name)
    ends = list(accumulate(stream.seconds for stream in streams))
    words = tuple(Word(part, start, end) for part, start, end in zip(parts, [0.0, *ends], ends, strict=False))
    return Clip(b"".join(stream.sound for stream in streams), "mp3", words)
