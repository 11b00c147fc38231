"""What stands on a slip: everything for the situation, in order, and nothing of a person."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.knowledge.context import fresh
from bot.knowledge.model import Material, Truth
from bot.knowledge.release import Release
from bot.knowledge.ways import way_words
from bot.slips.leaflet import Leaflet, brief
from bot.slips.services import Told, look_up, make_slip
from tests.slips.conftest import Publish, item_of, with_item

pytestmark = pytest.mark.django_db
ID = "id_card_reissue"


def printed(item: str, now: datetime, **answers: str) -> Leaflet:
    return Told.fresh(make_slip(item, answers, now)).leaflet


def texts(sheet: Leaflet, key: str) -> list[str]:
    section = sheet.section(key)
    return [line for row in section.rows for line in (row.text, *row.more)] if section else []


def test_it_begins_with_what_to_do_and_ends_with_how_far_it_can_be_trusted(now: datetime, sample: Release) -> None:
    sheet = printed(ID, now)
    keys = [section.key for section in sheet.sections]
    assert keys[:3] == ["now", "places", "materials"]
    assert keys[-2:] == ["ask", "truth"]
    assert "先取号" in texts(sheet, "now")[0]
    assert "1楼A厅2号窗口" in texts(sheet, "places")[0]
    assert texts(sheet, "steps")[0] == "申报挂失。"
    assert "40元" in texts(sheet, "fee")[0]
    assert "法定时限：60日" in texts(sheet, "limits")
    assert texts(sheet, "ask")[0] == "咨询：12345"
    assert "未核实" in texts(sheet, "truth")[0]
    assert any(line.startswith("来源：") for line in texts(sheet, "truth"))


def test_it_names_hall_day_code_and_that_it_is_a_sample(now: datetime, sample: Release) -> None:
    sheet = printed(ID, now)
    assert (sheet.title, sheet.hall) == ("一次性告知单", "示例县政务服务中心")
    assert "示例" in sheet.example
    assert sheet.made == "2026年11月23日（周一）10:00"
    assert sheet.kept == "2028年11月23日"
    assert len(sheet.code) == 9
    assert sheet.code[4] == " "


def test_the_way_is_told_from_the_machine_it_is_made_at(now: datetime, sample: Release) -> None:
    kiosk = sample.hall.plan.starts[-1].id
    wanted = [way_words(sample, "window:2", start) for start in ("", kiosk)]
    assert wanted[0] != wanted[1]
    for start, words in zip(("", kiosk), wanted, strict=True):
        sheet = Told.fresh(make_slip(ID, {}, now, kiosk=start)).leaflet
        assert f"怎么走：{words}" in texts(sheet, "places")


def test_where_no_way_is_drawn_the_zone_tells_it(now: datetime, sample: Release, publish: Publish) -> None:
    plan = replace(sample.hall.plan, starts=())
    publish(replace(sample.hall, plan=plan))
    zone = next(zone for zone in plan.zones if zone.way)
    assert any(line.startswith("怎么走：A厅在一楼") for line in texts(printed(ID, now), "places")), zone


def test_a_hall_that_is_no_sample_bears_no_mark(now: datetime, sample: Release, publish: Publish) -> None:
    information = replace(sample.hall.information, example=False)
    publish(replace(sample.hall, information=information))
    assert printed(ID, now).example == ""


def test_alternatives_stand_together_and_coming_in_person_is_no_paper(now: datetime, sample: Release) -> None:
    section = printed(ID, now).section("materials")
    assert section is not None
    assert [(row.text, row.look) for row in section.rows] == [
        ("下面2样，带一样就行：", "plain"),
        ("居民户口簿（在外地时要）", "either"),
        ("居住证（在外地时要）", "either"),
        ("本人到场采集照片和指纹", "box"),
    ]


def test_the_answers_are_named_and_choose_the_papers(now: datetime, sample: Release) -> None:
    situation = item_of(sample.hall, ID).situations[0]
    sheets = [printed(ID, now, **{situation.id: option.id}) for option in situation.options]
    assert [sheet.situations for sheet in sheets] == [(option.label,) for option in situation.options]
    assert texts(sheets[0], "materials") != texts(sheets[1], "materials")


def test_all_that_is_known_of_a_paper_is_on_it(now: datetime, sample: Release, publish: Publish) -> None:
    paper = Material(
        name="居住证", originals=1, copies=2, size="A4", where="派出所", missing="先补办", expired="先换证", copy="不收",
        standard="在有效期内", necessity="容缺后补", promise="5个工作日内补交", e_licence="可以出示电子证照", note="带原件",
    )  # fmt: skip
    publish(with_item(sample.hall, ID, materials=(paper,)))
    assert texts(printed(ID, now), "materials") == [
        "居住证，原件1份、复印件2份（可以后补）",
        "在有效期内", "规格：A4", "哪里拿：派出所", "电子证照：可以出示电子证照", "没有怎么办：先补办", "过期了：先换证",
        "只有复印件：不收", "可以后补：5个工作日内补交", "带原件",
    ]  # fmt: skip


def test_what_is_long_overdue_is_not_told_but_said_to_be_silent(
    now: datetime, sample: Release, publish: Publish
) -> None:
    old = Truth(source=("旧文件",), verified_on=date(2024, 1, 1), review_days=30)
    item = item_of(sample.hall, ID)
    publish(with_item(sample.hall, ID, truth_of={**item.truth_of, "fee": old}))
    assert texts(printed(ID, now), "fee") == ["费用正在重新核对，去之前请先打12345问清楚。"]


def test_a_signed_fact_tells_the_day(now: datetime, sample: Release, publish: Publish) -> None:
    signed = Truth(source=("县政府文件",), verified_on=date(2026, 10, 1))
    publish(with_item(sample.hall, ID, truth=signed, truth_of={}))
    assert "2026-10-01" in texts(printed(ID, now), "truth")[0].replace("年", "-").replace("月", "-")


def test_every_item_and_bundle_of_the_sample_has_one(now: datetime, sample: Release) -> None:
    for thing in (*sample.hall.items, *sample.hall.bundles):
        sheet = printed(thing.id, now)
        assert sheet.section("ask"), thing.id
        assert "None" not in json.dumps(sheet.plain(), ensure_ascii=False), thing.id


def test_nothing_of_a_conversation_is_on_it(now: datetime, sample: Release) -> None:
    context = fresh() | {"phone": "⟦手机号1⟧", "description": "王小二的户口本丢了", "answers": {ID: {}}}
    slip = make_slip(ID, {}, now, context, kiosk="k3")
    words = json.dumps([slip.message, Told.fresh(slip).leaflet.plain()], ensure_ascii=False)
    for secret in ("⟦", "手机号", "王小二", "k3"):
        assert secret not in words


def test_it_stays_as_it_was_made(now: datetime, sample: Release, publish: Publish) -> None:
    slip = make_slip(ID, {}, now)
    before = Told.fresh(slip).leaflet
    publish(with_item(sample.hall, ID, telephone="0000-999"))
    assert look_up(slip.code, now + timedelta(days=3)).leaflet == before


@pytest.mark.parametrize("most", [120, 420, 5000])
def test_in_few_words_it_fits_and_says_when_something_is_missing(now: datetime, sample: Release, most: int) -> None:
    sheet = printed("passport", now)
    words = brief(sheet, most)
    assert len(words.encode()) <= most
    assert words.startswith(f"一次性告知单 {sheet.code}\n")
    assert words.endswith("…") == (most < 5000)
