"""What editors work on: scripts, before they are said, and the words of their own."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from podme_audio.model.script import Script


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A script under the hands of editors."""

    id: str
    title: str
    script: Script
    #: Counts from 1, one more for each change.
    version: int
    created: datetime
    changed: datetime
    #: Who changed it last.
    editor: str = ""
    #: Who is to say it; what is left empty the settings decide.
    engine: str = ""
    voice: str = ""
    #: The episode it became, or corrects.
    guid: str = ""
    #: The build it was last given to.
    build: str = ""


class LexiconSection(StrEnum):
    """What an entry of a lexicon says of a word; see `podme_audio.script.lexicon`."""

    #: It is said so, and no rule is asked.
    WORDS = "words"
    #: It is an acronym: said letter by letter, as a word, or in full.
    SPELLED = "spelled"
    SPOKEN = "spoken"
    EXPANDED = "expanded"
    ABBREVIATIONS = "abbreviations"


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One word of a lexicon."""

    section: LexiconSection
    written: str
    #: How it is said; empty for an acronym that is spelled, or said as a word.
    spoken: str = ""
