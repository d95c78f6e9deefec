"""What happens goes in by a call; what Prometheus reads comes out. The table of all metrics, and the only one.

Each process counts for itself; Prometheus adds up. Only the builds' states are asked of the database, when it reads.
"""

import logging
from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from podme_audio.exceptions import PodmeError

#: Every state a build can be in; each is told, also when no build is in it.
STATES = ("queued", "running", "done", "failed", "cancelled")

_log = logging.getLogger(__name__)


class _Builds(Collector):
    """How many builds are in which state, asked when somebody wants to know."""

    def __init__(self) -> None:
        self.read: Callable[[], Mapping[str, int]] | None = None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if self.read is None:
            return
        try:
            counted = self.read()
        except PodmeError as error:
            _log.warning("the builds cannot be counted: %s", error)
            return
        family = GaugeMetricFamily("podme_builds", "Builds by state.", labels=["state"])
        for state in sorted({*STATES, *counted}):
            family.add_metric([state], counted.get(state, 0))
        yield family

    def describe(self) -> list[GaugeMetricFamily]:
        return []


_REGISTRY = CollectorRegistry()
_BUILDS = _Builds()
_REGISTRY.register(_BUILDS)
ProcessCollector(registry=_REGISTRY)

_LINE = Histogram(
    "podme_line_seconds",
    "Seconds an engine took to say a line that was in no cache.",
    ["engine"],
    buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60),
    registry=_REGISTRY,
)
_CACHE = Counter(
    "podme_cache_lookups", "Lines looked for in the cache of spoken lines, by result.", ["result"], registry=_REGISTRY
)
_RETRIES = Counter("podme_retries", "Lines that were tried again, by engine.", ["engine"], registry=_REGISTRY)
_WAIT = Histogram(
    "podme_queue_wait_seconds",
    "Seconds between asking for work and its beginning, by queue.",
    ["queue"],
    buckets=(0.05, 0.1, 0.5, 1, 2, 5, 15, 60, 300, 1800),
    registry=_REGISTRY,
)
_FEEDS = Counter("podme_feed_renders", "Feeds rendered.", registry=_REGISTRY)
_REAPED = Counter(
    "podme_workers_reaped", "Workers that fell silent and whose work was given to others.", registry=_REGISTRY
)
for _result in ("hit", "miss"):
    _CACHE.labels(_result)


def watch_builds(read: Callable[[], Mapping[str, int]]) -> None:
    """Ask *read* for the number of builds in each state whenever the metrics are read; it may raise PodmeError."""
    _BUILDS.read = read


def line_said(engine: str, seconds: float) -> None:
    """An engine has said a line, in so many seconds."""
    _LINE.labels(engine).observe(seconds)


def line_looked_up(*, found: bool) -> None:
    """A line was looked for in the cache."""
    _CACHE.labels("hit" if found else "miss").inc()


def line_retried(engine: str) -> None:
    """A line is tried once more."""
    _RETRIES.labels(engine).inc()


def work_begun(queue: str, waited: float) -> None:
    """Work that lay in *queue* for *waited* seconds has begun."""
    _WAIT.labels(queue).observe(max(0.0, waited))


def feed_rendered() -> None:
    _FEEDS.inc()


def worker_reaped() -> None:
    """The work of a worker that fell silent was given to others."""
    _REAPED.inc()


def page() -> tuple[bytes, str]:
    """Return all metrics in Prometheus' text format, and its content type."""
    return generate_latest(_REGISTRY), CONTENT_TYPE_PLAIN_0_0_4
