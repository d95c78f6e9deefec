"""What sources read with: the way out, and the rules of sites; and what a failure of the network means to them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from podme_audio.exceptions import (
    ArticleGoneError,
    FetchError,
    NetworkError,
    NotAnArticleError,
    NotFetchedError,
    RefusedError,
)
from podme_audio.outgoing import PAGE, Answer, Get, Guarded, Kind
from podme_audio.sources.story import Sites, shipped

#: The host says that nothing stands there, or nothing any more.
_GONE = {404, 410}
_CLOSED = {401, 402, 403, 451}


@dataclass(frozen=True, slots=True)
class Means:
    """What a source reads with."""

    get: Get = field(default_factory=lambda: Guarded().get)
    sites: Sites = field(default_factory=shipped)

    @classmethod
    def of(
        cls, allow: Collection[str] = (), sites: Path | None = None, own: Mapping[str, Mapping[str, Any]] | None = None
    ) -> "Means":
        """Return the means that settings give.

        Args:
            allow: Hosts that may lie inside.
            sites: The file with the show's rules.
            own: The rules that an admin wrote at the desk, by host; they lie over the file's.

        Raises:
            SettingsError: The rules cannot be read.
        """
        ruled = Sites.load(sites)
        return cls(Guarded(allow).get, Sites.read({"sites": own}, "the desk").over(ruled) if own else ruled)


def read(
    get: Get, url: str, reference: str = "", *, kind: Kind = PAGE, headers: Mapping[str, str] | None = None
) -> Answer:
    """Fetch *url* for the article that *reference* names.

    Raises:
        ArticleGoneError: Nothing stands there, or nothing any more.
        NotFetchedError: It leads inside, or is of another kind, or too long.
        NotAnArticleError: It is not open to everyone.
        FetchError: The host did not answer properly.
    """
    reference = reference or url
    message = f"{reference} cannot be read"
    try:
        return get(url, kind=kind, headers=headers)
    except RefusedError as error:
        raise NotFetchedError(f"{message}: {error}", reference=reference) from error
    except NetworkError as error:
        if error.status in _GONE:
            raise ArticleGoneError(f"{reference} is not there: {error}", reference=reference) from error
        if error.status in _CLOSED:
            raise NotAnArticleError(f"{reference} is not open to us: {error}", reference=reference) from error
        raise FetchError(f"{message}: {error}", reference=reference) from error
