"""ES modules in, one script out: fetched one after the other, they would cost a slow phone a round trip each.

Every module keeps a scope of its own. What it imports it must import by name, and nothing in a circle.
"""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import (?:(\{[^}]*\}) from )?"\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|const|let|class) (\w+))", re.MULTILINE)


def joined(main: Path) -> bytes:
    """Return the module *main* with all it imports, each module once and before what needs it."""
    told: dict[str, str] = {}
    _tell(main, told)
    return "".join(('"use strict";\n(() => {\n', *told.values(), "})();\n")).encode()


def _tell(path: Path, told: dict[str, str]) -> None:
    text = path.read_text("utf-8")
    for match in _IMPORT.finditer(text):
        if match[2] not in told:
            _tell(path.with_name(f"{match[2]}.js"), told)
    text = _IMPORT.sub(lambda match: f"const {match[1]} = ${match[2]};\n" if match[1] else "", text)
    names = ", ".join(match[2] for match in _EXPORT.finditer(text))
    body = _EXPORT.sub(lambda match: match[1], text)
    told[path.stem] = f"const ${path.stem} = (() => {{\n{body}return {{ {names} }};\n}})();\n"
