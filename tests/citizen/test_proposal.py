"""What is proposed for a request's words over the public interface: checked, masked, counted, never stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from bot.cases.models import Case
from tests.web_personas import Citizen, problem_of

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
KEYS = {
    "kind", "subject", "subject_name", "subjects", "class_name", "item", "post", "expected_datetime", "urgent", "urgent_text",
    "emergency", "emergency_text", "rejected_reason",
}  # fmt: skip


def proposed(citizen: Citizen, words: str) -> dict[str, Any]:
    with time_machine.travel(MONDAY, tick=False):
        answer = citizen.post("/cases/proposal", {"description": words})
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def test_a_complaint_gets_kind_subject_post_and_deadline_and_nothing_is_stored(citizen: Citizen) -> None:
    found = proposed(citizen, "我们小区的物业光收费不干活，院子里垃圾一堆，电梯也不修，我要投诉")
    assert set(found) == KEYS
    assert (found["kind"], found["subject"], found["subject_name"]) == ("complaint", "property_heating", "物业供热")
    assert found["class_name"] == "城乡建设"
    assert found["subjects"][0] == {"code": "property_heating", "name": "物业供热"}
    assert len(found["subjects"]) == 13
    assert found["post"].startswith("物业供热诉求岗")
    assert found["expected_datetime"] == "2026-11-30T17:30:00+08:00"
    assert (found["urgent"], found["emergency"], found["rejected_reason"]) == (False, None, None)
    assert Case.objects.count() == 0


def test_no_heat_is_urgent_and_due_the_same_day(citizen: Citizen) -> None:
    found = proposed(citizen, "家里停暖一天一夜了，老人冷得受不了，快派人来")
    assert found["urgent"]
    assert "12345" in found["urgent_text"]
    assert found["expected_datetime"] == "2026-11-23T17:30:00+08:00"


def test_danger_names_its_class_and_the_number_to_call(citizen: Citizen) -> None:
    found = proposed(citizen, "我家厨房着火了，火很大")
    assert found["emergency"] == "fire"
    assert "119" in found["emergency_text"]


def test_a_lost_child_is_told_where_the_desk_is(citizen: Citizen) -> None:
    found = proposed(citizen, "我家孩子在大厅走丢了，找不到了")
    assert found["emergency"] == "child"
    assert "导办台" in found["emergency_text"]


def test_kind_and_subject_that_the_person_chose_are_kept(citizen: Citizen) -> None:
    words = {"description": "小区路灯坏了", "kind": "suggestion", "subject": "education"}
    with time_machine.travel(MONDAY, tick=False):
        found = citizen.post("/cases/proposal", words).json()
    assert (found["kind"], found["subject"], found["subject_name"]) == ("suggestion", "education", "教育")
    assert found["post"].startswith("教育卫生诉求岗")
    problem_of(citizen.post("/cases/proposal", {**words, "subject": "moon"}), 422)


def test_what_a_court_deals_with_is_told_the_right_way(citizen: Citizen) -> None:
    reason = proposed(citizen, "这个欠款的案子法院已经判了，我不服判决，要你们处理")["rejected_reason"]
    assert "法院" in reason
    assert "12368" in reason


def test_a_complaint_about_a_window_goes_to_the_supervisor_not_to_the_window(citizen: Citizen) -> None:
    found = proposed(citizen, "我要投诉11号窗口的办事员，态度恶劣，骂人")
    assert found["kind"] == "complaint"
    assert found["post"] == "督查专员"


@pytest.mark.parametrize("words", ["", "   ", None, 5])
def test_words_are_needed(citizen: Citizen, words: Any) -> None:
    assert "description" in problem_of(citizen.post("/cases/proposal", {"description": words}), 422)["errors"]


def test_up_to_four_thousand_characters(citizen: Citizen) -> None:
    assert citizen.post("/cases/proposal", {"description": "路" * 4000}).status_code == 200
    problem_of(citizen.post("/cases/proposal", {"description": "路" * 4001}), 413)


def test_numbers_are_masked_before_anything_reads_the_words(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.cases.services import proposing

    heard: list[str] = []
    real = proposing.propose
    monkeypatch.setattr(proposing, "propose", lambda release, text: (heard.append(text), real(release, text))[1])
    proposed(citizen, "路灯坏了，我电话13912345678")
    assert heard == ["路灯坏了，我电话⟦手机号1⟧"]


def test_calls_are_counted_like_all_others(citizen: Citizen, settings: Any) -> None:
    settings.CALLS_PER_MINUTE = 2
    with time_machine.travel(MONDAY, tick=False):
        for _ in range(2):
            assert citizen.post("/cases/proposal", {"description": "路灯坏了"}).status_code == 200
        assert problem_of(citizen.post("/cases/proposal", {"description": "路灯坏了"}), 429)


def test_it_is_no_number_of_a_request(citizen: Citizen) -> None:
    problem_of(citizen.get("/cases/proposal?code=123456"), 405)
