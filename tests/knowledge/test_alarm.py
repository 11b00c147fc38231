"""Danger by phrases and by what was learned together."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bot.knowledge.alarm import alarm
from bot.knowledge.danger import danger
from bot.knowledge.release import Release

HELD_OUT = Path(__file__).parent / "danger_held_out.tsv"


def held_out() -> list[tuple[str, str]]:
    with HELD_OUT.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["class"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def test_what_phrases_catch_on_held_out_lines_is_kept(sample: Release) -> None:
    cues = sample.hall.cues
    lost = [text for text, kind in held_out() if kind != "calm" and danger(cues, text) and not alarm(cues, text)]
    assert lost == []


def test_few_near_misses_are_an_alarm(sample: Release) -> None:
    calm = [text for text, kind in held_out() if kind == "calm"]
    alarms = [text for text in calm if alarm(sample.hall.cues, text)]
    assert len(alarms) <= 0.02 * len(calm), alarms


@pytest.mark.parametrize(
    "text",
    ["旁边那人兜里别着把刀，一直盯着我", "我不想再拖累家里人了，药都买好了", "有人让我把钱全转到他说的账户里才安全"],
)
def test_danger_that_no_phrase_has(sample: Release, text: str) -> None:
    assert alarm(sample.hall.cues, text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "。",
        "身份证丢了",
        "淹水泡坏的户口本怎么换",
        "说大声点",
        "你没听懂我说的",
        "那孩子呢",
        "热死我了，你们空调开了吗",
        "🙂" * 500,
    ],
)
def test_ordinary_sentences_are_calm(sample: Release, text: str) -> None:
    assert alarm(sample.hall.cues, text) is None


def test_a_letter_about_the_past_is_calm(sample: Release) -> None:
    letter = "我家住在老院子里，排水沟堵了两年，找过物业也找过街道，都说不归他们管，我们几户凑钱请人看过。" * 5
    assert alarm(sample.hall.cues, letter + "去年冬天有人在那里滑倒住了院，请你们派人来看看。") is None


def test_danger_at_the_end_of_a_long_text_is_heard(sample: Release) -> None:
    letter = "我来问问社保的事，排了半天的队，前面还有二十几个人，窗口只开了两个。" * 6
    assert alarm(sample.hall.cues, letter + "快来人啊我爸突然倒在地上叫不醒了") == "medical"
