import pytest

from podme_audio.addresses import Addresses


@pytest.mark.parametrize("base", ["https://audio.example/kabar", "https://audio.example/kabar/"])
def test_every_address_stands_below_the_public_one(base: str) -> None:
    at = Addresses(base)

    assert {at.home, at.feed, at.episode("a"), at.transcript("a"), at.transcript("a", "srt"), at.chapters("a")} == {
        "https://audio.example/kabar/",
        "https://audio.example/kabar/feed.xml",
        "https://audio.example/kabar/episodes/a",
        "https://audio.example/kabar/episodes/a/transcript.vtt",
        "https://audio.example/kabar/episodes/a/transcript.srt",
        "https://audio.example/kabar/episodes/a/chapters.json",
    }
    assert at.media("a-1.mp3") == "https://audio.example/kabar/media/a-1.mp3"
    assert at.artwork("artwork-1.jpg") == "https://audio.example/kabar/artwork-1.jpg"


def test_a_name_never_leads_elsewhere() -> None:
    assert Addresses("https://a.example").media("../é ?#.mp3") == "https://a.example/media/..%2F%C3%A9%20%3F%23.mp3"
