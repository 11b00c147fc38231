"""A lost query code: given anew to who remembers, told to nobody else, locked after misses, unseen by the unit complained of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import CodeLocked, UnknownCase
from bot.cases.models import Case, CaseEvent
from bot.cases.services import Opened, walk
from bot.text.numbers import case_check_digit
from tests.cases.acting import START, later, open_one

PATH = "/desk/codes/"
UNKNOWN = "212345678" + case_check_digit("212345678")
RIGHT = {"day": "2026-11-23", "place": "东河镇"}


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lost(db: None) -> Opened:
    return open_one(kind="complaint", description="东河镇的路灯坏了", place="东河镇政府门口", contact="13912345678")


@pytest.fixture
def desk(guide: User) -> Client:
    client = Client()
    client.force_login(guide)
    return client


def code_in(answer: Any) -> str:
    found = re.search(r'新查询码</dt><dd class="big">(\d{6})<', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


@pytest.mark.parametrize(
    "facts",
    [
        {"day": "2026-11-23", "place": "东河镇"},
        {"day": "2026-11-23", "kind": "complaint"},
        {"phone_end": "5678", "word": "路灯"},
        {"place": "镇政府", "phone_end": "５６７８", "kind": "complaint"},
    ],
)
def test_two_facts_give_a_new_code_and_the_old_one_is_void(desk: Client, lost: Opened, facts: dict[str, str]) -> None:
    assert "路灯" not in desk.get(PATH).content.decode()
    answer = desk.post(PATH, {"number": lost.case.number, **facts})
    assert answer.status_code == 200
    new = code_in(answer)
    assert services.look_up(lost.case.number, new, now=START).pk == lost.case.pk
    if new != lost.code:
        with pytest.raises(UnknownCase):
            services.look_up(lost.case.number, lost.code, now=START)
    row = CaseEvent.objects.filter(case=lost.case).order_by("-seq").first()
    assert row is not None
    assert (row.action, row.actor) == ("reissue", "guide")
    assert "核对了" in row.why
    assert new not in row.why
    assert walk(Case.objects.get(pk=lost.case.pk))[1] is None
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "至少要填两样"),
        ({"day": "2026-11-23"}, "至少要填两样"),
        ({"kind": "complaint", "word": "路灯"}, "至少要有一样"),
        ({"day": "2026-11-24", "place": "东河镇"}, "还没有到"),
        ({"place": "东", "day": "2026-11-23"}, "至少写2个字"),
        ({"phone_end": "67", "day": "2026-11-23"}, "最后4位"),
        ({"number": "1234567890", **RIGHT}, "编号是10位数字"),
        ({"number": "", **RIGHT}, "留过的完整电话"),
    ],
)
def test_too_little_is_not_tried_and_nothing_typed_is_lost(
    desk: Client, lost: Opened, facts: dict[str, str], field: str
) -> None:
    answer = desk.post(PATH, {"number": lost.case.number, **facts})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert field in page
    assert all(f'value="{value}"' in page for name, value in facts.items() if name != "kind" and value)
    services.look_up(lost.case.number, lost.code, now=START)


def test_one_wrong_fact_spoils_it_and_is_not_named(desk: Client, lost: Opened) -> None:
    pages = [
        desk.post(PATH, {"number": lost.case.number, **RIGHT, **wrong})
        for wrong in ({"place": "西河镇"}, {"day": "2026-11-20"}, {"phone_end": "0000"})
    ]
    summaries = {re.search(r'<div class="summary".*?</div>', page.content.decode(), re.S)[0] for page in pages}  # type: ignore[index]
    assert [page.status_code for page in pages] == [404] * 3
    assert len(summaries) == 1
    assert "对不上" in summaries.pop()


def test_five_misses_lock_the_number_whether_it_exists_or_not(
    desk: Client, lost: Opened, monday: time_machine.Coordinates
) -> None:
    for number in (lost.case.number, UNKNOWN):
        for _ in range(5):
            assert desk.post(PATH, {"number": number, **RIGHT, "place": "西河镇"}).status_code == 404
        assert desk.post(PATH, {"number": number, **RIGHT}).status_code == 429
    services.look_up(lost.case.number, lost.code, now=START)  # who has the code is not kept out
    monday.move_to(later(minutes=15, seconds=1))
    assert desk.post(PATH, {"number": lost.case.number, **RIGHT}).status_code == 200


def test_who_guesses_at_many_numbers_is_locked_too(guide: User, lost: Opened) -> None:
    for tail in range(15):
        with pytest.raises(UnknownCase):
            services.reissue(
                guide,
                services.Remembered(phone=f"1391234{tail:04d}", day=START.date(), kind="help", place="东河"),
                now=START,
            )
    with pytest.raises(CodeLocked):
        services.reissue(
            guide, services.Remembered(number=lost.case.number, day=START.date(), place="东河镇"), now=START
        )


def test_the_locked_one_gets_in_with_the_new_code(desk: Client, lost: Opened) -> None:
    for _ in range(5):
        with pytest.raises(UnknownCase):
            services.look_up(lost.case.number, "x", now=START)
    new = code_in(desk.post(PATH, {"number": lost.case.number, **RIGHT}))
    assert services.look_up(lost.case.number, new, now=START)


def test_found_by_phone_and_day_it_takes_two_more(desk: Client, lost: Opened) -> None:
    by_phone = {"number": "", "phone": "139-1234-5678", "day": "2026-11-23"}
    assert desk.post(PATH, {**by_phone, "place": "东河镇"}).status_code == 422
    assert lost.case.number in desk.post(PATH, {**by_phone, "place": "东河镇", "word": "路灯"}).content.decode()
    open_one(kind="complaint", description="东河镇的路灯坏了", place="东河镇政府门口", contact="13912345678")
    assert "有几件都对得上" in desk.post(PATH, {**by_phone, "place": "东河镇", "word": "路灯"}).content.decode()


def test_the_unit_complained_of_can_not_even_learn_that_it_exists(
    lost: Opened, supervisor: User, personas: dict[str, User]
) -> None:
    services.name_unit(lost.case, Actor.staff(supervisor), department="approval", now=START)
    client = Client()
    for name in ("guide", "duty_lead"):  # both belong to the department
        client.force_login(personas[name])
        known = client.post(PATH, {"number": lost.case.number, **RIGHT})
        unknown = client.post(PATH, {"number": UNKNOWN, **RIGHT})
        assert known.status_code == unknown.status_code == 404
    services.look_up(lost.case.number, lost.code, now=START)


@pytest.mark.parametrize(
    "name", ["clerk", "dispatcher", "supervisor", "area_worker", "manager", "editor", "administrator"]
)
def test_nobody_else_reissues(personas: dict[str, User], lost: Opened, name: str) -> None:
    client = Client()
    client.force_login(personas[name])
    assert client.post(PATH, {"number": lost.case.number, **RIGHT}).status_code == 403
