"""What comes out on standard error, through the standard library's own door."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from podme_audio.operations import logs

ARTICLE = "Pedagang kembali berjualan sejak pagi. " * 100


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def left_as_found() -> Iterator[None]:
    loggers = [logging.getLogger(), logging.getLogger("dbos")]
    before = [(one, one.handlers[:], one.level, one.propagate) for one in loggers]
    yield
    for one, handlers, level, propagate in before:
        one.handlers[:], one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.fixture
def stream() -> io.StringIO:
    stream = io.StringIO()
    logs.set_up("auto", verbose=True, stream=stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_line_is_json_where_no_terminal_is(stream: io.StringIO) -> None:
    logging.getLogger("podme_audio.booth").info("said %d lines", 12)

    (line,) = lines(stream)
    assert (line["event"], line["level"], line["logger"]) == ("said 12 lines", "info", "podme_audio.booth")
    assert line["timestamp"].endswith("Z")


def test_a_terminal_gets_lines_for_a_person() -> None:
    stream = Terminal()
    logs.set_up("auto", stream=stream)

    logging.getLogger("podme_audio.booth").warning("Google asks us to wait")

    assert "Google asks us to wait" in stream.getvalue()
    with pytest.raises(json.JSONDecodeError):
        json.loads(stream.getvalue())


@pytest.mark.parametrize(("form", "stream"), [("json", Terminal()), ("console", io.StringIO())])
def test_the_form_can_be_chosen(form: str, stream: io.StringIO) -> None:
    logs.set_up(form, stream=stream)

    logging.getLogger("podme_audio").warning("one")

    assert stream.getvalue().startswith("{") == (form == "json")
    assert "\033" not in stream.getvalue()


def test_only_what_needs_attention_is_logged_unless_all_is_asked_for() -> None:
    stream = io.StringIO()
    logs.set_up("json", stream=stream)

    logging.getLogger("podme_audio").info("all is well")
    logging.getLogger("podme_audio").warning("all is not well")

    assert [line["event"] for line in lines(stream)] == ["all is not well"]


def test_each_line_within_a_build_names_it(stream: io.StringIO) -> None:
    log = logging.getLogger("podme_audio.speech")
    with logs.bind(build="b-17"):
        with logs.bind(line="a3"):
            log.info("within the line")
        log.info("within the build")
    log.info("after it")

    first, second, third = lines(stream)
    assert (first["build"], first["line"]) == ("b-17", "a3")
    assert second["build"] == "b-17"
    assert "line" not in second
    assert "build" not in third


def test_a_build_in_one_thread_is_not_named_by_another(stream: io.StringIO) -> None:
    entered, left = threading.Event(), threading.Event()

    def build() -> None:
        with logs.bind(build="b-1"):
            entered.set()
            left.wait(5)

    thread = threading.Thread(target=build)
    thread.start()
    entered.wait(5)
    logging.getLogger("podme_audio").info("meanwhile")
    left.set()
    thread.join()

    assert "build" not in lines(stream)[0]


def test_an_article_never_gets_into_the_log_whole(stream: io.StringIO) -> None:
    logging.getLogger("podme_audio").info("cannot read %s", ARTICLE)

    (line,) = lines(stream)
    assert len(line["event"]) < 600
    assert line["event"].endswith("… (3912 characters)")


@pytest.mark.parametrize(
    "told",
    [
        "postgresql+psycopg://podme:kata-rahasia@db:5432/podme does not answer",
        "refused: Authorization: Bearer kata-rahasia",
        "GET https://s3/podme/a.mp3?X-Amz-Signature=kata-rahasia&b=1 failed",
        "AWS_SECRET_ACCESS_KEY=kata-rahasia is wrong",
        "password: kata-rahasia",
    ],
)
def test_a_secret_is_left_out(stream: io.StringIO, told: str) -> None:
    logging.getLogger("podme_audio").error(told)
    try:
        int(told)
    except ValueError:
        logging.getLogger("podme_audio").exception("it failed")

    assert "rahasia" not in stream.getvalue()
    assert stream.getvalue().count("***") >= 2


def test_a_value_named_as_a_secret_is_left_out(stream: io.StringIO) -> None:
    with logs.bind(token="kata-rahasia", build="b-1"):  # noqa: S106
        logging.getLogger("podme_audio").info("asked")

    assert "rahasia" not in stream.getvalue()
    assert lines(stream)[0]["build"] == "b-1"


def test_a_traceback_is_one_line_of_json(stream: io.StringIO) -> None:
    try:
        {"a2": 1}["a3"]
    except LookupError:
        logging.getLogger("podme_audio").exception("the build failed")

    (line,) = lines(stream)
    assert line["level"] == "error"
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("KeyError: 'a3'")


def test_dbos_speaks_the_same_way_and_only_of_trouble(stream: io.StringIO) -> None:
    from dbos._logger import dbos_logger, init_logger  # noqa: PLC0415 - as its own start does

    init_logger()
    dbos_logger.info("Initializing")
    with logs.bind(build="b-9"):
        dbos_logger.warning("a workflow was recovered")

    (line,) = lines(stream)
    assert (line["event"], line["logger"], line["build"]) == ("a workflow was recovered", "dbos", "b-9")


def test_setting_up_again_says_nothing_twice(stream: io.StringIO) -> None:
    logs.set_up("json", verbose=True, stream=stream)

    logging.getLogger("podme_audio").info("once")

    assert len(lines(stream)) == 1
