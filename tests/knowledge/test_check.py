"""The checks of meaning: break one thing in the tiny hall, get its fault at its line with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.check import check
from bot.knowledge.faults import Fault, Report
from bot.knowledge.gaps import gaps
from bot.knowledge.model import Hall

Tree = dict[str, Any]
Spoil = Callable[[Tree], Any]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def item(name: str, **fields: Any) -> Spoil:
    """Change fields of one item; a field that is ... is taken away."""

    def spoil(tree: Tree) -> None:
        row = next(row for row in tree["items"] if row["id"] == name)
        for key, value in fields.items():
            if value is ...:
                row.pop(key)
            else:
                row[key] = value

    return spoil


def at(*path: Any, value: Any) -> Spoil:
    """Set the value at a path."""

    def spoil(tree: Tree) -> None:
        for part in path[:-1]:
            tree = tree[part]
        tree[path[-1]] = value

    return spoil


def more(key: str, *rows: Any) -> Spoil:
    """Append rows to a list."""
    return lambda tree: tree[key].extend(rows)


PERSON = {"category": "police", "audience": ["个人"], "department": "police"}
YES_NO = [{"id": "yes", "label": "是"}, {"id": "no", "label": "否"}]

ITEMS: dict[str, tuple[Spoil, str]] = {
    "department": (item("id_card", department="nobody"), "没有“nobody”这个部门"),
    "category": (item("id_card", category="nowhere"), "没有“nowhere”这个类别"),
    "owner": (item("id_card", owner="nobody"), "没有“nobody”这个岗位"),
    "unknown place": (item("hukou", places=[{"place": "moon"}]), "没有“moon”这个办理点"),
    "unknown window": (item("hukou", places=[{"place": "window:99"}]), "没有“99”这个窗口"),
    "hours of a place": (item("hukou", places=[{"place": "general", "hours": {"spans": ["9-10"]}}]), "时间段写法不对"),
    "situation of a place": (item("hukou", places=[{"place": "general", "when": {"x": ["y"]}}]), "没有“x”这个情形"),
    "situation of a material": (item("hukou", materials=[{"name": "甲", "when": {"x": ["y"]}}]), "没有“x”这个情形"),
    "option of a material": (
        item("id_card", materials=[{"name": "甲", "when": {"hukou": ["moon"]}}]),
        "情形“hukou”没有选项 moon",
    ),
    "no option": (item("id_card", materials=[{"name": "甲", "when": {"hukou": []}}]), "没有选项 （空）"),
    "situation of a fee": (
        item("hukou", fee={"charged": True, "basis": "甲", "standard": [{"text": "1元", "when": {"x": ["y"]}}]}),
        "没有“x”这个情形",
    ),
    "situation of a limit": (
        item("hukou", statutory_limit=[{"unit": "日", "number": 1, "when": {"x": ["y"]}}]),
        "没有“x”这个情形",
    ),
    "situation of a question": (
        item("hukou", questions=[{"ask": "甲", "answer": "乙", "when": {"x": ["y"]}}]),
        "没有“x”这个情形",
    ),
    "one option": (
        item("hukou", situations=[{"id": "a", "ask": "甲？", "options": YES_NO[:1]}]),
        "选项少于两个",
    ),
    "an option twice": (
        item("hukou", situations=[{"id": "a", "ask": "甲？", "options": [YES_NO[0], YES_NO[0]]}]),
        "或编号重复",
    ),
    "a situation twice": (
        item("hukou", situations=[{"id": "a", "ask": "甲？", "options": YES_NO}] * 2),
        "情形“a”写了两次",
    ),
    "an option's id": (
        item("hukou", situations=[{"id": "a", "ask": "甲？", "options": [YES_NO[0], {"id": "x:y", "label": "否"}]}]),
        "编号“x:y”写法不对",
    ),
    "a later situation": (
        item("hukou", situations=[{"id": "a", "ask": "甲？", "options": YES_NO, "when": {"b": ["yes"]}}]),
        "不是前面问过的情形",
    ),
    "no promise": (item("hukou", materials=[{"name": "甲", "necessity": "容缺后补"}]), "却没写承诺"),
    "a material twice": (item("hukou", materials=[{"name": "甲"}, {"name": "甲"}]), "材料“甲”写了两次"),
    "即办件 with days": (
        item("licence", promised_limit=[{"unit": "工作日", "number": 3}]),
        "写成了即办件，承诺时限却不是当场",
    ),
    "即办件 without limit": (item("licence", promised_limit=...), "写成了即办件，承诺时限却不是当场"),
    "当场 without 即办件": (item("licence", kind="承诺件"), "承诺时限是当场，却没有写成即办件"),
    "result without delivery": (item("hukou", result={"name": "居民户口证"}), "没有写怎么拿到"),
    "visits without reason": (item("id_card", visits_why=...), "要到场，却没写为什么"),
    "no visit and no other way": (item("hukou", visits=0), "写了不用到场"),
    "fee without standard": (item("hukou", fee={"charged": True, "basis": "甲"}), "没有标准或依据"),
    "fee without basis": (item("hukou", fee={"charged": True, "standard": [{"text": "1元"}]}), "没有标准或依据"),
    "free with standard": (item("hukou", fee={"charged": False, "standard": [{"text": "1元"}]}), "写了不收费"),
    "free with basis": (item("hukou", fee={"charged": False, "basis": "甲"}), "写了不收费"),
    "free with pay_at": (item("hukou", fee={"charged": False, "pay_at": "甲"}), "写了不收费"),
    "当场 with number": (item("licence", promised_limit=[{"unit": "当场", "number": 1}]), "当场办结不写天数"),
    "limit without number": (item("hukou", statutory_limit=[{"unit": "日"}]), "时限没有写多少"),
    "limit of nothing": (item("hukou", statutory_limit=[{"unit": "日", "number": 0}]), "时限应当大于零"),
    "one telephone": (item("id_card", telephone="12389"), "投诉电话与咨询电话相同"),
    "question of nothing": (item("hukou", questions=[{"ask": "甲"}]), "没有答案"),
    "question's aspect": (item("hukou", questions=[{"ask": "甲", "aspect": "moon"}]), "没有“moon”这个问法类别"),
    "dates of a truth": (
        item("hukou", truth={"effective_from": "2026-02-01", "effective_to": "2026-01-01"}),
        "生效日期晚于失效日期",
    ),
    "dates of a group": (item("hukou", truth_of={"fee": {"review_days": 0}}), "复核间隔应当大于零"),
    "same id": (more("items", {"id": "hukou", "name": "别的事", **PERSON}), "编号“hukou”用了两次"),
    "strange id": (more("items", {"id": "户口", "name": "别的事", **PERSON}), "编号“户口”写法不对"),
    "same name": (more("items", {"id": "other", "name": "迁户口", **PERSON}), "“迁户口”同时是几个个人事项的名称"),
}

OTHERS: dict[str, tuple[str, Spoil, str]] = {
    "banner": ("hall.yml", at("information", "banner", value="欢迎"), "横幅里却没有写“示例”"),
    "hall's telephones": (
        "hall.yml",
        at("information", "complaint_telephone", value="12345"),
        "投诉电话与咨询电话相同",
    ),
    "hall's truth": ("hall.yml", at("information", "truth", value={"review_days": -1}), "复核间隔应当大于零"),
    "weekday 8": ("hall.yml", at("information", "hours", "weekdays", value=[8]), "开放时间不完整"),
    "no weekday": ("hall.yml", at("information", "hours", "weekdays", value=[]), "开放时间不完整"),
    "no span": ("hall.yml", at("information", "hours", value={"spans": []}), "开放时间不完整"),
    "backward span": ("hall.yml", at("information", "hours", value={"spans": ["12:00-08:00"]}), "时间段写法不对"),
    "span with a zone": (
        "hall.yml",
        at("information", "hours", value={"spans": ["08:30+08:00-12:00"]}),
        "时间段写法不对",
    ),
    "short span": ("hall.yml", at("information", "hours", value={"spans": ["8:30-12:00"]}), "时间段写法不对"),
    "spans out of order": (
        "hall.yml",
        at("information", "hours", value={"spans": ["14:30-17:30", "08:30-12:00"]}),
        "时间段没有按先后写",
    ),
    "spans that overlap": (
        "hall.yml",
        at("information", "hours", value={"spans": ["08:30-12:00", "11:30-17:30"]}),
        "时间段没有按先后写",
    ),
    "count of last intakes": ("hall.yml", at("information", "hours", "last_intake", value=["11:40"]), "个数不同"),
    "last intake outside": (
        "hall.yml",
        at("information", "hours", "last_intake", value=["12:40", "17:10"]),
        "停止取号时间 12:40 不在时间段里",
    ),
    "last intake no time": (
        "hall.yml",
        at("information", "hours", "last_intake", value=["快下班", "17:10"]),
        "停止取号时间 快下班 不在时间段里",
    ),
    "department's telephones": (
        "desks.yml",
        at("departments", 0, "complaint_telephone", value="12345"),
        "投诉电话与咨询电话相同",
    ),
    "post's department": ("desks.yml", at("posts", 0, "department", value="moon"), "没有“moon”这个部门"),
    "post's window": ("desks.yml", at("posts", 0, "windows", value=["99"]), "没有“99”这个窗口"),
    "window's department": ("desks.yml", at("windows", 0, "department", value="moon"), "没有“moon”这个部门"),
    "window's zone": ("desks.yml", at("windows", 0, "zone", value="z"), "没有“z”这个区域"),
    "window off the plan": ("desks.yml", at("windows", 0, "at", "x", value=21), "位置不在平面图上"),
    "window on no floor": ("desks.yml", at("windows", 0, "at", "floor", value=3), "位置不在平面图上"),
    "window twice": ("desks.yml", at("windows", 1, "number", value="1"), "编号“1”用了两次"),
    "window's hours": ("desks.yml", at("windows", 0, "hours", value={"spans": ["早上"]}), "时间段写法不对"),
    "window's truth": ("desks.yml", at("windows", 0, "truth", value={"review_days": 0}), "复核间隔应当大于零"),
    "zone twice": ("desks.yml", at("plan", "zones", 1, "id", value="a"), "编号“a”用了两次"),
    "zone on no floor": ("desks.yml", at("plan", "zones", 1, "floor", value=3), "平面图没有第3层"),
    "zone too wide": ("desks.yml", at("plan", "zones", 1, "width", value=21), "区域“B厅”超出了平面图"),
    "desk off the plan": ("desks.yml", at("plan", "guide_desk", "y", value=-1), "位置不在平面图上"),
    "group without windows": ("places.yml", at("places", 0, "windows", value=[]), "窗口组“综合窗口”里没有窗口"),
    "group's window": ("places.yml", at("places", 0, "windows", value=["3", "99"]), "没有“99”这个窗口"),
    "place's zone": ("places.yml", at("places", 0, "zone", value="z"), "没有“z”这个区域"),
    "place off the plan": ("places.yml", at("places", 1, "at", "y", value=11), "位置不在平面图上"),
    "place's hours": ("places.yml", at("places", 1, "hours", value={"spans": ["09:00"]}), "时间段写法不对"),
    "place's truth": ("places.yml", at("places", 2, "truth", value={"review_days": 0}), "复核间隔应当大于零"),
    "station's group": ("places.yml", at("places", 4, "group", value=["moon"]), "没有“moon”这个办理点"),
    "group of no kind": ("places.yml", at("places", 4, "group", value=["machine"]), "“machine”不是站点类别"),
    "station without town": ("places.yml", lambda tree: tree["places"][4].pop("town"), "没有写明在哪个乡镇"),
    "station's town": ("places.yml", at("places", 4, "town", value="北海镇"), "没有写明在哪个乡镇"),
    "year not listed": ("others.yml", at("calendar", "days", 0, "on", value="2025-10-01"), "的年份没有列在 years 里"),
    "day twice": ("others.yml", at("calendar", "days", 1, "on", value="2026-10-01"), "2026-10-01 写了两次"),
    "facility off the plan": (
        "others.yml",
        at("facilities", 0, "at", value={"floor": 9, "x": 0, "y": 0}),
        "位置不在平面图上",
    ),
    "facility's truth": ("others.yml", at("facilities", 0, "truth", value={"review_days": 0}), "复核间隔应当大于零"),
    "signpost's truth": ("others.yml", at("signposts", 0, "truth", value={"review_days": 0}), "复核间隔应当大于零"),
    "signpost twice": ("others.yml", at("signposts", 1, "id", value="legal_aid"), "编号“legal_aid”用了两次"),
    "bundle's department": ("others.yml", at("bundles", 0, "department", value="moon"), "没有“moon”这个部门"),
    "subject's post": (
        "subjects.yml",
        more("subjects", {"id": "a", "name": "甲", "post": "moon"}),
        "没有“moon”这个岗位",
    ),
    "subject's limit": (
        "subjects.yml",
        more("subjects", {"id": "a", "name": "甲", "post": "guide", "limit_days": 0, "limit_basis": "某规定"}),
        "要在1个工作日以上",
    ),
    "subject's limit without its rule": (
        "subjects.yml",
        more("subjects", {"id": "a", "name": "甲", "post": "guide", "limit_days": 7}),
        "答复期限和依据要一起写",
    ),
    "bundle's category": ("others.yml", at("bundles", 0, "category", value="moon"), "没有“moon”这个类别"),
    "bundle's item": ("others.yml", at("bundles", 0, "items", value=["moon"]), "没有“moon”这个事项"),
    "bundle's place": ("others.yml", at("bundles", 0, "places", value=[{"place": "moon"}]), "没有“moon”这个办理点"),
    "bundle's truth": ("others.yml", at("bundles", 0, "truth", value={"review_days": 0}), "复核间隔应当大于零"),
    "bundle lacks a paper": (
        "others.yml",
        at("bundles", 0, "merged", value=["户口簿", "结婚证"]),
        "材料清单与各事项合起来的不一致",
    ),
    "bundle has one more": (
        "others.yml",
        at("bundles", 0, "merged", value=["户口簿", "落户材料", "结婚证", "照片"]),
        "材料清单与各事项合起来的不一致",
    ),
    "bundle names one twice": (
        "others.yml",
        at("bundles", 0, "merged", value=["户口簿", "落户材料", "结婚证", "户口簿"]),
        "材料清单与各事项合起来的不一致",
    ),
    "bundle with an item's id": ("others.yml", at("bundles", 0, "id", value="hukou"), "已经是一个事项的编号"),
    "phrase missing": ("phrases.yml", lambda tree: tree["phrases"].pop("truth.due"), "缺少话语“truth.due”"),
    "phrase without words": ("phrases.yml", at("phrases", "truth.due", "texts", value=[]), "话语没有写内容"),
    "phrase with a slot": ("phrases.yml", at("phrases", "truth.due", "texts", value=["到{day}"]), "不认识的空格 {day}"),
    "speech with a slot": ("phrases.yml", at("phrases", "truth.due", "speech", value="{name}"), "不认识的空格 {name}"),
    "empty slot": ("phrases.yml", at("phrases", "truth.due", "texts", value=["到{}"]), "不认识的空格 {}"),
    "broken brace": ("phrases.yml", at("phrases", "truth.due", "texts", value=["到{date"]), "括号不成对"),
    "slot with a format": (
        "phrases.yml",
        at("phrases", "truth.due", "texts", value=["{date:d}"]),
        "不认识的空格 {date:d}",
    ),
    "slot with an attribute": (
        "phrases.yml",
        at("phrases", "truth.due", "texts", value=["{date.x}"]),
        "不认识的空格 {date.x}",
    ),
    "aspect of cues": ("cues.yml", at("cues", "aspects", "moon", value=["月亮"]), "没有“moon”这个问法类别"),
    "danger of cues": ("danger.yml", at("cues", "danger", "moon", value=["月亮"]), "没有“moon”这个危险类别"),
}


def told(found: list[Fault], file: str, what: str) -> None:
    hits = [fault for fault in found if what in fault.what]
    assert hits, [str(fault) for fault in found]
    assert hits[0].file == file
    assert hits[0].line > 0
    assert CHINESE.search(hits[0].todo)


@pytest.mark.parametrize(("spoil", "what"), ITEMS.values(), ids=ITEMS)
def test_a_faulty_item_is_told(spoiled: Callable[[str, Spoil], list[Fault]], spoil: Spoil, what: str) -> None:
    told(spoiled("items.yml", spoil), "items.yml", what)


@pytest.mark.parametrize(("file", "spoil", "what"), OTHERS.values(), ids=OTHERS)
def test_a_faulty_hall_is_told(
    spoiled: Callable[[str, Spoil], list[Fault]], file: str, spoil: Spoil, what: str
) -> None:
    told(spoiled(file, spoil), file, what)


@pytest.mark.parametrize("name", ["tiny_hall", "sample_hall"])
def test_a_good_hall_has_no_fault(name: str, request: pytest.FixtureRequest) -> None:
    report = Report()
    check(request.getfixturevalue(name), report)
    assert report.faults == []


@pytest.mark.parametrize(
    "spoil",
    [
        item("hukou", kind="即办件", promised_limit=[{"unit": "当场"}]),
        item("hukou", result={"name": "居民户口证", "delivery": ["窗口"]}),
        item("hukou", visits=0, result={"name": "户口页", "delivery": ["邮寄"]}),
        item("hukou", visits=0, online={"where": "网站"}),
        item("hukou", fee={"charged": True, "standard": [{"text": "1元"}], "basis": "未核实"}),
        item("hukou", statutory_limit=[{"unit": "日", "text": "看情况"}]),
        more(
            "items",
            {"id": "other", "name": "迁户口", "category": "business", "audience": ["法人"], "department": "tax"},
        ),
    ],
    ids=["即办", "delivery", "post", "online", "honest basis", "limit in words", "another audience"],
)
def test_the_right_way_is_no_fault(spoiled: Callable[[str, Spoil], list[Fault]], spoil: Spoil) -> None:
    assert spoiled("items.yml", spoil) == []


def test_names_may_be_shared_when_each_says_the_difference(spoiled: Callable[[str, Spoil], list[Fault]]) -> None:
    def spoil(tree: Tree) -> None:
        item("hukou", clarify="迁进来的")(tree)
        tree["items"].append({"id": "other", "name": "迁户口", "clarify": "迁出去的", **PERSON})

    assert spoiled("items.yml", spoil) == []


def test_the_fault_stands_at_the_line_of_the_row(spoiled: Callable[[str, Spoil], list[Fault]], folder: Path) -> None:
    found = spoiled("places.yml", at("places", 4, "town", value="北海镇"))
    lines = (folder / "places.yml").read_text(encoding="utf-8").splitlines()
    assert [lines[fault.line - 1] for fault in found] == ["- id: donghe"]


def test_faults_of_several_files_come_together(spoiled: Callable[[str, Spoil], list[Fault]]) -> None:
    spoiled("hall.yml", at("information", "banner", value="欢迎"))
    found = spoiled("places.yml", at("places", 0, "windows", value=[]))
    assert [fault.file for fault in found] == ["hall.yml", "places.yml"]


def test_gaps_name_what_is_missing(tiny_hall: Hall) -> None:
    rows = list(gaps(tiny_hall))
    tax = next(row for row in rows if "tax_number" in row)
    assert "材料" in tax
    assert "收费" in tax
    assert not any("id_card" in row and "材料" in row for row in rows)
    assert "还没有人核实的事项：3 个（共 5 个）" in rows
    assert rows[-1] == "还没有地址的办理点：户口所在地派出所、东河镇便民服务站"
