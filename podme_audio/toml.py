"""A TOML text that somebody else wrote in, what stands in it out: in little room, whatever was written.

`tomllib` takes memory by the square of a key's parts, and ends in a RecursionError where lists stand in lists.
"""

import re
import tomllib
from typing import Any

#: The most parts of a key, ``a.b.c``; ours have three.
PARTS = 16

_TEXTS = re.compile(
    r""" \"{3}.*?\"{3} | '{3}.*?'{3} | "(?:\\.|[^"\\\n])*+" | '[^'\n]*+' | \#[^\n]*+ """, re.DOTALL | re.VERBOSE
)
_DEEP = re.compile(rf"(?<![\w-])(?:(?:[\w-]+|'')[ \t]*\.[ \t]*){{{PARTS}}}")


def read(text: str) -> dict[str, Any]:
    """Read a table.

    Raises:
        tomllib.TOMLDecodeError: It is broken, or nested as no honest table is.
    """
    if _DEEP.search(_TEXTS.sub("''", text)):
        raise tomllib.TOMLDecodeError(f"a key has more than {PARTS} parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise tomllib.TOMLDecodeError("lists and tables stand in each other too deeply") from error
