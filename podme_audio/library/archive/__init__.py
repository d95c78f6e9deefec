"""What listeners look through and search: published episodes by section, author, time and word."""

from podme_audio.library.archive.lists import Archive
from podme_audio.library.archive.search import Hit
from podme_audio.library.archive.words import LONGEST_QUERY, Piece, Wanted, wanted

__all__ = ["LONGEST_QUERY", "Archive", "Hit", "Piece", "Wanted", "wanted"]
