"""Every change of the desk, as another site would make a browser send it: refused, and nothing is changed."""

import re
from typing import Any

import pytest

from podme_audio.model import Rank
from tests.attacks.desk import addresses, expected
from tests.attacks.programs import DOORS, OTHERS
from tests.web.desk.house import hear_programs
from tests.web.desk.newsroom import PASSWORD, Newsroom, text
from tests.web.desk.scripts import STORY, taken_in

OURS = {"Sec-Fetch-Site": "same-origin"}
#: What is sent beside the form: the token that it holds (None for no field at all), and what the browser adds.
FORGERIES: dict[str, tuple[str | None, dict[str, str]]] = {
    "no token": (None, OURS),
    "an empty token": ("", OURS),
    "a token made up": ("IjEyMyI.aaaa.bbbb", OURS),
    "another browser's token": ("other", OURS),
    "from another site": ("own", {"Sec-Fetch-Site": "cross-site", "Origin": "https://jahat.example"}),
    "from a neighbour's site": ("own", {"Sec-Fetch-Site": "same-site", "Origin": "https://lain.localhost"}),
    "from another origin": ("own", {"Origin": "https://jahat.example"}),
    "from an origin that is hidden": ("own", {"Origin": "null"}),
    "from our host by another scheme": ("own", {"Origin": "https://localhost"}),
}
#: What would be changed, if it were believed.
FIELDS = {"teks": "diganti", "judul": "diganti", "nama": "baru", "peran": "admin", "tulis": "Kediri", "ucap": "ke diri"}
FIELDS |= {"suara": "tone/rendah", "sandi": PASSWORD, "sekarang": PASSWORD, "ulang": PASSWORD}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_view_believes_a_forged_form(newsroom: Newsroom, forgery: str) -> None:
    newsroom.employ("orang")
    bos, budi = newsroom.at_work("bos", Rank.ADMIN), newsroom.at_work("budi", Rank.ADMIN)
    manuscript = newsroom.library.manuscripts.manuscript(taken_in(bos, STORY))
    where = addresses(newsroom.app, {"naskah": manuscript.id, "baris": manuscript.script.lines[1].id})
    own, other = (one.get("/desk") and one.token for one in (bos, budi))
    token, headers = FORGERIES[forgery]
    before, accounts = newsroom.noted(), newsroom.library.desk.accounts.all()

    for rule in (view.rule for view in expected() if view.method == "POST"):
        form: dict[str, Any] = FIELDS | (
            {} if token is None else {"csrf_token": {"own": own, "other": other}.get(token, token)}
        )
        answer = bos.client.post(where[rule], data=form, headers={"User-Agent": bos.agent, **headers})

        assert (rule, answer.status_code) == (rule, 403)
        assert "Permintaan ini ditolak" in text(answer)
        assert "Set-Cookie" not in answer.headers

    assert newsroom.noted() == before
    assert newsroom.library.desk.accounts.all() == accounts
    assert newsroom.library.manuscripts.manuscript(manuscript.id) == manuscript


def test_the_token_counts_in_the_form_alone(newsroom: Newsroom) -> None:
    bos = newsroom.at_work("bos", Rank.ADMIN)
    bos.get("/desk")
    token = bos.token

    for sent in (
        {"query_string": {"csrf_token": token}},
        {"json": {"csrf_token": token}},
        {"data": f"csrf_token={token}", "content_type": "text/plain"},
    ):
        assert bos.client.post("/desk/keluar", headers=OURS, **sent).status_code == 403


def test_a_cookie_opens_nothing_that_is_for_programs(newsroom: Newsroom) -> None:
    hear_programs(newsroom)
    bos = newsroom.at_work("bos", Rank.ADMIN)

    for method, address in DOORS.keys() - OTHERS:
        answer = bos.client.open(re.sub("<[a-z]+>", "0", address), method=method, json={}, headers=OURS)
        assert answer.status_code == 401, address
