"""What flows between the rooms: frozen, and knowing no room.

Article -> Script of Lines -> Clips -> Recording with Cues -> Episode of a Show.
Times inside a recording are seconds from its start; moments are aware datetimes in UTC.
"""

from podme_audio.model.article import Article, Block, Removed, Role
from podme_audio.model.build import Build, BuildLine, Progress
from podme_audio.model.editor import Change, Device, Editor, Entry, Invitation, Rank, Session
from podme_audio.model.episode import Correction, Episode, Kind, Revision, Show, State, Strand
from podme_audio.model.hook import Event, Hook
from podme_audio.model.manuscript import LexiconEntry, LexiconSection, Manuscript
from podme_audio.model.recording import Chapter, Clip, Cue, Media, Recording, Word
from podme_audio.model.script import Line, Script
from podme_audio.model.store import Store

__all__ = [
    "Article",
    "Block",
    "Build",
    "BuildLine",
    "Change",
    "Chapter",
    "Clip",
    "Correction",
    "Cue",
    "Device",
    "Editor",
    "Entry",
    "Episode",
    "Event",
    "Hook",
    "Invitation",
    "Kind",
    "LexiconEntry",
    "LexiconSection",
    "Line",
    "Manuscript",
    "Media",
    "Progress",
    "Rank",
    "Recording",
    "Removed",
    "Revision",
    "Role",
    "Script",
    "Session",
    "Show",
    "State",
    "Store",
    "Strand",
    "Word",
]
