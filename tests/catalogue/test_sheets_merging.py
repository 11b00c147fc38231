"""Rows are merged onto what is there; every fault is named by row and column; with any fault nothing is taken."""

from __future__ import annotations

from typing import Any

import pytest

from bot.catalogue.sheets import apply, read
from tests.catalogue.sheet_files import Plain, item, merged, said, sample, xlsx

NEW = ["事项名称", "类别", "负责部门", "办理对象"]


def content_of(made: Any, key: str) -> Plain:
    assert made.faults == []
    content = made.contents["item", key]
    assert content is not None
    return dict(content)


def test_only_the_columns_of_the_file_change() -> None:
    hall = sample()
    made = merged(hall, 事项=[["编号", "咨询电话"], ["id_card_first", "0454-123"]])
    assert content_of(made, "id_card_first") == {**item(hall, "id_card_first"), "telephone": "0454-123"}
    (cell,) = made.cells
    assert (cell.row, cell.column, cell.before, cell.after) == (2, "咨询电话", "12345", "0454-123")
    assert (made.new, made.changed, made.removed) == ([], [("item", "id_card_first")], [])


def test_an_empty_cell_clears_and_a_needed_one_cannot_be_cleared() -> None:
    made = merged(事项=[["编号", "代办规定"], ["id_card_first", None]])
    assert "proxy" not in content_of(made, "id_card_first")
    made = merged(事项=[["编号", "类别"], ["id_card_first", None]])
    assert said(made) == [("事项", 2, "类别")]
    assert made.contents == {}


def test_an_item_is_found_by_its_name_when_it_has_no_id() -> None:
    made = merged(事项=[["事项名称", "咨询电话"], ["居民身份证首次申领", "1"]])
    assert list(made.contents) == [("item", "id_card_first")]


def test_a_new_item_gets_an_id_after_its_sound() -> None:
    made = merged(
        事项=[
            [*NEW, "办理地点"],
            ["养蜂备案", "农业建设交通", "县行政审批服务局", "个人、法人", "24号窗口（取号：备案）"],
        ],
        材料=[["事项", "材料名称", "原件份数"], ["养蜂备案", "申请表", 1], [None, "身份证", 2.0]],
    )
    content = content_of(made, "yang_feng_bei_an")
    assert content["places"] == [{"place": "window:24", "ticket": "备案"}]
    assert content["materials"] == [{"name": "申请表", "originals": 1}, {"name": "身份证", "originals": 2}]
    assert made.new == [("item", "yang_feng_bei_an")]


def test_deleting_takes_the_whole_object() -> None:
    made = merged(事项=[["编号", "删除"], ["passport_reissue", "是"], ["passport", "否"]])
    assert [key for key, content in made.contents.items() if content is None] == made.removed
    assert [fault.what for fault in made.faults] == [] or "passport_reissue" in str(made.faults)


def test_documents_replace_the_list_of_the_items_they_name_and_no_others() -> None:
    hall = sample()
    made = merged(
        hall,
        材料=[
            ["事项编号", "事项", "材料名称", "必要性", "容缺承诺", "适用情形"],
            ["id_card_renew", None, "居民户口簿", "容缺后补", "5日内补交", "在本县；到期了、损坏了"],
            [None, None, "原居民身份证", None, None, None],
        ],
    )
    content = content_of(made, "id_card_renew")
    book, card = content["materials"]
    assert book["when"] == {"reason": ["expired", "damaged"], "hukou": ["local"]}
    assert (book["necessity"], book["promise"], book["note"]) == (
        "容缺后补",
        "5日内补交",
        "本县户口看情况要，身边有的请带上",
    )
    assert card == item(hall, "id_card_renew")["materials"][0]
    assert list(made.contents) == [("item", "id_card_renew")]
    assert any(cell.column == "顺序" for cell in made.cells)
    assert any(cell.before == "本人到场采集照片和指纹" and not cell.after for cell in made.cells)


def test_a_renamed_document_keeps_what_the_file_does_not_say() -> None:
    hall = sample()
    old = item(hall, "id_card_first")["materials"]
    rows = [["id_card_first", one["name"]] for one in old]
    rows[0][1] = "户口本"
    made = merged(hall, 材料=[["事项编号", "材料名称"], *rows])
    assert content_of(made, "id_card_first")["materials"] == [{**old[0], "name": "户口本"}, *old[1:]]


def test_situations_keep_their_ids_and_new_options_get_one() -> None:
    made = merged(
        情形=[
            ["事项编号", "要问的话", "选项", "别的说法"],
            ["id_card_first", "办证的人满16周岁了吗？", "未满16周岁", "小孩、娃"],
            ["id_card_first", None, "已满16周岁", "大人"],
            ["id_card_first", None, "说不准", None],
            ["id_card_first", "您是城市低保对象，或者农村特殊困难居民吗？", "一般情况（都不是）", None],
            ["id_card_first", None, "城市低保对象或农村特殊困难居民", "低保"],
        ]
    )
    age, poor = content_of(made, "id_card_first")["situations"]
    assert [option["id"] for option in age["options"]] == ["under16", "over16", "shuo_bu_zhun"]
    assert age["options"][0]["words"] == ["小孩", "娃"]
    assert [option["id"] for option in poor["options"]] == ["plain", "poor"]


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("5个工作日", [{"unit": "工作日", "number": 5}]),
        ("20日", [{"unit": "日", "number": 20}]),
        ("3个月", [{"unit": "个月", "number": 3}]),
        ("60日：60日内发证", [{"unit": "日", "number": 60, "text": "60日内发证"}]),
        (
            "10工作日【在本县】\n20工作日【在外地】",
            [
                {"unit": "工作日", "number": 10, "when": {"hukou": ["local"]}},
                {"unit": "工作日", "number": 20, "when": {"hukou": ["away"]}},
            ],
        ),
    ],
)
def test_limits_are_written_as_people_write_them(text: str, limits: list[Plain]) -> None:
    made = merged(事项=[["编号", "法定时限"], ["id_card_renew", text]])
    assert content_of(made, "id_card_renew")["statutory_limit"] == limits


def test_opening_times_of_a_place_are_read() -> None:
    hours = "周一至周六 8:30-12:00、14:30—17:30（11:40、17:10 停止取号），节假日休息"
    made = merged(办理点=[["编号", "开放时间"], ["hukou_windows", hours]])
    content = made.contents["place", "hukou_windows"]
    assert content is not None
    assert content["hours"] == {
        "weekdays": [1, 2, 3, 4, 5, 6],
        "spans": ["08:30-12:00", "14:30-17:30"],
        "last_intake": ["11:40", "17:10"],
        "note": "节假日休息",
    }


def test_a_place_of_the_same_file_may_be_named() -> None:
    made = merged(
        办理点=[["名称", "是哪一种", "地址"], ["县养蜂协会", "别的单位", "人民路1号"]],
        事项=[["编号", "办理地点"], ["passport", "县养蜂协会\n5号窗口"]],
    )
    assert content_of(made, "passport")["places"] == [{"place": "xian_yang_feng_xie_hui"}, {"place": "window:5"}]


FAULTS: list[tuple[str, str, Any, str]] = [
    ("事项", "负责部门", "县公安居", "县公安局"),
    ("事项", "类别", "户籍", "户籍身份"),
    ("事项", "资料责任岗位", "没有的岗", "填写"),
    ("事项", "办理地点", "99号窗口", "窗口"),
    ("事项", "办理地点", "综合窗", "综合窗口"),
    ("事项", "办理地点", "2号窗口（身份证）", "取号：身份证"),
    ("事项", "法定时限", "尽快", "5工作日"),
    ("事项", "法定时限", "5工作日【在火星】", "选项"),
    ("事项", "到场次数", "很多", "数字"),
    ("事项", "核对日期", "2026-13-45", "2026-01-31"),
    ("事项", "办件类型", "快办件", "即办件"),
    ("事项", "办理对象", "个人、动物", "个人"),
    ("事项", "放在首页常办", "也许", "是 或 否"),
    ("事项", "办件类型", "即办件", "承诺时限"),
    ("事项", "收费依据", None, "收费标准"),
    ("事项", "是否收费", "否", "收费标准"),
    ("事项", "投诉电话", "12345", "不同"),
    ("事项", "从哪天起有效", "2030-01-01", "有效"),
]


@pytest.mark.parametrize(("sheet", "column", "value", "todo"), FAULTS)
def test_a_faulty_cell_is_named_with_what_to_do(sheet: str, column: str, value: Any, todo: str) -> None:
    more = {"从哪天起有效": ("到哪天为止", "2029-01-01")}.get(column, ("提醒", "好"))
    made = merged(**{sheet: [["编号", column, more[0]], ["id_card_first", value, more[1]]]})
    assert [(fault.sheet, fault.row) for fault in made.faults] == [(sheet, 2)]
    fault = made.faults[0]
    assert fault.column[:2] in (column[:2], "是否", "收费", "承诺", "到哪"), fault
    assert todo in f"{fault.what}{fault.todo}", fault
    assert not any("a" <= sign <= "z" for sign in f"{fault.what}{fault.todo}"), fault
    assert made.contents == {}


def test_all_faults_are_named_and_good_rows_wait_for_them() -> None:
    made = merged(
        事项=[
            ["编号", "事项名称", "类别", "负责部门", "办理对象", "咨询电话"],
            ["passport", "护照申领（首次）", "出入境", "县公安局", "个人", "1"],
            ["Bad Id", "甲", "出入境", "县公安局", "个人", "1"],
            ["new_one", "乙", "没有的类别", "没有的部门", "个人", "1"],
            ["new_two", "丙", None, "县公安局", "个人", "1"],
            ["passport", "又一个", "出入境", "县公安局", "个人", "1"],
            [None, None, "出入境", "县公安局", "个人", "1"],
        ],
        材料=[
            ["事项", "材料名称", "材料形式", "必要性"],
            ["没有的事项", "身份证", "原件", "必要"],
            ["居民身份证换领", "身份证", "彩色的", "容缺后补"],
            ["居民身份证换领", None, "原件", "必要"],
        ],
    )
    assert said(made) == [
        ("事项", 3, "编号"),
        ("事项", 4, "类别"),
        ("事项", 4, "负责部门"),
        ("事项", 5, "类别"),
        ("事项", 6, "编号"),
        ("事项", 7, "事项名称"),
        ("材料", 2, "事项"),
        ("材料", 3, "材料形式"),
        ("材料", 3, "容缺承诺"),
        ("材料", 4, "材料名称"),
    ]
    assert made.contents == {}


def test_two_items_with_one_name_are_a_fault_of_the_row() -> None:
    made = merged(事项=[["编号", "简称"], ["passport", "补身份证"], ["hukou_birth", "补身份证"]])
    assert made.faults
    assert all(fault.sheet == "事项" and fault.row in (2, 3) for fault in made.faults)


def test_a_place_that_items_need_cannot_be_deleted() -> None:
    made = merged(办理点=[["编号", "删除"], ["police_station", "是"]])
    assert {(fault.sheet, fault.row) for fault in made.faults} == {("办理点", 2)}
    assert any("居民身份证首次申领" in fault.what for fault in made.faults)


def test_an_id_and_a_name_that_do_not_belong_together_are_a_fault() -> None:
    made = merged(材料=[["事项编号", "事项", "材料名称"], ["passport", "居民身份证换领", "身份证"]])
    assert said(made) == [("材料", 2, "事项")]


def test_faults_of_the_hall_that_the_file_does_not_touch_do_not_stop_it() -> None:
    hall = sample()
    item(hall, "passport")["promised_limit"] = [{"unit": "当场"}]
    made = merged(hall, 事项=[["编号", "咨询电话"], ["id_card_first", "1"]])
    assert made.faults == []
    assert list(made.contents) == [("item", "id_card_first")]


def test_the_one_list_of_a_bundle_follows() -> None:
    hall = sample()
    rows = [["hukou_birth", one["name"]] for one in item(hall, "hukou_birth")["materials"]]
    table = [["事项编号", "材料名称"], *rows, ["hukou_birth", "出生登记表"]]
    made = merged(hall, 材料=table)
    assert made.faults == []
    bundle = made.contents["bundle", "birth"]
    assert bundle is not None
    assert bundle["merged"][-1] == "出生登记表"
    assert [cell.row for cell in made.cells if cell.sheet == "一件事"] == [0]
    mine = apply(read(xlsx(材料=table), "a.xlsx"), hall, departments=frozenset({"police"}))
    assert mine.faults == []
    assert ("bundle", "birth") not in mine.contents
    assert "新生儿出生一件事" in mine.notes[0]


def test_rows_of_other_departments_are_faults_each() -> None:
    table = [["事项编号", "材料名称"], ["passport", "护照"], ["ss_card", "照片"], ["ss_card", "身份证"]]
    made = apply(read(xlsx(材料=table), "a.xlsx"), sample(), departments=frozenset({"police"}))
    assert [(fault.row, fault.column) for fault in made.faults] == [(3, ""), (4, "")]
    assert "县人力资源和社会保障局" in made.faults[0].what
    moved = xlsx(事项=[["编号", "负责部门"], ["passport", "县医疗保障局"]])
    assert apply(read(moved, "a.xlsx"), sample(), departments=frozenset({"police"})).faults


def test_what_another_change_set_holds_is_a_fault() -> None:
    book = read(xlsx(事项=[["编号", "咨询电话"], ["passport", "1"]]), "a.xlsx")
    made = apply(book, sample(), held={("item", "passport"): "护照改费"})
    assert "护照改费" in made.faults[0].what
    assert made.contents == {}
