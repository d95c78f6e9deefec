"""What a listener can choose: episodes, their revisions, and the show they belong to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from podme_audio.model.recording import Chapter, Cue, Media
from podme_audio.model.script import Script


class State(StrEnum):
    """Where an episode stands at the desk."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Episode:
    """A recording a listener can choose, as lists and feeds need it."""

    #: A UUID given at first save, never changed.
    guid: str
    #: The title in ASCII, frozen at first save.
    slug: str
    title: str
    description: str
    state: State
    #: Counts from 1; the revision whose sound is heard.
    revision: int
    #: The engine and voice that spoke, "kokoro" and "putri".
    engine: str
    voice: str
    media: Media
    created: datetime
    updated: datetime
    published: datetime | None = None
    section: str = ""
    author: str = ""
    #: The addresses of the articles read, in order; empty strings left out.
    links: tuple[str, ...] = ()
    #: When a scheduled episode is to be published.
    due: datetime | None = None
    #: What was put right when it was last corrected in public, and when that was; empty if it never was.
    correction: str = ""
    corrected: datetime | None = None
    #: The name of its own artwork, ``<slug>-<content hash>.jpg``; empty for the show's.
    cover: str = ""
    #: The version for who has little data to spend.
    low: Media | None = None
    #: Where the story is tasted best: seconds from the start, and how many; None when it is too short.
    taste: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an episode, whole: what was said, and when it is heard."""

    guid: str
    number: int
    created: datetime
    script: Script
    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]
    engine: str
    voice: str
    media: Media
    cover: str = ""
    low: Media | None = None
    taste: tuple[float, float] | None = None
    #: What this revision puts right, as listeners are told; empty for one that corrects nothing in public.
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right in public, and when."""

    made: datetime
    note: str


class Kind(StrEnum):
    """What episodes of a show may have in common."""

    SECTION = "section"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Strand:
    """A part of the show that can be followed by itself: the episodes of one section, or of one author."""

    kind: Kind
    #: The title in ASCII.
    slug: str
    title: str
    #: podcast:guid of its own feed, stored the first time; empty until then.
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """The programme as a whole."""

    title: str
    description: str
    author: str
    owner_name: str = ""
    owner_email: str = ""
    language: str = "id"
    category: str = "News"
    subcategory: str = "Daily News"
    #: The newsroom's own site.
    link: str = ""
    #: podcast:guid, stored the first time a public address is set; empty until then.
    guid: str = ""
