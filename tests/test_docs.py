"""The README is part of the product: what it does not name, nobody finds."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from podme_audio import settings, sources, speech
from podme_audio.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def commands(group: click.Group, *before: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*before, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)


COMMANDS = list(commands(main))


@pytest.mark.parametrize("words", [" ".join(words) for words, _ in COMMANDS])
def test_each_command_is_in_the_readme(words: str) -> None:
    assert f"podme {words}" in README


@pytest.mark.parametrize("command", [command for _, command in COMMANDS], ids=lambda command: command.name)
def test_each_command_helps(command: click.Command) -> None:
    assert command.help


@pytest.mark.parametrize(
    "option", sorted({option for _, one in COMMANDS for item in one.params for option in item.opts})
)
def test_each_option_is_in_the_readme(option: str) -> None:
    assert not option.startswith("--") or option in README


@pytest.mark.parametrize("name", settings.told())
def test_each_setting_is_in_the_readme_with_its_default_and_what_it_is_for(name: str) -> None:
    default, told = settings.told()[name]

    row = next(line for line in README.splitlines() if line.startswith(f"| `PODME_{name.upper()}` |"))
    assert told in row
    assert not default or default in row


@pytest.mark.parametrize("name", [*speech.BUILT_IN, *sources.BUILT_IN])
def test_each_engine_and_source_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("requirement", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["kokoro"][:2]])
def test_each_dependency_is_explained_in_the_readme(requirement: str) -> None:
    name = re.split(r"[><=;]", requirement)[0].strip()

    assert f"| `{name}`" in README


SECURITY = re.findall(r"(?m)^\| (v5\.0\.0-[\d.]+) \| \d \| .+ \| `(test_\w+)` \|$", README)
TESTS = {
    name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())
}


def test_each_row_of_the_security_table_names_a_test_that_is_there() -> None:
    assert len(SECURITY) > 50
    assert [(row, test) for row, test in SECURITY if test not in TESTS] == []


ATTACKS = README.partition("### Attacks, each tried")[2].partition("\n## ")[0]


def test_each_attack_of_the_readme_names_tests_that_are_there_and_each_test_of_an_attack_is_named() -> None:
    named = set(re.findall(r"`(test_\w+)`", ATTACKS))
    tried = {
        name
        for path in (ROOT / "tests" / "attacks").glob("test_*.py")
        for name in re.findall(r"(?m)^def (test_\w+)", path.read_text("utf-8"))
    }

    assert named - TESTS == set()
    assert tried - named == set()
    assert all("`test_" in row for row in ATTACKS.splitlines() if row.startswith("| ") and "| tests |" not in row)


def test_nothing_in_the_readme_is_left_to_be_filled_in() -> None:
    assert "{{" not in README


def test_the_lock_holds_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    pinned = [line for line in lock.splitlines() if not line.startswith(" ")]

    assert "://" not in lock
    assert "index-url" not in lock
    assert pinned
    assert all(re.fullmatch(r"[a-z0-9._-]+==\S+( ; .+)? \\", line) for line in pinned)


def test_the_lock_is_whole() -> None:
    # it is installed as it stands, without looking for what else a package may need
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    locked = {match[1]: match[2] for match in re.finditer(r"(?m)^([\w.-]+)==(\S+)", lock)}

    for package in [*locked, "podme-audio"]:
        for need in needs(package, frozenset({""})):
            assert need.specifier.contains(locked[canonicalize_name(need.name)], prereleases=True), f"{package}: {need}"


def needs(package: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """Yield what an installed package needs here, and what the extras need that it asks of others."""
    try:
        asked = [Requirement(text) for text in distribution(package).requires or ()]
    except PackageNotFoundError:  # locked for another platform
        return
    for need in asked:
        if any(need.marker is None or need.marker.evaluate({"extra": extra}) for extra in extras):
            yield need
            if need.extras:
                yield from needs(need.name, frozenset(need.extras))
