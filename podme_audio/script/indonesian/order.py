"""The classes of tokens in Indonesian news, one module for each family, in the order in which they may claim."""

from collections.abc import Mapping

from podme_audio.script.indonesian import (
    abbreviations,
    acronyms,
    clocks,
    dates,
    eras,
    figures,
    identifiers,
    measures,
    money,
    pairs,
    pauses,
    references,
    romans,
    signs,
    web,
)
from podme_audio.script.indonesian.tagging import Rule

_ORDER = (
    *web.RULES[:2],
    *pauses.LISTS,
    *dates.RULES,
    *clocks.RULES,
    *eras.RULES,
    *identifiers.RULES,
    *references.RULES,
    *money.RULES,
    *figures.ORDINALS,
    *measures.RULES,
    *figures.MODELS,
    *pairs.RULES,
    *signs.RULES,
    *figures.RULES,
    *abbreviations.RULES,
    *romans.RULES,
    *acronyms.RULES,
    *web.RULES[2:],
    *pauses.RULES,
    *figures.FALLBACK,
)
#: Kind of the first token -> the rules to try there, in order.
RULES: Mapping[str, tuple[Rule, ...]] = {
    start: tuple(rule for rule in _ORDER if rule.start == start) for start in ("space", "word", "digits", "mark")
}
