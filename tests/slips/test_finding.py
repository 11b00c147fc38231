"""An item by a piece of its name, its pinyin or first letters."""

from __future__ import annotations

import pytest

from bot.knowledge.release import Release
from bot.slips.finding import find


@pytest.mark.parametrize(
    "typed",
    [
        "居民身份证丢失补领",
        "身份证丢失",
        "jmsfzdsbl",
        "juminshenfenzhengdiushi",
        "JMSFZDS",
        " 身份证 丢失 ",
        "身份證丟失",
    ],
)
def test_an_item_is_found(sample: Release, typed: str) -> None:
    assert find(sample, typed)[0].id == "id_card_reissue"


def test_a_short_name_and_a_bundle(sample: Release) -> None:
    item = next(item for item in sample.hall.items if item.short)
    assert item.id in [one.id for one in find(sample, item.short[0])]
    assert find(sample, sample.hall.bundles[0].name)[0].id == sample.hall.bundles[0].id


def test_words_in_another_order_are_searched(sample: Release) -> None:
    assert "id_card_reissue" in [one.id for one in find(sample, "身份证丢了补一张")]


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "？？", "zzzzqq", "今天天气", "zqxj" * 5000],
    ids=["none", "blank", "signs", "few", "other", "long"],
)
def test_nothing_is_found_for_nothing(sample: Release, typed: str) -> None:
    assert find(sample, typed) == []


def test_not_more_than_asked_for(sample: Release) -> None:
    assert len(find(sample, "证", limit=3)) == 3
