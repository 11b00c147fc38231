"""What a sentence does in its talk: said again, taken back, unsolved, a pick by yes or no, back to a matter of before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.knowledge import conversation, simple
from bot.knowledge.amend import put_right
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import fresh
from bot.knowledge.corrections import parted
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard
from bot.knowledge.request import KINDS
from bot.knowledge.thread import asks_hall_telephone, leftover, meant, two_matters

TOWNS = ("东河镇", "西山镇")


@pytest.fixture
def talked(sample: Release, now: datetime) -> dict[str, Any]:
    """A talk about a lost identity card whose question is open."""
    return conversation.guide(sample, Bulletin(), Heard(text="身份证丢了"), fresh(), now).context


@pytest.mark.parametrize(
    "text",
    [
        "说慢点",
        "慢点说",
        "说大声点",
        "没听懂，说简单点",
        "讲慢些子嘛",
        "声音太小了",
        "再说一哈",
        "太长了",
        "没听清，再念一遍",
        "说满点",
    ],
)
def test_said_again(sample: Release, talked: dict[str, Any], text: str) -> None:
    assert meant(sample, talked, text).intent == "repeat"


@pytest.mark.parametrize("text", ["没听懂，身份证要带啥", "你们叫号声音太小了", "什么时候能好", "要多少钱"])
def test_not_said_again(sample: Release, talked: dict[str, Any], text: str) -> None:
    assert meant(sample, talked, text).intent != "repeat"


@pytest.mark.parametrize("text", ["还是不行", "没解决", "没用", "你说的不对", "答非所问", "白问了", "你没听懂我的意思"])
def test_unsolved(sample: Release, talked: dict[str, Any], text: str) -> None:
    assert meant(sample, talked, text).intent == "unsolved"


@pytest.mark.parametrize("text", ["等一下", "我先问问", "等我找找", "等哈，我翻一下", "稍等一会儿", "我想想"])
def test_a_moment(sample: Release, talked: dict[str, Any], text: str) -> None:
    assert meant(sample, talked, text).intent == "wait"


@pytest.mark.parametrize(
    "text",
    [
        "刚才说错了，是外地的",
        "不对不对，我要的是补不是换",
        "搞错了，不是我，是我妈要办",
        "我问的是驾驶证",
        "重新来",
        "前面那个选错了",
    ],
)
def test_taken_back(sample: Release, talked: dict[str, Any], text: str) -> None:
    assert meant(sample, talked, text).intent == "correct"
    assert meant(sample, fresh(), text).intent != "correct"


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("不是补办是换领", "换领", "补办"),
        ("不对不对，我要的是补不是换", "补", "换"),
        ("搞错了，不是我，是我妈要办", "妈要办", "我"),
        ("我说错了是大人", "大人", ""),
        ("是离婚不是未婚", "离婚", "未婚"),
        ("不对，不是外地的", "", "外地"),
    ],
)
def test_the_two_halves_of_a_correction(text: str, yes: str, no: str) -> None:
    assert parted(text) == (yes, no)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("谢谢，对了周六开门吗", "周六开门吗"),
        ("好的，那身份证丢了要多少钱，谢谢", "身份证丢了要多少钱"),
        ("谢谢你", "谢谢你"),
        ("好的", "好的"),
    ],
)
def test_what_is_left_beside_thanks(sample: Release, text: str, rest: str) -> None:
    assert leftover(sample, text) == rest


@pytest.mark.parametrize(
    "text", ["投诉你们大厅打哪个电话", "你们大厅的投诉电话是多少", "投诉窗口态度不好打什么电话", "大厅电话多少"]
)
def test_the_halls_telephone(text: str) -> None:
    assert asks_hall_telephone(text)


@pytest.mark.parametrize("text", ["我要投诉你们窗口的人态度差", "超市卖假货投诉打哪个电话", "身份证办理电话"])
def test_another_telephone(text: str) -> None:
    assert not asks_hall_telephone(text)


def test_two_matters_in_their_order(sample: Release) -> None:
    assert two_matters(sample, "身份证丢了咋补，还有驾照怎么换") == ("身份证丢了咋补", "驾照怎么换")
    assert two_matters(sample, "身份证丢了去哪补，要多少钱") == ()


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("地点不对，是西山镇", {"case_place": "西山镇"}),
        ("地址写错了", {"case_place": None}),
        ("改一下，是路灯一直闪", {"case_description": "路灯一直闪"}),
        ("不对，是东河镇桥头", {"case_place": "东河镇桥头"}),
        ("不是3号楼，是5号楼", {"case_place": "西山镇5号楼"}),
        ("再补充一点，天天这样", {"case_description": "路灯不亮；天天这样"}),
        ("电话错了，是⟦手机号2⟧", {"case_phone": "⟦手机号2⟧"}),
        ("电话不留了", {"case_phone": "—"}),
        ("换个电话", {"case_phone": None}),
        ("不是投诉，是建议", {"case_kind": "suggestion"}),
        ("对", {}),
        ("不对", {}),
        ("好像不对吧", {}),
    ],
)
def test_a_field_is_put_right(text: str, change: dict[str, Any]) -> None:
    values = {
        "case_kind": "complaint", "case_description": "路灯不亮", "case_place": "西山镇3号楼", "case_phone": "⟦手机号1⟧"
    }  # fmt: skip
    assert put_right(values, text, KINDS, TOWNS, at_the_end=True) == change


def test_the_simple_mode_keeps_the_thread_as_well(sample: Release, now: datetime) -> None:
    context: dict[str, Any] = {}

    def say(text: str) -> tuple[list[str], str]:
        nonlocal context
        reply = simple.simple(sample, Bulletin(), text, None, context, now)
        context = reply.context
        return [m["kind"] for m in reply.messages], "\n".join(m["text"] for m in reply.messages)

    assert say("身份证丢了")[0] == ["guide", "clarify"]
    assert say("慢点说")[0] == ["guide", "clarify"]
    assert say("等一下我找找")[0] == ["clarify"]
    assert say("在本县")[0] == ["guide"]
    assert "按“在外地”" in say("说错了，是外地的")[1]
    assert say("换驾照怎么办")[0] == ["guide"]
    assert "身份证" in say("回到刚才那个")[1]
    assert say("投诉你们大厅打哪个电话")[0] == ["hall_info"]
    assert say("还是不行")[0] == ["handoff"]


@pytest.mark.parametrize(("text", "kinds"), [("公交卡在哪充", {"clarify", "refuse"}), ("车牌丢了去哪补", {"refuse"})])
def test_what_is_done_elsewhere_is_not_answered_about_the_matter_of_before(
    sample: Release, now: datetime, text: str, kinds: set[str]
) -> None:
    before = conversation.guide(sample, Bulletin(), Heard(text="我要办护照"), fresh(), now).context
    said = conversation.guide(sample, Bulletin(), Heard(text=text), before, now).messages
    assert said[0]["kind"] in kinds
    assert all((one["item"] or {}).get("id") != "passport" for one in said)
