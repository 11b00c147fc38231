"""The four states of a fact at their boundary days, and that an expired fact is never said."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.knowledge.answer import answer, answer_bundle
from bot.knowledge.aspects import ASPECTS, GROUP_OF
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.model import Hall, Truth
from bot.knowledge.release import Release
from bot.knowledge.truth import state, weakest

CHECKED = date(2026, 1, 1)
EXPIRED = Truth(effective_to=date(2026, 11, 22))
GOOD = Truth(verified_on=date(2026, 11, 1))


@pytest.mark.parametrize(
    ("truth", "days", "how"),
    [
        (Truth(), 0, "unverified"),
        (Truth(example=True), 0, "unverified"),
        (Truth(verified_on=CHECKED), 0, "valid"),
        (Truth(verified_on=CHECKED), 100, "valid"),
        (Truth(verified_on=CHECKED), 101, "due"),
        (Truth(verified_on=CHECKED), 130, "due"),
        (Truth(verified_on=CHECKED), 131, "expired"),
        (Truth(verified_on=CHECKED, review_days=10), 10, "valid"),
        (Truth(verified_on=CHECKED, review_days=10), 11, "due"),
        (Truth(verified_on=CHECKED, review_days=10), 41, "expired"),
        (Truth(verified_on=CHECKED, effective_to=CHECKED), 0, "valid"),
        (Truth(verified_on=CHECKED, effective_to=CHECKED), 1, "expired"),
        (Truth(effective_to=CHECKED), 1, "expired"),
        (Truth(verified_on=CHECKED, effective_from=CHECKED + timedelta(days=5)), 4, "expired"),
        (Truth(verified_on=CHECKED, effective_from=CHECKED + timedelta(days=5)), 5, "valid"),
        (Truth(effective_from=CHECKED + timedelta(days=5)), 5, "unverified"),
    ],
)
def test_the_state_on_a_day(truth: Truth, days: int, how: str) -> None:
    assert state(truth, 100, CHECKED + timedelta(days=days)) == how


def test_the_weakest_state_is_said() -> None:
    assert weakest(["valid", "unverified", "due"]) == "unverified"
    assert weakest(["valid", "due"]) == "due"
    assert weakest([]) == "unverified"


@pytest.mark.parametrize(
    ("truth", "words"),
    [
        (Truth(verified_on=date(2025, 11, 10)), "最后核对于2025-11-10，请以窗口为准，电话12300"),
        (Truth(), "未核实，请以窗口为准，电话12300"),
        (Truth(example=True), "示例·未核实，请以窗口为准，电话12300"),
    ],
)
def test_a_doubtful_fact_is_said_with_its_doubt_and_a_telephone(
    with_item: Callable[..., Release], now: datetime, truth: Truth, words: str
) -> None:
    release = with_item("id_card", truth=truth)
    for aspect in ASPECTS:
        assert words in answer(release, Bulletin(), "id_card", aspect, {}, now)["text"]


def test_a_valid_fact_is_said_as_it_is(tiny: Release, now: datetime) -> None:
    said = answer(tiny, Bulletin(), "id_card", "fee", {}, now)
    assert "为准" not in said["text"]
    assert said["card"]["truth"]["state"] == "valid"
    assert said["card"]["truth"]["verified_on"] == "2026-06-01"


# what an item says, by the group whose truth it has; `None` is the item's own
SECRETS: dict[str | None, tuple[str, ...]] = {
    "conditions": ("居民身份证法", "有本地户口的可以申请", "外地户口也能办"),
    "materials": ("户口簿", "居住证", "委托书", "先开户籍证明", "窗口领取"),
    "process": ("填表。", "照相。"),
    "time_limit": ("60日", "20个工作日", "30个工作日"),
    "fee": ("40元", "45元", "测试价目"),
    "result": ('居民身份证"', "10年"),
    "online": ("只能预约",),
    "proxy": ("指纹要本人来采",),
    "progress": ("拿回执",),
}


def whole(said: dict[str, Any]) -> str:
    card = {key: value for key, value in said["card"].items() if key not in ("questions", "title")}
    return json.dumps({**said, "card": card}, ensure_ascii=False)


@pytest.mark.parametrize("group", [group for group in SECRETS if group])
@pytest.mark.parametrize("aspect", ASPECTS)
def test_an_expired_group_is_never_said(
    with_item: Callable[..., Release], now: datetime, group: str, aspect: str
) -> None:
    release = with_item("id_card", truth=GOOD, truth_of={group: EXPIRED}, questions=())
    for answers in ({}, {"hukou": "local"}, {"hukou": "away"}, {"hukou": "local", "who": "proxy"}):
        said = answer(release, Bulletin(), "id_card", aspect, answers, now)
        text = whole(said)
        assert not [word for word in SECRETS[group] if word in text]
        assert "1号窗口" in text
        assert said["card"]["telephone"] == "12300"
        if GROUP_OF.get(aspect) == group:
            assert "已经过期" in said["text"]
            assert "1号窗口" in said["text"]
            assert "12300" in said["text"]


@pytest.mark.parametrize("aspect", ASPECTS)
def test_an_expired_item_says_place_and_telephone_only(
    with_item: Callable[..., Release], now: datetime, aspect: str
) -> None:
    release = with_item("id_card", truth=EXPIRED)
    said = answer(release, Bulletin(), "id_card", aspect, {}, now, question="没有户口簿行不行")
    text = whole(said)
    assert not [word for words in SECRETS.values() for word in (*words, "旧证找到了") if word in text]
    assert "1号窗口" in said["text"]
    assert "12300" in said["text"]


@pytest.mark.parametrize("aspect", ["overview", "fee", "location"])
def test_an_expired_items_own_words_stay_unsaid_beside_a_living_group(
    with_item: Callable[..., Release], now: datetime, aspect: str
) -> None:
    release = with_item("id_card", truth=EXPIRED, truth_of={"fee": GOOD, "places": GOOD})
    text = whole(answer(release, Bulletin(), "id_card", aspect, {}, now, question="没有户口簿行不行"))
    assert "40元" in text
    assert "旧证找到了" not in text
    assert "先开户籍证明" not in text


@pytest.mark.parametrize("aspect", ["overview", "materials", "location", "window"])
def test_no_count_is_read_aloud_of_papers_that_may_not_be_said(
    with_item: Callable[..., Release], now: datetime, aspect: str
) -> None:
    release = with_item("id_card", truth=GOOD, truth_of={"materials": EXPIRED})
    assert "样材料" not in answer(release, Bulletin(), "id_card", aspect, {}, now)["speech"]


@pytest.mark.parametrize("name", ["id_card", "licence"])
def test_what_is_not_in_force_yet_is_not_said(with_item: Callable[..., Release], now: datetime, name: str) -> None:
    release = with_item(name, truth=Truth(effective_from=date(2026, 11, 24)), truth_of={})
    before = answer(release, Bulletin(), name, "materials", {}, now)
    after = answer(release, Bulletin(), name, "materials", {}, now + timedelta(days=1))
    assert before["card"]["materials"] == []
    assert after["card"]["materials"] != []


def test_a_group_past_its_grace_is_silent_while_the_rest_speaks(tiny: Release, now: datetime) -> None:
    said = answer(tiny, Bulletin(), "licence", "overview", {}, now)
    assert said["card"]["silent"] == ["fee"]
    assert said["card"]["fee"] is None
    assert "不收费" not in said["text"]
    assert "租房合同" in said["text"]


def test_an_expired_bundle_says_place_and_telephone_only(tiny_hall: Hall, now: datetime) -> None:
    bundle = replace(tiny_hall.bundles[0], truth=EXPIRED)
    release = Release.of(replace(tiny_hall, bundles=(bundle,)))
    said = answer_bundle(release, Bulletin(), bundle, now)
    text = whole(said)
    assert not [word for word in ("落户材料", "先落户", "10个工作日", "两件事一起办", "样材料") if word in text]
    assert "综合窗口" in said["text"]
    assert "12345" in said["text"]


def test_every_group_can_be_silenced() -> None:
    groups = set(GROUP_OF.values())
    assert groups - {"places"} == {group for group in SECRETS if group}
    assert {field.name for field in fields(Truth)} >= {"effective_from", "effective_to", "verified_on"}
