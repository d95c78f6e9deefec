"""What cannot be run everywhere (containers) is at least held against what can: settings, commands, files, ports."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from podme_audio import settings
from podme_audio.cli import main
from podme_audio.operations.spare import needed, spare

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
#: As Docker reads it: a line each, comments gone, stages apart.
STAGES = [
    [line for line in stage.splitlines() if line and not line.startswith("#")]
    for stage in re.split(r"(?m)^(?=FROM )", DOCKERFILE.replace("\\\n", " "))
    if stage.startswith("FROM ")
]
OURS = {name: service for name, service in SERVICES.items() if service.get("build") == "."}
DEFAULT = re.compile(r"\$\{(\w+):-([^}]*)\}")


def chosen(service: dict[str, Any]) -> dict[str, str]:
    """Return a service's environment as Compose fills it in when nothing is set."""
    return {name: DEFAULT.sub(r"\2", value) for name, value in service["environment"].items()}


def instructions(stage: list[str], name: str) -> list[str]:
    return [line.split(maxsplit=1)[1] for line in stage if line.startswith(f"{name} ")]


def test_what_is_shown_is_there() -> None:
    assert set(SERVICES) == {"web", "worker", "postgres", "store", "bucket", "nginx"}
    assert {name: service["deploy"] for name, service in OURS.items()} == {
        "web": {"replicas": 2},
        "worker": {"replicas": 2},
    }


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_one_and_makes_sense(name: str, tmp_path: Path) -> None:
    read = settings.load(chosen(OURS[name]), tmp_path / "none.toml")

    assert (read.database_url, read.media_url, read.media_serving) == (
        "postgresql://podme:development-only@postgres:5432/podme",
        "s3://podme/berita",
        "x-accel",
    )
    assert read.metrics == ""


def test_the_settings_of_the_image_are_ones_too(tmp_path: Path) -> None:
    (told,) = instructions(STAGES[-1], "ENV")
    environment = dict(pair.split("=", 1) for pair in told.split())

    read = settings.load({k: v for k, v in environment.items() if k.startswith("PODME_")}, tmp_path / "none.toml")

    assert (str(read.home), read.host, read.log) == ("/var/lib/podme/episodes", "0.0.0.0", "json")  # noqa: S104


@pytest.mark.parametrize("words", [*(service["command"] for service in OURS.values()), json.loads('["serve"]')])
def test_every_command_exists_with_its_options(words: list[str]) -> None:
    command = main.commands[words[0]]

    with click.Context(main) as context:
        parsed = command.make_context(words[0], words[1:], parent=context)

    assert parsed.command is command


def test_the_image_starts_the_program_and_serves() -> None:
    last = STAGES[-1]

    assert json.loads(instructions(last, "ENTRYPOINT")[0]) == ["podme"]
    assert json.loads(instructions(last, "CMD")[0]) == ["serve"]


def test_what_the_image_is_built_of_is_there_and_let_through() -> None:
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"}
    copied = [
        word
        for stage in STAGES
        for line in instructions(stage, "COPY")
        if not line.startswith("--from")
        for word in line.split()[:-1]
    ]

    assert copied
    assert set(copied) == let_through
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_lock_is_obeyed_and_only_feedgen_is_built() -> None:
    installs = [part for line in instructions(STAGES[0], "RUN") for part in line.split("&&") if "pip install" in part]

    assert len(installs) == 3
    for install in installs:
        hashed = "--require-hashes" in install and "--only-binary :all:" in install
        ours = install.split()[-1] == "." and "--no-deps" in install and "--no-index" in install
        assert hashed or ours, install
    assert re.findall(r"--no-binary (\S+)", DOCKERFILE) == ["feedgen"]


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    last = STAGES[-1]

    assert instructions(last, "USER")[-1].partition(":")[0] not in {"", "root", "0"}
    assert "USER" in "\n".join(last).split("ENTRYPOINT")[0]
    assert "/readyz" in instructions(last, "HEALTHCHECK")[0]
    assert "--from=build /opt/podme /opt/podme" in instructions(last, "COPY")
    assert [stage[0] for stage in STAGES] == ["FROM python:3.12-slim AS build", "FROM python:3.12-slim"]


def test_the_image_leaves_out_what_only_developers_need() -> None:
    wanted = re.search(r'spare "([^"]+)"', DOCKERFILE)
    assert wanted
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {extra for extra in project["optional-dependencies"] if extra != "dev"}

    assert wanted[1] == f"podme-audio[{','.join(sorted(extras, key=wanted[1].index))}]"
    assert {"podme-audio", "flask", "sqlalchemy", "werkzeug", "onnxruntime"} <= needed(wanted[1])
    assert {"mypy", "pytest", "playwright", "ruff", "moto"} <= set(spare(wanted[1]))
    assert not {"pip", "podme-audio", "flask", "jinja2"} & set(spare(wanted[1]))


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_do_little(name: str) -> None:
    service = OURS[name]

    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 (in a container)
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["/var/lib/podme"]
    assert int(service["stop_grace_period"].rstrip("s")) > 10


def test_who_waits_for_another_waits_for_what_it_tells() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other] or other in OURS, f"{name} waits for {other}"
            else:
                assert how["condition"] == "service_completed_successfully"
                assert "restart" not in SERVICES[other], f"{other} never completes"


def test_every_address_names_a_service_and_a_port_that_it_opens() -> None:
    environments = [value for service in SERVICES.values() for value in service.get("environment", {}).values()]
    named = [
        match for value in environments for match in re.findall(r"(?:@|//|^)([a-z]+):(\d+)", DEFAULT.sub(r"\2", value))
    ]

    assert {host for host, _ in named} == {"postgres", "store", "web", "localhost"}
    for host, port in named:
        if host == "localhost":
            assert f"{port}:80" in SERVICES["nginx"]["ports"]
        else:
            assert port in SERVICES[host]["expose"]
    assert f"EXPOSE {SERVICES['web']['expose'][0]}" in STAGES[-1]


def test_only_nginx_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]


def test_every_file_and_volume_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            if source.startswith("."):
                assert (ROOT / source).is_file()
            elif not source.startswith("/"):
                assert source in COMPOSE["volumes"]
        for one in service.get("configs", []):
            assert one["source"] in COMPOSE["configs"]


def test_the_store_lets_podme_do_everything_and_others_read() -> None:
    told = json.loads(DEFAULT.sub(r"\2", COMPOSE["configs"]["store"]["content"]))
    may = {one["name"]: one for one in told["identities"]}
    ours = chosen(OURS["web"])

    assert "Admin" in may["podme"]["actions"]
    assert may["podme"]["credentials"] == [
        {"accessKey": ours["AWS_ACCESS_KEY_ID"], "secretKey": ours["AWS_SECRET_ACCESS_KEY"]}
    ]
    assert may["anonymous"]["actions"] == [f"Read:{ours['PODME_MEDIA_URL'].split('/')[2]}"]


def test_nginx_reads_where_podme_writes() -> None:
    ours = chosen(OURS["web"])
    bucket = ours["PODME_MEDIA_URL"].removeprefix("s3://")

    assert SERVICES["nginx"]["environment"]["MEDIA"] == f"proxy_pass {ours['AWS_ENDPOINT_URL']}/{bucket}/media/;"
    wanted = re.findall(r"\$\{(\w+)\}", (ROOT / "podme_audio/operations/nginx.conf").read_text("utf-8"))
    assert set(wanted) == set(SERVICES["nginx"]["environment"])


def test_no_password_stands_here_that_somebody_could_rely_on() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    secrets = re.findall(r"(\w*(?:PASSWORD|SECRET|ACCESS_KEY|TOKEN)\w*):-([^}]*)\}", text)

    assert secrets
    assert {value for _, value in secrets} <= {"development-only", ""}
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD|SECRET|TOKEN", name) or DEFAULT.fullmatch(value), name


def test_every_image_has_a_version() -> None:
    images = {service["image"] for service in SERVICES.values() if "build" not in service}

    assert images
    assert all(re.fullmatch(r"[\w./-]+:\d[\w.]*", image) for image in images), images
