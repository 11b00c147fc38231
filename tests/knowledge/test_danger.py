"""Danger by a small grammar: lines of people in danger, near misses, and how the patterns are written."""

from __future__ import annotations

import csv
import re
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from bot.knowledge.check import DANGER
from bot.knowledge.danger import danger, faulty
from bot.knowledge.model import Cues
from bot.knowledge.release import Release

FOLDER = Path(__file__).parent
TRAINED = Path(__file__).parents[2] / "data" / "danger" / "first.tsv"
SETS = (TRAINED, FOLDER / "danger_held_out.tsv")
CLASS_SHARE = 0.93
"""At least so many of the caught lines get the very class; the others get a number that helps too."""


def lines(path: Path) -> list[tuple[str, str]]:
    """The lines of a set with their class; `calm` is nobody in danger."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["class"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.mark.parametrize("path", SETS)
def test_every_danger_is_heard(sample: Release, path: Path) -> None:
    assert [text for text, kind in lines(path) if kind != "calm" and danger(sample.hall.cues, text) is None] == []


@pytest.mark.parametrize("path", SETS)
def test_no_near_miss_is_an_alarm(sample: Release, path: Path) -> None:
    alarms = [(text, danger(sample.hall.cues, text)) for text, kind in lines(path) if kind == "calm"]
    assert [alarm for alarm in alarms if alarm[1] is not None] == []


@pytest.mark.parametrize("path", SETS)
def test_the_class_is_nearly_always_the_one_meant(sample: Release, path: Path) -> None:
    told = [(kind, danger(sample.hall.cues, text)) for text, kind in lines(path) if kind != "calm"]
    assert {kind for kind, _ in told} == set(DANGER)
    assert sum(kind == heard for kind, heard in told) >= CLASS_SHARE * len(told)


def test_names_and_ways_of_asking_are_no_danger(sample: Release) -> None:
    hall = sample.hall
    asked = [words for item in hall.items for words in (item.name, *item.short, *item.ways, *item.events)]
    asked += [question.ask for item in hall.items for question in item.questions]
    assert [words for words in asked if danger(hall.cues, words)] == []


def test_the_parts_of_a_pattern() -> None:
    cues = Cues(groups={"who": ("爸", "妈妈")}, danger={"medical": ("<who>…(晕|昏)(倒)?了$",)})
    assert danger(cues, "我爸刚才在门口晕倒了呀，快") == "medical"
    assert danger(cues, "妈妈昏了") == "medical"
    assert danger(cues, "妈妈，昏了") is None
    assert danger(cues, "妈妈昏了头") is None


def test_far_goes_across_commas() -> None:
    cues = Cues(danger={"fraud": ("警察……转账",)})
    assert danger(cues, "自称警察，叫我赶紧转账") == "fraud"


def test_the_past_and_papers_calm_unless_it_is_now() -> None:
    groups = {"past": ("去年",), "paper": ("报销",), "now": ("刚",), "if": ("万一",)}
    cues = Cues(groups=groups, danger={"medical": ("晕倒",)}, alarm={"life": ("救命啊",)}, hint={"fire": ("冒烟",)})
    assert danger(cues, "晕倒") == "medical"
    assert danger(cues, "去年晕倒") is None
    assert danger(cues, "晕倒怎么报销") is None
    assert danger(cues, "来报销的，有人晕倒") == "medical"
    assert danger(cues, "刚晕倒，报销的事先放下") == "medical"
    assert danger(cues, "万一晕倒") is None
    assert danger(cues, "救命啊，报销") == "life"
    assert danger(cues, "冒烟") is None
    assert danger(cues, "刚冒烟") == "fire"


def test_the_most_urgent_class_wins() -> None:
    cues = Cues(danger={"gas": ("煤气",), "medical": ("晕",)}, urgency=("medical", "gas"))
    assert danger(cues, "煤气，晕") == "medical"


def test_strong_phrases_are_heard_by_sound() -> None:
    assert danger(Cues(sounds={"suicide": ("不想活了",)}), "布响活了") == "suicide"
    assert danger(Cues(sounds={"suicide": ("活了",)}), "火了") is None


def test_spaces_between_characters_hide_nothing(sample: Release) -> None:
    assert danger(sample.hall.cues, "我 不 想 活 了") == "suicide"


def test_a_very_long_line_is_read_at_both_ends(sample: Release) -> None:
    assert danger(sample.hall.cues, "身份证丢了怎么补，" * 400 + "着火了") == "fire"


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("<谁>晕倒", "没有“谁”这个词组"),
        ("(晕倒", "括号不成对"),
        ("晕|昏", "“|”不在括号里"),
        ("(晕)?…$", "必须出现的词"),
        ("…", "必须出现的词"),
        ("个?娃", "只能跟在括号后面"),
        ("[晕昏]", "别的符号"),
    ],
)
def test_faulty_patterns_are_told(pattern: str, fault: str) -> None:
    assert fault in (faulty(pattern, {}) or "")


def test_a_good_pattern_has_no_fault() -> None:
    assert faulty("<who>…(晕(倒|过去)|昏)(了)?$", {"who": ("爸",)}) is None


def test_a_second_release_with_the_same_danger_data_compiles_nothing(
    sample: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    cues = sample.hall.cues
    danger(cues, "煤气漏了")
    compiled: list[str] = []
    real = re.compile
    monkeypatch.setattr(re, "compile", lambda *args: (compiled.append(args[0]), real(*args))[1])
    again = deepcopy(replace(cues, stop=(*cues.stop, "别的词")))
    assert danger(again, "煤气漏了") == danger(cues, "煤气漏了")
    assert compiled == []
    more = replace(cues, calm=(*cues.calm, "演着玩的煤气"))
    assert danger(more, "煤气漏了") == danger(cues, "煤气漏了")
    assert compiled == ["演着玩的煤气"]
