"""What will be said: lines, in order, each written and spoken."""

from dataclasses import dataclass

from podme_audio.model.article import Article, Role


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph in two forms: as written, and as a news reader says it."""

    #: Random, given once, and kept by a later script of the same article while the written form is the same.
    id: str
    role: Role
    written: str
    spoken: str
    #: Seconds of silence after it.
    pause: float
    #: Which of the script's articles it belongs to; None for what the programme itself says.
    article: int | None = None
    #: The title of the chapter that begins with this line; empty when none does.
    chapter: str = ""
    #: A voice of its own; empty for the episode's.
    voice: str = ""
    #: Whether an editor wrote the spoken form: no rule and no lexicon changes it any more.
    by_hand: bool = False
    #: The name, in the store, of a person's recording that is heard instead of a voice; empty without one.
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """What will be said, in order."""

    articles: tuple[Article, ...]
    lines: tuple[Line, ...]
