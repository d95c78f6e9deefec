"""What is said, and when, in; where a listener gets the best taste of it out."""

from collections.abc import Sequence

from podme_audio.model import Cue, Role, Script

#: Seconds that a taste takes at least and at most (the podcast namespace's soundbite), and would best take.
SHORTEST, LONGEST, BEST = 15.0, 120.0, 45.0


def taste(script: Script, cues: Sequence[Cue]) -> tuple[float, float] | None:
    """Return from where, and for how many seconds: from the first headline on, to the end of a line.

    >>> from podme_audio.model import Line
    >>> lines = [Line(str(at), Role.PARAGRAPH, "x", "x", 0.5, 0) for at in range(3)]
    >>> taste(Script((), tuple(lines)), [Cue(str(at), at * 20, at * 20 + 18, "x") for at in range(3)])
    (0, 38)
    """
    roles = {line.id: line.role for line in script.lines}
    stories = {line.id for line in script.lines if line.article is not None}
    heads = [at for at, cue in enumerate(cues) if roles.get(cue.line) is Role.HEADLINE]
    told = [at for at, cue in enumerate(cues) if cue.line in stories]
    first = next(iter(heads or told), None)
    if first is None:
        return None
    start = cues[first].start
    lengths = [cue.end - start for cue in cues[first:] if cue.line in stories]
    fitting = [length for length in lengths if SHORTEST <= length <= LONGEST]
    return (start, min(fitting, key=lambda length: abs(length - BEST))) if fitting else None
