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
