"""Two cards compared in a citizen's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.knowledge.answer import answer, answer_bundle
from bot.knowledge.bulletin import Bulletin, Pause
from bot.knowledge.messages import Message
from bot.knowledge.model import Fee, Hall, Limit, Material, PlaceUse, Sum, Truth
from bot.knowledge.release import Release
from bot.slips.changes import changes
from tests.slips.conftest import item_of, with_item

ID = "id_card_reissue"
TELEPHONE = "0000-123"


def tell(
    sample: Release, hall: Hall, now: datetime, bulletin: Bulletin | None = None, answers: dict[str, str] | None = None
) -> Message:
    return answer(Release("x", hall, sample.index), bulletin or Bulletin(), ID, "overview", answers or {}, now)


def compared(sample: Release, now: datetime, **of_item: Any) -> list[str]:
    old = tell(sample, sample.hall, now)
    return changes(old, tell(sample, with_item(sample.hall, ID, **of_item), now), TELEPHONE)


def test_the_same_facts_are_no_change_whatever_the_hour(sample: Release, now: datetime) -> None:
    for item in sample.hall.items:
        told = answer(sample, Bulletin(), item.id, "overview", {}, now)
        later = answer(sample, Bulletin(), item.id, "overview", {}, now + timedelta(days=40, hours=9))
        assert changes(told, later, TELEPHONE) == [], item.id
    for bundle in sample.hall.bundles:
        told = answer_bundle(sample, Bulletin(), bundle, now)
        assert changes(told, answer_bundle(sample, Bulletin(), bundle, now + timedelta(days=3)), TELEPHONE) == []


def test_an_item_that_is_gone_says_whom_to_ask(sample: Release, now: datetime) -> None:
    lines = changes(tell(sample, sample.hall, now), None, TELEPHONE)
    assert len(lines) == 1
    assert "居民身份证丢失补领" in lines[0]
    assert TELEPHONE in lines[0]


def test_a_paper_more_and_a_paper_less(sample: Release, now: datetime) -> None:
    papers = item_of(sample.hall, ID).materials
    more = (*papers, Material(name="近期照片", originals=2))
    assert compared(sample, now, materials=more) == ["多了一样材料：近期照片（原件2份）。"]
    assert compared(sample, now, materials=papers[:-1]) == [f"不再要这样材料：{papers[-1].name}。"]


def test_an_alternative_less_is_one_paper_changed(sample: Release, now: datetime) -> None:
    papers = item_of(sample.hall, ID).materials
    assert papers[0].choice == papers[1].choice
    lines = compared(sample, now, materials=(papers[0], *papers[2:]))
    assert lines == ["材料“居民户口簿 或 居住证”改成了“居民户口簿”（在外地时）。"]


def test_counts_and_necessity(sample: Release, now: datetime) -> None:
    told = tell(sample, with_item(sample.hall, ID, materials=(Material(name="申请表", originals=1),)), now)
    changed = Material(name="申请表", originals=1, copies=2, necessity="容缺后补", promise="5个工作日内补交")
    fresh = tell(sample, with_item(sample.hall, ID, materials=(changed,)), now)
    assert changes(told, fresh, TELEPHONE) == [
        "申请表：原来是“原件1份”，现在是“原件1份、复印件2份，5个工作日内补交”。",
        "申请表现在可以先办、以后补交。",
    ]


def test_another_place_and_ticket(sample: Release, now: datetime) -> None:
    lines = compared(sample, now, places=(PlaceUse(place="window:3", ticket="户口"),))
    assert lines[0].startswith("办理地点改了：原来是“1楼A厅2号窗口”")
    assert "3号窗口" in lines[0]
    assert "取号现在按“户口”。" in lines
    assert compared(sample, now, places=())[0].endswith("现在是没有写。")


def test_fee_limit_telephone_and_condition(sample: Release, now: datetime) -> None:
    assert compared(sample, now, fee=Fee(charged=False)) == [
        "费用改了：原来是“丢失补领40元；缴费：办证窗口”，现在是“不收费，不需要中介”。"
    ]
    dearer = Fee(charged=True, standard=(Sum(text="丢失补领50元"),), basis="未核实", pay_at="办证窗口")
    assert "丢失补领50元" in compared(sample, now, fee=dearer)[0]
    assert compared(sample, now, statutory_limit=(Limit(unit="日", number=20),)) == [
        "办理时限改了：原来是“法定时限60日”，现在是“法定时限20日”。"
    ]
    assert compared(sample, now, telephone="0000-999") == ["咨询电话改了：原来是12345，现在是0000-999。"]
    assert compared(sample, now, conditions=("换了条件。",)) == ["受理条件有改动，去之前请再问一次。"]
    assert compared(sample, now, name="身份证补办") == ["这个事项现在叫“身份证补办”。"]


def test_a_group_that_fell_silent_is_not_a_list_of_lost_papers(sample: Release, now: datetime) -> None:
    over = Truth(effective_to=date(2026, 11, 1))
    lines = compared(sample, now, truth_of={"materials": over})
    assert lines == ["要带的材料正在重新核对，去之前请先打12345问清楚。"]
    was_silent = tell(sample, with_item(sample.hall, ID, truth_of={"materials": over}), now)
    assert changes(was_silent, tell(sample, sample.hall, now), TELEPHONE) == ["要带的材料已经重新核对过，请再问一次。"]


def test_a_pause_and_its_end(sample: Release, now: datetime) -> None:
    pause = Pause(window="2", reason="设备检修", since=now, until=now + timedelta(hours=4), instead=("3",))
    paused = tell(sample, sample.hall, now, Bulletin(pauses=(pause,)))
    lines = changes(tell(sample, sample.hall, now), paused, TELEPHONE)
    assert len(lines) == 1
    assert "2号" in lines[0]
    assert "设备检修" in lines[0]
    assert changes(paused, tell(sample, sample.hall, now), TELEPHONE) == ["2号窗口已经恢复办理。"]
    assert changes(paused, paused, TELEPHONE) == []


def test_a_situation_that_is_no_longer_asked(sample: Release, now: datetime) -> None:
    item = item_of(sample.hall, ID)
    situation = item.situations[0]
    answers = {situation.id: situation.options[0].id}
    told = tell(sample, sample.hall, now, answers=answers)
    plain = with_item(
        sample.hall, ID, situations=(), materials=tuple(replace(m, when={}) for m in item.materials),
        places=tuple(replace(p, when={}) for p in item.places),
    )  # fmt: skip
    fresh = tell(sample, plain, now, answers=answers)
    assert f"您选的“{situation.options[0].label}”现在不再这样区分，请按新的要求准备。" in changes(
        told, fresh, TELEPHONE
    )


@pytest.mark.parametrize("field", ["merged", "places", "limit"])
def test_a_bundle_is_compared_too(sample: Release, now: datetime, field: str) -> None:
    bundle = sample.hall.bundles[0]
    other: dict[str, Any] = {"merged": (*bundle.merged, "新的一张表"), "places": (), "limit": "3个工作日，另有说明"}
    told = answer_bundle(sample, Bulletin(), bundle, now)
    fresh = answer_bundle(sample, Bulletin(), replace(bundle, **{field: other[field]}), now)
    assert changes(told, fresh, TELEPHONE) != []
