from pathlib import Path

import pytest

from podme_audio import settings
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
