"""What editors work on: scripts, before they are said."""

from dataclasses import dataclass
from datetime import datetime

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
