"""The page of one request: every step has its form, only permitted ones are offered, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.lifecycle import ACTIONS, CITIZEN, SYSTEM, State
from bot.cases.models import Case, Extension
from bot.cases.services.steps import permitted
from bot.desk.cases.actions import ELSEWHERE, STEPS, offered
from bot.staff.models import Holder
from tests.cases.acting import START, later, open_one, put, standing
from tests.web_personas import PERSONAS

WHY = "这是写明的原因"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(case: Case, user: User, query: str = "") -> str:
    answer = client_of(user).get(f"/desk/cases/{case.number}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def do(case: Case, user: User, code: str, **given: Any) -> Any:
    return client_of(user).post(f"/desk/cases/{case.number}/do/{code}/", given)


def test_every_action_of_staff_has_a_form_or_a_page() -> None:
    theirs = {code for code, line in ACTIONS.items() if set(line.by) - {CITIZEN, SYSTEM}}
    assert theirs == set(STEPS) | set(ELSEWHERE)
    assert not set(STEPS) & set(ELSEWHERE)
    for name in ELSEWHERE.values():
        assert reverse(name, args=[2000000000] if name.startswith("desk:case") else [])


Line = tuple[str, str, dict[str, Any], str]
DONE: dict[str, Line] = {
    "claim": (State.ASSIGNED, "clerk", {}, State.IN_PROGRESS),
    "return": (State.IN_PROGRESS, "clerk", {"why": WHY, "proposed": "clerk_hr"}, State.RETURNED),
    "assign": (State.SUBMITTED, "dispatcher", {"post": "clerk_hr", "why": ""}, State.ASSIGNED),
    "contact": (State.IN_PROGRESS, "clerk", {"way": "call", "reached": "no"}, ""),
    "ask": (State.IN_PROGRESS, "clerk", {"missing": "请补充门牌号"}, State.WAITING_CITIZEN),
    "ask_extension": (State.IN_PROGRESS, "clerk", {"days": "2", "why": WHY}, ""),
    "list_points": (State.IN_PROGRESS, "clerk", {"points": "灯不亮\n没有人管"}, ""),
    "resolve": (State.IN_PROGRESS, "clerk", {"answer": "已经修好了"}, State.RESOLVED),
    "solve_on_spot": (State.ASSIGNED, "clerk", {"answer": "当面说清楚了"}, State.RESOLVED),
    "note": (State.IN_PROGRESS, "clerk", {"words": "下午再看"}, ""),
    "add_helper": (State.IN_PROGRESS, "clerk", {"post": "clerk_tax"}, ""),
    "drop_helper": (State.IN_PROGRESS, "clerk", {"post": "clerk_hr"}, ""),
    "sort": (State.IN_PROGRESS, "clerk", {"kind": "consult", "subject": ""}, ""),
    "set_urgent": (State.IN_PROGRESS, "clerk", {"why": WHY}, ""),
    "name_unit": (State.IN_PROGRESS, "supervisor", {"department": "tax"}, State.ASSIGNED),
    "transfer": (State.IN_PROGRESS, "dispatcher", {"body": "供电公司", "telephone": "95598", "number": "无"},
                 State.TRANSFERRED),
    "follow_up": (State.TRANSFERRED, "guide", {"words": "对方已经派人"}, ""),
    "reject": (State.IN_PROGRESS, "dispatcher", {"reason": "litigation", "way": "请到县法院立案庭"}, State.REJECTED),
    "terminate": (State.IN_PROGRESS, "dispatcher", {"reason": "gone", "why": WHY}, State.TERMINATED),
    "split": (State.DUPLICATE, "dispatcher", {}, State.SUBMITTED),
    "call_back": (State.RESOLVED, "supervisor", {"reached": "yes", "contacted": "yes", "solved": "yes", "satisfied": "5"},
                  State.CLOSED),
}  # fmt: skip
"""Action → the state, who does it, what is typed, the state after; those that need more have a test of their own."""


@pytest.mark.parametrize("code", DONE)
def test_a_step_is_offered_and_done(code: str, personas: dict[str, User]) -> None:
    state, who, given, after = DONE[code]
    case, user = standing(state, personas["clerk"]), personas[who]
    assert f'action="/desk/cases/{case.number}/do/{code}/"' in page_of(case, user)
    before = case.events.count()
    assert do(case, user, code, **given).status_code == 302
    case.refresh_from_db()
    assert case.events.filter(seq__gt=before, action=code, actor=who).exists()
    assert case.state == (after or state)


def test_the_steps_that_need_something_before_are_done(personas: dict[str, User]) -> None:
    clerk, supervisor = personas["clerk"], personas["supervisor"]
    case = standing(State.IN_PROGRESS, clerk)
    services.ask_extension(case, Actor.staff(clerk), days=2, why=WHY, now=START)
    assert "下一步：决定同不同意延期" in page_of(case, supervisor)
    assert do(case, supervisor, "refuse_extension", why=WHY).status_code == 302
    services.ask_extension(case, Actor.staff(clerk), days=2, why=WHY, now=START)
    assert do(case, supervisor, "extend").status_code == 302
    assert list(Extension.objects.values_list("granted", flat=True)) == [False, True]
    for code, state in (("refuse_reopen", State.CLOSED), ("grant_reopen", State.REOPENED)):
        asked = put(standing(State.RESOLVED, clerk), State.RESOLVED, reopens=1, reopen_asked_at=START)
        assert do(asked, supervisor, code, why=WHY).status_code == 302
        asked.refresh_from_db()
        assert asked.state == state
    found = put(standing(State.RESOLVED, clerk), State.RESOLVED, self_found=True)
    assert do(found, supervisor, "accept", proof="到现场看过了", rule="没有改规定").status_code == 302
    named = standing(State.IN_PROGRESS, clerk)
    services.name_unit(named, Actor.staff(supervisor), department="tax", now=START)
    assert do(named, supervisor, "clear_unit", why=WHY).status_code == 302
    main, other = standing(State.IN_PROGRESS, clerk), standing(State.IN_PROGRESS, clerk)
    assert do(other, clerk, "merge", into=f" {main.number} ").status_code == 302
    other.refresh_from_db()
    assert (other.state, other.merged_into) == (State.DUPLICATE, main)
    assert main.number in page_of(other, clerk)


def test_all_steps_are_tried_above() -> None:
    rest = {"extend", "refuse_extension", "grant_reopen", "refuse_reopen", "accept", "clear_unit", "merge"}
    assert set(DONE) | rest == set(STEPS)


@pytest.mark.parametrize("state", State)
def test_only_what_the_table_permits_is_offered(state: str, personas: dict[str, User]) -> None:
    case = standing(state, personas["clerk"])
    for name, user in personas.items():
        allowed = set(permitted(case, Actor.staff(user)))
        assert {step.code for step in offered(case, user, START)} <= allowed, name


@pytest.mark.parametrize("name", PERSONAS)
def test_a_step_of_others_is_refused_and_writes_nothing(name: str, personas: dict[str, User]) -> None:
    case, user = standing(State.IN_PROGRESS, personas["clerk"]), personas[name]
    before, typed = case.events.count(), {"answer": "已经修好了", "why": WHY, "post": "clerk_tax", "words": "下午再看"}
    for code in ("resolve", "note", "assign"):
        if code not in permitted(case, Actor.staff(user)):
            answer = do(case, user, code, **typed)
            assert answer.status_code in (403, 404, 409), code
    assert case.events.count() == before


def test_nothing_typed_is_lost_and_faults_stand_beside_the_field(clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    services.list_points(case, Actor.staff(clerk), points=["灯不亮", "没有人管"], now=START)
    answer = do(case, clerk, "resolve", done1="yes", reply1="灯已经换了新的", reply2="", answer="已经换好了灯")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("第2点还没有答复，或没有写明不办的理由。") == 2  # above and beside
    assert "灯已经换了新的" in page
    assert "已经换好了灯" in page
    assert 'href="#resolve-reply2"' in page
    assert 'role="alert"' in page
    case.refresh_from_db()
    assert case.state == State.IN_PROGRESS
    full = {
        "done1": "yes",
        "reply1": "灯已经换了新的",
        "done2": "no",
        "reply2": "已经有人管了",
        "answer": "已经换好了灯",
    }
    assert do(case, clerk, "resolve", **full).status_code == 302
    assert list(case.points.values_list("reply", "refused")) == [("灯已经换了新的", False), ("已经有人管了", True)]


def test_an_answer_before_any_contact_says_what_to_do_first(clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk, contact="13912345678")
    assert "下一步：联系群众" in page_of(case, clerk)
    answer = do(case, clerk, "resolve", answer="已经换好了灯")
    assert answer.status_code == 409
    assert "请先联系一次" in answer.content.decode()
    assert "已经换好了灯" in answer.content.decode()


def test_of_two_who_claim_the_loser_reads_who_has_it(clerk: User) -> None:
    other = User.objects.create(username="second", first_name="孙窗口", is_staff=True)
    Holder.objects.create(user=other, post="clerk_hukou")
    case = standing(State.ASSIGNED, clerk)
    seen = case.last_seq
    assert do(case, other, "claim").status_code == 302
    late = do(case, clerk, "claim", seen=seen)
    page = late.content.decode()
    assert late.status_code == 409
    assert "已经由孙窗口接办" in page
    assert "您打开以后，有人做了这些" in page
    case.refresh_from_db()
    assert case.holder == other


def test_a_step_that_came_too_late_keeps_the_words(clerk: User, dispatcher: User) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    seen = case.last_seq
    services.terminate(case, Actor.staff(dispatcher), reason="gone", why="设备已经拆除", now=later(minutes=1))
    late = do(case, clerk, "resolve", answer="写了很久的答复", seen=seen)
    page = late.content.decode()
    assert late.status_code == 409
    assert "写了很久的答复" in page
    assert "设备已经拆除" in page


def test_a_manager_does_it_with_a_reason_only(manager: User, clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    assert "主管代办" in page_of(case, manager)
    assert "主管代办" not in page_of(case, clerk)
    assert do(case, manager, "note", words="我来看看").status_code == 403
    assert do(case, manager, "note", words="我来看看", override="短").status_code == 422
    assert do(case, clerk, "terminate", reason="gone", why=WHY, override="我来代办").status_code == 403
    assert do(case, manager, "note", words="我来看看", override="承办人请假").status_code == 302
    last = case.events.last()
    assert last is not None
    assert "承办人请假" in last.why


def test_no_personal_number_stands_on_the_page(clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk, contact="13912345678", description="请打⟦手机号1⟧找我女儿")
    page = page_of(case, clerk)
    assert "手机号已隐去" in page
    assert "⟦" not in page
    assert "5678" not in page


def test_a_request_of_others_is_not_there(other_clerk: User, clerk: User) -> None:
    case = open_one(kind="help", item="id_card_reissue").case
    client = client_of(other_clerk)
    for path in (f"/desk/cases/{case.number}/", "/desk/cases/2000000000/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert case.description not in answer.content.decode()
    assert do(case, other_clerk, "note", words="看看").status_code == 404
    assert case.events.count() == 1


def test_the_page_asks_the_database_little(clerk: User, django_assert_max_num_queries: Any) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    for _ in range(6):
        services.note(case, Actor.staff(clerk), words="下午再看", now=START)
        open_one(kind="help", item="id_card_reissue")
    client = client_of(clerk)
    client.get(f"/desk/cases/{case.number}/")
    with django_assert_max_num_queries(60):
        page = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert len(re.findall(r"<details", page)) > 8
