"""The archive's pages with thousands of episodes on the shelf: each asked of the application, as a listener would."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote_plus

from podme_audio import web
from podme_audio.bench.newsroom import APART, AUTHORS, COMMON, NEWEST, RARE, SECTIONS, stock
from podme_audio.library import Library, slug
from podme_audio.press import Press
from podme_audio.settings import Settings

#: Episodes on a page, and how far back one looks.
PAGE, DEEP = 20, 400


@dataclass(frozen=True, slots=True)
class _Studio:
    press: Press
    library: Library


def archive(count: int, runs: int, told: Callable[[str], None]) -> dict[str, Any]:
    """Measure the pages of a library of *count* episodes, each *runs* times after a first time that is left out."""
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder)) as library:
        started = time.perf_counter()
        stock(library, count)
        told(f"{count:,} episodes published in {time.perf_counter() - started:.0f} s")
        client = web.create_app(_Studio(Press(Settings(home=Path(folder)), library), library)).test_client()
        pages = {name: _asked(client, path, runs) for name, path in _pages(library, count).items()}
        size = (Path(folder) / "podme.db").stat().st_size
    return {"episodes": count, "runs": runs, "megabytes": round(size / 1e6), "pages": pages}


def _pages(library: Library, count: int) -> dict[str, str]:
    deep = max(2, min(DEEP, count // PAGE))
    last = library.episodes(limit=(deep - 1) * PAGE)[-1]
    day = (NEWEST - APART * (count // 2)).date()
    words = {
        "a common word": COMMON.split()[-1],
        "two common words": COMMON,
        "a common phrase": f'"{COMMON}"',
        "a beginning": COMMON.split()[-1][:4],
        "a rare word": RARE,
        "nothing": "tidakada",
    }
    return {
        "front page": "/",
        f"page {deep}": f"/?sebelum={last.slug}",
        "section": f"/rubrik/{slug(SECTIONS[0])}",
        "author": f"/penulis/{slug(AUTHORS[0])}",
        "day": f"/tanggal/{day}",
        "month": f"/tanggal/{day:%Y-%m}",
        "overview": "/arsip",
    } | {f"search: {name}": f"/cari?q={quote_plus(query)}" for name, query in words.items()}


def _asked(client: Any, path: str, runs: int) -> dict[str, float]:
    """Return median and 95th percentile in milliseconds, the latter also of the processor alone: others may be busy."""
    took, busy = [], []
    for _ in range(runs + 1):
        started, at_work = time.perf_counter(), time.process_time()
        status = client.get(path).status_code
        busy.append((time.process_time() - at_work) * 1000)
        took.append((time.perf_counter() - started) * 1000)
        if status != 200:  # noqa: PLR2004 - a page that is not there is quick
            raise RuntimeError(f"{path} answers {status}")
    return {"median": median(took[1:]), "p95": quantiles(took[1:], n=20)[-1], "cpu": quantiles(busy[1:], n=20)[-1]}
