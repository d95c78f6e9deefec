"""Who speaks to us, by the lists of the Open Podcast Analytics Working Group and the examples that come with them."""

from pathlib import Path

import pytest

from podme_audio.library.listening import Agent, recognised

EXAMPLES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("data").joinpath("agents.tsv").read_text("utf-8").splitlines()
]


def test_each_example_is_who_its_list_says() -> None:
    wrong = [(kind, name, told) for kind, name, told in EXAMPLES if recognised(told) != Agent(kind, name)]

    assert len(EXAMPLES) > 300
    assert wrong == []


@pytest.mark.parametrize(
    "told",
    [
        "",
        " \r\n",
        "Wget/1.21.4",
        "python-requests/2.32.3",
        "okhttp/4.12.0",
        "Podcasts/1.0 watchOS/10.1",
        "AppleCoreMedia/1.0.0.21R355 (Apple Watch; U; CPU OS 10_0 like Mac OS X; en_us) watchOS/10.0",
        "Mozilla/5.0",
    ],
)
def test_a_machine_does_not_listen(told: str) -> None:
    assert not recognised(told).listens


@pytest.mark.parametrize(
    "told", ["AntennaPod/3.8.1", "An app that nobody has listed/1.0", "AppleCoreMedia/1.0.0.21A329"]
)
def test_an_app_may_have_a_listener_whether_it_is_listed_or_not(told: str) -> None:
    assert recognised(told).listens


def test_a_line_break_hides_nobody() -> None:
    assert recognised("Goog\r\nlebot/2.1").name == "Googlebot"
