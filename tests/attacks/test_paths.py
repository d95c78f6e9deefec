"""Names that lead out of where they belong: of media, covers, transcripts, clips, whatever has a name."""

from pathlib import Path

import pytest
from flask import Flask

from podme_audio.exceptions import LibraryError
from podme_audio.library import Library
from podme_audio.library.store import Folder, is_plain
from podme_audio.model import Rank
from podme_audio.web import create_app
from tests.attacks.planted import pages
from tests.web.desk.house import filled
from tests.web.desk.newsroom import Newsroom
from tests.web.shelf import Stock

#: What lies beside the media, and outside the library.
TARGETS = ("podme.db", "etc/passwd")
#: Ways to write "one folder up", and to end a name early.
UP = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..%5c",
    "..\\",
    "....//",
    "%252e%252e%252f",
    "..%c0%af",
    "..;/",
    ".%00./",
)
WAYS = [f"{way * 6}{target}" for way in UP for target in TARGETS]
WAYS += [
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "podme.db%00.mp3",
    "podme.db\0.mp3",
    "C:%5cwindows%5cwin.ini",
    "file:///etc/passwd",
]
#: What only the targets hold.
SECRETS = (b"SQLite format 3", b"root:", b"CREATE TABLE")


def parts(app: Flask) -> list[str]:
    """Return the rules with a part that anybody may choose."""
    return [rule for rule in pages(app) if "<" in rule]


def test_no_name_in_an_address_leads_out_of_the_library(newsroom: Newsroom) -> None:
    bos = newsroom.at_work("bos", Rank.ADMIN)
    secrets = newsroom.library.store.workshop().parent.parent / "podme.db"
    assert secrets.is_file()

    for rule in parts(newsroom.app):
        for way in WAYS:
            address = rule.partition("<")[0] + way
            with bos.get(address) as answer:
                assert answer.status_code in {200, 301, 302, 303, 400, 403, 404, 405, 410, 422, 501}, address
                assert not any(secret in answer.data for secret in SECRETS), address
            if rule.count("<"):
                within = filled(rule, dict.fromkeys(_folders(rule), way))
                with bos.get(within) as answer:
                    assert answer.status_code != 500, within
                    assert not any(secret in answer.data for secret in SECRETS), within


def _folders(rule: str) -> list[str]:
    known = rule.split("/")
    return [known[at - 1] for at, part in enumerate(known) if part.startswith("<")]


@pytest.mark.parametrize("name", ["url", "sebelum", "t", "tema", "arsip", "v"])
def test_no_name_in_a_query_leads_out_either(stock: Stock, name: str) -> None:
    client = create_app(stock.shelf).test_client()

    for page in ("/", "/feed.xml", "/oembed", "/dengarkan.json", f"/embed/{stock.published.slug}", "/static/podme.css"):
        for way in WAYS:
            with client.get(page, query_string={name: way.replace("%2f", "/")}) as answer:
                assert answer.status_code not in {500, 503}, (page, way)
                assert not any(secret in answer.data for secret in SECRETS)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../podme.db",
            "media/../podme.db",
            "media/../../x",
            "/etc/passwd",
            "media//x",
            "media/",
            "podme.db",
            ".",
            "..",
        ),
        *(
            "media/.hidden",
            "media/x\0.mp3",
            "media\\x",
            "media/..\\x",
            "media/x\n",
            "media/%2e%2e/x",
            "media/x/../y",
            "",
        ),
        *("media/ｘ.mp3", "media/x y", "clips/~root", "~/x", "media/-x", "media/x:y", "media/x\u2215y"),
    ],
)
def test_no_store_keeps_or_reads_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    store = Folder(tmp_path / "store")
    (tmp_path / "podme.db").write_text("rahasia")
    (tmp_path / "store" / "podme.db").write_text("rahasia")

    assert not is_plain(name)
    for work in (
        store.read,
        store.remove,
        store.exists,
        store.length,
        store.path,
        lambda name: store.write(name, b"x"),
    ):
        with pytest.raises(LibraryError, match="is not a name the library can keep"):
            work(name)

    assert (tmp_path / "podme.db").read_text() == (tmp_path / "store" / "podme.db").read_text() == "rahasia"


@pytest.mark.parametrize(
    "key",
    [
        "../podme.db",
        "..",
        ".",
        "",
        "a/b",
        "a\0b",
        "%2e%2e",
        "x" * 9000,
        "é\u202e",
        "1 OR 1=1",
        "'; DROP TABLE episodes; --",
        "*",
        "_",
        "%",
    ],
)
def test_a_key_of_an_episode_is_a_key_and_nothing_else(newsroom: Newsroom, key: str) -> None:
    library: Library = newsroom.library

    with pytest.raises(LookupError):
        library.episode(key)
    with pytest.raises(LookupError):
        library.manuscripts.manuscript(key)
    with pytest.raises(LookupError):
        library.ledger.build(key)

    assert library.episodes() == ()
