"""A newsroom as it is after a week, with something on every page, in the words that are given.

What it holds came in by the doors that everybody uses. Its words are kind, or an attacker's.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from podme_audio import web
from podme_audio.booth import Booth
from podme_audio.builds import Workshop
from podme_audio.exceptions import SynthesisError
from podme_audio.library.desk import Key
from podme_audio.library.intake.origins import Look, Standing
from podme_audio.model import Block, Device, Episode, Manuscript, Progress, Rank, Role
from podme_audio.newsroom import Terms
from podme_audio.speech.tone import Tone
from podme_audio.web.wording import WIB
from tests.web import shelf
from tests.web.desk.newsroom import Newsroom, Visitor, opened, path
from tests.web.shelf import Opening

#: What is asked for by name, and said otherwise by who attacks.
Words = Callable[[str], str]
WORDS = {
    "title": "Bus air kembali melayari Kali Besar",
    "section": "Kota",
    "byline": "Sri Lestari",
    "body": "Tiga bus air mulai mengangkut penumpang pada Senin pagi, setelah berhenti 11 tahun.",
    "pasted title": "Harga Cabai Turun 12 Persen",
    "pasted body": "Harga cabai rawit di Pasar Induk kini Rp32.500 per kilogram. Pasokan dari Kediri lancar.",
    "removed": "Harga Telur Naik Lagi",
    "rewritten": "Harga cabai rawit kini Rp30.000 per kilogram.",
    "spoken": "Pasokan dari Kediri lancar sekali.",
    "word": "Kediri",
    "said": "ke diri",
    "note": "Bus air berhenti 11 tahun, bukan 12 tahun.",
    "wrong": "Tulisan yang belum sempat disimpan.",
    "address": "https://podme.id/kota/bus-air",
    "reference": "https://podme.id/ekonomi/cabai",
    "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "program": "CMS",
    "guest": "Narasumber",
    "noticed": "Bus air berhenti lagi karena air surut.",
    "receiver": "https://cms.podme.id/podme",
}


class Mute(Tone):
    """An engine that says nothing."""

    def synthesize(self, text: str) -> object:  # type: ignore[override]  # it never returns
        raise SynthesisError(f"nobody can say {text[:40]!r}", engine="tone")


@dataclass(frozen=True)
class House:
    """A newsroom at work."""

    newsroom: Newsroom
    chief: Visitor
    admin: Visitor
    published: Episode
    draft: Episode
    scheduled: Episode
    withdrawn: Episode
    manuscript: Manuscript
    other: Manuscript
    #: Builds: done, failed, waiting.
    builds: dict[str, str]
    #: A link for an account that is not used yet.
    invitation: str
    #: What opens the draft to somebody without an account.
    preview: str

    @property
    def app(self) -> Flask:
        return self.newsroom.app

    def address(self, rule: str) -> str:
        """Return where a rule of the application leads to something that is there."""
        return filled(rule, self.names)

    @property
    def source(self) -> str:
        """Where the published article came from."""
        return self.newsroom.library.revision(self.published.guid).script.articles[0].reference

    @property
    def heard(self) -> datetime:
        """When the published episode came out, where its listeners are."""
        assert self.published.published
        return self.published.published.astimezone(WIB)

    @property
    def names(self) -> dict[str, str]:
        """What the parts of addresses are called, by the folder before them."""
        return {
            "naskah": self.manuscript.id,
            "baris": self.manuscript.script.lines[1].id,
            "peran": "paragraph",
            "antrean": self.builds["failed"],
            "episode": self.published.slug,
            "episodes": self.published.slug,
            "embed": self.published.slug,
            "suara": "1",
            "sesi": "1",
            "redaksi": "lepas",
            "media": self.published.media.name,
            "builds": self.builds["done"],
            "rubrik": self.published.section and "kota",
            "tanggal": f"{self.heard:%Y-%m}",
            "pratinjau": self.preview,
            "pantauan": f"{self.published.guid}?{urlencode({'dari': self.source})}",
        }


def filled(rule: str, names: dict[str, str]) -> str:
    """Return an address that a rule matches: each part by the folder before it."""
    parts: list[str] = []
    for part in rule.split("/"):
        if part.startswith("<any("):
            parts.append(part.partition("'")[2].partition("'")[0])
        elif part.startswith("<"):
            parts.append(names.get(parts[-1] if parts else "", "0" if part.startswith("<int:") else "orang"))
        else:
            parts.append(part)
    return "/".join(parts)


@contextmanager
def house(opening: Opening, words: Words = WORDS.__getitem__, **settings: Any) -> Iterator[House]:
    """Fill a newsroom, and say everything in it by *words*."""
    newsroom = opened(opening(**settings))
    hear_programs(newsroom)
    chief, admin = newsroom.at_work("ana", Rank.CHIEF), newsroom.at_work("bos", Rank.ADMIN)
    invitation = _employ(newsroom, words)
    with Workshop(newsroom.work.studio, lines=2).open():
        published = _sent(newsroom, chief, words)
        manuscript = _pasted(newsroom, chief, words)
        other = _of(newsroom, _taken_in(chief, f"{words('pasted title')} lagi\n\n{words('body')}"))
        draft = _built(newsroom, chief, manuscript.id)
        scheduled, withdrawn = (_another(newsroom, name, words) for name in ("scheduled", "withdrawn"))
        _corrected(newsroom, chief, published, words)
        failed = _failed(newsroom, other)
    waiting = newsroom.work.build(other.id, Terms(urgent=True), editor="ana").id
    _noticed(newsroom, published, words)
    _listed(admin, words)  # last: nobody outside hears of what was done
    library = newsroom.library
    yield House(
        newsroom,
        chief,
        admin,
        library.episode(published.guid),
        draft,
        scheduled,
        withdrawn,
        _of(newsroom, manuscript.id),
        _of(newsroom, other.id),
        {"done": _of(newsroom, manuscript.id).build, "failed": failed, "waiting": waiting},
        invitation,
        _previewed(chief, draft, words),
    )
    newsroom.work.builds.close()


def hear_programs(newsroom: Newsroom) -> None:
    """Open the doors for programs, as `podme serve` does."""
    work, press = newsroom.work, newsroom.work.studio.press
    newsroom.app.register_blueprint(web.api(work, press.show.title, press.addresses.home))
    newsroom.app.register_blueprint(web.intake(work, press.addresses.home))


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application by the server that is shipped; yield its address."""
    leaving = threading.Event()
    with web.listen("127.0.0.1", 0) as listener:
        told = {"leaving": leaving, "grace": 0.0}
        serving = threading.Thread(target=web.serve, args=(app, listener), kwargs=told)
        serving.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            leaving.set()
            serving.join()


def _employ(newsroom: Newsroom, words: Words) -> str:
    """Give the newsroom people in every state; return the link of one who is yet to come."""
    accounts, now = newsroom.library.desk.accounts, newsroom.clock.now
    newsroom.employ("lepas")
    accounts.disable("lepas", who="bos", now=now)
    newsroom.employ("sari", factor=True)
    for name in ("ana", "bos"):
        device = Device("198.51.100.23", words("agent"))
        newsroom.library.desk.sessions.open(accounts.named(name), Key(f"lain-{name}"), device, now)
    return accounts.add("budi", Rank.EDITOR, who="bos", now=now)


def _listed(admin: Visitor, words: Words) -> None:
    """Give a program a token, and an address what it hears."""
    admin.get("/desk/program")
    told = {"nama": words("program"), "untuk": "builds:read", "hari": "90"}
    assert admin.post("/desk/program/token", **told).status_code == 200
    told = {"alamat": words("receiver"), "kabar": "episode.published"}
    assert admin.post("/desk/program/penerima", **told).status_code == 200


def _noticed(newsroom: Newsroom, episode: Episode, words: Words) -> None:
    """Let the published article stand otherwise at its source."""
    article = newsroom.library.revision(episode.guid).script.articles[0]
    now = replace(article, title=words("noticed"), blocks=(Block(Role.PARAGRAPH, words("noticed")),))
    look = Look(episode.guid, article.reference, article)
    newsroom.library.intake.origins.note(look, Standing.CHANGED, datetime.now(UTC), article=now)


def _previewed(chief: Visitor, draft: Episode, words: Words) -> str:
    """Make a link to a draft; return its token."""
    chief.get(f"/desk/episode/{draft.guid}")
    page = chief.post(f"/desk/episode/{draft.guid}/tautan", untuk=words("guest"))
    found = re.search(r'/pratinjau/([^"<\s]+)', page.text)
    assert found, page.text
    return found[1]


def _sent(newsroom: Newsroom, chief: Visitor, words: Words) -> Episode:
    """Have a program send an article, and publish what comes of it."""
    _, token = newsroom.library.intake.tokens.create("CMS", ["articles:write"], now=newsroom.clock.now)
    told = {name: words(name) for name in ("title", "section", "byline")}
    told |= {"text": f"{words('body')}\n\nTarifnya Rp3.500 sekali jalan.", "url": words("address")}
    answer = chief.client.post("/api/articles", json=told, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 202, answer.text
    return _done(newsroom, chief, answer.get_json()["build"], "terbit")


def _pasted(newsroom: Newsroom, chief: Visitor, words: Words) -> Manuscript:
    """Paste an article, and do to its script what can be done."""
    story = f"{words('pasted title')}\n\n{words('pasted body')}\n\nBaca juga: {words('removed')}\n\nIni baris terakhir."
    id = _taken_in(chief, story)
    lines = _of(newsroom, id).script.lines
    chief.get(f"/desk/naskah/{id}")
    for line, what, text in ((lines[1], "tulis", words("rewritten")), (lines[2], "ucap", words("spoken"))):
        chief.get(f"/desk/naskah/{id}")
        assert chief.post(f"/desk/naskah/{id}/baris/{line.id}/{what}", teks=text).status_code == 303
    chief.get(f"/desk/naskah/{id}")
    assert chief.post(f"/desk/naskah/{id}/kata", tulis=words("word"), ucap=words("said")).status_code == 303
    chief.get(f"/desk/naskah/{id}")
    assert chief.post(f"/desk/naskah/{id}", judul=words("pasted title"), suara="tone/rendah").status_code == 303
    return _of(newsroom, id)


def _taken_in(visitor: Visitor, story: str) -> str:
    visitor.get("/desk/artikel")
    return path(visitor.post("/desk/artikel", teks=story)).rsplit("/", 1)[1]


def _of(newsroom: Newsroom, id: str) -> Manuscript:
    return newsroom.library.manuscripts.manuscript(id)


def _built(newsroom: Newsroom, chief: Visitor, id: str, **fields: str) -> Episode:
    chief.get(f"/desk/naskah/{id}")
    build = path(chief.post(f"/desk/naskah/{id}/buat", **fields)).rsplit("/", 1)[1]
    return _done(newsroom, chief, build)


def _done(newsroom: Newsroom, chief: Visitor, build: str, *what: str) -> Episode:
    """Wait for a build, and do something with its episode."""
    made = newsroom.work.builds.watch(build)
    assert made.state is Progress.DONE, made.error
    for one in what:
        chief.get(f"/desk/episode/{made.guid}")
        assert chief.post(f"/desk/episode/{made.guid}/{one}").status_code == 303
    return newsroom.library.episode(made.guid)


def _another(newsroom: Newsroom, name: str, words: Words) -> Episode:
    """Put an episode on the shelf whose sound nobody will hear."""
    title, folder = f"{words('pasted title')} {name}", newsroom.library.workshop()
    found = newsroom.library.save(
        shelf.draft(folder, title, section=words("section"), sound=b"x" * 900), now=newsroom.clock.now
    )
    if name == "scheduled":
        return newsroom.work.schedule(found.guid, newsroom.clock.now + timedelta(days=9), editor="ana")
    newsroom.work.publish(found.guid, editor="ana")
    return newsroom.work.withdraw(found.guid, editor="ana")


def _corrected(newsroom: Newsroom, chief: Visitor, episode: Episode, words: Words) -> None:
    chief.get(f"/desk/episode/{episode.guid}")
    id = path(chief.post(f"/desk/episode/{episode.guid}/ralat")).rsplit("/", 1)[1]
    line = _of(newsroom, id).script.lines[-2]
    chief.get(f"/desk/naskah/{id}")
    assert chief.post(f"/desk/naskah/{id}/baris/{line.id}/tulis", teks="Tarifnya Rp4.000.").status_code == 303
    _built(newsroom, chief, id, catatan=words("note"))


def _failed(newsroom: Newsroom, manuscript: Manuscript) -> str:
    studio = newsroom.work.studio
    booth, studio.booth = studio.booth, Booth(newsroom.library.store, find=lambda _name, voice: Mute(voice))  # type: ignore[arg-type, return-value]  # it never returns
    build = newsroom.work.build(manuscript.id, editor="ana").id
    assert newsroom.work.builds.watch(build).state is Progress.FAILED
    studio.booth = booth
    return build
