"""What the feed says about an episode."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

from podme_audio.inspection.document import NAMESPACES, Element, Feed, attribute, every, text
from podme_audio.inspection.finding import SHOULD, Check, faults, quoted

TITLE, NOTES = 255, 4000
#: The sound every app plays: the end of the address, and the type that goes with it.
SOUNDS = {".mp3": "audio/mpeg", ".m4a": "audio/x-m4a"}
PICTURES = (".jpg", ".jpeg", ".png")
CHAPTERS = "application/json+chapters"
VTT = "text/vtt"
#: Apple shows the first five; PSP-1 allows the rest.
_TAGS = {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em", "br"}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DATE = re.compile(
    rf"({'|'.join(_DAYS)}), \d{{1,2}} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{{4}}"
    r" \d\d:\d\d:\d\d [+-]\d{4}",
    re.ASCII,
)
#: Seconds a soundbite may last, and characters of its title.
SHORTEST_BITE, LONGEST_BITE, BITE_TITLE = 15, 120, 128
_DECIMAL = re.compile(r"\d{1,6}(\.\d{1,9})?", re.ASCII)
#: Clocks differ.
_SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Item:
    """An episode as the feed has it."""

    element: Element
    feed: Feed

    @property
    def enclosure(self) -> Element | None:
        return self.element.find("enclosure")

    @property
    def length(self) -> int:
        """The announced bytes; 0 when they make no sense."""
        return _whole(attribute(self.element, "enclosure", "length"))

    @property
    def duration(self) -> int:
        """The announced seconds; 0 when they make no sense."""
        return _whole((text(self.element, "itunes:duration") or "").strip())


def name(element: Element) -> str:
    """Return what a person knows the episode by."""
    return (text(element, "title") or text(element, "guid") or "an episode without a title").strip()


def moment(element: Element) -> datetime | None:
    """Return when it was published; None when that cannot be read."""
    try:
        when = parsedate_to_datetime(text(element, "pubDate") or "")
    except (ValueError, IndexError):
        return None
    return when if when.tzinfo else None


def sound_type(url: str) -> str:
    """Return the type that the end of *url* demands; empty when it is no sound that every app plays."""
    return SOUNDS.get(url.partition("?")[0].partition("#")[0][-4:].lower(), "")


def _guid(item: Item) -> Iterator[str]:
    guid = text(item.element, "guid")
    if not guid or guid != guid.strip():
        yield f"its guid is {quoted(guid)}"


def _permanence(item: Item) -> Iterator[str]:
    guid = text(item.element, "guid")
    if guid and attribute(item.element, "guid", "isPermaLink") != "false" and guid != text(item.element, "link"):
        yield f"its guid {quoted(guid)} counts as an address, and is not that of its page"


def _enclosure(item: Item) -> Iterator[str]:
    found = every(item.element, "enclosure")
    if len(found) != 1:
        yield f"it has {len(found)} enclosures"
        return
    url = found[0].get("url")
    complaints = list(faults(url, secure=True))
    yield from complaints
    if not complaints and not sound_type(url):
        yield f"{quoted(url)} ends in neither .mp3 nor .m4a"


def _type(item: Item) -> Iterator[str]:
    url, type = (attribute(item.element, "enclosure", each) for each in ("url", "type"))
    if item.enclosure is None:
        return
    if type not in SOUNDS.values() or type != (sound_type(url or "") or type):
        yield f"the enclosure's type is {quoted(type)}"


def _length(item: Item) -> Iterator[str]:
    if item.enclosure is not None and not item.length:
        yield f"the enclosure's length is {quoted(item.enclosure.get('length'))}"


def _title(item: Item) -> Iterator[str]:
    title = text(item.element, "title") or ""
    if not 1 <= len(title) <= TITLE or title != title.strip():
        yield f"its title has {len(title)} characters, or spaces around them: {quoted(title)}"


def _date(item: Item) -> Iterator[str]:
    written = text(item.element, "pubDate")
    when = moment(item.element)
    if when is None or not _DATE.fullmatch((written or "").strip()):
        yield f"pubDate is {quoted(written)}"
    elif not (written or "").strip().startswith(_DAYS[when.weekday()]):
        yield f"{quoted(written)} was a {_DAYS[when.weekday()]}"


def _future(item: Item) -> Iterator[str]:
    when = moment(item.element)
    if when and when > item.feed.now + _SOON:
        yield f"it is dated {when.isoformat()}"


def _notes(item: Item) -> Iterator[str]:
    description = text(item.element, "description") or ""
    size = len(description.encode())
    if not 1 <= size <= NOTES:
        yield f"its description has {size:,} bytes"
    reader = _Tags()
    reader.feed(description)
    if foreign := sorted(reader.tags - _TAGS):
        yield f"its description has {quoted(', '.join(foreign))}"


def _duration(item: Item) -> Iterator[str]:
    if not item.duration:
        yield f"itunes:duration is {quoted(text(item.element, 'itunes:duration'))}"


def _explicit(item: Item) -> Iterator[str]:
    if (explicit := text(item.element, "itunes:explicit")) not in {None, "true", "false"}:
        yield f"itunes:explicit is {quoted(explicit)}"


def _numbers(item: Item) -> Iterator[str]:
    if (kind := text(item.element, "itunes:episodeType")) not in {None, "full", "trailer", "bonus"}:
        yield f"itunes:episodeType is {quoted(kind)}"
    for tag in ("itunes:episode", "itunes:season"):
        number = text(item.element, tag)
        if number is not None and not _whole(number.strip()):
            yield f"{tag} is {quoted(number)}"


def _page(item: Item) -> Iterator[str]:
    yield from faults(text(item.element, "link"))


def _cover(item: Item) -> Iterator[str]:
    if item.element.find("itunes:image", NAMESPACES) is None:
        return
    href = attribute(item.element, "itunes:image", "href")
    complaints = list(faults(href))
    yield from complaints
    if href and not complaints and not href.partition("?")[0].lower().endswith(PICTURES):
        yield f"its cover {quoted(href)} ends in neither .jpg nor .png"


def _transcripts(item: Item) -> Iterator[str]:
    found = every(item.element, "podcast:transcript")
    if not any(each.get("type") == VTT for each in found):
        yield f"none of its {len(found)} transcripts has the type {VTT}"
    elif not all(each.get("type") for each in found):
        yield "one of its transcripts has no type"
    yield from (fault for each in found for fault in faults(each.get("url")))


def _chapters(item: Item) -> Iterator[str]:
    found = every(item.element, "podcast:chapters")
    if len(found) > 1:
        yield f"it has {len(found)} podcast:chapters"
    for each in found:
        if each.get("type") != CHAPTERS:
            yield f"the type of its chapters is {quoted(each.get('type'))}"
        yield from faults(each.get("url"))


def _alternates(item: Item) -> Iterator[str]:
    for each in every(item.element, "podcast:alternateEnclosure"):
        if not each.get("type"):
            yield "an alternateEnclosure has no type"
        sources = every(each, "podcast:source")
        if not any(source.get("uri") for source in sources):
            yield "an alternateEnclosure has no podcast:source with a uri"
        yield from (fault for source in sources for fault in faults(source.get("uri"), secure=True))


def _soundbites(item: Item) -> Iterator[str]:
    for each in every(item.element, "podcast:soundbite"):
        start, length = (_seconds(each.get(name)) for name in ("startTime", "duration"))
        if start is None or length is None:
            yield f"a soundbite begins at {quoted(each.get('startTime'))} and lasts {quoted(each.get('duration'))}"
            continue
        if not SHORTEST_BITE <= length <= LONGEST_BITE:
            yield f"a soundbite lasts {length:g} s"
        if item.duration and start + length > item.duration + 1:
            yield f"a soundbite ends at {start + length:g} s, the sound at {item.duration} s"
        if len((each.text or "").strip()) > BITE_TITLE:
            yield f"the title of a soundbite has {len((each.text or '').strip())} characters"


def _seconds(written: str | None) -> float | None:
    return float(written) if written and _DECIMAL.fullmatch(written) else None


def _whole(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdecimal() and len(written) < NOTES else 0


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (its signature)
        self.tags.add(tag)


ITEM = (
    Check("F13", _cover, "give its itunes:image the absolute address of a .jpg or .png, or leave it out"),
    Check("F23", _guid, "give it a guid that never changes, without spaces around it"),
    Check("F24", _permanence, 'write isPermaLink="false"'),
    Check("F25", _enclosure, "give it one enclosure: an absolute https address that ends in .mp3 or .m4a"),
    Check("F26", _type, "write audio/mpeg for .mp3, audio/x-m4a for .m4a"),
    Check("F27", _length, "write the file's size in bytes"),
    Check("F28", _title, f"give it a title of 1 to {TITLE} characters"),
    Check("F29", _date, "write the date as Mon, 23 Nov 2026 07:00:00 +0700"),
    Check("F30", _future, "wait until then before it enters the feed: apps drop the date or the episode"),
    Check("F32", _notes, f"describe it in at most {NOTES:,} bytes, with no tags but p, ol, ul, li and a"),
    Check("F33", _duration, "write whole seconds"),
    Check("F34", _explicit, "write true or false"),
    Check("F35", _numbers, "write full, trailer or bonus, and numbers from 1"),
    Check("F36", _page, "link the episode's own page, by an absolute address"),
    Check("F37", _transcripts, f"announce each transcript with an absolute url and a type, one of them {VTT}"),
    Check("F38", _chapters, f"announce chapters once, with an absolute url and the type {CHAPTERS}"),
    Check(
        "F40", _alternates, "give each alternateEnclosure a type and a podcast:source with an absolute https address"
    ),
    Check(
        "F-bite",
        _soundbites,
        f"let a soundbite last {SHORTEST_BITE} to {LONGEST_BITE} s, end with the sound, and have a short title",
        level=SHOULD,
    ),
)
