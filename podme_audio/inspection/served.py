"""How the feed is served: what an app relies on that asks every hour whether there is news."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from podme_audio.inspection.document import RSS, Feed, text
from podme_audio.inspection.finding import Check, quoted
from podme_audio.inspection.visit import OK, UNCHANGED, Reply, Visitor

OTHER = '"podme-check"'
#: An app as it names itself.
APP = "AntennaPod/3.7.0"


@dataclass(frozen=True, slots=True)
class Served:
    """A feed and the host it came from."""

    feed: Feed
    visitor: Visitor

    @property
    def first(self) -> Reply:
        return self.feed.reply

    def ask(self, method: str = "GET", **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.visitor.ask(self.feed.url, named, method=method)


def _type(served: Served) -> Iterator[str]:
    told = served.first.headers.get("Content-Type", "")
    if told.replace(" ", "").replace('"', "").lower() != f"{RSS};charset=utf-8":
        yield f"Content-Type is {quoted(told)}"


def _head(served: Served) -> Iterator[str]:
    head = served.ask("HEAD")
    if head.status != OK:
        yield f"to HEAD {head.told}"
        return
    for name in ("ETag", "Content-Length"):
        told, whole = head.headers.get(name), served.first.headers.get(name)
        if told != whole:
            yield f"{name} is {quoted(told)} for HEAD, {quoted(whole)} for GET"


def _validators(served: Served) -> Iterator[str]:
    for name in ("ETag", "Last-Modified"):
        if name not in served.first.headers:
            yield f"there is no {name}"


def _by_etag(served: Served) -> Iterator[str]:
    if etag := served.first.headers.get("ETag"):
        reply = served.ask(If_None_Match=etag)
        if reply.status != UNCHANGED:
            yield f"to If-None-Match {reply.told}"


def _by_date(served: Served) -> Iterator[str]:
    if modified := served.first.headers.get("Last-Modified"):
        reply = served.ask(If_Modified_Since=modified)
        if reply.status != UNCHANGED:
            yield f"to If-Modified-Since alone {reply.told}"


def _etag_wins(served: Served) -> Iterator[str]:
    etag, modified = served.first.headers.get("ETag"), served.first.headers.get("Last-Modified")
    if not etag or not modified or served.ask(If_None_Match=etag).status != UNCHANGED:
        return
    reply = served.ask(If_None_Match=OTHER, If_Modified_Since=modified)
    if reply.status != OK:
        yield f"to another ETag, with the date it has, {reply.told}"


def _gzip(served: Served) -> Iterator[str]:
    reply = served.ask(Accept_Encoding="gzip")
    if reply.headers.get("Content-Encoding", "").lower() != "gzip":
        yield f"Content-Encoding is {quoted(reply.headers.get('Content-Encoding'))}"
    elif "accept-encoding" not in reply.headers.get("Vary", "").lower():
        yield f"Vary is {quoted(reply.headers.get('Vary'))}"


def _same_inside(served: Served) -> Iterator[str]:
    reply = served.ask(Accept_Encoding="gzip")
    if reply.headers.get("Content-Encoding", "").lower() != "gzip":
        return
    if reply.content != served.first.content:
        yield "inflated it is not what is sent uncompressed"
    etag = reply.headers.get("ETag", "")
    if etag == served.first.headers.get("ETag", "") and etag and not etag.startswith("W/"):
        yield f"both forms have the strong ETag {quoted(etag)}"


def _repeatable(served: Served) -> Iterator[str]:
    again = served.ask()
    if again.status != OK:
        yield f"the second time {again.told}"
    elif again.content != served.first.content:
        yield "two fetches differ"


def _built(served: Served) -> Iterator[str]:
    built, modified = text(served.feed.channel, "lastBuildDate"), served.first.headers.get("Last-Modified")
    try:
        same = parsedate_to_datetime(built or "") == parsedate_to_datetime(modified or "")
    except (TypeError, ValueError, IndexError):
        same = False
    if modified and not same:
        yield f"lastBuildDate is {quoted(built)}, Last-Modified {quoted(modified)}"


def _agents(served: Served) -> Iterator[str]:
    reply = served.ask("HEAD", User_Agent=APP)
    if served.ask("HEAD").status == OK != reply.status:
        yield f"to {APP} {reply.told}"


SERVED = (
    Check("H02", _type, f"serve the feed as {RSS}; charset=utf-8"),
    Check("H03", _head, "answer HEAD as GET, without the body: Apple asks so"),
    Check("H04", _validators, "send both ETag and Last-Modified"),
    Check("H05", _by_etag, "answer 304 when If-None-Match names the ETag"),
    Check("H06", _by_date, "answer 304 when If-Modified-Since is the date: AntennaPod sends nothing else"),
    Check("H07", _etag_wins, "let If-None-Match decide when both are asked"),
    Check("H08", _gzip, "compress the feed for who accepts gzip, and send Vary: Accept-Encoding"),
    Check("H09", _same_inside, "send the same feed compressed, under an ETag of its own"),
    Check("H10", _repeatable, "render the feed once for each change: no clock, no random order in it"),
    Check("F41", _built, "let both be the time of the last change"),
    Check("H-public", _agents, "answer every app alike, whatever it calls itself"),
)
