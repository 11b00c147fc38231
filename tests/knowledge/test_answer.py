"""The guide's answers: every aspect of every item, situations, fees, pauses, and what is not in this hall."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from bot.knowledge.answer import answer, answer_bundle, open_situation, situation_message
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.bulletin import Bulletin, Pause
from bot.knowledge.materials import applies
from bot.knowledge.messages import KINDS, message, numbered, option
from bot.knowledge.model import Answers, Hall, Item, Sum
from bot.knowledge.release import Release

KEYS = {"kind", "text", "speech", "item", "aspect", "card", "options", "case", "from", "release"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LEFT_OVER = re.compile(r"None|[{}]|：。|：；|。。|，，|，。|“”|（）")


def every_answer(item: Item) -> Iterator[Answers]:
    """Every way of answering the item's situations, and leaving some open."""
    choices = [[None, *(o.id for o in s.options)] for s in item.situations]
    for row in itertools.product(*choices):
        yield {s.id: value for s, value in zip(item.situations, row, strict=True) if value is not None}


def valid(said: dict[str, Any], release: str) -> None:
    assert set(said) == KEYS
    assert said["kind"] in KINDS
    assert said["release"] == release
    for key in ("text", "speech"):
        assert CHINESE.search(said[key])
        assert not LEFT_OVER.search(said[key]), said[key]
    assert all(set(o) == {"id", "label", "item"} and o["label"] for o in said["options"])
    assert len({o["id"] for o in said["options"]}) == len(said["options"])
    json.dumps(said)


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", ["tiny", "sample"])
def test_every_aspect_of_every_item_is_a_whole_message(
    request: pytest.FixtureRequest, now: datetime, name: str, aspect: str
) -> None:
    release: Release = request.getfixturevalue(name)
    for item in release.hall.items:
        said = answer(release, Bulletin(), item.id, aspect, {}, now)
        valid(said, f"{release.id}+0")
        assert said["kind"] == "guide"
        assert said["item"] == {"id": item.id, "name": item.name}
        assert said["aspect"] == aspect
        assert "human" in [o["id"] for o in said["options"]]


@pytest.mark.parametrize("aspect", ASPECTS)
def test_an_answer_names_its_state_unless_valid(sample: Release, now: datetime, aspect: str) -> None:
    for item in sample.hall.items:
        said = answer(sample, Bulletin(), item.id, aspect, {}, now)
        truth = said["card"]["truth"]
        assert truth["state"] in {"valid", "due", "unverified"}
        assert truth["state"] == "valid" or truth["text"] in said["text"]
        assert truth["telephone"] in truth["text"] or truth["state"] == "valid"


def test_answering_everything_never_raises_and_names_the_papers_that_apply(sample: Release, now: datetime) -> None:
    for item in sample.hall.items:
        for answers in every_answer(item):
            for aspect in ("overview", "materials", "fee", "time_limit", "location", "form"):
                said = answer(sample, Bulletin(), item.id, aspect, answers, now)
                valid(said, f"{sample.id}+0")
                told = [m.name for m in item.materials if applies(m.when, answers)]
                assert [m["name"] for m in said["card"]["materials"]] == told
            if len(answers) == len(item.situations):
                assert all(m["label"] is None for m in said["card"]["materials"])


def test_a_situation_question_is_asked_until_nothing_changes(sample: Release, now: datetime) -> None:
    for item in sample.hall.items:
        answers: Answers = {}
        for _ in range(len(item.situations) + 1):
            situation = open_situation(item, "overview", answers)
            if situation is None:
                break
            valid(situation_message(sample, Bulletin(), item, "overview", situation), f"{sample.id}+0")
            answers[situation.id] = situation.options[0].id
        assert situation is None


@pytest.mark.parametrize("name", ["tiny", "sample"])
def test_bundles_answer(request: pytest.FixtureRequest, now: datetime, name: str) -> None:
    release: Release = request.getfixturevalue(name)
    for bundle in release.hall.bundles:
        said = answer_bundle(release, Bulletin(), bundle, now)
        valid(said, f"{release.id}+0")
        assert [m["name"] for m in said["card"]["materials"]] == list(bundle.merged)
        assert [o["item"] for o in said["options"]] == list(bundle.items)


def test_an_unknown_item_is_an_error(tiny: Release, now: datetime) -> None:
    with pytest.raises(KeyError):
        answer(tiny, Bulletin(), "moon", "fee", {}, now)


def test_an_unknown_aspect_is_the_overview(tiny: Release, now: datetime) -> None:
    assert answer(tiny, Bulletin(), "hukou", "weather", {}, now)["aspect"] == "overview"


@pytest.mark.parametrize("answers", [{"moon": "full"}, {"hukou": "moon"}, {"hukou": "moon", "who": "self"}])
def test_answers_that_this_release_does_not_know_are_ignored(tiny: Release, now: datetime, answers: Answers) -> None:
    known = {name: value for name, value in answers.items() if value == "self"}
    for aspect in ("overview", "materials", "fee"):
        said = answer(tiny, Bulletin(), "id_card", aspect, answers, now)
        assert said == answer(tiny, Bulletin(), "id_card", aspect, known, now)


@pytest.mark.parametrize(
    ("answers", "fee"),
    [
        ({"hukou": "local"}, "办“身份证补领”的费用：补领40元。缴费：1号窗口。"),
        ({"hukou": "away"}, "办“身份证补领”的费用：异地补领45元。缴费：1号窗口。"),
        ({}, "办“身份证补领”的费用：在本县：补领40元；在外地：异地补领45元。缴费：1号窗口。"),
    ],
)
def test_a_paid_item_says_standard_and_where_to_pay(tiny: Release, now: datetime, answers: Answers, fee: str) -> None:
    assert answer(tiny, Bulletin(), "id_card", "fee", answers, now)["text"] == fee


def test_a_free_item_says_so(tiny: Release, now: datetime) -> None:
    for aspect in ("fee", "overview"):
        assert "不收费，不需要中介" in answer(tiny, Bulletin(), "hukou", aspect, {}, now)["text"]


def test_a_fee_that_nothing_says_is_absent(tiny: Release, now: datetime) -> None:
    said = answer(tiny, Bulletin(), "tax_number", "fee", {}, now)
    assert "资料里还没有写" in said["text"]
    assert "12366" in said["text"]
    assert said["card"]["fee"] is None


def test_a_fee_of_another_situation_leaves_no_gap(
    with_item: Callable[..., Release], tiny: Release, now: datetime
) -> None:
    item = tiny.item("id_card")
    assert item is not None
    assert item.fee is not None
    fee = type(item.fee)(charged=True, basis="甲", standard=(Sum(text="45元", when={"hukou": ("away",)}),))
    release = with_item("id_card", fee=fee)
    for aspect in ("fee", "overview"):
        valid(answer(release, Bulletin(), "id_card", aspect, {"hukou": "local"}, now), f"{release.id}+0")


@pytest.mark.parametrize(
    ("aspect", "words"),
    [
        ("materials", ["户口簿", "原件1份", "原件1份、复印件2份", "在外地时"]),
        ("missing_material", ["户口簿：可以先开户籍证明", "委托书：承诺5日内补交"]),
        ("window", ["1楼A厅1号窗口", "先取号，按“身份证”", "现在可以办，11:40停止取号"]),
        ("time_limit", ["法定时限：60日", "承诺时限（在本县）：20个工作日"]),
        ("process", ["1. 取号。", "3. 照相。"]),
        ("condition", ["由窗口审核后决定", "有本地户口的可以申请"]),
        ("cross_area", ["外地户口也能办"]),
        ("online", ["省政务服务网", "不方便上网", "1号窗口"]),
        ("proxy", ["指纹要本人来采"]),
        ("legal_basis", ["居民身份证法"]),
        ("result", ["居民身份证", "窗口、邮寄", "10年"]),
        ("validity", ["10年"]),
        ("form", ["旧证（空白表：窗口领取）"]),
        ("contact", ["12300", "投诉请打12389"]),
        ("progress", ["拿回执"]),
    ],
)
def test_an_aspect_says_its_facts(tiny: Release, now: datetime, aspect: str, words: list[str]) -> None:
    text = answer(tiny, Bulletin(), "id_card", aspect, {}, now)["text"]
    assert [word for word in words if word not in text] == []


def test_alternatives_count_as_one_paper_in_words_and_aloud(tiny: Release, now: datetime) -> None:
    said = answer(tiny, Bulletin(), "licence", "materials", {}, now)
    assert "共2样" in said["text"]
    assert "要带2样材料" in said["speech"]
    assert "身份证 或 护照" in answer(tiny, Bulletin(), "licence", "overview", {}, now)["text"]


def test_without_papers_none_are_counted_aloud(tiny: Release, now: datetime) -> None:
    for aspect in ("overview", "location", "materials"):
        assert "0样" not in answer(tiny, Bulletin(), "tax_number", aspect, {}, now)["speech"]


@pytest.mark.parametrize("aspect", ["condition", "overview", "cross_area"])
def test_nobody_is_told_that_it_will_surely_work(sample: Release, now: datetime, aspect: str) -> None:
    for item in sample.hall.items:
        assert not re.search(
            "您(不)?符合|一定能办|肯定能办|保证能", answer(sample, Bulletin(), item.id, aspect, {}, now)["text"]
        )


def test_a_common_question_is_answered_in_its_own_words(tiny: Release, now: datetime) -> None:
    said = answer(tiny, Bulletin(), "id_card", "materials", {}, now, question="没有户口簿行不行")
    assert said["text"] == "可以先开户籍证明再来。"


# pauses


def paused(now: datetime, *windows: str, instead: tuple[str, ...] = (), hours: int | None = 2) -> Bulletin:
    until = None if hours is None else now + timedelta(hours=hours)
    return Bulletin(
        pauses=tuple(
            Pause(window=w, reason="设备检修", since=now - timedelta(hours=1), until=until, instead=instead)
            for w in windows
        )
    )


@pytest.mark.parametrize("aspect", ["overview", "window", "location"])
def test_a_paused_window_is_said_with_its_substitute(tiny: Release, now: datetime, aspect: str) -> None:
    bulletin = paused(now, "1", instead=("2",))
    said = answer(tiny, bulletin, "id_card", aspect, {}, now)
    assert "1号窗口暂停办理（设备检修），到12:00，请改到2号窗口" in said["text"]
    assert said["release"] == f"{tiny.id}+{bulletin.version}"
    window = next(place for place in said["card"]["places"] if place["id"] == "window:1")
    assert window["closed"] is True


@pytest.mark.parametrize("aspect", ["overview", "window", "materials"])
def test_nobody_is_sent_to_a_closed_window_by_ear(tiny: Release, now: datetime, aspect: str) -> None:
    assert "请改到2号窗口" in answer(tiny, paused(now, "6", instead=("2",)), "tax_number", aspect, {}, now)["speech"]
    assert "1号窗口暂停办理（设备检修）" in answer(tiny, paused(now, "1"), "id_card", aspect, {}, now)["speech"]


@pytest.mark.parametrize("aspect", ["window", "hours"])
def test_a_place_whose_windows_are_all_paused_is_not_called_open(tiny: Release, now: datetime, aspect: str) -> None:
    said = answer(tiny, paused(now, "3", "4", "5"), "hukou", aspect, {}, now)
    assert "现在可以办" not in said["text"]
    assert "3至5号窗口暂停办理（设备检修），到12:00" in said["text"]
    assert "暂时没有别的窗口接替，请先打12345问一问再来" in said["text"]
    assert "现在可以办" in answer(tiny, paused(now, "3"), "hukou", aspect, {}, now)["text"]


@pytest.mark.parametrize("aspect", ["overview", "window"])
def test_a_pause_without_end_says_until_further_notice(tiny: Release, now: datetime, aspect: str) -> None:
    text = answer(tiny, paused(now, "1", hours=None), "id_card", aspect, {}, now)["text"]
    assert "1号窗口暂停办理（设备检修），什么时候恢复另行通知" in text
    assert "请改到" not in text


@pytest.mark.parametrize("aspect", ["overview", "window"])
def test_a_group_with_one_open_window_is_not_closed(tiny: Release, now: datetime, aspect: str) -> None:
    said = answer(tiny, paused(now, "3", "4"), "hukou", aspect, {}, now)
    assert "3号、4号窗口暂停办理（设备检修），到12:00，现在请到5号窗口" in said["text"]
    place = said["card"]["places"][0]
    assert place["closed"] is False
    assert [bool(window["paused"]) for window in place["windows"]] == [True, True, False]
    everybody = answer(tiny, paused(now, "3", "4", "5"), "hukou", aspect, {}, now)
    assert everybody["card"]["places"][0]["closed"] is True
    assert "现在请到" not in everybody["text"]


def test_windows_paused_for_different_reasons_are_told_apart(tiny: Release, now: datetime) -> None:
    one, other = (Pause(window=w, reason=why, since=now) for w, why in (("3", "停电"), ("4", "开会")))
    text = answer(tiny, Bulletin(pauses=(one, other)), "hukou", "window", {}, now)["text"]
    assert "3号窗口暂停办理（停电）" in text
    assert "4号窗口暂停办理（开会）" in text
    assert "现在请到5号窗口" in text


def test_nobody_is_sent_to_a_substitute_that_is_paused_too(tiny: Release, now: datetime) -> None:
    one = Pause(window="1", reason="停电", since=now, instead=("2", "3"))
    two = Pause(window="2", reason="停电", since=now)
    said = answer(tiny, Bulletin(pauses=(one, two)), "id_card", "window", {}, now)["text"]
    assert "请改到3号窗口" in said
    three = Pause(window="3", reason="停电", since=now)
    said = answer(tiny, Bulletin(pauses=(one, two, three)), "id_card", "window", {}, now)["text"]
    assert "请改到" not in said
    assert "暂时没有别的窗口接替" in said


def test_a_pause_is_told_in_the_halls_time(tiny: Release, now: datetime) -> None:
    until = (now + timedelta(hours=2)).astimezone(timezone.utc)  # noqa: UP017
    bulletin = Bulletin(pauses=(Pause(window="1", reason="停电", since=now, until=until),))
    assert "到12:00" in answer(tiny, bulletin, "id_card", "window", {}, now)["text"]


def test_a_pause_that_is_over_is_not_said(tiny: Release, now: datetime) -> None:
    later = answer(tiny, paused(now, "1"), "id_card", "window", {}, now + timedelta(hours=3))
    assert "暂停" not in later["text"]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (10, "现在可以办，11:40停止取号"),
        (12, "现在中午休息，14:30开始办理"),
        (20, "现在不办理，明天08:30开门"),
        (7, "还没开门，08:30开始办理"),
    ],
)
def test_the_place_says_how_it_stands(tiny: Release, now: datetime, hours: int, words: str) -> None:
    assert words in answer(tiny, Bulletin(), "id_card", "window", {}, now.replace(hour=hours))["text"]


# not in this hall


@pytest.mark.parametrize("aspect", ASPECTS)
def test_an_item_that_is_not_done_here_names_no_window(sample: Release, now: datetime, aspect: str) -> None:
    places = {place.id: place for place in sample.hall.places}
    outside = [
        item
        for item in sample.hall.items
        if not any(
            use.place.startswith("window:") or places[use.place].in_hall or places[use.place].windows
            for use in item.places
        )
    ]
    assert outside
    for item in outside:
        said = answer(sample, Bulletin(), item.id, aspect, {}, now)
        assert said["card"]["windows"] == []
        assert said["card"]["ticket"] is None
        assert not re.search(r"\d+号窗口(?!可以咨询)", said["text"])


def test_a_matter_of_the_stations_names_them(tiny: Release, now: datetime) -> None:
    said = answer(tiny, Bulletin(), "pension", "location", {}, now)
    assert "东河镇便民服务站" in said["text"]
    assert (
        "不在本大厅" in answer(tiny, Bulletin(), "pension", "overview", {}, now)["text"]
        or "站点" in answer(tiny, Bulletin(), "pension", "overview", {}, now)["text"]
    )


def test_places_in_this_hall_come_first(tiny: Release, now: datetime) -> None:
    places = answer(tiny, Bulletin(), "id_card", "overview", {}, now)["card"]["places"]
    assert [place["in_hall"] for place in places] == [True, False]


def test_places_follow_the_situation(tiny: Release, now: datetime) -> None:
    places = answer(tiny, Bulletin(), "id_card", "location", {"hukou": "away"}, now)["card"]["places"]
    assert [place["id"] for place in places] == ["window:1"]


@pytest.mark.parametrize(
    ("machine", "words"),
    [(None, "在取号机上按“身份证”"), ("大门左边的取号机", "在大门左边的取号机上按“身份证”")],
)
def test_the_first_step_says_where_tickets_come_from(
    tiny: Release, now: datetime, machine: str | None, words: str
) -> None:
    told = replace(tiny.hall.information, ticket_machine=machine) if machine else tiny.hall.information
    release = replace(tiny, hall=replace(tiny.hall, information=told))
    card = answer(release, Bulletin(), "id_card", "overview", {}, now)["card"]
    assert words in card["summary"]


# messages


@pytest.mark.parametrize(("kind", "text"), [("guide", ""), ("guide", " \n"), ("shout", "您好")])
def test_no_message_without_kind_or_words(kind: str, text: str) -> None:
    with pytest.raises(ValueError):
        message(kind, text)


def test_options_are_numbered_in_order() -> None:
    assert numbered("选一个", [option("a", "甲"), option("b", "乙")]) == "选一个\n1. 甲\n2. 乙"


def test_the_plan_of_the_sample_has_a_place_for_every_window(sample_hall: Hall) -> None:
    assert all(window.at is not None for window in sample_hall.windows)
