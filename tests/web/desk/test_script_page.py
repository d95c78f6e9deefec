"""The script page before anything is built: what it will take, who reads, unknown names, what a word changes."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from podme_audio.estimate import Caps
from podme_audio.model import Rank
from tests.web.desk.newsroom import Newsroom, Visitor, path, text
from tests.web.desk.scripts import OTHER, STORY, edit, line_of, manuscript, taken_in


def capped(newsroom: Newsroom, **caps: int) -> None:
    # by the clock that the booth notes by: months end at another moment than a clock that stands
    newsroom.work.studio.caps = Caps(caps, newsroom.library.usage, lambda: datetime.now(UTC))


def test_an_estimate_counts_lines_characters_seconds_and_what_the_cap_leaves(working: Newsroom, ana: Visitor) -> None:
    capped(working, tone=5000)
    id = taken_in(ana)
    lines = manuscript(working, id).script.lines
    ana.get(f"/desk/naskah/{id}/baris/{lines[0].id}/dengar")

    page = text(ana.get(f"/desk/naskah/{id}/perkiraan"))

    spoken = sum(len(line.spoken) for line in lines[1:])
    seconds = re.search(r"kira-kira .*?\((\d+) detik\)", page)
    assert f"Baris {len(lines)}, 1 sudah disuarakan" in page
    assert f"Dikirim ke mesin suara {spoken} karakter" in page
    assert f"Sisa jatah bulan ini {5000 - len(lines[0].spoken):,} dari 5,000 karakter".replace(",", ".") in page
    assert seconds
    assert int(seconds[1]) == pytest.approx(sum(len(line.spoken) * 0.07 + line.pause for line in lines), rel=0.3)


def test_the_script_page_itself_waits_for_no_estimate_and_links_to_it(ana: Visitor) -> None:
    id = taken_in(ana)

    page = ana.get(f"/desk/naskah/{id}").text

    assert f'hx-get="/desk/naskah/{id}/perkiraan" hx-trigger="load"' in page
    assert f'<a href="/desk/naskah/{id}/perkiraan"' in page
    assert "Dikirim ke mesin suara" not in page


def test_a_cap_that_does_not_suffice_is_told_before_and_another_engine_is_offered(
    working: Newsroom, ana: Visitor
) -> None:
    capped(working, tone=20)
    id = taken_in(ana)

    page = ana.get(f"/desk/naskah/{id}/perkiraan")

    assert "bulan ini tidak cukup: perlu" in text(page)
    assert "tersisa 20 dari 20" in text(page)
    assert 'name="suara" value="kokoro/putri"' in page.text
    ana.post(f"/desk/naskah/{id}", suara="kokoro/putri")
    assert (manuscript(working, id).engine, manuscript(working, id).voice) == ("kokoro", "putri")


def test_a_build_beyond_the_cap_stops_before_anything_is_sent(working: Newsroom, ana: Visitor) -> None:
    capped(working, tone=20)
    id = taken_in(ana)
    ana.get(f"/desk/naskah/{id}")
    where = path(ana.post(f"/desk/naskah/{id}/buat"))
    working.work.builds.watch(manuscript(working, id).build)

    page = text(ana.get(where))

    assert "Jatah karakter bulan ini untuk tone tidak cukup" in page
    assert "Mesin suara lain" in page
    assert working.library.usage.months() == ()


def test_voices_are_chosen_by_role_and_article_without_an_engine_of_the_manuscript_s_own(
    newsroom: Newsroom, ana: Visitor
) -> None:
    ids = [taken_in(ana), taken_in(ana, OTHER)]
    ana.get(f"/desk/artikel/buletin?naskah={ids[0]}&naskah={ids[1]}")
    id = path(ana.post("/desk/artikel/buletin", naskah=ids)).rsplit("/", 1)[1]

    assert 'value="tinggi"' in ana.get(f"/desk/naskah/{id}").text
    ana.post(f"/desk/naskah/{id}/peran/headline", teks="tinggi")
    ana.get(f"/desk/naskah/{id}")
    ana.post(f"/desk/naskah/{id}/artikel/1", teks="rendah")

    lines = manuscript(newsroom, id).script.lines
    assert manuscript(newsroom, id).engine == ""
    assert {line.voice for line in lines if line.article == 1} == {"rendah"}
    assert [line.voice for line in lines if line.role == "headline" and line.article == 0] == ["tinggi"]
    assert {line.voice for line in lines if line.article is None} == {""}


def test_a_bridge_of_a_bulletin_is_rewritten_like_any_line(newsroom: Newsroom, ana: Visitor) -> None:
    ids = [taken_in(ana), taken_in(ana, OTHER)]
    ana.get(f"/desk/artikel/buletin?naskah={ids[0]}&naskah={ids[1]}")
    id = path(ana.post("/desk/artikel/buletin", naskah=ids)).rsplit("/", 1)[1]
    opening, *_, bridge, _ = [line for line in manuscript(newsroom, id).script.lines if line.article is None]

    assert edit(ana, id, bridge.id, "tulis", teks="Dari pasar ke dermaga.") == 303

    lines = {line.id: line for line in manuscript(newsroom, id).script.lines}
    assert (bridge.role, lines[bridge.id].spoken) == ("bridge", "Dari pasar ke dermaga.")
    assert lines[opening.id] == opening


def test_under_auto_every_voice_it_may_take_is_offered(newsroom: Newsroom, ana: Visitor) -> None:
    newsroom.work.studio.settings = replace(newsroom.work.studio.settings, engine="auto")
    id = taken_in(ana)

    page = ana.get(f"/desk/naskah/{id}").text

    assert '<option value="bayu">Bayu, jika Kokoro yang membaca</option>' in page


def test_unknown_names_stand_before_the_first_line(ana: Visitor) -> None:
    id = taken_in(ana, STORY.replace("Sumarni", "Xaverius Mbuinga"))

    page = ana.get(f"/desk/naskah/{id}").text

    assert 0 < page.index("Nama yang belum dikenal") < page.index("Mbuinga</a>") < page.index("data-line=")


def test_a_word_is_heard_in_its_sentence_before_it_is_taught(working: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    other = taken_in(ana, OTHER + "\nPedagang Sumarni ikut berlayar.\n")
    line = line_of(working, id, "Sumarni")
    asked = "tulis=Sumarni&ucap=Su-mar-ni-ya"

    alone = text(ana.get(f"/desk/naskah/{id}/kata?tulis=Sumarni"))
    page = ana.get(f"/desk/naskah/{id}/kata?{asked}")
    now, then = (
        ana.get(f"/desk/naskah/{id}/{where}") for where in (f"baris/{line}/dengar", f"kata/dengar/{line}?{asked}")
    )

    assert "Di kalimatnya" in alone
    assert "1 baris di naskah ini berubah" in text(page)
    assert f"Bus Air Berlayar Lagi {'1 baris'}" in text(page)
    assert f"/desk/naskah/{other}" in page.text
    assert [now.mimetype, then.mimetype] == ["audio/wav", "audio/wav"]
    assert len(then.data) > len(now.data)
    assert working.library.lexicon.entries() == ()


def test_manuscripts_are_found_by_title_and_by_how_far_they_are(working: Newsroom, ana: Visitor) -> None:
    done = taken_in(ana)
    working.clock.later(minutes=1)
    waiting = taken_in(ana, OTHER)
    working.clock.later(minutes=1)
    ana.get(f"/desk/naskah/{done}")
    ana.post(f"/desk/naskah/{done}/buat")
    working.work.builds.watch(manuscript(working, done).build)

    def listed(query: str) -> list[str]:
        return re.findall(r'name="naskah" value="([0-9a-f]+)"', ana.get(f"/desk/naskah{query}").text)

    assert listed("") == [done, waiting]
    assert listed("?status=terbuka") == [waiting]
    assert listed("?status=jadi") == [done]
    assert listed("?status=dikerjakan") == []
    assert listed("?cari=bus+AIR") == [waiting]
    assert listed("?cari=%25") == []
    assert listed(f"?sebelum={done}") == [waiting]
    assert "Tidak ada naskah dengan judul itu." in text(ana.get("/desk/naskah?cari=tiada"))


def test_the_line_to_be_edited_comes_open(newsroom: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    line = line_of(newsroom, id, "Pedagang")

    page = ana.get(f"/desk/naskah/{id}?ubah={line}").text

    assert page.count("<details open>") == 1
    assert page.index(f'data-line="{line}"') < page.index("<details open>")


def test_a_line_is_put_before_another_one(newsroom: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    first, price = manuscript(newsroom, id).script.lines[0].id, line_of(newsroom, id, "Rp32.500")

    assert edit(ana, id, price, "pindah", teks=first) == 303

    assert [line.id for line in manuscript(newsroom, id).script.lines[:2]] == [price, first]


@pytest.mark.parametrize("rank", list(Rank))
def test_the_list_of_manuscripts_is_in_the_menu(newsroom: Newsroom, rank: Rank) -> None:
    page = newsroom.at_work("budi", rank).get("/desk").text

    assert '<a href="/desk/naskah">Naskah</a>' in page
