"""Near questions become one group, others stay apart."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bot.knowledge.release import Release
from bot.knowledge.search import search
from bot.reports.nearness import Nearby, plain_of
from bot.reports.services.groups import likeliest, matter_of
from bot.store.releases import active_release

PAIRS = Path(__file__).with_name("near_pairs.tsv")


def together(release: Release, one: str, other: str) -> bool:
    nearby = Nearby()
    for key, text in enumerate((one, other)):
        best = likeliest(search(release, text, limit=4))
        about = best.id if best is not None else ""
        if key:
            return nearby.nearest(matter_of(release, text), about) == 0
        nearby.add(0, matter_of(release, text), about)
    raise AssertionError


def test_of_the_written_pairs_as_many_are_told_apart_as_is_said() -> None:
    release = active_release()
    assert release is not None
    with PAIRS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) == 80
    wrong = {"0": [], "1": []}
    for row in rows:
        if together(release, row["one"], row["other"]) != (row["same"] == "1"):
            wrong[row["same"]].append(row["one"])
    assert len(wrong["1"]) <= 6, wrong["1"]
    assert len(wrong["0"]) <= 4, wrong["0"]


@pytest.mark.parametrize(
    ("one", "other"), [("请问狗证在哪办？", "狗证 在哪办"), ("狗證在哪办！！", "狗证在哪办"), ("护照１２", "护照12")]
)
def test_the_same_sentence_is_known_whatever_the_marks(one: str, other: str) -> None:
    assert plain_of(one) == plain_of(other)


def test_of_equally_near_ones_the_first_is_taken() -> None:
    nearby = Nearby()
    for key in (3, 5, 9):
        nearby.add(key, "养犬登记")
    assert nearby.nearest("养犬登记") == 3
    assert nearby.nearest("取水许可") is None
