"""How much is taken in before anybody looks at it: what people record may be long, everything else is short.

waitress keeps what is sent until it is all there, on disk when it is much; each route has a smaller limit of its own.
"""

import json
from copy import copy
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error

from podme_audio.web.api.refusals import is_api

#: Bytes of a request: what is longer than a route wants is told so by the route up to here.
USUAL, RECORDING = 1 << 21, 42_000_000
#: How the addresses end that recordings are sent to.
RECORDED = ("/rekam", "/recording")


class Channel(HTTPChannel):
    """A connection whose requests are read by `Parser`."""

    class Parser(HTTPRequestParser):
        """Reads one request."""

        path: str

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.path.endswith(RECORDED):
                self.adj = copy(self.adj)
                self.adj.max_request_body_size = RECORDING

        def received(self, data: bytes) -> int:
            taken: int = super().received(data)
            if self.error and is_api(getattr(self, "path", "")):
                self.error = ToldInJSONError(self.error)
            return taken

    parser_class = Parser


class ToldInJSONError(Error):
    """What waitress refuses by itself, in the API's words."""

    def __init__(self, error: Any) -> None:
        super().__init__(error.body)
        self.code, self.reason = error.code, error.reason

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], Any]:  # noqa: ARG002
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        return f"{self.code} {self.reason}", headers, json.dumps({"error": f"{self.reason}: {self.body}"}).encode()
