import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podme_audio.library import Draft, Library
from tests.library.drafts import DRAFT, Drafting, Starting


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "episodes"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty library's database, made once: its migrations take longer than most tests."""
    home = tmp_path_factory.mktemp("empty")
    Library(home).close()
    return home / "podme.db"


@pytest.fixture
def library(home: Path, empty: Path) -> Iterator[Library]:
    home.mkdir()
    shutil.copy(empty, home)
    with Library(home) as opened:
        yield opened


@pytest.fixture
def drafting(tmp_path: Path) -> Drafting:
    """Make a draft; ``sound`` is what its recording holds."""

    def make(sound: bytes = b"sound", **changes: Any) -> Draft:
        path = tmp_path / "recording.mp3"
        path.write_bytes(sound)
        heard = {name: changes.pop(name) for name in ("cues", "chapters") if name in changes}
        return replace(DRAFT, recording=replace(DRAFT.recording, path=path, **heard), **changes)

    return make


@pytest.fixture
def draft(drafting: Drafting) -> Draft:
    return drafting()


@pytest.fixture
def starting() -> Starting:
    @contextmanager
    def start(*arguments: object) -> Iterator[subprocess.Popen[str]]:
        wish = json.dumps([str(argument) for argument in arguments])
        with subprocess.Popen(  # noqa: S603 - our own child, beside this file
            [sys.executable, "-W", "error", str(Path(__file__).with_name("child.py")), wish],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    return start
