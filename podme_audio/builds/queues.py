"""What all processes of a newsroom agree on: names, queues, versions, and where dbos keeps its own tables."""

from dataclasses import asdict
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer

from podme_audio.booth import Speaker
from podme_audio.model import Build, Line

APPLICATION = "podme"
#: Builds begun by one release go on in the next while this stays: change it only with the order of a build's steps.
VERSION = "podme-build-1"

#: Whole builds. Each waits for its lines most of the time.
BUILDS = "builds"
#: Builds that go before everything else, and need not wait until one of the others ends.
URGENT = "urgent"
#: Lines of builds.
LINES = "lines"
#: Single lines that an editor is waiting for.
INTERACTIVE = "interactive"
#: Builds that a worker attends to at once.
BUILDS_EACH = 4
URGENT_EACH = 2
#: Which lines are said first, the lower the sooner: those of urgent builds, and all others.
FIRST, USUAL = 1, 10
#: Lines an editor waits for that a worker says at once, beside those of builds.
INTERACTIVE_EACH = 1
#: What dbos says of a workflow that has ended.
FINAL = {"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}
#: Lines of an engine that are said at once by all workers together, where there is such a limit.
AT_ONCE = {"gtts": 4}
#: Seconds between two looks at the queue of lines. Once a second, as dbos has it, a worker would idle two thirds of its
#: time; but each look takes some 5 ms of a processor, and six queues looked at so often took a quarter of one.
LOOK = 0.1
LOOK_ELSEWHERE = 0.25


def lines_of(engine: str) -> str:
    """Return the queue of an engine's lines: one of its own only where all workers together share a limit."""
    return f"{LINES}-{engine}" if engine in AT_ONCE else LINES


def register(lines: int) -> None:
    """Register the queues, from which every process takes so many *lines* of an engine at once.

    dbos keeps that number in the database, the same for all: a process that says fewer keeps to its own by itself.
    """
    DBOS.register_queue(BUILDS, worker_concurrency=BUILDS_EACH, polling_interval_sec=LOOK_ELSEWHERE)
    DBOS.register_queue(URGENT, worker_concurrency=URGENT_EACH, polling_interval_sec=LOOK_ELSEWHERE)
    DBOS.register_queue(INTERACTIVE, worker_concurrency=INTERACTIVE_EACH, polling_interval_sec=LOOK_ELSEWHERE)
    DBOS.register_queue(LINES, worker_concurrency=lines, polling_interval_sec=LOOK)
    for engine, most in AT_ONCE.items():
        DBOS.register_queue(
            lines_of(engine),
            worker_concurrency=min(lines, most),
            global_concurrency=most,
            polling_interval_sec=LOOK_ELSEWHERE,
        )


def config(url: str, worker: str) -> DBOSConfig:
    """Return how dbos works in this process; JSON, since a pickle in the database could run code in a worker."""
    return {
        "name": APPLICATION,
        "system_database_url": url,
        "application_version": VERSION,
        "executor_id": worker,
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "WARNING",
        "sys_db_pool_size": 10,
        "notification_listener_polling_interval_sec": 0.25,
    }


def client(url: str) -> DBOSClient:
    """Return a way to queue, cancel and resume without working; makes the tables of dbos when they are missing."""
    DBOS.migrate(url)
    return DBOSClient(system_database_url=url, serializer=DBOSPortableJSONSerializer(), application_name=APPLICATION)


def enqueue(client: DBOSClient, session: Any, build: Build) -> None:
    """Queue a build in the transaction that opens it: the ledger's session."""
    options: Any = {
        "workflow_name": "build",
        "queue_name": URGENT if build.urgent else BUILDS,
        "workflow_id": workflow(build),
        "app_version": VERSION,
    }
    client.enqueue_in_transaction(session, options, build.id)


def enqueue_line(client: DBOSClient, line: Line, speaker: Speaker) -> Any:
    """Queue a line of no build, for somebody who waits for it; return dbos' handle on it."""
    options: Any = {"workflow_name": "line", "queue_name": INTERACTIVE, "app_version": VERSION}
    return client.enqueue(options, "", asdict(line), [speaker.engine, speaker.voice], False)


def workflow(build: Build) -> str:
    """Return the id of the workflow that makes the build's present attempt."""
    return f"build-{build.id}-{build.attempt}"
