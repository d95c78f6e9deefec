"""What is on the shelf, by every way people look for it: what is asked for goes in, episodes and counts come out."""

from podme_audio.library.listing.listing import Listing, Mark, Selection
from podme_audio.library.listing.strands import Count, Strands

__all__ = ["Count", "Listing", "Mark", "Selection", "Strands"]
