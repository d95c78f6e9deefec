"""A good show, made by the studio with the tone engine, and a recording of how our own web application serves it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from podme_audio import web
from podme_audio.library import Library
from podme_audio.settings import Settings
from podme_audio.studio import Studio, Wish
from tests.inspection.site import FEED, RECORDED, Page, Site

STORIES = {
    "Sumur Desa Berisi Lagi": "Tiga sumur di lereng utara berisi lagi setelah hujan pertama turun.",
    "Jembatan Gantung Dibuka Lagi": "Jembatan sepanjang 85 meter itu dibuka lagi pada Senin pagi.",
}
BODY = """
## Biaya perbaikan

Perbaikannya menelan Rp2,4 miliar dari kas desa.

## Kata warga

“Anak saya tidak perlu memutar enam kilometer lagi,” kata Sumarni, pedagang sayur.

## Langkah berikut

Lampu jalan dipasang sebelum akhir tahun.
"""


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with two published episodes, the second a day newer."""
    folder = tmp_path_factory.mktemp("inspected")
    moment = datetime.now(UTC) - timedelta(days=3)
    for title, opening in STORIES.items():
        moment += timedelta(days=1)
        story = folder / "story.md"
        story.write_text(f"---\ntitle: {title}\nsection: Kota\nbyline: Sari Utami\n---\n\n{opening}\n{BODY}", "utf-8")
        with Library(folder / "home") as library:
            studio = Studio(_settings(folder / "home"), library, now=lambda moment=moment: moment)  # type: ignore[misc]
            studio.produce(Wish((str(story),), publish=True, new=True))
    return folder / "home"


@pytest.fixture(scope="session")
def recorded(shelf: Path) -> dict[str, Page]:
    """Everything the feed leads to, as our own application serves it."""
    with Library(shelf) as library:
        client = web.create_app(Studio(_settings(shelf), library)).test_client()
        feed = client.get(FEED).get_data(as_text=True)
        addresses = re.findall(rf'{RECORDED.decode()}(/[^"<]+)["<]', feed)
        pages = {}
        for path in dict.fromkeys(addresses):
            with client.get(path) as response:
                assert response.status_code == 200, path
                pages[path] = Page(
                    response.data,
                    response.headers["Content-Type"],
                    response.headers.get("Last-Modified", "Mon, 23 Nov 2026 00:00:00 GMT"),
                    {"Access-Control-Allow-Origin": "*"},
                    compressed=path == FEED,
                )
    return pages


@pytest.fixture
def site(recorded: dict[str, Page]) -> Site:
    """The good show at a host of the test's own, to be broken in one thing."""
    return Site(recorded)


def _settings(home: Path) -> Settings:
    return Settings(home=home, engine="tone", public_url=RECORDED.decode())
