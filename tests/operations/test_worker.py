"""A worker as its container sees it: a process that answers who looks after it, and ends when it is told to."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.mark.slow
def test_a_worker_says_how_it_is_and_ends_within_ten_seconds(tmp_path: Path) -> None:
    port = free_port()
    settings = {"PODME_HOME": str(tmp_path / "episodes"), "PODME_ENGINE": "tone", "PODME_METRICS": "local"}
    with subprocess.Popen(  # noqa: S603 (our own command)
        [
            sys.executable,
            "-c",
            "from podme_audio.cli import main; main()",
            "worker",
            "--lines",
            "1",
            "--port",
            str(port),
        ],
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr
        try:
            while (said := process.stderr.readline()) and not said.startswith(b"working"):
                pass
            ready = asked(f"http://127.0.0.1:{port}/readyz")
            metrics = asked(f"http://127.0.0.1:{port}/metrics")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)

    assert "worker: ok\n" in ready
    assert "database: ok\n" in ready
    assert 'podme_builds{state="running"} 0.0' in metrics
    assert process.returncode == 0


def asked(address: str) -> str:
    with urlopen(address, timeout=20) as response:  # noqa: S310 (this machine's own)
        return str(response.read().decode())
