"""What is installed is what is in the wheel: a template or table left out would fail on every machine but ours."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Files of the checkout that are no part of the program.
OURS_ALONE = {".pyc"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("podme_audio", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(folder), str(folder)], check=True)  # noqa: S603
    return zipfile.Path(next(folder.glob("*.whl")))


def test_the_wheel_carries_every_file_of_the_package(wheel: zipfile.Path) -> None:
    package = [path for path in (ROOT / "podme_audio").rglob("*") if path.is_file() and path.suffix not in OURS_ALONE]

    missing = [path for path in package if not (wheel / path.relative_to(ROOT).as_posix()).exists()]

    assert missing == []


def test_the_wheel_carries_the_templates_inside_the_package(wheel: zipfile.Path) -> None:
    templates = [path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*.html")]

    assert templates
    assert [path for path in templates if not (wheel / "podme_audio" / path.as_posix()).exists()] == []
