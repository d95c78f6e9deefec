"""What the feed says about the show, and about its episodes as a whole."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from uuid import UUID

from podme_audio.feed.rss import CATEGORIES
from podme_audio.inspection.document import Element, Feed, attribute, every, text
from podme_audio.inspection.finding import Check, faults, quoted
from podme_audio.inspection.items import PICTURES, moment, name

TITLE, NOTES = 255, 4000
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z]{2})?")
#: How a description says that a machine speaks, in Indonesian or English.
_SAYS_SO = re.compile(r"\bAI\b|\bkecerdasan buatan\b|\bsintetis\b|\bartificial\b|\bsynthetic\b", re.IGNORECASE)


def _title(feed: Feed) -> Iterator[str]:
    title = text(feed.channel, "title") or ""
    if not 1 <= len(title.strip()) <= TITLE:
        yield f"the title has {len(title.strip())} characters"


def _description(feed: Feed) -> Iterator[str]:
    size = len((text(feed.channel, "description") or "").encode())
    if not 1 <= size <= NOTES:
        yield f"the description has {size:,} bytes"


def _link(feed: Feed) -> Iterator[str]:
    link = text(feed.channel, "link")
    yield from faults(link)
    if link == feed.url:
        yield "<link> is the address of the feed"


def _language(feed: Feed) -> Iterator[str]:
    language = text(feed.channel, "language")
    if not _LANGUAGE.fullmatch(language or ""):
        yield f"language is {quoted(language)}"


def _category(feed: Feed) -> Iterator[str]:
    categories = every(feed.channel, "itunes:category")
    if not categories:
        yield "there is no itunes:category"
    for main in categories:
        below = CATEGORIES.get(main.get("text") or "")
        if below is None:
            yield f"{quoted(main.get('text'))} is not among Apple's categories"
            continue
        for sub in every(main, "itunes:category"):
            if sub.get("text") not in below:
                yield f"{quoted(sub.get('text'))} is not among Apple's categories below {quoted(main.get('text'))}"


def _explicit(feed: Feed) -> Iterator[str]:
    explicit = text(feed.channel, "itunes:explicit")
    if explicit not in {"true", "false"}:
        yield f"itunes:explicit is {quoted(explicit)}"


def _image(feed: Feed) -> Iterator[str]:
    href = attribute(feed.channel, "itunes:image", "href")
    complaints = list(faults(href))
    yield from complaints
    if href and not complaints and not href.partition("?")[0].lower().endswith(PICTURES):
        yield f"{quoted(href)} ends in neither .jpg nor .png"


def _guid(feed: Feed) -> Iterator[str]:
    guid = text(feed.channel, "podcast:guid")
    try:
        UUID((guid or "").strip())
    except ValueError:
        yield f"podcast:guid is {quoted(guid)}"


def _episodes(feed: Feed) -> Iterator[str]:
    if not feed.items:
        yield "there is no episode"


def _twice(values: Iterator[str | None]) -> Iterator[str]:
    for value, count in Counter(value.strip() for value in values if value).items():
        if count > 1:
            yield f"{count} episodes have {quoted(value)}"


def _guid_twice(feed: Feed) -> Iterator[str]:
    yield from _twice(text(item, "guid") for item in feed.items)


def _enclosure_twice(feed: Feed) -> Iterator[str]:
    yield from _twice(each.get("url") for item in feed.items for each in every(item, "enclosure"))


def _order(feed: Feed) -> Iterator[str]:
    dated = [(moment(item), item) for item in feed.items]
    known = [(when, item) for when, item in dated if when]
    older = [(before, after) for before, after in pairwise(known) if before[0] < after[0]]
    if older:
        (_, before), (_, after) = older[0]
        yield f"{quoted(name(before))} stands before {quoted(name(after))}, which is newer ({len(older)} such places)"


def _disclosure(feed: Feed) -> Iterator[str]:
    """A show of ours, and any that says so once, must say everywhere that a machine speaks."""
    generator = (text(feed.channel, "generator") or "").startswith("Podme Audio")
    everything = [feed.channel, *feed.items]
    if not generator and not any(_is_told(each) for each in everything):
        return
    for each in everything:
        where = "the channel" if each is feed.channel else quoted(name(each))
        if not _is_told(each):
            yield f'{where} has no podcast:txt purpose="ai-content" that is true'
        if not _SAYS_SO.search(text(each, "description") or ""):
            yield f"the description of {where} does not say it"


def _is_told(element: Element) -> bool:
    return any((each.text or "").strip() == "true" for each in every(element, "podcast:txt[@purpose='ai-content']"))


CHANNEL = (
    Check("F07", _title, f"give the show a title of 1 to {TITLE} characters"),
    Check("F08", _description, f"describe the show in at most {NOTES:,} bytes"),
    Check("F09", _link, "let <link> lead to the show's web page"),
    Check("F10", _language, 'name the language by its code: "id", "en-GB"'),
    Check("F11", _category, "take category and subcategory from Apple's list, letter for letter"),
    Check("F12", _explicit, "write true or false"),
    Check("F13", _image, "give itunes:image the absolute address of a .jpg or .png"),
    Check("F14", _guid, "store a podcast:guid, a UUID (here: set PODME_PUBLIC_URL)"),
    Check("F22", _episodes, "publish an episode"),
    Check("F23", _guid_twice, "give every episode a guid of its own, and never change it"),
    Check("F25", _enclosure_twice, "give every episode sound of its own: Apple leaves out the second one"),
    Check("F31", _order, "write the newest episode first"),
    Check("F-ai", _disclosure, "say in channel and episodes, in a tag and in a sentence, that a machine speaks"),
)
