"""What an editor does with scripts: taken in, edited line by line, built."""

import re

from podme_audio.model import Manuscript, Progress
from tests.web.desk.newsroom import Newsroom, Visitor, path

STORY = """Harga Cabai Turun 12 Persen

JAKARTA - Harga cabai rawit di Pasar Induk kini Rp32.500 per kilogram.

Baca juga: Harga Telur Naik Lagi

Pedagang berharap harga bertahan. Menurut Sumarni, pasokan dari Kediri lancar.
"""
OTHER = "Bus Air Berlayar Lagi\n\nTiga bus air melayani enam dermaga di Kali Besar sejak Senin pagi.\n"


def taken_in(visitor: Visitor, story: str = STORY) -> str:
    visitor.get("/desk/artikel")
    return path(visitor.post("/desk/artikel", teks=story)).rsplit("/", 1)[1]


def manuscript(newsroom: Newsroom, id: str) -> Manuscript:
    return newsroom.library.manuscripts.manuscript(id)


def line_of(newsroom: Newsroom, id: str, words: str) -> str:
    return next(line.id for line in manuscript(newsroom, id).script.lines if words in line.written)


def mark(page: str, line: str) -> str:
    """Return the mark that the page has for a line."""
    found = re.search(rf"/baris/{line}/tulis.*?name=\"tanda\" value=\"([0-9a-f]+)\"", page, re.DOTALL)
    assert found
    return found[1]


def edit(visitor: Visitor, id: str, line: str, what: str, **fields: str) -> int:
    page = visitor.get(f"/desk/naskah/{id}").text
    tanda = fields.pop("tanda", mark(page, line))
    return visitor.post(f"/desk/naskah/{id}/baris/{line}/{what}", tanda=tanda, **fields).status_code


def built(newsroom: Newsroom, id: str) -> str:
    """Wait for the build of a manuscript; return the guid of what came of it."""
    build = newsroom.work.builds.watch(manuscript(newsroom, id).build)
    assert build.state is Progress.DONE, build.error
    return build.guid
