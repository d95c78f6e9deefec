"""The floor plan, read from the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import podme_audio

HOUSE = Path(podme_audio.__file__).parent
ROOMS = ("sources", "script", "speech", "audio", "library", "feed")
#: What every room may stand on.
FLOOR = {"model", "exceptions", "outgoing", "plugins", "addresses", "toml"}
#: Each third party has one room (or shell module) that knows it; numpy is arithmetic, and two rooms reckon with it.
HOMES = {
    "alembic": {"library"},
    "cssselect": {"sources"},
    "brotli": {"press"},
    "argon2": {"access"},
    "authlib": {"access"},
    "dbos": {"builds"},
    "feedgen": {"feed"},
    "flask": {"web"},
    "flask_login": {"web"},
    "flask_wtf": {"web"},
    "gtts": {"speech"},
    "imageio_ffmpeg": {"audio", "bench"},
    "lxml": {"feed", "inspection", "sources"},
    "joserfc": {"access"},
    "markdown_it": {"sources"},
    "msgspec": {"library", "web"},
    "numpy": {"audio", "speech"},
    "obstore": {"library"},
    "onnxruntime": {"speech"},
    "espeakng_loader": {"speech"},
    "PIL": {"feed"},
    "prometheus_client": {"operations"},
    "pydub": {"audio", "bench"},
    "pyotp": {"access"},
    "requests": {"outgoing", "speech"},
    "requests_hardened": {"outgoing"},
    "segno": {"access"},
    "sqlalchemy": {"library"},
    "structlog": {"operations"},
    "trafilatura": {"sources"},
    "waitress": {"web"},
    "yasbd": {"script"},
}
FUNCTION, MODULE, ARGUMENTS, FILES = 40, 300, 5, 6


def modules() -> list[Path]:
    return sorted(path for path in HOUSE.rglob("*.py") if "versions" not in path.parts)


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def room(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", [path for path in modules() if room(path) in ROOMS], ids=name)
def test_a_room_knows_only_itself_and_the_floor(path: Path) -> None:
    ours = {part.split(".")[1] for part in imports(path) if part.startswith("podme_audio.")}

    assert ours <= FLOOR | {room(path), "__version__"}


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_third_party_is_known_in_one_place(path: Path) -> None:
    for part in imports(path):
        assert room(path) in HOMES.get(part.split(".")[0], {room(path)}), f"{name(path)} imports {part}"


@pytest.mark.parametrize("path", [path for path in modules() if room(path) in {"model", "exceptions"}], ids=name)
def test_the_floor_knows_no_room(path: Path) -> None:
    assert not [part for part in imports(path) if part.startswith("podme_audio") and room(path) not in part]


def test_builds_are_made_behind_the_command_line_and_the_newsroom() -> None:
    users = {room(path) for path in modules() if any(part.startswith("podme_audio.builds") for part in imports(path))}

    assert users - {"builds"} <= {"cli", "newsroom"}


def test_who_somebody_is_is_proved_for_the_desk_alone() -> None:
    users = {room(path) for path in modules() if any(part.startswith("podme_audio.access") for part in imports(path))}

    assert users - {"access"} <= {"web"}


def test_only_the_studio_knows_the_order_of_the_rooms() -> None:
    shell = [path for path in modules() if room(path) in {"cli", "web", "builds"}]
    reached = {part for path in shell for part in imports(path) if part.startswith("podme_audio.audio")}

    assert not reached


@pytest.mark.parametrize("path", modules(), ids=name)
def test_the_house_stays_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MODULE
    for function in functions(path):
        documented = ast.get_docstring(function) is not None
        first = function.body[1 if documented and len(function.body) > 1 else 0]
        assert (function.end_lineno or 0) - first.lineno + 1 <= FUNCTION, f"{name(path)}:{function.name} is long"
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        told = [argument for argument in arguments if argument.arg not in {"self", "cls"}]
        assert len(told) <= ARGUMENTS or room(path) == "cli", (
            f"{name(path)}:{function.name} takes {len(told)} arguments"
        )


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_few_files(room: str) -> None:
    plugins = {"speech": {"gtts.py", "mpeg.py", "tone.py"}, "sources": {"page.py", "text.py", "wordpress.py"}}.get(
        room, set()
    )

    files = {path.name for path in (HOUSE / room).glob("*.py")} - plugins - {"__init__.py"}

    assert len(files) <= FILES, sorted(files)
