"""A server of ours in a process of its own, for as long as it is measured."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from podme_audio.exceptions import PodmeError

_PATIENCE = 60.0


@contextmanager
def serving(home: Path, port: int, command: str = "web", **settings: str) -> Iterator[None]:
    """Run ``podme web``, or another *command*, at that port, with these settings and no others."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PODME_")}
    program = [sys.executable, "-c", "from podme_audio.cli import main; main()", command, "--port", str(port)]
    with running(program, port, {**plain, "PODME_HOME": str(home), "PODME_PORT": str(port), **settings}):
        yield


@contextmanager
def running(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """Run a server until the block ends.

    Raises:
        PodmeError: It does not start.
    """
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:  # noqa: S603 (ours)
        try:
            until = time.monotonic() + _PATIENCE
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise PodmeError(f"{Path(command[0]).name} does not start")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as probe:
            probe.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            return b" 200 " in probe.recv(64)
    except OSError:
        return False
