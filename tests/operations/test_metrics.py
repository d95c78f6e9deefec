"""What Prometheus reads after something happened."""

from collections.abc import Callable, Mapping

import pytest
from prometheus_client.parser import text_string_to_metric_families

from podme_audio.exceptions import LibraryError
from podme_audio.operations import metrics


def read() -> dict[str, float]:
    """Return every sample of the page by its name and labels."""
    content, _ = metrics.page()
    samples = [sample for family in text_string_to_metric_families(content.decode()) for sample in family.samples]
    return {" ".join([one.name, *(f"{name}={one.labels[name]}" for name in one.labels)]): one.value for one in samples}


@pytest.mark.parametrize(
    ("happened", "sample", "more"),
    [
        (lambda: metrics.line_said("tone", 0.3), "podme_line_seconds_count engine=tone", 1),
        (lambda: metrics.line_said("tone", 0.3), "podme_line_seconds_bucket engine=tone le=0.5", 1),
        (lambda: metrics.line_said("tone", 0.3), "podme_line_seconds_bucket engine=tone le=0.2", 0),
        (lambda: metrics.line_said("tone", 0.3), "podme_line_seconds_sum engine=tone", 0.3),
        (lambda: metrics.line_looked_up(found=True), "podme_cache_lookups_total result=hit", 1),
        (lambda: metrics.line_looked_up(found=False), "podme_cache_lookups_total result=miss", 1),
        (lambda: metrics.line_looked_up(found=False), "podme_cache_lookups_total result=hit", 0),
        (lambda: metrics.line_retried("gtts"), "podme_retries_total engine=gtts", 1),
        (lambda: metrics.work_begun("lines", 1.5), "podme_queue_wait_seconds_sum queue=lines", 1.5),
        (lambda: metrics.work_begun("lines", -0.2), "podme_queue_wait_seconds_sum queue=lines", 0),
        (metrics.feed_rendered, "podme_feed_renders_total", 1),
        (metrics.worker_reaped, "podme_workers_reaped_total", 1),
    ],
)
def test_what_happens_is_counted(happened: Callable[[], None], sample: str, more: float) -> None:
    before = read().get(sample, 0)

    happened()

    assert read()[sample] == pytest.approx(before + more)


def test_builds_are_counted_when_somebody_reads() -> None:
    counted = {"running": 2, "done": 40}
    metrics.watch_builds(lambda: counted)
    first = read()
    counted["running"] = 3

    assert {state: first[f"podme_builds state={state}"] for state in metrics.STATES} == {
        "queued": 0,
        "running": 2,
        "done": 40,
        "failed": 0,
        "cancelled": 0,
    }
    assert read()["podme_builds state=running"] == 3


def test_a_database_that_does_not_answer_takes_no_other_metric_away() -> None:
    def count() -> Mapping[str, int]:
        raise LibraryError("the library's database cannot be used")

    metrics.watch_builds(count)

    assert not [name for name in read() if name.startswith("podme_builds")]
    assert "podme_feed_renders_total" in read()


def test_a_hit_rate_can_be_reckoned_before_the_first_line() -> None:
    assert {"podme_cache_lookups_total result=hit", "podme_cache_lookups_total result=miss"} <= set(read())


def test_the_page_is_what_prometheus_takes() -> None:
    _, type = metrics.page()

    assert type == "text/plain; version=0.0.4; charset=utf-8"
