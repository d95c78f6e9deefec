"""What editors are told without asking: feeds that break, published articles that change or go at their source."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from podme_audio.builds import watching
from podme_audio.library.desk import Filter
from podme_audio.model import Episode, Manuscript, Rank
from tests.library.drafts import DRAFT
from tests.sources.wordpress import POST, Kept, Site, site
from tests.web.desk.newsroom import MORNING, Newsroom, Visitor, path, text
from tests.web.desk.outside import RSS, Outside, allowed, outside

TITLE = "Pasar Terapung “Lok Baintan” Ramai"
CHANGED = POST.replace("Rp1,2 miliar", "Rp1,5 miliar").replace("<li>Parkir gratis</li>", "")


@pytest.fixture
def wordpress() -> Iterator[Site]:
    with site(Kept(77, "pasar")) as room:
        yield room


@pytest.fixture
def host() -> Iterator[Outside]:
    with outside() as room:
        yield room


@pytest.fixture
def ana(newsroom: Newsroom, wordpress: Site) -> Visitor:
    allowed(newsroom, wordpress.url.removeprefix("http://"))
    return newsroom.at_work("ana", Rank.CHIEF)


@pytest.fixture
def episode(newsroom: Newsroom, ana: Visitor, wordpress: Site, tmp_path: Path) -> Episode:
    """The site's post, taken in at the desk and published."""
    manuscript = newsroom.work.take_in(editor="ana", reference=f"{wordpress.url}/pasar/")
    (tmp_path / "sound").write_bytes(b"sound")
    recording = replace(DRAFT.recording, path=tmp_path / "sound")
    references = tuple(one.reference for one in manuscript.script.articles)
    draft = replace(DRAFT, title=TITLE, script=manuscript.script, references=references, recording=recording)
    saved = newsroom.library.save(draft, now=MORNING)
    newsroom.library.manuscripts.became(manuscript.id, saved.guid)
    newsroom.library.manuscripts.change(
        manuscript.id, lambda one: replace(one, build="made it"), editor="ana", now=MORNING
    )
    assert ana.get(f"/desk/episode/{saved.guid}").status_code == 200
    return newsroom.library.publish(saved.guid, now=MORNING)


def seen(newsroom: Newsroom, **later: float) -> None:
    """Let the clock of the builds come by."""
    newsroom.clock.later(**later)
    watching.look_again(newsroom.work.studio, newsroom.clock.now)


def changed(newsroom: Newsroom, wordpress: Site, content: str = CHANGED, **more: str) -> None:
    wordpress.posts = [Kept(77, "pasar", content=content, **more)]  # type: ignore[arg-type]  # texts all
    seen(newsroom, minutes=16)


def of(episode: Episode, wordpress: Site) -> tuple[str, str]:
    """Return a notice's page, and the address of its article."""
    reference = f"{wordpress.url}/pasar/"
    return f"/desk/pantauan/{episode.guid}", reference


def shown(visitor: Visitor, episode: Episode, wordpress: Site) -> str:
    where, reference = of(episode, wordpress)
    return text(visitor.get(f"{where}?dari={quote(reference, safe='')}"))


def answer(visitor: Visitor, episode: Episode, wordpress: Site, what: str) -> str:
    where, reference = of(episode, wordpress)
    visitor.get(f"{where}?dari={quote(reference, safe='')}")
    return path(visitor.post(f"{where}/{what}", dari=reference))


def manuscript(newsroom: Newsroom, where: str) -> Manuscript:
    return newsroom.library.manuscripts.manuscript(where.rpartition("/")[2].partition("?")[0])


def test_nothing_is_said_while_all_is_as_it_was(
    newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site
) -> None:
    seen(newsroom)

    assert "perlu dilihat" not in text(ana.get("/desk"))
    assert "masih seperti saat terbit" in text(ana.get("/desk/pantauan"))
    assert ana.get(f"{of(episode, wordpress)[0]}?dari={quote(of(episode, wordpress)[1])}").status_code == 404


def test_an_article_that_changed_is_told_with_what_differs_block_by_block(
    newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site
) -> None:
    changed(newsroom, wordpress)

    assert "1 hal perlu dilihat" in text(ana.get("/desk"))
    assert "Pantauan 1 perlu dilihat" in text(ana.get("/desk/episode"))
    listed = text(ana.get("/desk/pantauan"))
    assert f"{TITLE} berubah sejak 23 Nov 2026, 07.16" in listed
    page = shown(ana, episode, wordpress)
    assert "dihapus Butir Parkir gratis" in page
    assert "Rp1,2 miliar untuk memperbaiki titian. Pemerintah menyiapkan Rp1,5 miliar" in page
    assert "sama Kutipan Tinggal pindai saja." in page


def test_the_correction_says_what_stands_there_now_and_keeps_the_rest(
    newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site
) -> None:
    changed(newsroom, wordpress, title="Pasar Terapung Makin Ramai")
    before = {line.written: line.id for line in newsroom.library.revision(episode.guid).script.lines}

    opened = answer(ana, episode, wordpress, "ralat")

    found = manuscript(newsroom, opened)
    written = [line.written for line in found.script.lines]
    assert (found.guid, found.title) == (episode.guid, "Pasar Terapung Makin Ramai")
    assert written[0] == "Pasar Terapung Makin Ramai"
    assert "Parkir gratis" not in written
    assert any("Rp1,5 miliar" in words for words in written)
    assert not any("Rp1,2 miliar" in words for words in written)
    assert {line.id for line in found.script.lines if line.written in before} <= set(before.values())
    assert opened.endswith("kabar=dibaca-ulang")
    assert newsroom.noted("article reread") == [("ana", "article reread", found.id)]


def test_what_editors_said_by_hand_stays_when_an_article_is_read_anew(
    newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site
) -> None:
    changed(newsroom, wordpress)
    correction = newsroom.work.correct(episode.guid, editor="ana")
    line = next(one for one in correction.script.lines if "Tinggal pindai" in one.written)
    ana.get(f"/desk/naskah/{correction.id}")
    ana.post(f"/desk/naskah/{correction.id}/baris/{line.id}/ucap", teks="Tinggal dipindai.")

    found = manuscript(newsroom, answer(ana, episode, wordpress, "ralat"))

    assert [one.spoken for one in found.script.lines if one.by_hand] == ["Tinggal dipindai."]
    assert any("Rp1,5 miliar" in one.written for one in found.script.lines)


def test_what_was_let_be_comes_back_only_when_it_changes_again(
    newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site
) -> None:
    changed(newsroom, wordpress)

    assert answer(ana, episode, wordpress, "biarkan") == "/desk/pantauan?kabar=dibiarkan"
    seen(newsroom, minutes=16)
    listed = text(ana.get("/desk/pantauan"))
    assert "Dibiarkan (1)" in listed
    assert "masih seperti saat terbit" in listed
    assert "perlu dilihat" not in text(ana.get("/desk"))

    changed(newsroom, wordpress, CHANGED.replace("Rp1,5", "Rp1,6"))

    assert "1 hal perlu dilihat" in text(newsroom.at_work("budi").get("/desk"))
    entry = newsroom.library.desk.trail.entries(Filter(what="notice dismissed"), limit=1)[0]
    assert (entry.who, entry.change.after) == (
        "ana",
        {"standing": "changed", "address": of(episode, wordpress)[1]},
    )


def test_an_article_that_is_gone_is_told_and_what_to_do(
    newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site
) -> None:
    wordpress.posts = []
    seen(newsroom, minutes=16)

    assert f"{TITLE} hilang" in text(ana.get("/desk/pantauan"))
    assert "tarik juga episodenya" in shown(ana, episode, wordpress)
    opened = manuscript(newsroom, answer(ana, episode, wordpress, "ralat"))
    assert opened.script == newsroom.library.revision(episode.guid).script


def test_it_can_be_looked_at_at_once(newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site) -> None:
    changed(newsroom, wordpress)
    wordpress.posts = [Kept(77, "pasar")]

    assert answer(ana, episode, wordpress, "lihat") == "/desk/pantauan?kabar=dilihat-lagi"

    assert "masih seperti saat terbit" in text(ana.get("/desk/pantauan"))


def test_a_correction_that_was_published_settles_it_until_the_next_look(
    newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site, tmp_path: Path
) -> None:
    changed(newsroom, wordpress)
    found = manuscript(newsroom, answer(ana, episode, wordpress, "ralat"))
    (tmp_path / "other").write_bytes(b"another sound")
    newsroom.clock.later(minutes=1)
    draft = replace(
        DRAFT,
        title=found.title,
        script=found.script,
        references=episode.links or ("x",),
        recording=replace(DRAFT.recording, path=tmp_path / "other"),
        revises=episode.guid,
        correction="Biayanya Rp1,5 miliar.",
    )
    newsroom.library.save(draft, now=newsroom.clock.now)
    newsroom.library.publish(episode.guid, now=newsroom.clock.now)

    assert "perlu dilihat" not in text(ana.get("/desk"))
    seen(newsroom, minutes=16)
    assert "perlu dilihat" not in text(ana.get("/desk"))


def test_what_is_erased_leaves_no_notice_and_nothing_of_its_text(
    newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site
) -> None:
    changed(newsroom, wordpress)

    newsroom.work.erase(episode.guid, editor="ana")

    assert "perlu dilihat" not in text(ana.get("/desk"))
    with newsroom.library.database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM origins").scalar_one() == 0


def test_an_editor_sees_it_and_lets_it_be_and_a_chief_corrects(
    newsroom: Newsroom, episode: Episode, wordpress: Site
) -> None:
    changed(newsroom, wordpress)
    budi = newsroom.at_work("budi")

    page = shown(budi, episode, wordpress)

    assert "Ralat dibuka oleh redaktur." in page
    where, reference = of(episode, wordpress)
    assert budi.post(f"{where}/ralat", dari=reference).status_code == 403
    assert answer(budi, episode, wordpress, "biarkan") == "/desk/pantauan?kabar=dibiarkan"


@pytest.mark.parametrize("what", ["biarkan", "lihat", "ralat"])
def test_what_is_not_watched_is_not_answered(
    newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site, what: str
) -> None:
    ana.get("/desk/pantauan")
    where, _ = of(episode, wordpress)
    asked = len(wordpress.asked)

    answered = ana.post(f"{where}/{what}", dari="http://127.0.0.1:9/rahasia")

    assert answered.status_code in {303, 404}
    assert len(wordpress.asked) == asked
    assert newsroom.noted("notice dismissed") == []
    ana.get("/desk/pantauan")
    assert ana.post(f"/desk/pantauan/tiada/{what}", dari="x").status_code == 404


TROUBLES = [
    ((404, "text/html", "<h1>x</h1>"), "Tidak ada feed lagi di alamat itu: periksa alamatnya (404)."),
    ((503, "text/html", "<h1>x</h1>"), "Servernya sedang bermasalah (503)."),
    ((403, "text/html", "<h1>x</h1>"), "Feed itu tertutup: minta izin kepada pengelolanya (403)."),
    ((200, "text/html", "<h1>x</h1>"), "Yang dikirim bukan feed"),
    ((200, RSS, "<html>bukan feed</html>"), "Isinya bukan RSS atau Atom yang dapat dibaca."),
]


@pytest.mark.parametrize(("broken", "told"), TROUBLES, ids=[str(told) for _, told in TROUBLES])
def test_a_feed_that_breaks_is_told_with_why_and_since_when(
    newsroom: Newsroom, host: Outside, broken: tuple[int, str, str], told: str
) -> None:
    feed = host.put("/feed", "<rss version='2.0'><channel><title>B</title></channel></rss>", type=RSS)
    allowed(newsroom, host.host, watch=feed)
    ana, studio = newsroom.at_work("ana"), newsroom.work.studio
    watching.poll(studio, MORNING, lambda: 1.0)
    assert "baik terakhir baik 23 Nov 2026, 07.00" in text(ana.get("/desk/pantauan"))
    assert "perlu dilihat" not in text(ana.get("/desk"))

    host.answers["/feed"] = broken
    for hours in (1, 2):
        watching.poll(studio, MORNING + timedelta(hours=hours), lambda: 1.0)

    page = text(ana.get("/desk/pantauan"))
    assert f"Terganggu sejak 23 Nov 2026, 08.00. {told}" in page
    assert "terakhir baik 23 Nov 2026, 07.00" in page
    assert "dilihat lagi 23 Nov 2026" in page
    assert "1 hal perlu dilihat" in text(ana.get("/desk"))

    host.put("/feed", "<rss version='2.0'><channel><title>B</title></channel></rss>", type=RSS)
    watching.poll(studio, MORNING + timedelta(hours=12), lambda: 1.0)
    assert "perlu dilihat" not in text(ana.get("/desk"))


def test_what_a_source_says_is_text_at_the_desk(
    newsroom: Newsroom, ana: Visitor, episode: Episode, wordpress: Site
) -> None:
    changed(
        newsroom,
        wordpress,
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; sampai habis kalimat ini.</p>",
        title="&lt;b&gt;x",
    )
    where, reference = of(episode, wordpress)

    page = ana.get(f"{where}?dari={quote(reference, safe='')}").text

    assert "<script>alert" not in page
    assert "<b>x" not in page
    assert "alert(1)" in unescape(page)
