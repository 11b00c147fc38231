"""Simple mode: the story without the assistant, and nothing that only the assistant can do."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context
from bot.knowledge.messages import KINDS
from bot.knowledge.release import Release
from bot.knowledge.simple import simple

PIECES = st.sampled_from(
    [
        "身份证",
        "丢了",
        "多少钱",
        "第二个",
        "1",
        "在本县",
        "人工",
        "投诉",
        "再说一遍",
        "谢谢",
        "厕所",
        "⟦手机号1⟧",
        "？",
        "都不是",
        "/restart",
        "是",
        "不",
    ]
)


class Talk:
    def __init__(self, release: Release, now: datetime) -> None:
        self.release, self.now = release, now
        self.context: Context = {}
        self.do: dict[str, Any] | None = None

    def __call__(self, text: str | None = None, choice: str | None = None) -> list[dict[str, Any]]:
        reply = simple(self.release, Bulletin(), text, choice, self.context, self.now)
        self.context, self.do = reply.context, reply.do
        return list(reply.messages)


@pytest.fixture
def talk(sample: Release, now: datetime) -> Talk:
    return Talk(sample, now)


def test_the_story_from_the_lost_card_to_a_person(talk: Talk) -> None:
    assert talk()[0]["kind"] == "greet"
    first = talk("我身份证丢了咋办")
    assert first[0]["item"]["id"] == "id_card_reissue"
    for word in ("号窗口", "居民户口簿", "40元", "60日", "未核实"):
        assert word in first[0]["text"]
    fee = talk("那要多少钱")
    assert (fee[0]["item"]["id"], fee[0]["aspect"]) == ("id_card_reissue", "fee")
    assert "40元" in fee[0]["text"]
    person = talk("没解决，我要找人工")
    assert person[0]["kind"] == "handoff"
    assert talk.do is not None
    assert talk.do["do"] == "call_human"
    assert talk.do["draft"]["item"] == "id_card_reissue"


def test_a_situation_is_answered_and_another_matter_taken_up(talk: Talk) -> None:
    talk("我身份证丢了咋办")
    talk("不在本县")
    assert talk.context["answers"]["id_card_reissue"] == {"hukou": "away"}
    assert talk("办护照")[0]["item"]["id"] == "passport"


@pytest.mark.parametrize(
    ("choice", "kind"),
    [
        ("human", "handoff"),
        ("form:cancel", "cancelled"),
        ("none", "refuse"),
        ("case", "notice"),
        ("case:complaint", "notice"),
        ("form:confirm", "notice"),
        ("item:passport", "guide"),
        ("facility:toilet", "hall_info"),
    ],
)
def test_a_choice(talk: Talk, choice: str, kind: str) -> None:
    assert talk(choice=choice)[0]["kind"] == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我不想活了", "emergency"),
        ("着火了", "emergency"),
        ("", "chitchat"),
        ("  ", "chitchat"),
        ("谢谢", "chitchat"),
        ("再见", "goodbye"),
        ("再说一遍", "chitchat"),
        ("我要投诉", "notice"),
        ("转人工", "handoff"),
        ("厕所在哪", "hall_info"),
        ("喜马拉雅山", "refuse"),
    ],
)
def test_words_alone_are_enough(talk: Talk, text: str, kind: str) -> None:
    assert talk(text)[0]["kind"] == kind


def test_danger_goes_before_a_running_form(talk: Talk) -> None:
    talk.context = {"form": {"requested": "case_place", "slots": {}}}
    assert talk("他要打死我，打我好久了")[0]["kind"] == "emergency"


def test_a_running_form_waits_untouched(talk: Talk) -> None:
    form = {"requested": "case_place", "slots": {"case_description": "路灯坏了"}}
    talk.context = {"form": form}
    said = talk("东门口")
    assert said[0]["kind"] == "notice"
    assert talk.context["form"] == form
    assert talk.do is None


def test_a_wish_to_register_is_remembered(talk: Talk) -> None:
    talk("我要投诉停车难")
    assert talk.context["asked"] == "我要投诉停车难"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=20), st.lists(PIECES).map("".join)), max_size=8))
def test_any_talk_gets_whole_messages_and_a_small_context(tiny: Release, now: datetime, texts: list[str]) -> None:
    talk = Talk(tiny, now)
    for text in texts:
        said = talk(text)
        assert said
        for one in said:
            assert one["kind"] in KINDS
            assert one["text"].strip()
            assert one["release"] == f"{tiny.id}+0"
        assert len(json.dumps(talk.context, ensure_ascii=False).encode()) <= 16_000
