"""Every door for programs, with every token that is none: another's, an old one, one taken back, half of one."""

import re
from datetime import timedelta
from typing import Any

import pytest

from podme_audio.library.intake.tokens import SCOPES
from tests.attacks.desk import plainly
from tests.attacks.programs import DOORS, OTHERS
from tests.web.desk.house import hear_programs
from tests.web.desk.newsroom import Newsroom


@pytest.fixture
def room(newsroom: Newsroom) -> Newsroom:
    hear_programs(newsroom)
    return newsroom


def ask(room: Newsroom, door: tuple[str, str], query: str = "", **headers: str) -> Any:
    method, address = door
    where = re.sub("<[a-z]+>", "0", address) + query
    return room.app.test_client().open(where, method=method, json={"text": "a"}, headers=headers)


def test_each_door_has_a_row_and_each_row_a_door(room: Newsroom) -> None:
    rules = [rule for rule in room.app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    methods = {(method, plainly(rule.rule)) for rule in rules for method in rule.methods or ()}

    assert {door for door in methods if door[0] not in {"HEAD", "OPTIONS"}} == set(DOORS)


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_a_token_opens_the_doors_of_its_scope_alone(room: Newsroom, scope: str) -> None:
    _, token = room.library.intake.tokens.create("satu", [scope], now=room.clock.now)

    for door, asked in DOORS.items():
        if door not in OTHERS:
            answer = ask(room, door, Authorization=f"Bearer {token}")
            assert (answer.status_code == 403) == (not asked & {scope, "any"}), (door, scope)
            assert answer.status_code not in {401, 500}
            assert "Set-Cookie" not in answer.headers


def test_no_token_that_is_none_opens_anything(room: Newsroom) -> None:
    tokens, now = room.library.intake.tokens, room.clock.now
    _, good = tokens.create("baik", sorted(SCOPES), now=now)
    other, another = tokens.create("lain", sorted(SCOPES), now=now)
    gone, revoked = tokens.create("dicabut", sorted(SCOPES), now=now)
    tokens.revoke(gone.id, now=now)
    _, expired = tokens.create("lama", sorted(SCOPES), now=now - timedelta(days=9), expires=now - timedelta(days=8))
    _, _, secret = good.rpartition("_")
    mixed = f"{another.rpartition('_')[0]}_{secret}"

    for shown in (
        *(revoked, expired, mixed, good[:-1], good + "A", good.upper(), good.swapcase(), f" {good}x", ""),
        *("podme_", "podme__", "podme_' OR 1=1--", "podme_%", "podme_*_*", "x" * 9000, "é", "null", "undefined"),
    ):
        for door in DOORS.keys() - OTHERS:
            answer = ask(room, door, Authorization=f"Bearer {shown}".encode().decode("latin-1"))
            assert (answer.status_code, answer.is_json) == (401, True), (door, shown)

    assert other.id in {one.id for one in tokens.tokens()}
    assert room.library.ledger.builds() == ()


@pytest.mark.parametrize("scheme", ["Basic", "bearer:", "Token", "", "Bearer,Bearer", "Digest"])
def test_a_token_counts_behind_its_scheme_alone(room: Newsroom, scheme: str) -> None:
    _, token = room.library.intake.tokens.create("baik", sorted(SCOPES), now=room.clock.now)

    for door in DOORS.keys() - OTHERS:
        for answer in (
            ask(room, door, Authorization=f"{scheme} {token}".strip()),
            ask(room, door, Cookie=f"token={token}"),
            ask(room, door, query=f"?token={token}&access_token={token}"),
        ):
            assert answer.status_code == 401, door


def test_what_is_refused_is_told_the_same_whether_there_is_such_a_token_or_not(room: Newsroom) -> None:
    tokens, now = room.library.intake.tokens, room.clock.now
    gone, revoked = tokens.create("dicabut", ["articles:write"], now=now)
    tokens.revoke(gone.id, now=now)

    answers = [
        ask(room, ("POST", "/api/articles"), Authorization=f"Bearer {one}") for one in (revoked, "podme_aaaa_bbbb")
    ]

    assert answers[0].data == answers[1].data
    assert {name for name, _ in answers[0].headers} == {name for name, _ in answers[1].headers}
