"""The version for little data in Chromium: it plays, and is found its way in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from podme_audio.audio import Tags, lighten
from podme_audio.model import Episode
from tests.web import shelf
from tests.web.chromium import launched
from tests.web.shelf import Opening, Serving

pytestmark = pytest.mark.binary

#: Loads the sound, seeks to each moment in turn, and plays from the last one.
PLAYED = """async ([address, moments]) => {
  const audio = new Audio(address);
  const heard = what => new Promise((done, failed) => {
    audio.addEventListener(what, done, {once: true});
    audio.onerror = () => failed(audio.error.message);
  });
  audio.preload = "auto";
  await heard("loadedmetadata");
  const at = [];
  for (const moment of moments) {
    audio.currentTime = moment;
    await heard("seeked");
    at.push(audio.currentTime);
  }
  await audio.play();
  while (audio.currentTime < at.at(-1) + 0.3) await heard("timeupdate");
  return [audio.duration, at];
}"""


@pytest.fixture
def page() -> Iterator[Page]:
    with launched("--autoplay-policy=no-user-gesture-required") as browser:
        yield browser.new_page()


@pytest.fixture
def episode(opening: Opening, tmp_path: Path) -> Episode:
    draft = shelf.draft(tmp_path)
    low = lighten(replace(draft.recording, loudness=-21.0), tags=Tags("Bus air", "Podme", "Redaksi"), folder=tmp_path)
    return shelf.publish(opening().library, replace(draft, low=low))


def test_chromium_plays_it_from_any_moment(page: Page, episode: Episode, serving: Serving, tmp_path: Path) -> None:
    assert episode.low
    with serving(tmp_path / "episodes-0") as (port, _):
        page.goto(f"http://127.0.0.1:{port}/")
        duration, at = page.evaluate(PLAYED, [f"/media/{episode.low.name}", moments := [20, 41.5, 1.25, 30]])

    assert duration == pytest.approx(episode.media.duration, abs=0.05)
    assert at == moments
