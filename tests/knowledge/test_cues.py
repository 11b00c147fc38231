"""Words as data: what a sentence asks and wants, and what is danger."""

from __future__ import annotations

import pytest

from bot.knowledge.aspects import ASPECTS
from bot.knowledge.check import DANGER
from bot.knowledge.cues import asked_by_words, wanted_by_words
from bot.knowledge.danger import danger
from bot.knowledge.model import Cues
from bot.knowledge.phrases import REQUIRED
from bot.knowledge.release import Release


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("那要多少钱", ("fee",)),
        ("要带什么材料", ("materials",)),
        ("在哪里办，多久能好", ("location", "time_limit")),
        ("要多久，多少钱", ("time_limit", "fee")),
        ("身份证", ()),
        ("", ()),
        ("幾號窗口", ("window",)),
    ],
)
def test_what_is_asked_in_the_order_of_the_sentence(sample: Release, text: str, aspects: tuple[str, ...]) -> None:
    assert asked_by_words(sample.hall.cues, text) == aspects


def test_the_longer_word_wins() -> None:
    cues = Cues(aspects={"materials": ("表",), "form": ("申请表",)})
    assert asked_by_words(cues, "申请表和表") == ("form", "materials")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("没解决，我要找人工", "ask_human"),
        ("我要投诉", "want_case"),
        ("再说一遍", "repeat"),
        ("谢谢", "thanks"),
        ("我的诉求办了吗", "case_status"),
        ("身份证", None),
    ],
)
def test_what_else_is_wanted(sample: Release, text: str, wanted: str | None) -> None:
    assert wanted_by_words(sample.hall.cues, text) == wanted


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我不想活了", "suicide"),
        ("他在家打我", "violence"),
        ("二楼着火了", "fire"),
        ("闻到煤气味了怎么办", "gas"),
        ("我家老人晕倒了", "medical"),
        ("门口出车祸了", "traffic"),
        ("有人拿刀", "crime"),
        ("我钱被骗了", "fraud_paid"),
        ("有人让我转账到安全账户", "fraud"),
        ("我孩子走丢了", "child"),
        ("救命啊", "life"),
        ("著火了", "fire"),
    ],
)
def test_danger_is_heard(sample: Release, text: str, kind: str) -> None:
    assert danger(sample.hall.cues, text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "消防通道被堵了找谁",
        "丈夫自杀后怎么销户",
        "燃气过户要什么材料",
        "孩子丢了身份证怎么补",
        "防诈骗宣传",
        "漏气检测去哪申请",
        "打我电话吧",
        "有事打我手机",
        "死亡证明在哪开",
        "家属死亡怎么注销户口",
        "离婚怎么办",
        "火化证丢了",
        "消防验收",
        "",
    ],
)
def test_ordinary_matters_are_no_danger(sample: Release, text: str) -> None:
    assert danger(sample.hall.cues, text) is None


def test_calm_words_do_not_hide_a_danger_beside_them(sample: Release) -> None:
    assert danger(sample.hall.cues, "消防通道着火了") == "fire"


def test_the_longest_calm_words_are_taken_out_first() -> None:
    cues = Cues(danger={"fire": ("着火",)}, calm=("着", "着火点"))
    assert danger(cues, "着火点是多少") is None
    assert danger(Cues(danger={"fire": ("火点",)}, calm=("着", "着火点")), "着火点是多少") is None


def test_every_cue_has_a_meaning(sample: Release) -> None:
    assert set(sample.hall.cues.aspects) <= set(ASPECTS)
    assert set(sample.hall.cues.danger) <= set(DANGER)
    assert {f"emergency.{kind}" for kind in DANGER} <= set(REQUIRED)
