"""A request opened in a conversation: sorted by its words, told once, shown with the post that gets it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from bot.cases.lifecycle import State
from bot.cases.models import Case
from tests.cases.acting import put
from tests.web_personas import Citizen, FakeAssistant, plain_message

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DRAFT = {
    "kind": "complaint", "subject": None, "description": "楼道灯坏了半个月没人修", "place": "幸福小区3号楼", "phone": None,
    "way": "window", "item": None,
}  # fmt: skip


def opened(citizen: Citizen, assistant: FakeAssistant, **changes: Any) -> dict[str, Any]:
    assistant.says(do={"do": "open_case", "draft": DRAFT | changes}, messages=[])
    with time_machine.travel(MONDAY, tick=False):
        said: dict[str, Any] = citizen.say("确认提交")[-1]
    return said


@pytest.fixture
def talking(citizen: Citizen, assistant: FakeAssistant) -> Citizen:
    with time_machine.travel(MONDAY, tick=False):
        citizen.open()
    return citizen


def test_the_subject_is_proposed_where_none_was_chosen(talking: Citizen, assistant: FakeAssistant) -> None:
    card = opened(talking, assistant)["case"]
    row = Case.objects.get()
    assert (row.kind, row.subject, row.post, row.way_back) == (
        "complaint", "property_heating", "liaison_heating", "window",
    )  # fmt: skip
    assert card["subject"] == {"code": "property_heating", "name": "物业供热"}
    assert not row.urgent


def test_what_the_person_chose_wins(talking: Citizen, assistant: FakeAssistant) -> None:
    opened(talking, assistant, kind="suggestion", subject="education", way="village")
    row = Case.objects.get()
    assert (row.kind, row.subject, row.way_back) == ("suggestion", "education", "village")


@pytest.mark.parametrize("way", ["pigeon", "", None])
def test_a_strange_way_back_is_none(talking: Citizen, assistant: FakeAssistant, way: str | None) -> None:
    opened(talking, assistant, way=way)
    assert Case.objects.get().way_back == ""


def test_no_heat_is_urgent(talking: Citizen, assistant: FakeAssistant) -> None:
    said = opened(talking, assistant, kind="help", description="家里停暖一天一夜了，老人冷得受不了，快派人来")
    assert Case.objects.get().urgent
    assert said["case"]["expected_datetime"].startswith("2026-11-23")


def test_the_same_matter_keeps_its_number(talking: Citizen, assistant: FakeAssistant) -> None:
    first = opened(talking, assistant)
    again = opened(talking, assistant, description="我要登记一下，楼道灯坏了，半个月没人修。", place=None)
    assert Case.objects.count() == 1
    assert again["kind"] == "case_status"
    assert again["case"]["number"] == first["case"]["number"]
    assert "已经登记过" in again["text"]
    assert first["case"]["code"] not in str(again)


@pytest.mark.parametrize("change", [{"place": "幸福小区5号楼"}, {"description": "电梯坏了半个月没人修"}])
def test_another_matter_gets_its_own(talking: Citizen, assistant: FakeAssistant, change: dict[str, str]) -> None:
    opened(talking, assistant)
    assert opened(talking, assistant, **change)["kind"] == "case_created"
    assert Case.objects.count() == 2


def test_what_is_over_may_be_registered_anew(talking: Citizen, assistant: FakeAssistant) -> None:
    opened(talking, assistant)
    put(Case.objects.get(), State.CLOSED)
    assert opened(talking, assistant)["kind"] == "case_created"


def test_nobody_learns_of_anothers_request(talking: Citizen, assistant: FakeAssistant) -> None:
    first = opened(talking, assistant)
    other = Citizen()
    assistant.says()
    with time_machine.travel(MONDAY, tick=False):
        other.open()
    said = opened(other, assistant)
    assert said["kind"] == "case_created"
    assert first["case"]["number"] not in str(said)


@pytest.mark.parametrize(
    ("description", "kind", "holder"),
    [("楼道灯坏了", "complaint", "物业供热诉求岗"), ("11号窗口的人骂我", "complaint", "督查")],
)
def test_the_question_says_who_would_get_it(
    talking: Citizen, assistant: FakeAssistant, description: str, kind: str, holder: str
) -> None:
    case = {"kind": kind, "description": description, "subject": {"code": "property_heating", "name": "物业供热"}}
    assistant.says(messages=[plain_message("在哪里？", kind="ask_field", case=case)])
    with time_machine.travel(MONDAY, tick=False):
        assert talking.say(description)[-1]["case"]["holder"].startswith(holder)


@pytest.mark.parametrize("case", [None, {}, "text", {"subject": None}, {"subject": "x"}])
def test_a_strange_case_is_left_alone(talking: Citizen, assistant: FakeAssistant, case: Any) -> None:
    assistant.says(messages=[plain_message("是什么事？", kind="ask_field", case=case)])
    with time_machine.travel(MONDAY, tick=False):
        assert talking.say("登记")[-1]["case"] == case
