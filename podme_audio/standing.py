"""A published article goes in; how it stands at its source is noted: there, changed, gone, or no longer readable."""

import logging
from datetime import datetime

from podme_audio import script, sources
from podme_audio.exceptions import ArticleGoneError, FetchError, ScriptError, SourceError
from podme_audio.library.intake import Look, Standing
from podme_audio.model import Article
from podme_audio.studio import Studio, means

log = logging.getLogger(__name__)


def look_at(studio: Studio, look: Look, at: datetime) -> None:
    """Look at a published article where it came from, and note how it stands there."""
    standing, told, now = _standing(studio, look)
    changed = studio.library.intake.origins.note(look, standing, at, told, now)
    if changed and standing not in {None, Standing.THERE}:
        log.warning("%s is %s at its source since it was published: %s", look.reference, standing, told)


def difference(published: Article, now: Article) -> str:
    """Say what an article says otherwise than when it was published; empty when nothing.

    What an editor took away or put back is no difference, and neither is the furniture around the story.
    """
    if " ".join(published.title.split()) != " ".join(now.title.split()):
        return f"its title is now {now.title!r}"
    new = [block.text for block in now.blocks if block.text not in _texts(published)]
    old = [block.text for block in published.blocks if block.text not in _texts(now)]
    if not new and not old:
        return ""
    return f"{len(new)} of its paragraphs are new, {len(old)} are gone: {(new or old)[0][:80]!r}"


def _standing(studio: Studio, look: Look) -> tuple[Standing | None, str, Article | None]:
    try:
        now = script.clean(sources.fetch(look.reference, sources.installed(means(studio.settings, studio.library))))
    except ArticleGoneError as error:
        return Standing.GONE, str(error), None
    except FetchError as error:
        return None, str(error), None
    except (SourceError, ScriptError) as error:
        return Standing.UNREADABLE, str(error), None
    told = difference(look.article, now)
    return (Standing.CHANGED, told, now) if told else (Standing.THERE, "", None)


def _texts(article: Article) -> set[str]:
    return {block.text for block in article.blocks} | {one.block.text for one in article.removed}
