"""`podme feed check`, as an operator has it, and our own show as our own server serves it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from werkzeug.wrappers import Request, Response

from podme_audio.cli.feed import feed
from podme_audio.settings import Settings
from tests.inspection.site import Site, served


def podme(*words: str, **settings: object) -> Result:
    return CliRunner(mix_stderr=False).invoke(feed, words, obj=Settings(**settings))  # type: ignore[arg-type]


@pytest.fixture
def ours(shelf: Path, tmp_path: Path) -> Iterator[str]:
    """The public address of a running server of ours."""
    shutil.copytree(shelf, tmp_path / "home")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PODME_HOME": str(tmp_path / "home"), "PODME_PUBLIC_URL": address}
    command = [sys.executable, "-c", "from podme_audio.cli import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            assert server.stdout is not None
            assert "Player" in server.stdout.readline()
            yield address
        finally:
            server.terminate()


def test_our_own_show_and_its_sections_and_authors_yield_no_finding(ours: str, tmp_path: Path) -> None:
    result = podme("check", public_url=ours, home=tmp_path / "home")

    assert result.stdout.splitlines() == [
        f"{ours}/feed.xml: 2 in the feed, 2 of them visited, no finding",
        f"{ours}/feed/kota.xml: 2 in the feed, 0 of them visited, no finding",
        f"{ours}/feed/penulis/sari-utami.xml: 2 in the feed, 0 of them visited, no finding",
        "3 feeds, no finding",
    ]
    assert result.exit_code == 0


def test_each_finding_stands_above_the_feed_it_is_of(site: Site, shelf: Path, tmp_path: Path) -> None:
    shutil.copytree(shelf, tmp_path / "home")
    for name, title in (("kota", "Kota"), ("penulis/sari-utami", "Sari Utami")):
        own = f"/feed/{name}.xml"
        site.pages[own] = site.pages["/feed.xml"]
        content = site.feed.replace("/feed.xml", own)
        content = re.sub(r"(<channel>\s*<title>)[^<]*", rf"\1{title}", content)
        site.change(own, content=re.sub(r"(<podcast:guid>)[^<]*", rf"\g<1>{uuid4()}", content).encode())
    broken = site.pages["/feed/kota.xml"].content.replace(b"<language>id", b"<language>Indonesia")
    site.change("/feed/kota.xml", content=broken)
    with served(site) as address:
        home = address.removesuffix("/feed.xml")
        result = podme("check", "--no-audio", "--limit", "0", public_url=home, home=tmp_path / "home")

    artwork = [line for line in result.stdout.splitlines() if "artwork" in line]
    assert len(artwork) == 4, "both show the picture of the show"
    assert [line for line in result.stdout.splitlines() if "artwork" not in line and "F13" not in line] == [
        f"{address}: 2 in the feed, 0 of them visited, no finding",
        "F10 (must)",
        f'     {home}/feed/kota.xml: language is "Indonesia"',
        '     -> name the language by its code: "id", "en-GB"',
        f"{home}/feed/kota.xml: 2 in the feed, 0 of them visited, 2 findings",
        f"{home}/feed/penulis/sari-utami.xml: 2 in the feed, 0 of them visited, 1 finding",
        "3 feeds, 3 findings",
    ]
    assert result.exit_code == 1


def test_findings_are_told_by_row_with_what_to_do_and_end_in_1(site: Site) -> None:
    site.edit('type="audio/mpeg"', 'type="audio/mp3"', count=2)
    site.change("/feed.xml", head=False)
    with served(site) as address:
        result = podme("check", address, "--no-audio", "--limit", "0")

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "F26 (must)",
        '     Jembatan Gantung Dibuka Lagi: the enclosure\'s type is "audio/mp3"',
        '     Sumur Desa Berisi Lagi: the enclosure\'s type is "audio/mp3"',
        "     -> write audio/mpeg for .mp3, audio/x-m4a for .m4a",
        "H03 (must)",
        f"     {address}: to HEAD it answers 405",
        "     -> answer HEAD as GET, without the body: Apple asks so",
        f"{address}: 2 in the feed, 0 of them visited, 3 findings",
    ]


def test_json_is_one_value_and_nothing_else(site: Site) -> None:
    site.edit(r"<itunes:explicit>false(.*?<item>)", r"<itunes:explicit>no\1")
    with served(site) as address:
        result = podme("check", address, "--no-audio", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "url": address,
        "episodes": 2,
        "visited": 2,
        "findings": [
            {
                "id": "F12",
                "level": "must",
                "where": address,
                "seen": 'itunes:explicit is "no"',
                "do": "write true or false",
            }
        ],
        "siblings": [],
    }


def test_many_episodes_with_one_fault_are_not_told_one_by_one(site: Site) -> None:
    site.edit("(<item>.*?</item>)", r"\1\1\1\1\1")
    site.edit(r"<itunes:duration>\d+", "<itunes:duration>0", count=6)
    with served(site) as address:
        result = podme("check", address, "--limit", "0")

    assert "     … and 3 more" in result.stdout.splitlines()


def test_an_address_without_a_feed_is_one_finding() -> None:
    result = podme("check", "http://127.0.0.1:9/feed.xml")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == [
        "H01 (must)",
        "     http://127.0.0.1:9/feed.xml: 127.0.0.1:9 does not answer (it refuses the connection)",
    ]


def test_of_many_other_versions_only_a_few_are_asked_for(site: Site) -> None:
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(request.method)
        return Response("", 404)

    path = site.episode(".opus")
    more = "".join(
        f'<podcast:alternateEnclosure type="audio/ogg"><podcast:source uri="http://127.0.0.1:8000{path}?{at}"/>'
        "</podcast:alternateEnclosure>"
        for at in range(50)
    )
    site.edit("</item>", f"{more}</item>")
    site.pages |= {f"{path}?{at}": replace(site.pages[path], answer=answer) for at in range(50)}
    with served(site) as address:
        podme("check", address, "--no-audio", "--limit", "1")

    assert 0 < len(asked) < 10
