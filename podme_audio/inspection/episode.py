"""One episode's visit: its page, its sound and other versions of it, its cover, chapters and transcripts."""

import mmap
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from podme_audio import audio
from podme_audio.exceptions import AudioError, FfmpegError
from podme_audio.inspection import companions, media, mp3
from podme_audio.inspection.companions import CHAPTER_CHECKS, TRANSCRIPT_CHECKS, VTT_CHECKS, Companion
from podme_audio.inspection.document import attribute, every, text
from podme_audio.inspection.finding import MUST, Check, Finding, faults, judge
from podme_audio.inspection.items import CHAPTERS, VTT, Item, name
from podme_audio.inspection.sound import SOUND, Sound
from podme_audio.inspection.versions import VERSION, versions
from podme_audio.inspection.visit import Reply, Visitor

#: Chapters and transcripts of one episode that are asked for.
_MOST_COMPANIONS = 12


class Visit:
    """The visit."""

    def __init__(self, item: Item, visitor: Visitor) -> None:
        self._item, self._visitor = item, visitor
        self._where = name(item.element)
        self._duration: float = item.duration
        self._chapters = self._companions("podcast:chapters", CHAPTERS)

    def inspect(self, *, measured: bool) -> Iterator[Finding]:
        yield from self._page()
        yield from self._sound(measured=measured)
        for version in versions(self._item.element, self._duration, self._visitor, whole=measured):
            yield from judge(VERSION, version, self._where)
        for companion in self._chapters:
            yield from judge(CHAPTER_CHECKS, self._timed(companion), self._where)
        for companion in self._companions("podcast:transcript"):
            checks = VTT_CHECKS if companion.type == VTT else TRANSCRIPT_CHECKS
            yield from judge(checks, self._timed(companion), self._where)

    def _page(self) -> Iterator[Finding]:
        link = text(self._item.element, "link")
        if link and not list(faults(link)):
            reply = self._visitor.ask(link)
            check = Check("F36", _answers, "let the episode's page answer 200")
            yield from judge((check,), reply, self._where)

    def _sound(self, *, measured: bool) -> Iterator[Finding]:
        url = attribute(self._item.element, "enclosure", "url")
        if not url or list(faults(url)):
            return
        approached = media.approach(url, self._item.length, self._visitor)
        found = list(judge(media.MEDIA, approached, self._where))
        yield from found
        if measured and not any(finding.id == "M15" for finding in found):
            yield from self._heard(approached)

    def _heard(self, sound: media.Media) -> Iterator[Finding]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sound"
            with path.open("wb") as file:
                reply = media.fetch(sound, file)
            for seen in media.shortfall(sound, reply):
                yield Finding("M02", MUST, self._where, seen, "send the sound whole, as long as Content-Length says")
                return
            yield from self._measured(path)

    def _measured(self, path: Path) -> Iterator[Finding]:
        facts = _facts(path)
        try:
            measured = audio.measure(path)
        except FfmpegError:
            raise
        except AudioError as error:
            yield Finding("M21", MUST, self._where, str(error).replace(str(path), "it"), "serve an MP3 that plays")
            return
        self._duration = measured.duration
        listed = companions.listed(self._chapters[0].reply.content) if self._chapters else ()
        yield from judge(SOUND, Sound(measured, facts, self._item.duration, listed), self._where)

    def _companions(self, path: str, kind: str = "") -> list[Companion]:
        announced = [(each.get("url"), kind or each.get("type") or "") for each in every(self._item.element, path)]
        asked = ((url, type) for url, type in announced if url and type and not list(faults(url)))
        return [Companion(self._visitor.ask(url), type, 0) for url, type in islice(asked, _MOST_COMPANIONS)]

    def _timed(self, companion: Companion) -> Companion:
        return Companion(companion.reply, companion.type, self._duration)


def _answers(reply: Reply) -> Iterator[str]:
    if not reply.is_whole:
        yield reply.told


def _facts(path: Path) -> mp3.Facts | None:
    """Read the headers of an MP3; None for anything else, and for an empty file."""
    if not path.stat().st_size:
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        facts = mp3.facts(content)  # type: ignore[arg-type]  # a map is read like bytes
    return facts if facts.rates else None
