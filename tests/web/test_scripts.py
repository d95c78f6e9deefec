"""The modules of the player go out as one script."""

from pathlib import Path

from podme_audio.web.scripts import joined


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "main.js"


def test_a_module_comes_once_and_before_what_needs_it(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main='import { b } from "./b.js";\nimport { a } from "./a.js";\nimport "./c.js";\nstart(a, b);\n',
        a="const own = 1;\nexport const a = own;\n",
        b='import { a } from "./a.js";\nexport const b = () => a;\nexport async function wait() {}\n',
        c="begin();\n",
    )

    assert joined(main).decode() == (
        '"use strict";\n(() => {\n'
        "const $a = (() => {\nconst own = 1;\nconst a = own;\nreturn { a };\n})();\n"
        "const $b = (() => {\nconst { a } = $a;\nconst b = () => a;\nasync function wait() {}\n"
        "return { b, wait };\n})();\n"
        "const $c = (() => {\nbegin();\nreturn {  };\n})();\n"
        "const $main = (() => {\nconst { b } = $b;\nconst { a } = $a;\nstart(a, b);\nreturn {  };\n})();\n"
        "})();\n"
    )
