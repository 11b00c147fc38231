"""Requests by form, and their look-up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from bot.cases import vault
from bot.cases.models import Case, CodeMiss
from bot.text.numbers import is_case_number
from tests.web_personas import Citizen, problem_of

FORM = {"kind": "complaint", "description": "楼道灯坏了", "address": "东河镇一号楼", "consent": True}
BEIJING = ZoneInfo("Asia/Shanghai")


def test_a_form_gives_number_code_and_deadline(citizen: Citizen) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 10, 0, tzinfo=BEIJING), tick=False):
        response = citizen.post("/cases", {**FORM, "contact": "139-1234-5678", "item": "id_card_reissue"})
    assert response.status_code == 201, response.content.decode()
    body = response.json()
    assert is_case_number(body["number"])
    assert len(body["code"]) == 6
    assert body["code"].isdigit()
    assert body["state"] == "submitted"
    assert body["state_text"] == "已登记"
    assert body["requested_datetime"] == "2026-11-23T10:00:00+08:00"
    assert body["expected_datetime"].startswith("2026-11-30T")
    row = Case.objects.get()
    assert vault.unseal(row.contact) == "13912345678"
    assert body["code"] not in str(row.__dict__)
    assert row.item == "id_card_reissue"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "joke"}, "kind"),
        ({"kind": None}, "kind"),
        ({"description": "  "}, "description"),
        ({"description": ""}, "description"),
        ({"description": None}, "description"),
        ({"item": "nothing"}, "item"),
        ({"window": "999"}, "window"),
        ({"contact": "abc"}, "contact"),
        ({"contact": "13912345678 13800138000"}, "contact"),
        ({"contact": "11010519491231002X"}, "contact"),
        ({"contact": "13912345678", "anonymous": True}, "contact"),
        ({"contact": "13912345678", "consent": False}, "consent"),
        ({"address": "长" * 501}, "address"),
        ({"channel": "fax"}, "channel"),
    ],
)
def test_a_form_that_does_not_fit(citizen: Citizen, change: dict[str, Any], field: str) -> None:
    assert field in problem_of(citizen.post("/cases", {**FORM, **change}), 422)["errors"]
    assert Case.objects.count() == 0


def test_a_description_of_four_thousand_is_kept_whole(citizen: Citizen) -> None:
    assert citizen.post("/cases", {**FORM, "description": "路" * 4000}).status_code == 201
    assert Case.objects.get().description == "路" * 4000
    problem_of(citizen.post("/cases", {**FORM, "description": "路" * 4001}), 413)


def test_numbers_in_the_words_are_masked(citizen: Citizen) -> None:
    citizen.post("/cases", {**FORM, "description": "他电话13912345678", "address": "找13800138000"})
    row = Case.objects.get()
    assert row.description == "他电话⟦手机号1⟧"
    assert "138" not in row.place


def test_anonymous_needs_nothing(citizen: Citizen) -> None:
    body = citizen.post("/cases", {"kind": "report", "description": "有人倒垃圾", "anonymous": True}).json()
    assert body["number"]
    row = Case.objects.get()
    assert row.anonymous
    assert row.contact is None


def test_look_up_needs_the_code(citizen: Citizen) -> None:
    body = citizen.post("/cases", FORM).json()
    found = citizen.get(f"/cases/{body['number']}?code={body['code']}").json()
    assert {name: found[name] for name in body} == {**body, "code": None}
    problem_of(citizen.get(f"/cases/{body['number']}"), 422)
    wrong = problem_of(citizen.get(f"/cases/{body['number']}?code={_other(body['code'])}"), 404)
    unknown = problem_of(citizen.get("/cases/2000000002?code=123456"), 404)
    odd = problem_of(citizen.get("/cases/abc?code=123456"), 404)
    assert wrong == unknown == odd


def _other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_five_misses_lock_for_fifteen_minutes_even_the_right_code(citizen: Citizen) -> None:
    start = datetime(2026, 11, 23, 10, 0, tzinfo=BEIJING)
    with time_machine.travel(start, tick=False) as traveller:
        body = citizen.post("/cases", FORM).json()
        right, wrong = (
            f"/cases/{body['number']}?code={body['code']}",
            f"/cases/{body['number']}?code={_other(body['code'])}",
        )
        for _ in range(4):
            problem_of(citizen.get(wrong), 404)
        assert citizen.get(right).status_code == 200  # and the count begins anew
        for _ in range(5):
            problem_of(citizen.get(wrong), 404)
        response = citizen.get(right)
        problem_of(response, 429)
        assert response.headers["Retry-After"] == "900"
        traveller.move_to(start + timedelta(minutes=14, seconds=59))
        problem_of(citizen.get(right), 429)
        traveller.move_to(start + timedelta(minutes=15, seconds=1))
        assert citizen.get(right).status_code == 200


def test_a_number_that_does_not_exist_locks_in_the_same_way(citizen: Citizen) -> None:
    from bot.text.numbers import case_check_digit

    number = "212345678" + case_check_digit("212345678")
    for _ in range(5):
        problem_of(citizen.get(f"/cases/{number}?code=123456"), 404)
    problem_of(citizen.get(f"/cases/{number}?code=123456"), 429)
    assert CodeMiss.objects.count() == 1


def test_wide_digits_are_understood(citizen: Citizen) -> None:
    body = citizen.post("/cases", FORM).json()
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    assert (
        citizen.get(f"/cases/{body['number'].translate(wide)}?code={body['code'].translate(wide)}").status_code == 200
    )


def test_what_the_person_did_not_choose_is_proposed_from_the_words(citizen: Citizen) -> None:
    body = citizen.post("/cases", FORM).json()
    row = Case.objects.get()
    assert row.subject == "property_heating"
    assert row.post == "liaison_heating"
    assert body["subject"] == {"code": "property_heating", "name": "物业供热"}
    assert body["holder"].startswith("物业供热诉求岗")


def test_the_persons_own_subject_wins(citizen: Citizen) -> None:
    body = citizen.post("/cases", {**FORM, "subject": "education"}).json()
    assert body["subject"]["code"] == Case.objects.get().subject == "education"


def test_no_heat_is_an_urgent_request(citizen: Citizen) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 10, 0, tzinfo=BEIJING), tick=False):
        body = citizen.post("/cases", {**FORM, "description": "家里停暖一天一夜了，老人冷得受不了，快派人来"}).json()
    assert Case.objects.get().urgent
    assert body["expected_datetime"].startswith("2026-11-23T")


@pytest.mark.parametrize(
    ("change", "way"),
    [
        ({}, "window"),
        ({"contact": "13912345678"}, "call"),
        ({"contact": "13912345678", "way_back": "message"}, "message"),
        ({"way_back": "village"}, "village"),
        ({"way_back": "window", "anonymous": True}, "window"),
        ({"kind": "help", "way_back": "window", "anonymous": True}, "window"),
    ],
)
def test_four_ways_back(citizen: Citizen, change: dict[str, Any], way: str) -> None:
    assert citizen.post("/cases", {**FORM, **change}).status_code == 201
    assert Case.objects.get().way_back == way


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"way_back": "pigeon"}, "way_back"),
        ({"way_back": "call"}, "contact"),
        ({"way_back": "message"}, "contact"),
        ({"way_back": "village", "address": " "}, "address"),
        ({"way_back": "village", "anonymous": True}, "way_back"),
        ({"kind": "help", "anonymous": True}, "anonymous"),
        ({"subject": "moon"}, "subject"),
        ({"photos": ["a", "b", "c", "d"]}, "photos"),
        ({"photos": ["nothing"]}, "photos"),
        ({"photos": "nothing"}, "photos"),
    ],
)
def test_a_way_back_that_leads_nowhere(citizen: Citizen, change: dict[str, Any], field: str) -> None:
    assert field in problem_of(citizen.post("/cases", {**FORM, **change}), 422)["errors"]
    assert Case.objects.count() == 0
