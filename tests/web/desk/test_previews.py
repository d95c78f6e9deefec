"""Links to a draft, for who has no account: they play it, tell nobody, and end when told to."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from podme_audio.model import Episode, Rank, State
from tests.web import shelf
from tests.web.desk.newsroom import MORNING, Newsroom, Visitor, path, text


@pytest.fixture
def ana(newsroom: Newsroom) -> Visitor:
    return newsroom.at_work("ana")


@pytest.fixture
def draft(newsroom: Newsroom, tmp_path: Path) -> Episode:
    made = shelf.draft(tmp_path, "Belum boleh didengar", sound=b"0123456789")
    return newsroom.library.save(made, now=MORNING)


def link(visitor: Visitor, episode: Episode, **fields: str) -> str:
    """Make a link; return its path."""
    visitor.get(f"/desk/episode/{episode.slug}")
    made = visitor.post(f"/desk/episode/{episode.slug}/tautan", **fields)
    assert made.status_code == 200, text(made)
    return urlsplit(next(word for word in text(made).split() if "/pratinjau/" in word)).path


def opened(newsroom: Newsroom, address: str) -> int:
    return newsroom.visitor().get(address).status_code


def test_a_draft_is_heard_and_read_by_who_has_the_link(newsroom: Newsroom, ana: Visitor, draft: Episode) -> None:
    address = link(ana, draft, untuk="Bu Sumarni")

    page = newsroom.visitor().get(address)

    assert page.status_code == 200
    assert "Draf: belum terbit." in text(page)
    assert "Pratinjau ini untuk Bu Sumarni." in text(page)
    assert "Berlaku sampai Senin, 30 November 2026, 07.00 WIB." in text(page)
    assert "Kapal berangkat setiap 20 menit" in text(page)
    assert f'src="{address}/suara"' in page.text
    assert newsroom.visitor().get(f"/episodes/{draft.slug}").status_code == 404


def test_its_sound_is_sent_whole_or_in_part_or_only_described(newsroom: Newsroom, ana: Visitor, draft: Episode) -> None:
    visitor, sound = newsroom.visitor(), f"{link(ana, draft)}/suara"

    with visitor.get(sound) as whole, visitor.get(sound, headers={"Range": "bytes=2-4"}) as part:
        head = visitor.client.head(sound)

        assert (whole.data, whole.headers["Content-Type"]) == (b"0123456789", "audio/mpeg")
        assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
        assert (head.status_code, head.headers["Content-Length"], head.data) == (200, "10", b"")
    assert visitor.get(sound, headers={"Range": "bytes=10-"}).status_code == 416


@pytest.mark.parametrize("below", ["", "/suara"])
def test_nobody_else_is_told_of_it(newsroom: Newsroom, ana: Visitor, draft: Episode, below: str) -> None:
    address = link(ana, draft)

    with newsroom.visitor().get(address + below) as answer:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert "plays.js" not in answer.get_data(as_text=True)
        assert "luring.js" not in answer.get_data(as_text=True)


def test_neither_page_nor_sound_is_counted(newsroom: Newsroom, ana: Visitor, draft: Episode) -> None:
    address, visitor = link(ana, draft), newsroom.visitor()

    visitor.get(address)
    with visitor.get(f"{address}/suara") as sound:
        assert sound.data

    with newsroom.library.database.reading() as session:
        for table in ("listeners", "downloads", "sittings", "plays", "line_plays"):
            assert session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0  # noqa: S608


def test_a_link_is_ended_at_once_and_only_that_one(newsroom: Newsroom, ana: Visitor, draft: Episode) -> None:
    first, second = link(ana, draft, untuk="Satu"), link(ana, draft, untuk="Dua")
    id = newsroom.library.previews.of(draft.guid)[-1].id
    ended, other = (first, second) if id in first else (second, first)

    ana.get(f"/desk/episode/{draft.slug}")
    assert path(ana.post(f"/desk/episode/{draft.slug}/tautan/{id}/akhiri")).endswith("kabar=tautan-akhir")

    assert [opened(newsroom, ended), opened(newsroom, f"{ended}/suara"), opened(newsroom, other)] == [410, 410, 200]
    assert "Minta tautan baru" in text(newsroom.visitor().get(ended))
    ana.get(f"/desk/episode/{draft.slug}")
    assert ana.post(f"/desk/episode/{draft.slug}/tautan/{id}/akhiri").status_code == 404
    assert newsroom.noted("preview ended") == [("ana", "preview ended", draft.guid)]
    assert [who for who, _, _ in newsroom.noted("preview made")] == ["ana", "ana"]


@pytest.mark.parametrize(
    ("fields", "days"),
    [({}, 7), ({"lama": "1"}, 1), ({"lama": "-5"}, 7), ({"sampai": "2026-11-25T07:00"}, 2), ({"lama": "30"}, 30)],
)
def test_a_link_ends_by_itself(
    newsroom: Newsroom, ana: Visitor, draft: Episode, fields: dict[str, str], days: int
) -> None:
    address = link(ana, draft, **fields)

    newsroom.clock.later(days=days, seconds=-1)
    assert opened(newsroom, address) == 200
    newsroom.clock.later(seconds=1)

    assert [opened(newsroom, address), opened(newsroom, f"{address}/suara")] == [410, 410]


def test_a_link_may_live_until_it_is_ended(newsroom: Newsroom, ana: Visitor, draft: Episode) -> None:
    address = link(ana, draft, lama="0")

    newsroom.clock.later(days=900)

    assert opened(newsroom, address) == 200


@pytest.mark.parametrize("given", ["2026-11-22T07:00", "kemarin"])
def test_a_link_that_would_have_ended_already_is_not_made(
    newsroom: Newsroom, ana: Visitor, draft: Episode, given: str
) -> None:
    ana.get(f"/desk/episode/{draft.slug}")

    refused = ana.post(f"/desk/episode/{draft.slug}/tautan", sampai=given)

    assert (refused.status_code, "harus di masa depan" in text(refused)) == (422, True)
    assert newsroom.library.previews.of(draft.guid) == ()


def test_the_desk_tells_which_links_there_are_and_when_each_was_opened(
    newsroom: Newsroom, ana: Visitor, draft: Episode
) -> None:
    address = link(ana, draft, untuk="Bu Sumarni")
    page = f"/desk/episode/{draft.slug}"
    assert "belum pernah dibuka" in text(ana.get(page))
    assert address not in ana.get(page).text

    newsroom.clock.later(minutes=10)
    newsroom.visitor().client.head(address)
    assert "belum pernah dibuka" in text(ana.get(page))
    newsroom.visitor().get(address)

    assert "terakhir dibuka 23 Nov 2026, 07.10" in text(ana.get(page))


def test_a_link_leads_to_the_episode_once_it_is_published_and_nowhere_once_it_is_withdrawn_or_erased(
    newsroom: Newsroom, ana: Visitor, draft: Episode
) -> None:
    address = link(ana, draft)
    newsroom.library.publish(draft.guid, now=MORNING)

    for below in ("", "/suara"):
        sent_on: TestResponse = newsroom.visitor().get(address + below)
        assert (sent_on.status_code, sent_on.headers["Location"]) == (302, f"/episodes/{draft.slug}")
        assert sent_on.headers["Cache-Control"] == "no-store"

    newsroom.library.withdraw(draft.guid, now=MORNING)
    assert [opened(newsroom, address), opened(newsroom, f"{address}/suara")] == [410, 410]

    newsroom.work.erase(draft.guid, editor="ana")
    assert [opened(newsroom, address), opened(newsroom, f"{address}/suara")] == [404, 404]
    assert newsroom.library.previews.of(draft.guid) == ()


@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
def test_what_is_out_or_taken_back_gets_no_link(newsroom: Newsroom, ana: Visitor, draft: Episode, state: State) -> None:
    newsroom.library.publish(draft.guid, now=MORNING)
    if state is State.WITHDRAWN:
        newsroom.library.withdraw(draft.guid, now=MORNING)
    assert "Tautan pratinjau" not in text(ana.get(f"/desk/episode/{draft.slug}"))

    assert ana.post(f"/desk/episode/{draft.slug}/tautan").status_code == 422
    assert newsroom.library.previews.of(draft.guid) == ()


def test_a_scheduled_episode_has_links_too(newsroom: Newsroom, ana: Visitor, draft: Episode) -> None:
    newsroom.library.schedule(draft.guid, newsroom.clock.now.replace(year=2027), now=newsroom.clock.now)

    assert opened(newsroom, link(ana, draft)) == 200


def test_what_is_nearly_a_link_opens_nothing(newsroom: Newsroom, ana: Visitor, draft: Episode) -> None:
    address = link(ana, draft)
    id, _, secret = address.rpartition("/")[2].partition(".")
    forged = [
        id,
        f"{id}.",
        f"{id}.{'A' * len(secret)}",
        f"{'0' * 12}.{secret}",
        f"{id}.{secret}x",
        f"{id}.{secret[:-1]}",
        f"{id.upper()}.{secret}",
        f"{id}.{secret}%00",
        f" {id}.{secret}",
        "..%2f..%2fpodme.db",
        draft.guid,
        "x" * 3000,
    ]

    for token in forged:
        assert [opened(newsroom, f"/pratinjau/{token}"), opened(newsroom, f"/pratinjau/{token}/suara")] == [404, 404]


def test_only_a_hash_of_a_link_is_kept_and_none_of_it_in_the_audit_log(
    newsroom: Newsroom, ana: Visitor, draft: Episode
) -> None:
    secret = link(ana, draft).rpartition(".")[2]

    with newsroom.library.database.reading() as session:
        for table in ("previews", "audit"):
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608 (tables of ours)
            assert rows
            assert secret not in str(rows)


def test_a_link_to_one_draft_is_not_ended_from_another(
    newsroom: Newsroom, ana: Visitor, draft: Episode, tmp_path: Path
) -> None:
    other = newsroom.library.save(shelf.draft(tmp_path, "Draf lain", sound=b"lain"), now=MORNING)
    address = link(ana, draft)
    id = newsroom.library.previews.of(draft.guid)[0].id

    ana.get(f"/desk/episode/{other.slug}")
    assert ana.post(f"/desk/episode/{other.slug}/tautan/{id}/akhiri").status_code == 404

    assert opened(newsroom, address) == 200


def test_the_name_of_a_link_is_text_and_nothing_else(newsroom: Newsroom, ana: Visitor, draft: Episode) -> None:
    address = link(ana, draft, untuk='<img src=x onerror="alert(1)">')

    assert "<img src=x" not in newsroom.visitor().get(address).text
    assert "<img src=x" not in ana.get(f"/desk/episode/{draft.slug}").text


def test_an_editor_of_the_lowest_rank_makes_links(newsroom: Newsroom, draft: Episode) -> None:
    assert opened(newsroom, link(newsroom.at_work("budi", Rank.EDITOR), draft)) == 200
