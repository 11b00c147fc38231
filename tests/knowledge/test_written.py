"""What staff wrote down is found as they wrote it, whatever was learned of other sentences."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest

from bot.knowledge.files import load
from bot.knowledge.release import Release
from bot.knowledge.search import search
from bot.paths import HALL

TAUGHT = "小绿本丢了"


@lru_cache(maxsize=1)
def plain() -> Release:
    return Release.of(load(HALL))


@lru_cache(maxsize=1)
def taught() -> Release:
    hall = plain().hall
    items = (
        replace(item, short=(*item.short, TAUGHT)) if item.id == "id_card_reissue" else item for item in hall.items
    )
    return Release.of(replace(hall, items=tuple(items)))


@pytest.mark.parametrize("text", [TAUGHT, "我的小绿本丢了怎么办呀", "请问小绿本丢了要多少钱", "小綠本丟了"])
def test_a_name_nobody_has_heard_of_is_found_once_it_is_written_down(text: str) -> None:
    assert not [one for one in search(plain(), text) if one.id == "id_card_reissue" and one.score > 0.5]
    assert search(taught(), text)[0].id == "id_card_reissue"
    assert search(taught(), text)[0].score > 0.9


def test_a_name_that_is_a_small_part_of_a_sentence_decides_nothing() -> None:
    text = "我想给孩子上户口，另外小绿本丢了那本证先不管它了"
    assert search(taught(), text)[0].id == search(plain(), text)[0].id


def test_a_name_within_another_word_is_not_what_was_written() -> None:
    assert search(plain(), "补办身份证带什么")[0].id == "id_card_reissue", "办身份证 is a short name of the first one"


def test_a_sentence_written_for_two_is_about_both() -> None:
    hall = plain().hall
    both = {"id_card_reissue", "residence_permit"}
    items = (replace(item, ways=(*item.ways, TAUGHT)) if item.id in both else item for item in hall.items)
    found = search(Release.of(replace(hall, items=tuple(items))), TAUGHT)
    assert {one.id for one in found[:2]} == both
    assert found[0].score == found[1].score
