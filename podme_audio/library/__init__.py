"""Recordings go in and are never lost; episodes, their media and the show come out."""

from podme_audio.library.episodes.draft import Claim, Draft, unheard
from podme_audio.library.episodes.erasing import Erased, erase
from podme_audio.library.episodes.slugs import slug
from podme_audio.library.hooks import Delivery
from podme_audio.library.listing import Count, Mark, Selection
from podme_audio.library.making import Ledger, Spent, Usage, Worker, Workers
from podme_audio.library.manifest import from_json, to_json
from podme_audio.library.manuscripts import Standing
from podme_audio.library.shelf import Library
from podme_audio.library.store import Folder
from podme_audio.library.tables import Document, DocumentMark

__all__ = [
    "Claim",
    "Count",
    "Delivery",
    "Document",
    "DocumentMark",
    "Draft",
    "Erased",
    "Folder",
    "Ledger",
    "Library",
    "Mark",
    "Selection",
    "Spent",
    "Standing",
    "Usage",
    "Worker",
    "Workers",
    "erase",
    "from_json",
    "slug",
    "to_json",
    "unheard",
]
