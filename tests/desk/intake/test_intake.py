"""Requests that staff put in: the words first, what they become, number and code once, and nothing lost on a mistake."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from bot.cases import services
from bot.cases.lifecycle import State
from bot.cases.models import Case, CaseEvent
from tests.cases.acting import START
from tests.web_personas import PERSONAS

PAGE, SOLVED, PAPER, PROPOSAL = "/desk/intake/", "/desk/intake/solved/", "/desk/intake/paper/", "/desk/intake/proposal/"
OPENS = {"guide", "clerk", "other_clerk", "duty_lead", "area_worker"}
SOLVES = {"guide", "clerk", "other_clerk"}
RECORDS = OPENS | {"dispatcher", "supervisor"}
LAMP = "东河镇人民路的路灯坏了三天，晚上看不见"


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(START, tick=False):
        yield


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(**changes: str) -> dict[str, str]:
    return {"description": LAMP, "manner": "counter", "token": "t" * 32} | changes


def paper(**changes: str) -> dict[str, str]:
    given = {"paper": "A-17", "received_at": "2026-11-20T15:30", "why": "停电时用纸登记的", "state": "submitted"}
    return form(**given) | changes


def text_of(response: Any) -> str:
    words: str = response.content.decode()
    return words


def numbers_in(page: str) -> list[str]:
    return re.findall(r'class="big">(\d+)<', page)


@pytest.mark.parametrize("path", [PAGE, SOLVED, PAPER, PROPOSAL])
def test_a_stranger_is_sent_to_the_login(stranger: Client, path: str) -> None:
    response = stranger.post(path, form(answer="已经说清楚了"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/desk/login/")
    assert not Case.objects.exists()


def test_each_role_may_what_its_row_says(personas: dict[str, User]) -> None:
    for name in PERSONAS:
        client = desk_of(personas[name])
        for path, able, data in (
            (PAGE, OPENS, form(token=name)),
            (SOLVED, SOLVES, form(token=name, answer="已经说清楚了")),
            (PAPER, RECORDS, paper(token=name)),
        ):
            before = Case.objects.count()
            assert client.get(path).status_code == (200 if name in able else 403), (name, path)
            assert client.post(path, data).status_code == (200 if name in able else 403), (name, path)
            assert Case.objects.count() == before + (name in able), (name, path)


def test_the_words_fill_the_rest_and_the_code_opens_it(guide: User) -> None:
    page = text_of(desk_of(guide).post(PAGE, form(place="东河镇人民路", contact="13912345678", way_back="message")))
    number, code = numbers_in(page)
    case = services.look_up(number, code, now=START)
    assert (case.kind, case.subject) == ("complaint", "public_facilities")
    assert (case.origin, case.channel) == ("counter", "counter")
    assert (case.way_back, case.recorded_by, case.first_receiver) == ("message", guide, "guide_desk")
    assert case.contact is not None
    assert case.expected_at > START
    assert "13912345678" not in page


def test_a_call_is_noted_as_one(duty_lead: User) -> None:
    desk_of(duty_lead).post(PAGE, form(manner="note"))
    case = Case.objects.get()
    assert (case.origin, case.channel) == ("note", "phone")


def test_what_was_chosen_counts_more_than_the_words(guide: User) -> None:
    desk_of(guide).post(PAGE, form(kind="suggestion", subject="road_traffic", post="clerk_tax", urgent="yes"))
    case = Case.objects.get()
    assert (case.kind, case.subject, case.post, case.urgent) == ("suggestion", "road_traffic", "clerk_tax", True)
    assert case.state == State.ASSIGNED
    assert "登记时由guide选定" in CaseEvent.objects.get(case=case, seq=2).why
    assert services.verify_all().broken is None


def test_a_limit_of_its_own_needs_its_rule(guide: User) -> None:
    client = desk_of(guide)
    refused = client.post(PAGE, form(limit_days="10"))
    assert refused.status_code == 422
    assert "请写按哪条规定" in text_of(refused)
    client.post(PAGE, form(limit_days="10", limit_basis="示例办法第5条"))
    case = Case.objects.get()
    assert (case.expected_at.date().isoformat(), case.limit_basis) == ("2026-12-07", "示例办法第5条")


def test_looking_first_stores_nothing_and_keeps_what_was_typed(guide: User) -> None:
    client = desk_of(guide)
    page = text_of(client.post(PAGE, form(preview="1", contact="0451-88888888")))
    assert "会登记成" in page
    assert "公共设施" in page
    assert LAMP in page
    assert "0451-88888888" in page
    piece = text_of(client.post(PROPOSAL, form(form="intake", kind="report")))
    assert "会登记成：<strong>举报</strong>" in piece
    assert '<option value="report" selected>' in piece
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"description": " "}, "请写群众说了什么事"),
        ({"contact": "12"}, "这个电话好像不全"),
        ({"contact": "13912345678", "anonymous": "on"}, "选了匿名就不留电话"),
        ({"way_back": "call"}, "选了电话或短信答复"),
        ({"item": "没有这样的事项呀"}, "没有找到这个事项"),
        ({"against_department": "tax", "kind": "help"}, "类型要选投诉或举报"),
        ({"kind": "nonsense"}, "请从列表里选"),
    ],
)
def test_a_mistake_is_said_twice_and_loses_nothing(guide: User, wrong: dict[str, str], words: str) -> None:
    response = desk_of(guide).post(PAGE, form(place="人民路口") | wrong)
    page = text_of(response)
    assert response.status_code == 422
    assert page.count(words) >= 2, "in the summary and at the field"
    assert "人民路口" in page
    assert not Case.objects.exists()


def test_pressing_twice_opens_one(guide: User) -> None:
    client = desk_of(guide)
    first, again = client.post(PAGE, form()), client.post(PAGE, form())
    assert numbers_in(text_of(first)) == numbers_in(text_of(again))
    assert Case.objects.count() == 1
    other = client.post(PAGE, form(description="另外一件：公交站没有座位"))
    assert other.status_code == 409
    assert "已经登记过了" in text_of(other)
    assert Case.objects.count() == 1


def test_one_persons_page_never_shows_anothers_code(guide: User, clerk: User) -> None:
    first = numbers_in(text_of(desk_of(guide).post(PAGE, form())))
    second = numbers_in(text_of(desk_of(clerk).post(PAGE, form())))
    assert first != second
    assert Case.objects.count() == 2


def test_in_danger_the_number_comes_before_the_request(guide: User) -> None:
    client, words = desk_of(guide), "楼下着火了，烟很大，有人还在里面"
    stopped = client.post(PAGE, form(description=words))
    assert "119" in text_of(stopped)
    assert not Case.objects.exists()
    found = re.search(r'name="warned" value="(\w+)"', text_of(stopped))
    assert found
    done = client.post(PAGE, form(description=words, warned=found[1]))
    assert numbers_in(text_of(done))
    assert "119" in text_of(done)


def test_a_complaint_about_the_own_department_leaves_the_clerks_sight(clerk: User, supervisor: User) -> None:
    page = text_of(desk_of(clerk).post(PAGE, form(description="2号窗口的人态度不好，骂人", kind="complaint")))
    case = Case.objects.get()
    assert (case.about_unit, case.post) == (True, "supervisor")
    assert "这一页关掉以后您看不到它" in page
    assert f"/desk/cases/{case.number}/sheet/" not in page
    assert desk_of(clerk).get(f"/desk/cases/{case.number}/sheet/").status_code == 404
    assert services.visible_to(supervisor).filter(pk=case.pk).exists()


def test_a_named_clerk_is_complained_of_by_choice(guide: User, other_clerk: User) -> None:
    desk_of(guide).post(
        PAGE, form(description="办事的人收了我的东西", kind="report", against_person=str(other_clerk.pk))
    )
    case = Case.objects.get()
    assert case.against.filter(unit="person", key=str(other_clerk.pk)).exists()
    assert not services.visible_to(other_clerk).exists()


def test_a_post_can_not_be_chosen_for_what_is_the_supervisors(guide: User) -> None:
    desk_of(guide).post(PAGE, form(description="2号窗口的人骂人", kind="complaint", post="clerk_hukou"))
    assert Case.objects.get().post == "supervisor"


def test_solved_on_the_spot_is_three_fields(clerk: User) -> None:
    client = desk_of(clerk)
    shown = text_of(client.get(SOLVED))
    visible = re.findall(r'<(?:textarea|select|input type="(?:text|radio)")[^>]* name="(\w+)"', shown)
    assert visible == ["description", "answer", "kind"]
    page = text_of(
        client.post(SOLVED, {"description": "身份证补办要带什么", "answer": "带户口本，40元", "token": "a" * 20})
    )
    case = Case.objects.get()
    assert (case.state, case.answer, case.kind, case.post) == (
        State.RESOLVED,
        "带户口本，40元",
        "consult",
        "clerk_hukou",
    )
    assert numbers_in(page)[0] == case.number


def test_a_complaint_about_a_window_is_not_solved_on_the_spot(clerk: User) -> None:
    response = desk_of(clerk).post(SOLVED, form(description="我要投诉2号窗口", kind="complaint", answer="已经道歉了"))
    assert response.status_code == 422
    assert "由督查办" in text_of(response)
    assert not Case.objects.exists()


def test_paper_counts_from_when_it_was_received(clerk: User) -> None:
    desk_of(clerk).post(PAPER, paper(state="closed", answer="已经上门修好", kind="help"))
    case = Case.objects.get()
    assert (case.state, case.paper_number, case.answer) == (State.CLOSED, "A-17", "已经上门修好")
    assert case.received_at.isoformat() == "2026-11-20T07:30:00+00:00"
    assert case.expected_at.date().isoformat() == "2026-11-25"


def test_paper_says_what_is_missing(clerk: User) -> None:
    for wrong, words in (
        ({"received_at": "2026-11-24T08:00"}, "收到时间要早于现在"),
        ({"why": "忘"}, "请写明原因"),
        ({"state": "closed"}, "请写明给群众的答复"),
        ({"paper": ""}, "请填纸质单的编号"),
    ):
        response = desk_of(clerk).post(PAPER, paper(**wrong))
        assert response.status_code == 422, words
        assert words in text_of(response)
    assert not Case.objects.exists()


def test_numbers_in_the_words_are_hidden(guide: User) -> None:
    desk_of(guide).post(PAGE, form(description="我叫老王，电话13912345678，路灯坏了"))
    assert "13912345678" not in Case.objects.get().description
