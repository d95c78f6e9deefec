"""A show, and episodes of it that a test can bend."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from podme_audio.addresses import Addresses
from podme_audio.feed import Channel, Item, render
from podme_audio.model import Chapter, Episode, Media, Show, State

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

Parsed = Any


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def channel() -> Channel:
    show = Show(
        title="Kabar Sore",
        description="Berita hari ini & latarnya.\n- dibacakan lengkap\n- tanpa iklan",
        author="Redaksi Kabar",
        owner_email="redaksi@kabar.example",
        link="https://kabar.example",
        guid="5c6bd8e1-8f3a-5a0e-9c55-0d5a54a0b1aa",
    )
    return Channel(show, Addresses("https://audio.kabar.example"), "artwork-0a1b2c3d4e5f.jpg", NOON)


@pytest.fixture(scope="session")
def make() -> Callable[..., Item]:
    """Return a maker of items: the number makes it different, and later numbers are later."""

    def item(number: int = 1, *, chapters: int = 3, narrator: str = "Putri", **changes: Any) -> Item:
        moment = NOON - timedelta(days=100 - number)
        media = Media(f"harga-beras-{number}-abc.mp3", 700_000 + number, "audio/mpeg", 61.4, -16.0, -1.2)
        episode = Episode(
            guid=f"guid-{number}",
            slug=f"harga-beras-{number}",
            title=f"Harga beras turun lagi ({number})",
            description="Harga beras turun tiga pekan berturut-turut.\n\nPetani meminta harga dasar.",
            state=State.PUBLISHED,
            revision=1,
            engine="kokoro",
            voice="putri",
            media=media,
            created=moment,
            updated=moment,
            published=moment,
            section="Ekonomi",
            author="Ani Lestari",
            links=("https://kabar.example/harga-beras?a=1&b=2",),
        )
        marks = tuple(Chapter(at * 20.0, f"Bagian {at + 1}") for at in range(chapters))
        return Item(replace(episode, **changes), marks, narrator)

    return item


@pytest.fixture(scope="session")
def parse() -> Callable[..., Parsed]:
    """Return a renderer whose feed has gone through a strict parser."""

    def rendered(channel: Channel, *items: Item, now: datetime = NOON) -> Parsed:
        return etree.fromstring(render(channel, items, now=now), etree.XMLParser(recover=False, resolve_entities=False))

    return rendered


@pytest.fixture(scope="session")
def read_vtt() -> Callable[[str], list[Any]]:
    """Return the strict reader."""
    path = Path(__file__).with_name("strict_vtt.py")
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[path.stem] = module  # a dataclass looks itself up there
    spec.loader.exec_module(module)
    read: Callable[[str], list[Any]] = module.read
    return read
