"""What of a talk is noted, and what never is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.knowledge.release import Release
from bot.reports.talk import kept, question_of, questions
from bot.store.releases import active_release


@dataclass
class Said:
    """A stored turn."""

    number: int
    said: str = ""
    choice: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)


def told(kind: str, text: str = "好的。", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "text": text, "item": None, "options": [], "case": None, **more}


def talk(*turns: tuple[str, list[dict[str, Any]]]) -> list[Said]:
    """Words, or a choice that begins with >."""
    made = [Said(0, messages=[told("greet")])]
    for number, (words, messages) in enumerate(turns, 1):
        choice = words[1:] if words.startswith(">") else ""
        made.append(Said(number, "" if choice else words, choice, messages))
    return made


@pytest.fixture
def release() -> Release:
    found = active_release()
    assert found is not None
    return found


OFFER = told("clarify", options=[{"id": "item:ss_card"}, {"id": "item:passport"}, {"id": "none"}])
GUIDE = told("guide", item={"id": "ss_card", "name": "社保卡"})
REFUSED = told("refuse", "这件事我这里没有查到，对不住。")
CALLED = [told("handoff"), told("case_created", case={"kind": "help"})]


def found(release: Release, *turns: tuple[str, list[dict[str, Any]]]) -> list[tuple[str, str]]:
    return [(one.text, one.reason) for one in questions(release, talk(*turns))]


def test_a_refusal_is_noted(release: Release) -> None:
    assert found(release, ("量子计算机怎么登记", [REFUSED])) == [("量子计算机怎么登记", "unanswered")]


def test_the_second_failure_which_offers_a_person_is_noted(release: Release) -> None:
    assert found(release, ("无人机驾照在哪考", [told("handoff")])) == [("无人机驾照在哪考", "unanswered")]


def test_a_signpost_is_an_answer(release: Release) -> None:
    post = release.hall.signposts[0]
    pointed = told("refuse", f"“{post.name}”不在本大厅办，归{post.office}。{post.how}")
    assert found(release, ("打官司没钱怎么办", [pointed])) == []


def test_try_again_is_noted_and_the_word_about_simple_mode_is_not(release: Release) -> None:
    assert found(release, ("宠物店要什么证", [told("notice")])) == [("宠物店要什么证", "unanswered")]
    assert found(release, ("社保卡怎么办", [GUIDE]), ("要什么材料呀", [told("notice"), GUIDE])) == [
        ("社保卡怎么办", "unsure")
    ]
    assert found(release, ("宠物店要什么证", [told("notice", options=[{"id": "case"}])])) == []


def test_an_offer_is_noted_only_when_nothing_is_picked(release: Release) -> None:
    assert found(release, ("那个卡怎么弄", [OFFER])) == [("那个卡怎么弄", "unclear")]
    assert found(release, ("那个卡怎么弄", [OFFER]), (">item:ss_card", [GUIDE])) == []
    assert found(release, ("那个卡怎么弄", [OFFER]), ("第一个", [GUIDE])) == []
    assert found(release, ("那个卡怎么弄", [OFFER]), (">none", [REFUSED])) == [("那个卡怎么弄", "unclear")]


def test_only_the_first_guide_of_a_talk_may_be_unsure(release: Release) -> None:
    turns = (("社保卡怎么办", [GUIDE]), ("补办护照要带啥", [GUIDE]))
    assert found(release, *turns) == [("社保卡怎么办", "unsure")]


@pytest.mark.parametrize("way", ["人工", ">human"])
def test_what_ended_with_a_person_counts_for_the_question_before(release: Release, way: str) -> None:
    assert found(release, ("校车许可怎么办", [REFUSED]), (way, CALLED)) == [("校车许可怎么办", "person")]


def test_a_request_for_help_counts_a_complaint_does_not(release: Release) -> None:
    asks = [told("ask_field")]
    question = ("校车许可怎么办", [GUIDE])
    for kind, expected in (("consult", "person"), ("complaint", "unsure")):
        opened = [told("case_created", case={"kind": kind})]
        talked = found(release, question, (">case", asks), ("明天去学校办", asks), (">form:confirm", opened))
        assert talked == [("校车许可怎么办", expected)]


def test_a_word_that_it_did_not_help_counts_for_the_question_before(release: Release) -> None:
    assert found(release, ("社保卡怎么办", [GUIDE]), ("没解决", [told("handoff")])) == [("社保卡怎么办", "useless")]


def test_the_same_words_twice_count_once_with_the_weightier_reason(release: Release) -> None:
    turns = (("校车许可怎么办", [REFUSED]), ("校车许可怎么办？", [told("handoff")]), ("人工", CALLED))
    assert [reason for _, reason in found(release, *turns)] == ["person"]


def test_nothing_of_a_talk_with_danger(release: Release) -> None:
    danger = ("救命有人拿刀", [told("emergency")])
    assert found(release, ("校车许可怎么办", [REFUSED]), danger, ("人工", CALLED)) == []
    assert question_of(release, talk(("校车许可怎么办", [REFUSED]), danger), 1) is None


@pytest.mark.parametrize(
    "words",
    [
        "我要投诉你们窗口", "这个窗口态度不行", "我叫王小芳想问社保", "家住幸福小区办什么证", "我姓刘校车许可怎么办",
        "家里煤气泄漏了怎么办", "我爸要跳楼怎么办", "校车许可" + "说来话长" * 30, "abc", "？？",
    ],
)  # fmt: skip
def test_what_may_not_be_kept(release: Release, words: str) -> None:
    assert kept(release.hall.cues, words) is None
    assert found(release, (words, [REFUSED])) == []


@pytest.mark.parametrize("words", ["人工", "我要登记一下", "转人工服务", "都不是"])
def test_what_is_no_question(release: Release, words: str) -> None:
    assert found(release, ("那个卡怎么弄", [OFFER]), (words, [told("handoff")])) in (
        [("那个卡怎么弄", "unclear")], [("那个卡怎么弄", "person")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("校车许可⟦手机号1⟧怎么办", "校车许可 怎么办"),
        ("校车许可怎么办 电话13912345678", "校车许可怎么办 电话"),
        ("身份证 11010519491231002X 怎么补", "身份证 怎么补"),
    ],
)
def test_no_number_and_no_placeholder_stays(release: Release, said: str, text: str) -> None:
    assert kept(release.hall.cues, said) == text


def test_the_question_of_a_turn_is_what_led_there(release: Release) -> None:
    turns = talk(("那个卡怎么弄", [OFFER]), (">item:ss_card", [GUIDE]), (">case", [told("ask_field")]))
    assert question_of(release, turns, 2) == "那个卡怎么弄"
    assert question_of(release, turns, 1) == "那个卡怎么弄"
    assert question_of(release, turns, 0) is None
    assert question_of(release, turns, 3) is None
