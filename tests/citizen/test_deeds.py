"""In the talk: under the status of a request stand the evaluation, the supplement and the withdrawal, with and without the assistant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import time_machine
from django.contrib.auth.models import User

from bot.cases.lifecycle import State
from bot.cases.models import Case, CaseEvent, Evaluation
from bot.talks.models import Talk
from tests.cases.acting import START, put
from tests.web_personas import Citizen, FakeAssistant, problem_of


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture(params=["assistant", "simple mode"])
def at(request: pytest.FixtureRequest, citizen: Citizen, assistant: FakeAssistant) -> Citizen:
    if request.param == "simple mode":
        assistant.answer = lambda _: httpx.Response(500)
    citizen.open()
    return citizen


def opened() -> tuple[Case, str]:
    """A request that this talk did not open."""
    body = Citizen().post("/cases", {"kind": "complaint", "description": "路灯坏了"}).json()
    return Case.objects.get(number=body["number"]), body["code"]


def labels(messages: list[dict[str, Any]]) -> list[str]:
    return [one["label"] for message in messages for one in message["options"]]


def taken(citizen: Citizen, label: str) -> list[dict[str, Any]]:
    name = next(one["id"] for message in citizen.messages for one in message["options"] if one["label"] == label)
    return citizen.choose(name)


def status(at: Citizen, state: str = State.IN_PROGRESS, **changes: Any) -> Case:
    case, code = opened()
    case = put(case, state, **changes)
    at.say(f"查进度，编号{case.number}，查询码{code}")
    return case


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_three_questions_one_after_the_other(at: Citizen) -> None:
    case = status(at, State.RESOLVED, answer="换好了", resolved_at=START)
    assert labels(at.messages) == ["评价一下"]
    assert labels(taken(at, "评价一下")) == ["联系过", "没有联系过", "跳过"]
    assert labels(taken(at, "联系过")) == ["解决了", "部分解决", "没有解决", "跳过"]
    assert "非常满意" in labels(taken(at, "部分解决"))
    said = taken(at, "基本满意")
    assert [one["kind"] for one in said] == ["rating"]
    row = Evaluation.objects.get(case=case)
    assert (row.contacted, row.solved, row.satisfied) == (True, "part", 3)
    assert fresh(case).state == State.CLOSED


def test_the_status_tells_the_answer_and_what_is_asked_for(at: Citizen) -> None:
    status(at, State.RESOLVED, answer="灯换好了", resolved_at=START)
    assert "答复：灯换好了" in at.messages[-1]["text"]
    assert "最晚" not in at.messages[-1]["text"]
    status(at, State.WAITING_CITIZEN, paused_why="请补充门牌号", paused_at=START)
    assert "请您补充：请补充门牌号" in at.messages[-1]["text"]


def test_the_options_can_be_said(at: Citizen) -> None:
    case = status(at, State.RESOLVED, answer="换好了", resolved_at=START)
    at.say("评价一下")
    at.say("跳过")
    at.say("没有解决")
    at.say("非常不满意")
    assert fresh(case).state == State.REOPENED


def test_skipping_everything_is_no_evaluation(at: Citizen) -> None:
    status(at, State.RESOLVED, answer="换好了", resolved_at=START)
    taken(at, "评价一下")
    taken(at, "跳过")
    assert "跳过" not in labels(taken(at, "跳过"))


def test_withdrawing_is_asked_once(at: Citizen) -> None:
    case = status(at)
    assert labels(at.messages) == ["补充情况", "撤回"]
    taken(at, "撤回")
    taken(at, "不撤回")
    assert fresh(case).state == State.IN_PROGRESS
    problem_of(at.send({"choice": f"deed:withdrawn:{case.number}"}), 409)  # no longer offered
    assert fresh(case).state == State.IN_PROGRESS


def test_withdrawn(at: Citizen) -> None:
    case = status(at)
    taken(at, "撤回")
    assert [one["kind"] for one in taken(at, "撤回")] == ["cancelled"]
    assert fresh(case).state == State.WITHDRAWN


def test_the_next_words_are_added_masked_and_only_they(at: Citizen) -> None:
    case = status(at)
    taken(at, "补充情况")
    at.say("昨晚路灯又灭了，打13912345678")
    row = CaseEvent.objects.get(case=case, action="add_words")
    assert row.said["words"] == "昨晚路灯又灭了，打⟦手机号1⟧"
    at.say("身份证丢了怎么办")
    assert CaseEvent.objects.filter(case=case, action="add_words").count() == 1


def test_danger_while_adding_is_answered_first_and_kept_as_urgent(at: Citizen) -> None:
    case = status(at)
    taken(at, "补充情况")
    said = at.say("着火了快来人")
    assert said[0]["kind"] == "emergency"
    assert "119" in said[0]["text"]
    assert "急" in said[-1]["text"]
    assert CaseEvent.objects.get(case=case, action="add_words").said["words"] == "着火了快来人"
    assert fresh(case).urgent
    at.say("我家着火的那栋是三号楼")
    assert CaseEvent.objects.filter(case=case, action="add_words").count() == 1, "only what was to be added"


def test_danger_while_adding_rings_where_the_machine_stands(assistant: FakeAssistant, db: None) -> None:
    one = Citizen()
    one.open("kiosk", kiosk="3")
    status(one)
    taken(one, "补充情况")
    one.say("有人晕倒了，没有呼吸了")
    assert [(talk.kind, talk.kiosk, talk.about) for talk in Talk.objects.all()] == [("emergency", "3", "")]


def test_danger_that_is_not_added_and_the_wish_for_a_person_are_not_filed(at: Citizen) -> None:
    case = status(at)
    assert any(one["kind"] == "emergency" for one in at.say("着火了快来人"))
    at.say(f"查进度，编号{case.number}")
    assert not CaseEvent.objects.filter(case=case, action="add_words").exists()
    assert not fresh(case).urgent


def test_not_adding_after_all(at: Citizen) -> None:
    case = status(at)
    taken(at, "补充情况")
    at.say("算了")
    assert not CaseEvent.objects.filter(case=case, action="add_words").exists()


def test_a_number_alone_offers_nothing(at: Citizen, clerk: User) -> None:
    case, _ = opened()
    at.say(f"查进度，编号{case.number}")
    assert not any("deed:" in one["id"] for message in at.messages for one in message["options"])
    problem_of(at.send({"choice": f"deed:withdrawn:{case.number}"}), 409)
