"""Names and headlines in, pictures out: the show's artwork, an episode's, and the small ones made of them."""

from podme_audio.feed.artwork.episode import episode_artwork, episode_look
from podme_audio.feed.artwork.pictures import BRAND, artwork_name, checked_artwork, cover
from podme_audio.feed.artwork.show import show_artwork

__all__ = ["BRAND", "artwork_name", "checked_artwork", "cover", "episode_artwork", "episode_look", "show_artwork"]
