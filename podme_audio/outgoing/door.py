"""The way out to hosts of our own choice: verified TLS, time-outs, one pooled session, every attempt counted."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import Self
from urllib.parse import urljoin

import requests
import urllib3
from requests.adapters import HTTPAdapter

from podme_audio import __version__
from podme_audio.exceptions import NetworkError
from podme_audio.outgoing.reasons import host, reason, retry_after

AGENT = f"PodmeAudio/{__version__} (+https://podme.id)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answered, with a status below 300, or 304 where that was asked for."""

    status: int
    url: str
    type: str
    content: bytes
    #: Looked up whatever the case of the name.
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request's answer, whatever its status, its body unread."""

    status: int
    #: Looked up whatever the case of the name.
    headers: Mapping[str, str]
    #: Where it redirects to; empty when it does not.
    onward: str
    #: Returns what has come of the body, at most so many bytes; nothing at its end. Raises NetworkError.
    read: Callable[[int], bytes]


class Outgoing:
    """A pooled way out.

    Args:
        timeout: Seconds to connect, and then seconds of silence while reading.
        pool: Connections kept to one host.
        limit: Bytes of an answer that are read at most.
    """

    def __init__(self, *, timeout: float = 10.0, pool: int = 4, limit: int = 10_000_000) -> None:
        self._timeout = timeout
        self._limit = limit
        self._session = requests.Session()
        self._session.trust_env = True
        self._session.mount("https://", HTTPAdapter(pool_maxsize=pool))
        self._session.mount("http://", HTTPAdapter(pool_maxsize=pool))
        self._attempts = count()
        self.attempts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the pooled connections go."""
        self._session.close()

    def get(self, url: str, *, timeout: float | None = None) -> Answer:
        """Fetch *url*, following at most three redirects; see `send` for what is raised."""
        request = requests.Request("GET", url, headers={"User-Agent": AGENT})
        try:
            prepared = self._session.prepare_request(request)
        except (requests.RequestException, ValueError) as error:
            raise NetworkError(f"{url} is not an address that can be fetched") from error
        return self.send(prepared, timeout=timeout)

    def post(self, url: str, form: Mapping[str, str]) -> Answer:
        """Send a form to *url*, and follow no redirect with it; see `send` for what is raised."""
        request = requests.Request("POST", url, headers={"User-Agent": AGENT, "Accept": "application/json"}, data=form)
        try:
            prepared = self._session.prepare_request(request)
        except (requests.RequestException, ValueError) as error:
            raise NetworkError(f"{url} is not an address that can be sent to") from error
        return self.send(prepared, follow=False)

    def deliver(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send *body* to *url*, and follow no redirect with it; see `send` for what is raised."""
        request = requests.Request("POST", url, headers={"User-Agent": AGENT, **headers}, data=body)
        try:
            prepared = self._session.prepare_request(request)
        except (requests.RequestException, ValueError) as error:
            raise NetworkError(f"{url} is not an address that can be sent to") from error
        return self.send(prepared, follow=False)

    def send(self, request: requests.PreparedRequest, *, timeout: float | None = None, follow: bool = True) -> Answer:
        """Send a prepared request; whether it *follow*s redirects, three at most.

        Raises:
            NetworkError: No answer in time, an answer of 300 or more, or one that is too long.
        """
        self.attempts = next(self._attempts) + 1
        settings = self._session.merge_environment_settings(request.url or "", {}, True, True, None)
        self._session.max_redirects = 3
        try:
            sent = self._session.send(request, timeout=timeout or self._timeout, allow_redirects=follow, **settings)
            with sent as response:
                return self._answer(response)
        except requests.RequestException as error:
            raise NetworkError(f"{host(request)} does not answer ({reason(error)})") from error
        except ValueError as error:  # urllib3's own, which requests lets through: a name too long to be one
            raise NetworkError(f"{request.url} is not an address that can be fetched") from error

    @contextmanager
    def exchange(self, method: str, url: str, headers: Mapping[str, str]) -> Iterator[Exchange]:
        """Ask once, for who wants to see how a host behaves: no redirect is followed and no status is an error.

        Raises:
            NetworkError: No answer in time.
        """
        self.attempts = next(self._attempts) + 1
        try:
            prepared = self._session.prepare_request(
                requests.Request(method, url, headers={"User-Agent": AGENT, **headers})
            )
            settings = self._session.merge_environment_settings(url, {}, True, True, None)
            response = self._session.send(prepared, timeout=self._timeout, allow_redirects=False, **settings)
        except ValueError as error:  # what requests raises for addresses it cannot use descends from it
            raise NetworkError(f"{url} is not an address that can be fetched") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise NetworkError(f"{host(prepared)} does not answer ({reason(error)})") from error

        def read(most: int) -> bytes:
            try:
                return bytes(response.raw.read1(most, decode_content=True))
            except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                raise NetworkError(f"{host(prepared)} broke off ({reason(error)})") from error

        with response:
            onward = self._session.get_redirect_target(response)
            yield Exchange(response.status_code, response.headers, urljoin(url, onward) if onward else "", read)

    def _answer(self, response: requests.Response) -> Answer:
        if response.status_code >= requests.codes.multiple_choices:
            raise NetworkError(
                f"{host(response.request)} answered {response.status_code}",
                status=response.status_code,
                retry_after=retry_after(response.headers.get("Retry-After", "")),
            )
        content = bytearray()
        for part in response.iter_content(65_536):
            content += part
            if len(content) > self._limit:
                raise NetworkError(f"{host(response.request)} sent more than {self._limit:,} bytes")
        return Answer(response.status_code, response.url, response.headers.get("Content-Type", ""), bytes(content))
