"""Defaults < podme.toml < PODME_* in the environment; read once, frozen, every complaint at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

from podme_audio import checks, choices, reach
from podme_audio.exceptions import SettingsError

FILE = Path("podme.toml")
PREFIX = "PODME_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting: ``port`` is ``port`` in podme.toml and ``PODME_PORT`` in the environment."""

    home: Annotated[Path, "the folder of the library: database, media, cache"] = Path("episodes")
    database_url: Annotated[str, "another database than home's own: postgresql://user:password@host/name"] = field(
        default="", repr=False
    )
    media_url: Annotated[str, "an S3-compatible bucket for the media: s3://bucket/folder; keys from AWS_*"] = ""
    host: Annotated[str, "the address the page is served at"] = "127.0.0.1"
    port: Annotated[int, "the port the page is served at"] = 8000
    public_url: Annotated[str, "the address subscribers use; decides every absolute address in feed and pages"] = ""
    engine: Annotated[str, "who speaks: auto (gtts when it answers, else kokoro), gtts, kokoro or tone"] = "auto"
    voice: Annotated[str, "the voice within the engine; empty for the engine's own first"] = ""
    lexicon: Annotated[Path | None, "the show's own words (TOML), over the built-in ones"] = None
    lines: Annotated[int, "lines spoken at once; 0 for one per core"] = 0
    caps: Annotated[str, "characters an engine may be given a month: gtts=500000; none without one"] = ""
    cache_mb: Annotated[int, "the most that spoken lines and encoded segments may take, in MB"] = 2048
    watch_feed: Annotated[str, "the newsroom's own RSS or Atom feeds: what is new or changed in them is built"] = ""
    watch_minutes: Annotated[int, "minutes between two looks at a feed"] = 10
    watch_publish: Annotated[
        bool, "whether what comes of them is published at once, and corrects what is published: yes or no"
    ] = False
    watch_articles: Annotated[int, "so many of the newest published articles are looked at again; 0 for none"] = 30
    fetch_allow: Annotated[str, "hosts that may be fetched from although they lie inside: cms.podme.id, host:8080"] = ""
    sites: Annotated[Path | None, "the show's own rules (TOML) of what is story on a site's pages"] = None
    hook_keys: Annotated[str, "the key that WordPress signs its hooks with, whsec_…; two while it is changed"] = field(
        default="", repr=False
    )
    oidc_issuer: Annotated[str, "the OpenID provider that editors may sign in with: its issuer, an https address"] = ""
    oidc_client_id: Annotated[str, "who Podme is to that provider"] = ""
    oidc_client_secret: Annotated[str, "the secret between the two; empty for a public client"] = field(
        default="", repr=False
    )
    oidc_roles: Annotated[str, "what the provider's groups may do: redaksi=editor, redaktur=chief, ti=admin"] = ""
    second_factor: Annotated[str, "whether editors with a password must have a second factor: optional or required"] = (
        "optional"
    )
    proxies: Annotated[int, "how many proxies in front hand on who asks, in X-Forwarded-For"] = 0
    log: Annotated[str, "how logs are written: auto (console on a terminal, else json), console or json"] = "auto"
    metrics: Annotated[
        str, "who may read /metrics: empty for nobody, local for this machine, or a token of 16 characters or more"
    ] = field(default="", repr=False)
    hub: Annotated[str, "the WebSub hub that hears of every change of a feed; none without one"] = ""
    media_serving: Annotated[
        str, "who sends the sound: self, x-accel (nginx in front), or the https address of a bucket or CDN"
    ] = "self"
    datacentres: Annotated[Path | None, "networks where no person listens, one a line (192.0.2.0/24)"] = None
    frame_ancestors: Annotated[
        str,
        "who may show an episode in a frame: * for any site, or their addresses: https://podme.id https://*.podme.id",
    ] = "*"
    show_title: Annotated[str, "the name of the show"] = "Podme Berita"
    show_description: Annotated[str, "what the show is, in a sentence or two"] = (
        "Berita pilihan podme.id, dibacakan lengkap untuk didengar kapan saja."
    )
    show_author: Annotated[str, "who makes the show"] = "Redaksi Podme"
    show_link: Annotated[str, "the newsroom's own site"] = "https://podme.id"
    show_category: Annotated[str, "Apple's category"] = "News"
    show_subcategory: Annotated[str, "Apple's category below it"] = "Daily News"
    apple_url: Annotated[str, "the show's page at Apple Podcasts, once it is listed there"] = ""
    spotify_url: Annotated[str, "the show's page at Spotify, once it is listed there"] = ""
    funding_url: Annotated[str, "where listeners may support the show; apps show a button"] = ""
    podroll: Annotated[
        str, "other shows worth following, each a feed's address and its title: https://a.id/feed.xml Kabar Desa; …"
    ] = ""
    owner_name: Annotated[str, "whom a directory writes to; empty for show_author"] = ""
    owner_email: Annotated[str, "the address directories verify the show with"] = ""
    artwork: Annotated[Path | None, "a square JPEG or PNG, 1400 to 3000 px; made from the name without one"] = None

    @property
    def character_caps(self) -> dict[str, int]:
        """What each engine may be given to say in a month."""
        return {name: int(most) for name, most in re.findall(checks.CAP, self.caps)}

    @property
    def recommended(self) -> tuple[tuple[str, str], ...]:
        """Other shows worth following: the address and the title of each."""
        return choices.shows(self.podroll)

    @property
    def base_url(self) -> str:
        """The address before every path: the public one, else this machine's own. No trailing slash."""
        return self.public_url.rstrip("/") or f"http://127.0.0.1:{self.port}"

    @property
    def watch_feeds(self) -> tuple[str, ...]:
        """The feeds that are watched, each by its address."""
        return reach.feeds(self.watch_feed)


def load(environ: Mapping[str, str], file: Path = FILE) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: Names every setting that is unknown or makes no sense, each with where it stands.
    """
    complaints: list[str] = []
    given: dict[str, Any] = {}
    places: dict[str, str] = {}
    for name, value, where in [*_from_file(file, complaints), *_from_environment(environ)]:
        places[name] = where
        try:
            given[name] = _read(name, value)
        except (KeyError, TypeError, ValueError) as error:
            complaints.append(f"{where}: {_complaint(error, name)}")
    read = Settings(**given)
    complaints += [
        f"{places.get(name, PREFIX + name.upper())}: {complaint}"
        for name, complaint in _mismatches(read)
        if choices.ABOVE[name] in given or choices.ABOVE[name] not in places
    ]
    if complaints:
        raise SettingsError("; ".join(complaints))
    return read


def told() -> dict[str, tuple[str, str]]:
    """Return every setting's name with its default, as text, and what it is for."""
    return {item.name: (str(item.default or ""), get_args(_HINTS[item.name])[1]) for item in fields(Settings)}


def _from_file(file: Path, complaints: list[str]) -> list[tuple[str, Any, str]]:
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        complaints.append(f"{file}: cannot be read ({error})")
        return []
    return [(name, value, f"{file}: {name}") for name, value in content.items()]


def _from_environment(environ: Mapping[str, str]) -> list[tuple[str, Any, str]]:
    return [
        (name.removeprefix(PREFIX).lower(), value, name) for name, value in environ.items() if name.startswith(PREFIX)
    ]


def _read(name: str, value: Any) -> Any:
    kind = _KINDS[name]
    return checks.CHECKS.get(name, lambda given: given)(kind(value))


def _mismatches(read: Settings) -> Iterator[tuple[str, str]]:
    yield from choices.mismatches(
        engine=read.engine, voice=read.voice, category=read.show_category, subcategory=read.show_subcategory
    )
    if read.oidc_issuer and not (read.oidc_client_id and read.oidc_roles):
        yield "oidc_issuer", "nobody can sign in by it without PODME_OIDC_CLIENT_ID and PODME_OIDC_ROLES"


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?[0-9]{1,18}", str(value).strip()):
        raise ValueError(f"{value!r} is not a whole number")
    return int(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value.strip()


def _flag(value: Any) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
    if str(value).strip().lower() not in words:
        raise ValueError(f"{value!r} is neither yes nor no")
    return words[str(value).strip().lower()]


def _path(value: Any) -> Path | None:
    return Path(_text(value)).expanduser() if value else None


def _complaint(error: Exception, name: str) -> str:
    return f"there is no setting {name!r}" if isinstance(error, KeyError) else str(error)


_TYPES: dict[Any, Any] = {bool: _flag, int: _whole, str: _text, Path: _path, Path | None: _path}
_HINTS = get_type_hints(Settings, include_extras=True)
_KINDS = {name: _TYPES[get_args(hint)[0]] for name, hint in _HINTS.items()}
