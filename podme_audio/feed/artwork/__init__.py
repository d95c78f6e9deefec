"""Names and headlines in, pictures out: artwork of the show, its strands and episodes, and small ones."""

from podme_audio.feed.artwork.episode import episode_artwork, episode_look
from podme_audio.feed.artwork.pictures import BRAND, artwork_name, checked_artwork, cover
from podme_audio.feed.artwork.show import show_artwork
from podme_audio.feed.artwork.strand import strand_artwork

__all__ = [
    "BRAND",
    "artwork_name",
    "checked_artwork",
    "cover",
    "episode_artwork",
    "episode_look",
    "show_artwork",
    "strand_artwork",
]
