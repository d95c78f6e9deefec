"""The API, as programs use it: against the running server, and against what the document says of it."""

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from wave import open as wave

import pytest
import requests

from podme_audio.library.intake import SCOPES
from tests.sources.wordpress import Kept, site
from tests.web.api.program import Program, Served

HERE = Path(__file__).parent
STORY = """<p>JAKARTA - Harga cabai rawit di Pasar Induk kini Rp32.500 per kilogram.</p>
<p>Baca juga: Harga Telur Naik Lagi</p>
<p>Pedagang berharap harga bertahan. Menurut Sumarni, pasokan dari Kediri lancar.</p>"""
ARTICLE = {"title": "Harga Cabai Turun 12 Persen", "html": STORY, "url": "https://podme.id/cabai", "section": "Ekonomi"}


@pytest.fixture
def program(served: Served) -> Program:
    return served.program()


def recording(seconds: float = 1.0) -> bytes:
    """Return what a person recorded: a hum."""
    sound, rate = BytesIO(), 24_000
    with wave(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(
            b"".join(
                int(9000 * (-1) ** (n // 60)).to_bytes(2, "little", signed=True) for n in range(int(rate * seconds))
            )
        )
    return sound.getvalue()


def line_of(manuscript: dict[str, Any], words: str) -> dict[str, Any]:
    return next(dict(line) for line in manuscript["lines"] if words in line["written"])


def test_an_article_goes_all_the_way_and_is_put_right_in_public(program: Program, served: Served) -> None:
    manuscript = program.ask("open_manuscript", 201, body=ARTICLE)
    id = manuscript["id"]
    (removed,) = [one for one in manuscript["removed"] if "Baca juga" in one["text"]]
    manuscript = program.ask("put_back", id=id, article=removed["article"], which=removed["which"])
    back = line_of(manuscript, "Baca juga")
    program.ask("take_line_away", id=id, line=back["id"], query={"mark": back["mark"]})
    price = line_of(manuscript, "Rp32.500")
    spoken = price["spoken"].replace("tiga puluh dua ribu lima ratus rupiah", "sekitar tiga puluh dua ribu rupiah")
    changed = program.ask("change_line", id=id, line=price["id"], body={"mark": price["mark"], "spoken": spoken})
    assert line_of(changed, "Rp32.500")["by_hand"]
    program.ask("teach_word", body={"written": "Sumarni", "spoken": "Su-mar-ni"})
    told = program.ask("retell_manuscript", id=id)
    assert "Su-mar-ni" in line_of(told, "Pedagang")["spoken"]
    assert program.ask("hear_line", id=id, line=price["id"])[:4] == b"RIFF"
    estimate = program.ask("estimate_manuscript", id=id)
    assert (estimate["engine"], estimate["lines"], estimate["reused"]) == ("tone", len(told["lines"]), 1)
    started = program.ask("build_manuscript", 202, id=id, body={"publish": True, "urgent": True})
    assert started["status"] == f"{served.address}/api/builds/{started['build']}"
    guid = program.built(started["build"])["guid"]

    episode = program.ask("show_episode", key=guid)
    assert (episode["state"], episode["section"]) == ("published", "Ekonomi")
    assert {line["state"] for line in program.ask("list_build_lines", id=started["build"])} == {"said"}
    assert [one["guid"] for one in program.ask("list_episodes", query={"state": "published"})] == [guid]
    assert program.ask("hear_revision", key=guid, number=1)[:3] == b"ID3"

    correction = program.ask("correct_episode", 201, key=guid)
    line = line_of(correction, "Pedagang")
    body = {"mark": line["mark"], "written": "Pedagang berharap harga bertahan sampai akhir pekan."}
    program.ask("change_line", id=correction["id"], line=line["id"], body=body)
    note = "Keterangan pedagang diperbaiki."
    started = program.ask("build_manuscript", 202, id=correction["id"], body={"note": note})
    assert program.built(started["build"])["guid"] == guid

    assert program.ask("show_revision", key=guid, number=2)["correction"] == note
    pairs = program.ask("compare_revisions", key=guid)
    assert [one["after"]["written"] for one in pairs if one["change"] == "changed"] == [body["written"]]
    assert program.ask("show_episode", key=guid)["revision"] == 2
    assert program.ask("show_statistics", key=guid)["downloads"] == 0
    assert program.ask("withdraw_episode", key=guid)["state"] == "withdrawn"
    program.ask("erase_episode", 204, key=guid)
    program.ask("show_episode", 404, key=guid)


def test_lines_are_cut_joined_moved_voiced_and_recorded(program: Program) -> None:
    manuscript = program.ask("open_manuscript", 201, body=ARTICLE)
    id, line = manuscript["id"], line_of(manuscript, "Pedagang")
    at = line["written"].index("Menurut")

    cut = program.ask("split_line", id=id, line=line["id"], body={"mark": line["mark"], "at": at})
    assert line_of(cut, "Menurut")["written"] == "Menurut Sumarni, pasokan dari Kediri lancar."
    joined = program.ask("join_line", id=id, line=line["id"], body={})
    assert line_of(joined, "Pedagang")["written"] == line["written"]
    moved = program.ask("move_line", id=id, line=line["id"], body={"before": joined["lines"][0]["id"]})
    assert moved["lines"][0]["id"] == line["id"]
    added = program.ask("add_line", 201, id=id, body={"written": "Harga ayam tetap.", "after": line["id"]})
    assert added["lines"][1]["written"] == "Harga ayam tetap."
    voiced = program.ask("voice_role", id=id, role="headline", body={"voice": "tinggi"})
    assert line_of(voiced, "Harga Cabai")["voice"] == "tinggi"
    recorded = program.ask("record_line", id=id, line=line["id"], body=recording())
    assert line_of(recorded, "Pedagang")["recorded"]
    assert program.ask("hear_line", id=id, line=line["id"])[:4] == b"RIFF"
    dropped = program.ask("drop_recording", id=id, line=line["id"])
    assert not line_of(dropped, "Pedagang")["recorded"]


def test_a_bulletin_is_made_of_manuscripts_in_their_order(program: Program) -> None:
    other = {"title": "Bus Air Berlayar Lagi", "text": "Tiga bus air melayani enam dermaga sejak Senin pagi."}
    first, second = (program.ask("open_manuscript", 201, body=body)["id"] for body in (ARTICLE, other))

    bulletin = program.ask("combine_manuscripts", 201, body={"manuscripts": [second, first], "title": "Pagi"})

    assert [one["title"] for one in bulletin["articles"]] == [other["title"], ARTICLE["title"]]
    listed = program.ask("list_manuscripts", query={"limit": 2})
    assert [one["title"] for one in listed] == ["Pagi", other["title"]]
    assert [one["id"] for one in program.ask("list_manuscripts", query={"before": listed[-1]["id"]})] == [first]
    settled = program.ask("settle_manuscript", id=first, body={"title": "Cabai", "engine": "tone", "voice": ""})
    assert (settled["title"], settled["engine"]) == ("Cabai", "tone")
    program.ask("settle_manuscript", 422, id=first, body={"engine": "tiada"})


def test_who_saw_an_older_line_changes_nothing(program: Program) -> None:
    manuscript = program.ask("open_manuscript", 201, body=ARTICLE)
    id, line = manuscript["id"], line_of(manuscript, "Pedagang")
    change = {"mark": line["mark"], "written": "Pedagang tenang."}
    program.ask("change_line", id=id, line=line["id"], body=change)

    refused = program.ask("change_line", 409, id=id, line=line["id"], body={**change, "written": "Pedagang cemas."})

    assert "somebody else has changed this line" in refused["error"]
    assert line_of(program.ask("show_manuscript", id=id), "Pedagang")["written"] == "Pedagang tenang."


def test_a_build_is_called_off_and_resumed(program: Program) -> None:
    build = program.ask("send_article", 202, body={"url": "https://tiada.invalid/artikel"})["build"]

    program.ask("cancel_build", id=build)

    assert program.ask("show_build", id=build)["state"] in {"cancelled", "failed"}
    assert program.ask("resume_build", id=build)["attempt"] == 2
    assert [one["id"] for one in program.ask("list_builds", query={"limit": 1})] == [build]


def test_hooks_words_voices_sources_and_the_trail_are_there(program: Program) -> None:
    made = program.ask("add_hook", 201, body={"url": "https://cms.podme.id/podme", "events": ["episode.published"]})
    assert made["secret"].startswith("whsec_")
    (listed,) = program.ask("list_hooks")
    assert (listed["id"], "secret" in listed) == (made["id"], False)
    program.ask("drop_hook", 204, id=made["id"])
    program.ask("drop_hook", 404, id=made["id"])
    for inner in ("http://cms.podme.id/podme", "http://127.0.0.1:8000/", "http://localhost/", "https://[::1"):
        program.ask("add_hook", 422, body={"url": inner})

    program.ask("teach_word", body={"written": "OJK", "section": "spelled"})
    program.ask("teach_word", 422, body={"written": "OJK"})
    assert program.ask("list_words") == [{"written": "OJK", "spoken": "", "section": "spelled"}]
    program.ask("forget_word", 204, query={"written": "OJK"})
    program.ask("forget_word", 404, query={"written": "OJK"})

    assert "kokoro" in {one["engine"] for one in program.ask("list_voices")}
    assert program.ask("show_sources") == {"feeds": [], "articles": []}
    trail = program.ask("show_trail", query={"who": "token program"})
    assert [(one["what"], one["subject"]) for one in trail if one["what"] == "lexicon changed"] == [
        ("lexicon changed", "OJK")
    ] * 2


def test_a_draft_has_links_that_end_when_told_to(program: Program) -> None:
    id = program.ask("open_manuscript", 201, body=ARTICLE)["id"]
    guid = program.built(program.ask("build_manuscript", 202, id=id, body={})["build"])["guid"]

    made = program.ask("make_preview", 201, key=guid, body={"name": "Ibu Ratna", "expires": "2099-01-01T00:00:00Z"})
    opened = requests.get(made["url"], timeout=10)

    assert (opened.status_code, made["name"]) == (200, "Ibu Ratna")
    assert "Draf: belum terbit" in opened.text
    (listed,) = program.ask("list_previews", key=guid)
    assert (listed["id"], listed["opened"] is None, "url" in listed) == (made["id"], False, False)
    program.ask("end_preview", 204, key=guid, id=made["id"])
    program.ask("end_preview", 404, key=guid, id=made["id"])
    assert requests.get(made["url"], timeout=10).status_code == 410
    program.ask("make_preview", 422, key=guid, body={"expires": "2001-01-01T00:00:00Z"})
    program.ask("publish_episode", key=guid)
    program.ask("make_preview", 409, key=guid, body={})


def test_rules_of_a_site_are_tried_kept_and_forgotten(program: Program) -> None:
    rules = {"include": ["article.isi"], "exclude": {"related links": [".terkait"]}, "title": "h1"}

    with site(Kept(7, "pasar")) as blog:
        refused = program.ask("try_rules", 422, host="podme.id", body={"page": f"{blog.url}/pasar/", "rules": rules})
    assert "only 80 and 443 are fetched" in refused["error"]
    kept = program.ask("keep_rules", host="WWW.podme.id", body=rules)
    assert (kept["host"], kept["rules"], kept["who"]) == ("podme.id", rules, "token program")
    assert [one["host"] for one in program.ask("list_sites")] == ["podme.id"]
    wrong = program.ask("keep_rules", 422, host="podme.id", body={"include": ["article["]})
    assert "is no CSS selector" in wrong["error"]
    program.ask("keep_rules", 422, host="podme.id", body={})
    program.ask("keep_rules", 422, host="bukan situs", body=rules)
    program.ask("drop_rules", 204, host="podme.id")
    program.ask("drop_rules", 404, host="podme.id")


def test_what_a_site_has_is_listed_and_no_inner_address_is_asked(program: Program) -> None:
    with site(Kept(7, "pasar")) as blog:
        program.ask("list_offers", 422, query={"address": blog.url})

    assert blog.asked == []
    program.ask("dismiss_change", 404, body={"guid": "tiada", "reference": "https://podme.id/a"})
    program.ask("reread_article", 404, body={"guid": "tiada", "reference": "https://podme.id/a"})


def test_a_moment_is_kept_and_one_that_no_calendar_has_is_refused(program: Program) -> None:
    manuscript = program.ask("open_manuscript", 201, body=ARTICLE)
    started = program.ask("build_manuscript", 202, id=manuscript["id"], body={})
    guid = program.built(started["build"])["guid"]

    due = program.ask("schedule_episode", key=guid, body={"due": "2099-01-01T06:00:00+07:00"})
    assert (due["state"], due["due"]) == ("scheduled", "2098-12-31T23:00:00Z")
    program.ask("schedule_episode", 422, key=guid, body={"due": "0001-01-01T00:00:00+07:00"})
    program.ask("withdraw_episode", 409, key=guid)
    draft = program.ask("unschedule_episode", key=guid)
    assert (draft["state"], draft["due"]) == ("draft", None)
    program.ask("publish_episode", key=guid)
    program.ask("schedule_episode", 409, key=guid, body={"due": "2099-01-01T06:00:00+07:00"})


def test_every_route_is_documented_and_opens_to_its_scopes_alone(served: Served) -> None:
    document = requests.get(f"{served.address}/api/openapi.json", timeout=10).json()
    told = {(method.upper(), path): one for path, at in document["paths"].items() for method, one in at.items()}
    rules = [rule for rule in served.app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    routes = {
        (method, re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    client, tokens = served.app.test_client(), {scope: served.token(scope) for scope in SCOPES}

    assert routes == set(told) | {("GET", "/api/openapi.json"), ("POST", "/api/hooks/wordpress")}
    for (method, path), one in told.items():
        address = re.sub(r"\{\w+\}", "1", path)
        needed = set(re.findall(r"`([a-z]+:[a-z]+)`", one["description"].rpartition("Opened by")[2]))
        opened = {
            scope
            for scope, token in tokens.items()
            if client.open(address, method=method, headers={"Authorization": f"Bearer {token}"}).status_code != 403
        }
        assert opened == (needed or set(SCOPES)), (method, path)
        assert client.open(address, method=method).status_code == 401


def test_publishing_a_build_takes_the_right_to_publish(served: Served) -> None:
    writer = served.program("manuscripts:write")
    id = writer.ask("open_manuscript", 201, body=ARTICLE)["id"]

    refused = writer.ask("build_manuscript", 403, id=id, body={"publish": True})

    assert refused["error"] == "this token is not good for that: it lacks episodes:write"


def test_what_is_published_is_corrected_only_by_who_may_publish(program: Program, served: Served) -> None:
    id = program.ask("open_manuscript", 201, body=ARTICLE)["id"]
    guid = program.built(program.ask("build_manuscript", 202, id=id, body={"publish": True})["build"])["guid"]
    writer, sender = served.program("manuscripts:write"), served.program("articles:write")
    changed = {**ARTICLE, "html": STORY.replace("Rp32.500", "Rp23.500")}

    refused = [writer.ask("build_manuscript", 403, id=id, body={}), sender.ask("send_article", 403, body=changed)]

    assert {one["error"] for one in refused} == {
        f"{ARTICLE['title']!r} is published: correcting it takes the right to publish"
    }
    assert program.built(program.ask("send_article", 202, body=changed)["build"])["guid"] == guid
    assert program.ask("show_episode", key=guid)["revision"] == 2


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/tiada", 404),
        ("GET", "/api/", 404),
        ("PATCH", "/api/episodes", 405),
        ("TRACE", "/api/episodes", 405),
        ("GET", "/api/episodes/a/revisions/99999999999999999999", 404),
        ("GET", "/api/episodes/a/revisions/-1", 404),
    ],
)
def test_what_is_not_there_is_said_in_json(served: Served, method: str, path: str, status: int) -> None:
    answer = served.app.test_client().open(path, method=method)

    assert (answer.status_code, answer.content_type) == (status, "application/json")
    assert answer.json
    assert answer.json["error"]
    assert status != 405 or answer.headers["Allow"]


def test_a_long_recording_is_taken_and_another_long_body_is_refused_in_json(served: Served, program: Program) -> None:
    manuscript = program.ask("open_manuscript", 201, body=ARTICLE)
    line, long = manuscript["lines"][1], recording(60)
    token = {"Authorization": f"Bearer {served.token()}", "Content-Type": "application/json"}

    assert len(long) > 2_500_000
    recorded = program.ask("record_line", id=manuscript["id"], line=line["id"], body=long)
    refused = requests.post(f"{served.address}/api/manuscripts", data=b"1" * 3_000_000, headers=token, timeout=10)

    assert recorded["lines"][1]["recorded"]
    assert (refused.status_code, refused.headers["Content-Type"]) == (413, "application/json")
    assert "Too Large" in refused.json()["error"]


@pytest.mark.slow
def test_a_strangers_tool_finds_nothing_that_is_not_as_documented(served: Served, tmp_path: Path) -> None:
    config, tool = HERE / "schemathesis.toml", Path(sys.executable).with_name("st")
    told = [f"{served.address}/api/openapi.json", "-H", f"Authorization: Bearer {served.token()}", "--checks", "all"]
    limits = ["--max-examples", "8", "--phases", "coverage,fuzzing,stateful", "--suppress-health-check", "all"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.web.api.sound", "PYTHONPATH": str(HERE.parents[2])}

    done = subprocess.run(  # noqa: S603 - the tool beside this Python
        [str(tool), "--config-file", str(config), "run", *told, *limits, "--warnings", "off", "--no-color"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    seen = "\n".join(line[:300] for line in done.stdout.splitlines()[-80:])
    assert done.returncode == 0, seen + done.stderr[-2000:]
    assert re.search(r"Tested: (\d+)", seen), seen
