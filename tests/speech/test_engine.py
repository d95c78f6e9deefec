from pathlib import Path

import pytest

from podme_audio.exceptions import EngineUnavailableError, PluginError
from podme_audio.speech import AUTO, BUILT_IN, asked, find, ready, voices, why_not
from podme_audio.speech.engine import VOICES
from podme_audio.speech.tone import Tone


def test_an_engine_is_found_by_its_name() -> None:
    assert isinstance(find("tone"), Tone)
    assert find("tone", "tinggi").voice == "tinggi"


def test_an_unknown_engine_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(PluginError, match="no engine is called 'tidak-ada'; choose auto, gtts, kokoro, tone"):
        find("tidak-ada")


def test_an_unknown_voice_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(EngineUnavailableError, match="sedang, rendah, tinggi"):
        find("tone", "tidak-ada")


def test_auto_never_picks_an_engine_that_says_nothing() -> None:
    assert "tone" not in AUTO
    assert set(AUTO) < set(BUILT_IN)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_engine_lists_its_voices_and_says_what_is_missing(name: str) -> None:
    listed = voices(name)

    assert listed
    assert all(voice.engine == name for voice in listed)
    assert all(voice.ready != bool(voice.why_not) for voice in listed)
    assert all(voice.description for voice in listed if voice.ready)
    assert [voice.name for voice in listed] == list(VOICES[name])


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_voice_in_the_table_is_one_its_engine_speaks_with_and_the_first_its_own_choice(name: str) -> None:
    assert [find(name, voice).voice for voice in VOICES[name]] == list(VOICES[name])
    assert find(name).voice == next(iter(VOICES[name]))


def test_an_engine_without_a_service_is_ready_when_its_voice_is() -> None:
    assert ready("tone")
    assert ready("tone", "rendah")
    assert not ready("tone", "tidak-ada")


PLUGIN = """
import threading
from podme_audio.speech import Voice
from podme_audio.speech.tone import Tone

class Plain:
    name, voice, fingerprint = "plain", "satu", "plain satu"
    def __init__(self, voice=""):
        pass

class Lacking(Plain):
    def voices(self):
        return (Voice("lacking", "satu", "Suara satu", False, "weights are missing: run the installer"),)

class Away(Plain):
    def why_silent(self):
        return "its service is away: ring it up"

class Meeting(Plain):
    both = threading.Barrier(2, timeout=20)
    def why_silent(self):
        self.both.wait()
        return ""
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package with engines beside ours, the way pip does."""
    facts = tmp_path / "podme_else-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: podme-else\nVersion: 1.0\n")
    names = {
        "plain": "Plain",
        "lacking": "Lacking",
        "away": "Away",
        "gone": "Gone",
        "one": "Meeting",
        "other": "Meeting",
    }
    lines = [f"{name} = podme_else:{kind}" for name, kind in names.items()] + ["nowhere = podme_nowhere:Engine"]
    (facts / "entry_points.txt").write_text("\n".join(["[podme_audio.engines]", *lines]))
    (tmp_path / "podme_else.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("installed")
class TestAnInstalledEngine:
    def test_it_is_found_like_one_of_ours(self) -> None:
        assert find("plain").fingerprint == "plain satu"
        assert ready("plain")

    def test_one_that_lists_no_voices_has_the_one_it_speaks_with(self) -> None:
        assert [(voice.name, voice.ready) for voice in voices("plain")] == [("satu", True)]

    def test_one_whose_voice_lacks_something_is_not_ready(self) -> None:
        assert not ready("lacking")

    def test_one_whose_service_is_away_is_not_ready(self) -> None:
        assert not ready("away")
        assert why_not("away") == "its service is away: ring it up"

    def test_asking_tells_who_is_away_and_why_and_leaves_the_others_as_they_are(self) -> None:
        told = [(voice.engine, voice.ready, voice.why_not) for voice in asked(["plain", "away", "lacking"])]

        assert told == [
            ("plain", True, ""),
            ("away", False, "its service is away: ring it up"),
            ("lacking", False, "weights are missing: run the installer"),
        ]

    def test_all_services_are_asked_at_once(self) -> None:
        assert [voice.ready for voice in asked(["one", "other"])] == [True, True]

    @pytest.mark.parametrize(("name", "reason"), [("gone", "Gone"), ("nowhere", "podme_nowhere")])
    def test_one_that_cannot_be_loaded_says_what_is_missing(self, name: str, reason: str) -> None:
        (voice,) = voices(name)

        assert not voice.ready
        assert reason in voice.why_not
        assert not ready(name)
