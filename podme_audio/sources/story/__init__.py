"""A page and the rules of its site go in; the story on it, and what was taken away by which rule, come out. Pure."""

from podme_audio.sources.story.cut import Cut, article, cut, fragment
from podme_audio.sources.story.sites import TEXTS, Rule, Site, Sites, host_of, shipped

__all__ = ["TEXTS", "Cut", "Rule", "Site", "Sites", "article", "cut", "fragment", "host_of", "shipped"]
