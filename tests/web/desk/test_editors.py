"""What admins do with accounts, and what is noted of it."""

import re
from pathlib import Path

import pytest

from podme_audio.exceptions import AccessError, LibraryError
from podme_audio.library.desk import Filter, audit
from podme_audio.library.desk.tables import AuditRow
from podme_audio.model import Change, Rank
from tests.web.desk.newsroom import PASSWORD, Newsroom, Visitor, path, text

HOUSE = Path(__file__).parents[3] / "podme_audio"


@pytest.fixture
def bos(newsroom: Newsroom) -> Visitor:
    visitor = newsroom.at_work("bos", Rank.ADMIN)
    visitor.get("/desk/redaksi")
    return visitor


def test_an_account_is_made_by_a_link_that_is_shown_once(newsroom: Newsroom, bos: Visitor) -> None:
    page = bos.post("/desk/redaksi/tambah", nama="Sari", peran="chief")
    link = re.search(r"http://127.0.0.1:8000/desk/undangan#([\w-]{32})", page.text)

    assert link
    assert link[0] not in bos.get("/desk/redaksi").text
    sari = newsroom.visitor()
    sari.post("/desk/undangan", kode=link[0])
    assert path(sari.post("/desk/undangan", kode=link[1], sandi=PASSWORD, ulang=PASSWORD)) == "/desk"
    assert "Anda masuk sebagai sari . Redaktur" in text(sari.get("/desk"))


@pytest.mark.parametrize(
    ("name", "rank", "told"),
    [
        ("bos", "editor", "Nama akun itu sudah dipakai"),
        ("BOS", "editor", "Nama akun itu sudah dipakai"),
        ("a", "editor", "Nama itu belum sesuai"),
        ("<b>x</b>", "editor", "Nama itu belum sesuai"),
        ("nama\r\nX: y", "editor", "Nama itu belum sesuai"),
        ("terminal", "editor", "Nama itu belum sesuai"),
        ("../../etc", "editor", "Nama itu belum sesuai"),
        ("sari", "raja", "Peran itu tidak ada"),
        ("sari", "", "Peran itu tidak ada"),
    ],
)
def test_a_name_or_role_that_is_none_is_refused_with_a_reason(
    newsroom: Newsroom, bos: Visitor, name: str, rank: str, told: str
) -> None:
    answer = bos.post("/desk/redaksi/tambah", nama=name, peran=rank)

    assert answer.status_code == 422
    assert told in text(answer)
    assert [one.name for one in newsroom.library.desk.accounts.all()] == ["bos"]


@pytest.mark.parametrize("action", ["peran", "nonaktif", "atur-ulang"])
def test_admins_do_not_change_their_own_standing(newsroom: Newsroom, bos: Visitor, action: str) -> None:
    answer = bos.post(f"/desk/redaksi/bos/{action}", peran="editor")

    assert answer.status_code == 422
    assert "hanya dapat diubah oleh admin lain" in text(answer)
    assert newsroom.library.desk.accounts.named("bos").rank is Rank.ADMIN


def test_the_last_admin_stays(newsroom: Newsroom, bos: Visitor) -> None:
    accounts, now = newsroom.library.desk.accounts, newsroom.clock.now
    newsroom.employ("kedua", Rank.ADMIN)
    bos.post("/desk/redaksi/kedua/nonaktif")

    with pytest.raises(AccessError, match="last admin"):
        accounts.disable("bos", who="terminal", now=now)
    with pytest.raises(AccessError, match="last admin"):
        accounts.promote("bos", Rank.CHIEF, who="terminal", now=now)
    assert bos.get("/desk/redaksi").status_code == 200


def test_who_is_disabled_comes_back_with_the_same_password(newsroom: Newsroom, bos: Visitor) -> None:
    newsroom.employ("sari")
    bos.post("/desk/redaksi/sari/nonaktif")
    assert newsroom.visitor().sign_in("sari").status_code == 422
    bos.get("/desk/redaksi")

    bos.post("/desk/redaksi/sari/aktif")

    assert newsroom.visitor(address="192.0.2.99").sign_in("sari").status_code == 303


def test_every_change_is_noted_with_who_when_and_what_was_before(newsroom: Newsroom, bos: Visitor) -> None:
    newsroom.employ("sari")
    newsroom.clock.later(minutes=5)
    bos.post("/desk/redaksi/sari/peran", peran="chief")

    entry = newsroom.library.desk.trail.entries(Filter(what="role changed"), limit=1)[0]
    told = text(bos.get("/desk/catatan"))

    assert (entry.who, entry.at) == ("bos", newsroom.clock.now)
    assert entry.change == Change("role changed", "sari", {"role": "editor"}, {"role": "chief"})
    assert "23 Nov 2026, 07.05 bos mengganti peran sari peran: Editor peran: Redaktur" in told


def test_the_log_is_filtered_and_leafed_through(newsroom: Newsroom, bos: Visitor) -> None:
    with newsroom.library.database.writing() as session:
        for at in range(120):
            audit(session, "sari" if at % 2 else "budi", newsroom.clock.now, Change("tested", f"episode-{at}"))

    first = bos.get("/desk/catatan?apa=tested")
    older = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert older
    second = bos.get(older[1].replace("&amp;", "&"))
    mine = bos.get("/desk/catatan?siapa=sari&apa=tested")
    one = bos.get("/desk/catatan?tentang=episode-7")

    seen = [re.findall(r"episode-(\d+)<", page.text) for page in (first, second, mine, one)]
    assert [int(at) for at in seen[0] + seen[1]] == list(range(119, 19, -1))
    assert len(seen[2]) == 50
    assert seen[3] == ["7"]
    assert "Tidak ada catatan yang cocok." in text(bos.get("/desk/catatan?siapa=nobody"))


def test_what_is_noted_holds_no_secret(newsroom: Newsroom, bos: Visitor) -> None:
    page = bos.post("/desk/redaksi/tambah", nama="sari", peran="editor")
    token = re.search(r"undangan#([\w-]{32})", page.text)[1]  # type: ignore[index]
    sari = newsroom.visitor()
    sari.post("/desk/undangan", kode=token)
    sari.post("/desk/undangan", kode=token, sandi=PASSWORD, ulang=PASSWORD)

    noted = str(newsroom.library.desk.trail.entries(Filter(), limit=100))

    assert [secret for secret in (PASSWORD, token, sari.cookie, "argon2") if secret in noted] == []


def test_a_change_that_fails_notes_nothing_and_one_that_is_noted_happened(newsroom: Newsroom) -> None:
    def fail() -> None:
        with newsroom.library.database.writing() as session:
            audit(session, "sari", newsroom.clock.now, Change("tested", "x"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert newsroom.noted("tested") == []


@pytest.mark.parametrize("alter", ["change", "remove"])
def test_what_was_noted_is_never_altered(newsroom: Newsroom, bos: Visitor, alter: str) -> None:
    assert bos

    def change() -> None:
        with newsroom.library.database.writing() as session:
            row = session.get_one(AuditRow, 1)
            if alter == "change":
                row.who = "orang lain"
            else:
                session.delete(row)

    with pytest.raises(LibraryError, match="never altered"):
        change()

    assert newsroom.library.desk.trail.entries(Filter(), limit=100)[-1].who == "terminal"


def test_no_code_alters_or_removes_what_was_noted() -> None:
    altering = re.compile(
        r"(?:update|delete)\(\s*AuditRow|audit[\"']?\]?\.(?:update|delete)|(?:UPDATE|DELETE FROM) audit"
    )

    assert [path_ for path_ in HOUSE.rglob("*.py") if altering.search(path_.read_text("utf-8"))] == []
