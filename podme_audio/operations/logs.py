"""Log records of every library in, lines on standard error out: for a person on a terminal, as JSON for machines.

Modules log with ``logging.getLogger(__name__)`` and know nothing of this one.
"""

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.stdlib import ProcessorFormatter

#: The longest text a log line carries: enough for a sentence, too little for an article.
LONGEST = 500
#: A traceback may be that long.
TRACEBACK = 10_000
HIDDEN = "***"

#: Who in an address may come in: user and password before the host.
_IN_ADDRESS = re.compile(r"(?<=://)[^\s/@]+@")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+")
#: As in a query, in a header, or in AWS's own words.
_TOLD = re.compile(
    r"(?i)\b([\w-]*(?:password|passwd|secret|token|signature|api[_-]?key|access[_-]?key)[\w-]*\s*[=:]\s*)[^\s&,;'\"]+"
)
_SECRET = re.compile(r"(?i)password|passwd|secret|token|cookie|authorization|(?:api|access)_?key")

_Event = MutableMapping[str, Any]


def set_up(form: str = "auto", *, verbose: bool = False, stream: TextIO | None = None) -> None:
    """Let everything that is logged come out in one form; called once, before anything is logged.

    Args:
        form: "console", "json", or "auto": console on a terminal, JSON elsewhere.
        verbose: Also what goes well, not only what needs attention.
        stream: Where to; standard error if None.
    """
    stream = stream or sys.stderr
    terminal = stream.isatty()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(console=form == "console" or (form == "auto" and terminal), colors=terminal))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    _tame_dbos(handler)


@contextmanager
def bind(**told: str) -> Iterator[None]:
    """Say in each line logged within what it is about, such as build and line.

    It holds for the thread (or task) that entered, and what it starts with a copy of its context.
    """
    with bound_contextvars(**told):
        yield


def _formatter(*, console: bool, colors: bool) -> ProcessorFormatter:
    before: list[Any] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _discreet,
    ]
    written: Any = structlog.dev.ConsoleRenderer(colors=colors) if console else structlog.processors.JSONRenderer()
    return ProcessorFormatter(foreign_pre_chain=before, processors=[ProcessorFormatter.remove_processors_meta, written])


def _discreet(_logger: Any, _method: str, event: _Event) -> _Event:
    """Leave out secrets, and cut what is as long as an article."""
    for name, value in event.items():
        if name.startswith("_"):
            continue
        if _SECRET.search(name):
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = _cut(_hushed(value), TRACEBACK if name == "exception" else LONGEST)
    return event


def _hushed(text: str) -> str:
    text = _IN_ADDRESS.sub(f"{HIDDEN}@", text)
    text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    return _TOLD.sub(rf"\1{HIDDEN}", text)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text)} characters)"


def _tame_dbos(handler: logging.Handler) -> None:
    """Send what DBOS says the same way: it adds a handler of its own, unless it finds one."""
    dbos = logging.getLogger("dbos")
    for old in dbos.handlers[:]:
        dbos.removeHandler(old)
    dbos.addHandler(handler)
    dbos.propagate = False
    dbos.setLevel(logging.WARNING)
