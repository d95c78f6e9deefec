"""Settings in, findings out: what is ready on this machine, what is not, and what to do about it."""

import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from podme_audio import audio, feed, script, sources, speech
from podme_audio.exceptions import PodmeError
from podme_audio.library import Library
from podme_audio.settings import Settings

#: Bytes free below which a long bulletin may not fit.
DISK_FLOOR = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    #: "ok", "warn" (works, but not as it should in public) or "fail".
    level: str
    what: str
    seen: str
    #: What to do about it; empty when all is well.
    do: str = ""


def examine(chosen: Settings) -> tuple[Finding, ...]:
    """Look at everything a first run needs; changes nothing but creating an empty library."""
    checks = (_encoder, _voices, _disk, _database, _port, _address, _listeners, _artwork, _lexicon, _sites)
    return tuple(finding for check in checks for finding in check(chosen))


def _encoder(_: Settings) -> Iterator[Finding]:
    try:
        yield Finding("ok", "encoder", audio.encoder_version())
    except PodmeError as error:
        yield Finding("fail", "encoder", str(error), "run make install again")


def _voices(chosen: Settings) -> Iterator[Finding]:
    wanted = speech.AUTO if chosen.engine == "auto" else (chosen.engine,)
    reasons = {name: speech.why_not(name, chosen.voice) for name in wanted}
    instead = next((f"{name} speaks instead" for name, reason in reasons.items() if not reason), "")
    for name, reason in reasons.items():
        seen, _, do = (reason or "ready").partition("; ")
        level = "ok" if not reason else "warn" if instead else "fail"
        yield Finding(level, f"voice {name}", seen, instead or do or "see podme voices" if reason else "")


def _disk(chosen: Settings) -> Iterator[Finding]:
    folder = next(path for path in (chosen.home, *chosen.home.resolve().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    seen = f"{free / 1e9:.1f} GB free at {chosen.home}"
    if free < DISK_FLOOR:
        yield Finding("warn", "disk", seen, "free some space, or move the library with PODME_HOME")
    else:
        yield Finding("ok", "disk", seen)


def _database(chosen: Settings) -> Iterator[Finding]:
    try:
        with Library(chosen.home, database_url=chosen.database_url, media_url=chosen.media_url) as library:
            count = len(library.episodes())
        yield Finding("ok", "database", f"{count} episodes in {chosen.home}")
    except PodmeError as error:
        yield Finding("fail", "database", str(error), "check that PODME_HOME is a folder you may write to")


def _port(chosen: Settings) -> Iterator[Finding]:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.host, chosen.port))
        except OSError as error:
            yield Finding(
                "warn",
                "port",
                f"{chosen.host}:{chosen.port}: {error.strerror}",
                "choose another with --port or PODME_PORT",
            )
            return
    yield Finding("ok", "port", f"{chosen.host}:{chosen.port} is free")


def _address(chosen: Settings) -> Iterator[Finding]:
    if not chosen.public_url:
        do = "set PODME_PUBLIC_URL to the address subscribers use"
        yield Finding("warn", "address", f"only this machine can subscribe to {chosen.base_url}/feed.xml", do)
    elif not chosen.public_url.startswith("https://"):
        yield Finding("warn", "address", f"{chosen.public_url} is not secure", "directories ask for https")
    else:
        yield Finding("ok", "address", chosen.public_url)
    if not chosen.owner_email:
        yield Finding("warn", "owner", "no e-mail address", "set PODME_OWNER_EMAIL: directories verify a show with it")


def _listeners(chosen: Settings) -> Iterator[Finding]:
    """Whoever is public and serves only this machine has a proxy in front."""
    if chosen.public_url and chosen.host in {"127.0.0.1", "localhost", "::1"} and not chosen.proxies:
        do = "set PODME_PROXIES to the number of proxies in front (1 for nginx)"
        yield Finding("warn", "listeners", "behind a proxy all have one address, and count as one", do)


def _artwork(chosen: Settings) -> Iterator[Finding]:
    if chosen.artwork is None:
        yield Finding("ok", "artwork", "made from the show's name")
        return
    advice = "give a square JPEG or PNG, 1400 to 3000 px"
    try:
        feed.checked_artwork(chosen.artwork.read_bytes())
        yield Finding("ok", "artwork", str(chosen.artwork))
    except OSError as error:
        yield Finding("fail", "artwork", f"{chosen.artwork} cannot be read ({(error.strerror or '').lower()})", advice)
    except PodmeError as error:
        yield Finding("fail", "artwork", str(error), advice)


def _lexicon(chosen: Settings) -> Iterator[Finding]:
    if chosen.lexicon is None:
        return
    try:
        script.layered(chosen.lexicon)
        yield Finding("ok", "lexicon", str(chosen.lexicon))
    except PodmeError as error:
        yield Finding("fail", "lexicon", str(error), "mend that line")


def _sites(chosen: Settings) -> Iterator[Finding]:
    if chosen.sites is None:
        return
    try:
        sources.Means.of(sites=chosen.sites)
        yield Finding("ok", "site rules", str(chosen.sites))
    except PodmeError as error:
        yield Finding("fail", "site rules", str(error), "mend that line; `podme sites try` shows what a rule does")
