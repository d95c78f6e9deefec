"""Builds as the desk shows them: why a line failed and what to do about it, what it took, and whose turn it is."""

from collections.abc import Callable
from typing import Any

import pytest

from podme_audio.booth import Booth
from podme_audio.exceptions import SynthesisError
from podme_audio.model import Clip, Progress, Rank, State
from podme_audio.speech.tone import Tone
from podme_audio.studio import Wish
from podme_audio.web.desk.refusals import STOPPED, why
from tests.web.desk.newsroom import Newsroom, Visitor, path, text
from tests.web.desk.scripts import OTHER, built, line_of, manuscript, taken_in

Breaking = Callable[[str], None]


class Particular(Tone):
    """A tone that cannot say everything."""

    def __init__(self, voice: str, wrong: str) -> None:
        super().__init__(voice)
        self._wrong = wrong

    def synthesize(self, text: str) -> Clip:
        if self._wrong and self._wrong in text:
            raise SynthesisError("the service did not answer", engine="tone")
        return super().synthesize(text)


@pytest.fixture
def breaking(working: Newsroom) -> Breaking:
    """Let the engine fail at a word; at none with an empty one."""

    def at(word: str) -> None:
        studio = working.work.studio
        studio.booth = Booth(
            working.library.store, spent=studio.caps.spend, find=lambda _, name: Particular(name, word)
        )

    return at


def failed(newsroom: Newsroom, visitor: Visitor, id: str, **form: str) -> str:
    """Start a build that fails; return its page's path."""
    visitor.get(f"/desk/naskah/{id}")
    where = path(visitor.post(f"/desk/naskah/{id}/buat", **form))
    assert newsroom.work.builds.watch(manuscript(newsroom, id).build).state is Progress.FAILED
    return where


def test_a_failed_line_is_left_out_and_the_rest_is_published_as_it_was_asked(
    working: Newsroom, ana: Visitor, breaking: Breaking
) -> None:
    breaking("Sumarni")
    id = taken_in(ana)
    line = line_of(working, id, "Sumarni")
    where = failed(working, ana, id, terbit="1", kilat="1")

    page = ana.get(where)
    assert "Mesin suara tidak menghasilkan suara untuk baris ini." in text(page)
    assert f"/desk/naskah/{id}?ubah={line}#baris-{line}" in page.text
    onward = path(ana.post(f"{where}/tanpa/{line}"))

    assert onward != where
    guid = built(working, id)
    assert working.library.episode(guid).state is State.PUBLISHED
    assert line not in {one.id for one in working.library.revision(guid).script.lines}
    assert working.library.ledger.build(onward.rsplit("/", 1)[1]).urgent
    assert "dikeluarkan redaksi" in text(ana.get(f"/desk/naskah/{id}"))


def test_a_failed_build_is_tried_again_once_the_engine_is_well(
    working: Newsroom, ana: Visitor, breaking: Breaking
) -> None:
    breaking("Sumarni")
    id = taken_in(ana)
    where = failed(working, ana, id)

    breaking("")
    ana.get(where)
    again = path(ana.post(f"{where}/ulang"))

    assert again == where
    assert built(working, id)


def test_a_failed_build_is_given_to_another_engine_by_an_editor_who_may_not_publish(
    working: Newsroom, ana: Visitor, breaking: Breaking
) -> None:
    breaking("Sumarni")
    id = taken_in(ana)
    where = failed(working, ana, id, terbit="1")
    budi = working.at_work("budi")

    breaking("")
    budi.get(where)
    budi.post(f"{where}/mesin", suara="tone/rendah")

    guid = built(working, id)
    assert (working.library.episode(guid).voice, working.library.episode(guid).state) == ("rendah", State.DRAFT)
    budi.get(where)
    assert path(budi.post(f"{where}/mesin", suara="tiada/x")) == where


def test_the_line_that_says_that_a_machine_reads_is_not_left_out(
    working: Newsroom, ana: Visitor, breaking: Breaking
) -> None:
    breaking("suara buatan komputer")
    id = taken_in(ana)
    where = failed(working, ana, id)
    line = line_of(working, id, "suara buatan komputer")

    ana.get(where)
    refused = ana.post(f"{where}/tanpa/{line}")

    assert refused.status_code == 422
    assert "harus ada" in text(refused)


def test_what_a_build_took_is_told_after_it(working: Newsroom, ana: Visitor) -> None:
    id = taken_in(ana)
    lines = manuscript(working, id).script.lines
    ana.get(f"/desk/naskah/{id}/baris/{lines[0].id}/dengar")
    ana.get(f"/desk/naskah/{id}")
    where = path(ana.post(f"/desk/naskah/{id}/buat"))
    built(working, id)

    page = text(ana.get(where))

    spoken = sum(len(line.spoken) for line in lines[1:])
    assert f"Baris {len(lines)} Disuarakan {len(lines) - 1} Dari simpanan 1" in page
    assert f"Dikirim ke nada uji (di komputer ini) {spoken} karakter" in page
    assert "Panjang suara" in page
    assert "Waktu pembuatan" in page


def test_breaking_news_stands_first_among_what_is_being_built(ana: Visitor) -> None:
    for story, urgent in (("Pertama\n\nYang pertama masuk.", ""), (OTHER, "1"), ("Ketiga\n\nYang ketiga masuk.", "")):
        id = taken_in(ana, story)
        ana.get(f"/desk/naskah/{id}")
        ana.post(f"/desk/naskah/{id}/buat", kilat=urgent)

    page = ana.get("/desk/antrean")

    told = text(page)
    assert told.index("Bus Air") < told.index("Pertama") < told.index("Ketiga")
    assert page.text.count('class="state urgent"') == 1
    assert '<noscript><meta http-equiv="refresh"' in page.text


def test_a_build_of_no_manuscript_offers_what_can_be_done(newsroom: Newsroom, ana: Visitor) -> None:
    build = newsroom.work.builds.start(Wish(("https://podme.id/a",), title="Dari baris perintah"))
    ana.get(f"/desk/antrean/{build.id}")

    ana.post(f"/desk/antrean/{build.id}/tanpa/tiada")

    ana.get(f"/desk/antrean/{build.id}")
    ana.post(f"/desk/antrean/{build.id}/batal")
    assert "dibatalkan" in text(ana.get(f"/desk/antrean/{build.id}"))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("gtts may say 1,000 characters a month, 20 of them are left, and this needs 1,234: choose", "perlu 1.234"),
        ("the line 'Harga' is silent when tone/sedang says it", "tanpa suara"),
        ("the line 'Harga' is too short when tone/sedang says it", "tidak utuh"),
        ("no engine is ready: `podme voices` says why", "sedang tidak dapat dipakai"),
        ("the line 'X' was not said: gtts is given up for now: 429", "sedang tidak dapat dipakai"),
        ("the line 'X' was not said: it was called off", "Tidak jadi disuarakan"),
        ("ffmpeg says: No space left on device", "Penyimpanan penuh"),
        ("what nobody has a sentence for", STOPPED),
    ],
)
def test_every_failure_has_a_sentence(error: str, told: Any) -> None:
    assert told in why(error)


def test_only_a_chief_s_build_publishes(working: Newsroom, breaking: Breaking) -> None:
    breaking("Sumarni")
    chief = working.at_work("citra", Rank.CHIEF)
    id = taken_in(chief)
    where = failed(working, chief, id, terbit="1")
    breaking("")

    chief.get(where)
    chief.post(f"{where}/mesin", suara="tone/rendah")

    assert working.library.episode(built(working, id)).state is State.PUBLISHED
