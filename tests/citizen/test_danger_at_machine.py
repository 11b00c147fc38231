"""Danger in a form that is sent from a registered machine brings somebody to that machine; elsewhere nobody is rung."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from bot.cases import vault
from bot.cases.lifecycle import State
from bot.cases.models import Case
from bot.devices.services import add, register
from bot.talks import services as talks
from bot.talks.models import Talk
from tests.cases.acting import START, standing
from tests.web_personas import Citizen, problem_of

CODE = "246810"
FIRE = "现在着火了，楼道里全是烟，老人困在里面"
RANG = ("emergency", "kiosk", "k3", "fire", "", None, None)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def token(duty_lead: User) -> str:
    """What the registered machine k3 proves itself with."""
    _, code = add(duty_lead, number="k3", name="3号一体机", zone="", spot="东门", now=START)
    return register(code, now=START)[1]


@pytest.fixture
def case(clerk: User) -> Case:
    case = standing(State.IN_PROGRESS, clerk)
    Case.objects.filter(pk=case.pk).update(code_digest=vault.digest("code", case.number, CODE))
    return case


def send(citizen: Citizen, path: str, body: dict[str, Any], *, token: str = "", key: str = "") -> Any:
    more = {name: said for name, said in (("X-Device-Token", token), ("Idempotency-Key", key)) if said}
    return citizen.client.post(
        f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=more or None
    )


def add_words(
    citizen: Citizen, case: Case, words: str = FIRE, *, code: str = CODE, token: str = "", key: str = ""
) -> Any:
    return send(citizen, f"/cases/{case.number}/supplement", {"code": code, "words": words}, token=token, key=key)


def rung() -> list[tuple[Any, ...]]:
    rows = Talk.objects.order_by("pk")
    return [(one.kind, one.channel, one.kiosk, one.danger, one.about, one.conversation, one.case) for one in rows]


def test_the_desk_is_told_which_machine_and_what_danger_and_nothing_else(
    citizen: Citizen, case: Case, token: str, guide: User
) -> None:
    told = add_words(citizen, case, token=token)
    assert "119" in told.json()["emergency_text"]
    assert rung() == [RANG]
    (ring,) = talks.ringing_for(guide, timezone.now())
    citizen.client.force_login(guide)
    page = citizen.client.get("/desk/talks/").content.decode()
    assert "3号一体机" in page
    assert case.number not in page
    assert "老人困在里面" not in page
    talks.answer(ring, guide, timezone.now())
    talks.arrive(ring, guide, timezone.now())


def test_it_rings_while_the_guide_pauses(citizen: Citizen, case: Case, token: str, guide: User) -> None:
    talks.pause(guide, now=timezone.now())
    add_words(citizen, case, token=token)
    assert [one.kiosk for one in talks.ringing_for(guide, timezone.now())] == ["k3"]


def test_once_for_a_key_also_when_somebody_has_come_meanwhile(
    citizen: Citizen, case: Case, token: str, guide: User
) -> None:
    first = add_words(citizen, case, token=token, key="12345678")
    (ring,) = talks.ringing_for(guide, timezone.now())
    talks.answer(ring, guide, timezone.now())
    talks.arrive(ring, guide, timezone.now())
    again = add_words(citizen, case, token=token, key="12345678")
    assert again.json() == first.json()
    assert len(rung()) == 1


def test_once_while_it_rings_there(citizen: Citizen, case: Case, token: str, guide: User) -> None:
    for key in ("12345678", "87654321", ""):
        add_words(citizen, case, token=token, key=key)
    assert rung() == [RANG]
    (ring,) = talks.ringing_for(guide, timezone.now())
    talks.answer(ring, guide, timezone.now())
    add_words(citizen, case, token=token)
    assert len(rung()) == 2, "who is on the way may be so for somebody else"


def test_somebody_comes_also_where_the_words_cannot_be_added(citizen: Citizen, case: Case, token: str) -> None:
    Case.objects.filter(pk=case.pk).update(state=State.WITHDRAWN)
    problem_of(add_words(citizen, case, token=token, key="12345678"), 409)
    assert rung() == [RANG]


@pytest.mark.parametrize("wrong", ["", "x", "made up"])
def test_elsewhere_only_the_number_to_call_is_shown(citizen: Citizen, case: Case, token: str, wrong: str) -> None:
    assert "119" in add_words(citizen, case, token=wrong).json()["emergency_text"]
    assert rung() == []


def test_ordinary_words_ring_nobody(citizen: Citizen, case: Case, token: str) -> None:
    assert add_words(citizen, case, "消防通道还是堵着", token=token).status_code == 200
    assert rung() == []


def test_a_new_request_with_danger_rings_the_same(citizen: Citizen, token: str) -> None:
    form = {"kind": "help", "description": FIRE, "channel": "kiosk"}
    for _ in range(2):
        assert send(citizen, "/cases", form, token=token, key="12345678").status_code == 201
    assert rung() == [RANG]
    assert Case.objects.count() == 1
    assert send(citizen, "/cases", form, key="87654321").status_code == 201
    assert rung() == [RANG], "a page that is not a machine's"


@pytest.mark.parametrize(
    ("path", "state", "body"),
    [
        ("withdraw", State.IN_PROGRESS, {"why": FIRE}),
        ("reopen", State.RESOLVED, {"why": "没有修好", "facts": FIRE}),
        ("evaluation", State.RESOLVED, {"contacted": True, "solved": "no", "satisfied": 1, "words": FIRE}),
    ],
)
def test_so_do_the_other_forms_about_a_request(
    citizen: Citizen, clerk: User, token: str, path: str, state: State, body: dict[str, Any]
) -> None:
    case = standing(state, clerk)
    Case.objects.filter(pk=case.pk).update(code_digest=vault.digest("code", case.number, CODE))
    answer = send(citizen, f"/cases/{case.number}/{path}", {"code": CODE, **body}, token=token)
    assert answer.status_code == 200, answer.content.decode()
    assert "119" in answer.json()["emergency_text"]
    assert Talk.objects.get().danger == "fire"
