"""An editor's hand in a script: a script and what is wanted of it go in, the changed script comes out.

Every change names the line it is made to, and what the editor saw of it: a line that somebody else has changed
meanwhile is not changed, and nobody's work is lost.
"""

from podme_audio.script.editing.articles import bulletin, put_back, take_away
from podme_audio.script.editing.compare import Change, Pair, audible, compared
from podme_audio.script.editing.entries import entries, lexicon, toml
from podme_audio.script.editing.lines import (
    Seen,
    added,
    changed_by,
    dropped,
    line_of,
    merged,
    moved,
    recorded,
    respoken,
    retold,
    rewritten,
    seen,
    split_at,
    voiced,
)
from podme_audio.script.editing.reread import Difference, differences, reread, settled
from podme_audio.script.pieces import remove as taken
from podme_audio.script.pieces import restore as restored

__all__ = [
    "Change",
    "Difference",
    "Pair",
    "Seen",
    "added",
    "audible",
    "bulletin",
    "changed_by",
    "compared",
    "differences",
    "dropped",
    "entries",
    "lexicon",
    "line_of",
    "merged",
    "moved",
    "put_back",
    "recorded",
    "reread",
    "respoken",
    "restored",
    "retold",
    "rewritten",
    "seen",
    "settled",
    "split_at",
    "take_away",
    "taken",
    "toml",
    "voiced",
]
