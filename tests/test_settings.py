from pathlib import Path

import pytest

from podme_audio import settings, speech
from podme_audio.exceptions import SettingsError


def test_the_environment_lies_over_the_file_and_the_file_over_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "podme.toml"
    file.write_text('port = 8100\nshow_title = "Kabar Pagi"\n')

    read = settings.load({"PODME_PORT": "8200", "HOME": "/root"}, file)

    assert (read.port, read.show_title, read.engine) == (8200, "Kabar Pagi", "auto")


def test_without_a_public_address_this_machines_own_is_used(tmp_path: Path) -> None:
    none = tmp_path / "none.toml"

    assert settings.load({"PODME_PORT": "9000"}, none).base_url == "http://127.0.0.1:9000"
    assert settings.load({"PODME_PUBLIC_URL": "https://audio.podme.id/"}, none).base_url == "https://audio.podme.id"


def test_every_complaint_comes_at_once_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "podme.toml"
    file.write_text('colour = "red"\nshow_title = 3\n')

    with pytest.raises(SettingsError) as caught:
        settings.load({"PODME_PORT": "0", "PODME_PUBLIC_URL": "podme.id", "PODME_LINES": "two"}, file)

    for part in ("colour: there is no setting", "show_title: 3 is not text", "PODME_PORT: 0 is not a port"):
        assert part in str(caught.value)
    assert "PODME_PUBLIC_URL: 'podme.id' is not an address" in str(caught.value)
    assert "PODME_LINES: 'two' is not a whole number" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("ENGINE", "gtss", "no engine is called 'gtss'; choose auto, gtts, kokoro, tone"),
        ("CAPS", "gtts", "'gtts' is no cap: write engine=characters, such as gtts=500000"),
        ("CAPS", "gtts=1000, gtss=5", "no engine is called 'gtss'"),
        ("VOICE", "budi", "auto has no voice 'budi'; choose id, putri, bayu"),
        ("SHOW_CATEGORY", "Berita", "'Berita' is not among Apple's categories; choose Arts, "),
        ("SHOW_SUBCATEGORY", "Harian", "'Harian' is not among Apple's categories below 'News'; choose Business News, "),
        ("SHOW_TITLE", " ", "it is empty, but every feed must say it"),
        ("OWNER_EMAIL", "redaksi@podme", "'redaksi@podme' is not an e-mail address such as redaksi@podme.id"),
        ("ARTWORK", "/tiada.png", "/tiada.png cannot be read (no such file or directory): give a file that is there"),
        ("LEXICON", "/", "/ cannot be read (is a directory): give a file that is there"),
        ("LINES", "-1", "-1 lines cannot be spoken at once: give 1 or more, or 0 for one per core"),
        ("CACHE_MB", "-1", "-1 is less than nothing: give 0 or more"),
        ("PORT", "8²", "'8²' is not a whole number"),
        (
            "FRAME_ANCESTORS",
            "podme.id",
            "'podme.id' is no site: write * for any, or https://podme.id https://*.podme.id",
        ),
        ("FRAME_ANCESTORS", "https://podme.id *", "'*' is no site"),
        ("FRAME_ANCESTORS", "https://podme.id; script-src *", "'https://podme.id;' is no site"),
        ("FRAME_ANCESTORS", "https://podme.id/kota", "'https://podme.id/kota' is no site"),
        ("FRAME_ANCESTORS", " ", "'nothing' is no site"),
    ],
)
def test_what_makes_no_sense_is_told_with_what_does(tmp_path: Path, name: str, value: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load({f"PODME_{name}": value}, tmp_path / "none.toml")

    assert str(caught.value).startswith(f"PODME_{name}: {complaint}")


@pytest.mark.parametrize(
    "given",
    [
        {"engine": "tone", "voice": "rendah"},
        {"engine": "auto", "voice": "bayu"},
        {"show_category": "Government", "show_subcategory": ""},
        {"show_category": "Sports", "show_subcategory": "Soccer"},
        {"owner_email": "redaksi+audio@surat.podme.id"},
        {"owner_email": ""},
        {"artwork": __file__, "lexicon": ""},
        {"frame_ancestors": "*"},
        {"frame_ancestors": "https://podme.id https://*.podme.id http://localhost:3000"},
    ],
    ids=str,
)
def test_what_goes_together_is_taken(tmp_path: Path, given: dict[str, str]) -> None:
    read = settings.load({f"PODME_{name.upper()}": value for name, value in given.items()}, tmp_path / "none.toml")

    assert {name: str(getattr(read, name) or "") for name in given} == given


def test_a_choice_below_another_is_told_where_the_default_no_longer_fits(tmp_path: Path) -> None:
    file = tmp_path / "podme.toml"
    file.write_text('show_category = "Government"\nengine = "tone"\nvoice = "putri"\n')

    with pytest.raises(SettingsError) as caught:
        settings.load({}, file)

    voice = f"{file}: voice: tone has no voice 'putri'; choose sedang, rendah, tinggi"
    below = "PODME_SHOW_SUBCATEGORY: 'Daily News' is not among Apple's categories below 'Government'; leave it empty"
    assert str(caught.value).split("; P") == [voice, below.removeprefix("P")]


def test_a_choice_below_a_broken_one_is_not_blamed_for_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load({"PODME_ENGINE": "terompet", "PODME_VOICE": "emas"}, tmp_path / "none.toml")

    assert "PODME_VOICE" not in str(caught.value)


def test_an_installed_engine_may_be_chosen_and_knows_its_voices_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = tmp_path / "podme_else-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: podme-else\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(f"[{speech.GROUP}]\nterompet = podme_nowhere:Engine\n")
    monkeypatch.syspath_prepend(tmp_path)

    read = settings.load({"PODME_ENGINE": "terompet", "PODME_VOICE": "emas"}, tmp_path / "none.toml")

    assert (read.engine, read.voice) == ("terompet", "emas")


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "podme.toml"
    file.write_text("port = = 1")

    with pytest.raises(SettingsError, match=r"podme\.toml: cannot be read"):
        settings.load({}, file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG", "console"),
        ("METRICS", ""),
        ("METRICS", "local"),
        ("METRICS", "0123456789abcdef"),
        ("MEDIA_SERVING", "x-accel"),
        ("MEDIA_SERVING", "https://cdn.podme.id/media"),
        ("MEDIA_SERVING", "http://127.0.0.1:9000/media"),
    ],
)
def test_what_operators_choose_is_taken(tmp_path: Path, name: str, value: str) -> None:
    assert getattr(settings.load({f"PODME_{name}": value}, tmp_path / "none"), name.lower()) == value


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOG", "xml", "'xml' is no way to log: choose auto, console, json"),
        ("METRICS", "rahasia", "a token of 16 or more"),
        ("METRICS", "terlalu banyak spasi di sini", "no spaces"),
        ("MEDIA_SERVING", "http://cdn.podme.id", "is neither self nor x-accel"),
        ("MEDIA_SERVING", "https://", "is neither self nor x-accel"),
        ("MEDIA_SERVING", "https://cdn.podme.id/?a=1", "is neither self nor x-accel"),
        ("MEDIA_SERVING", "nginx", "is neither self nor x-accel"),
    ],
)
def test_what_operators_cannot_choose_is_said(tmp_path: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"PODME_{name}: .*{said}"):
        settings.load({f"PODME_{name}": value}, tmp_path / "none")


def test_a_token_is_repeated_nowhere(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load({"PODME_METRICS": "kata-rahasia"}, tmp_path / "none")
    read = settings.load({"PODME_METRICS": "kata-rahasia-yang-panjang"}, tmp_path / "none")

    assert "kata-rahasia" not in str(caught.value) + repr(read)
