"""Many threads, each time with a kind of thing that nobody has read yet; in a process of its own, for it may crash."""

import sys
import threading
from dataclasses import make_dataclass
from typing import Any

from sqlalchemy.dialects import sqlite

from podme_audio.library import from_json
from podme_audio.library.database import Whole

TURNS, THREADS = 150, 8
JSON, VALUE = b'{"words":[{"start":0.5}]}', {"words": [{"start": 0.5}]}


def read(kind: Any, column: Whole | None, gate: threading.Barrier) -> None:
    gate.wait()
    found: Any = column.process_result_value(VALUE, sqlite.dialect()) if column else from_json(JSON, kind)
    assert found.words[0].start == 0.5


sys.setswitchinterval(1e-6)
for _ in range(TURNS):
    word = make_dataclass("Word", [("start", float)], frozen=True)
    cue = make_dataclass("Cue", [("words", tuple[word, ...])], frozen=True)  # type: ignore[valid-type]
    column = Whole(cue) if sys.argv[1] == "column" else None
    gate = threading.Barrier(THREADS)
    threads = [threading.Thread(target=read, args=(cue, column, gate)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
