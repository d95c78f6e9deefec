"""How the command line tells things: an answer as JSON or as text, and a bar while one waits."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import click


class Told(NamedTuple):
    """What a command found out: for a program, and for a person."""

    value: Any
    text: str
    #: Whether all is well; what is told is told either way.
    ok: bool = True


def tells(command: Callable[..., Told]) -> Callable[..., None]:
    """Give *command* ``--json``, and print what it tells."""

    @click.option("--json", "as_json", is_flag=True, help="Print one JSON value and nothing else.")
    @wraps(command)
    def telling(*args: Any, as_json: bool, **options: Any) -> None:
        told = command(*args, **options)
        click.echo(json.dumps(plain(told.value), ensure_ascii=False, indent=2) if as_json else told.text)
        if not told.ok:
            click.get_current_context().exit(1)

    return telling


def plain(value: Any) -> Any:
    """Turn frozen values into what JSON has: moments in ISO 8601, paths as text, slots in their order."""
    if is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def table(rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out in columns, the last one ragged."""
    if not rows:
        return ""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def clock(seconds: float) -> str:
    """Say seconds as a player does.

    >>> clock(75), clock(3725.6)
    ('1:15', '1:02:06')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Bar:
    """A progress bar on a terminal, and a line now and then where there is none."""

    WIDTH, EVERY = 28, 10.0

    def __init__(self, stream: TextIO = sys.stderr, now: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._now = stream, now
        self._stage, self._since, self._last = "", 0.0, 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that *done* of *total* steps of *stage* are behind us."""
        if not total:
            return
        now = self._now()
        if stage != self._stage:
            self._stage, self._since, self._last = stage, now, now - self.EVERY
        terminal = self._stream.isatty()
        if not terminal and done < total and now - self._last < self.EVERY:
            return
        self._last = now
        text = f"{stage:<12} {self._drawn(done, total)} {done} of {total}{self._left(done, total, now)}"
        self._stream.write(f"\r\033[K{text}" + ("\n" if done >= total else "") if terminal else f"{text}\n")
        self._stream.flush()

    def _drawn(self, done: int, total: int) -> str:
        full = self.WIDTH * done // max(total, 1)
        return "█" * full + "░" * (self.WIDTH - full)

    def _left(self, done: int, total: int, now: float) -> str:
        spent = now - self._since
        if not 0 < done < total or spent <= 0:
            return ""
        return f", {clock(spent / done * (total - done))} left"
