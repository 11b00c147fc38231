"""Changes of one object in plain words."""

from __future__ import annotations

import itertools
import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.knowledge.codec import encode
from bot.knowledge.differences import Change, differences
from bot.knowledge.model import (
    Bundle,
    Cues,
    Fee,
    Hall,
    Hours,
    Item,
    Limit,
    Material,
    Option,
    Phrase,
    PlaceUse,
    Question,
    Result,
    Situation,
    Sum,
    Truth,
    Window,
)
from bot.knowledge.naming import names_of

ITEM = Item(
    id="id_card",
    name="居民身份证补领",
    short=("补身份证", "身份证丢了"),
    category="police",
    audience=("个人",),
    department="police",
    situations=(
        Situation(id="who", ask="您是本人办还是代办？", options=(Option(id="self", label="本人"), Option(id="proxy", label="代办"))),
    ),
    materials=(
        Material(name="户口簿", originals=1),
        Material(name="委托书", when={"who": ("proxy",)}),
        Material(name="照片", copies=2),
    ),
    steps=("到窗口交材料。", "拍照、按指纹。", "二十天以后到窗口领证。"),
    promised_limit=(Limit(unit="工作日", number=20),),
    fee=Fee(charged=True, standard=(Sum(text="补领40元"),), basis="发改价格〔2003〕2322号"),
    places=(PlaceUse(place="window:24", ticket="身份证"), PlaceUse(place="town", does="代收转递")),
    questions=(Question(ask="要本人来吗", answer="要，要按指纹。"),),
    truth=Truth(source=("《居民身份证法》",), verified_on=date(2026, 10, 1)),
)  # fmt: skip


def changes(**fields: Any) -> list[Change]:
    return differences(encode(ITEM), encode(replace(ITEM, **fields)), Item)


def texts(**fields: Any) -> list[str]:
    return [change.text for change in changes(**fields)]


def swap(members: tuple[Any, ...], index: int, **fields: Any) -> tuple[Any, ...]:
    return tuple(replace(one, **fields) if i == index else one for i, one in enumerate(members))


def test_nothing_changed() -> None:
    assert texts() == []
    assert differences(None, None, Item) == []
    spelled = {**encode(ITEM), "tiles": False, "notes": [], "code": None}
    assert differences(encode(ITEM), spelled, Item) == []


def test_a_field_of_a_material() -> None:
    (change,) = changes(materials=swap(ITEM.materials, 0, originals=2))
    assert change == Change(("materials", 0, "originals"), "申请材料 › 户口簿 › 原件份数", "1", "2", False)
    assert change.text == "申请材料 › 户口簿 › 原件份数：1 → 2"


def test_a_material_lost_and_one_added() -> None:
    lost = ITEM.materials[1:]
    assert texts(materials=lost) == ["申请材料：少了“户口簿（原件份数：1）”"]
    more = (*ITEM.materials, Material(name="结婚证", when={"who": ("proxy",)}))
    assert texts(materials=more) == ["申请材料：多了“结婚证（什么情形要带：代办）”"]


def test_members_are_matched_by_what_they_are() -> None:
    inserted = (Material(name="结婚证"), *swap(ITEM.materials, 2, copies=3))
    assert texts(materials=inserted) == ["申请材料 › 照片 › 复印件份数：2 → 3", "申请材料：多了“结婚证”"]


def test_materials_of_one_name_are_told_apart_by_their_situation() -> None:
    twins = (
        Material(name="户口簿", originals=1, when={"who": ("self",)}),
        Material(name="户口簿", originals=1, when={"who": ("proxy",)}),
    )
    first = replace(ITEM, materials=twins)
    second = replace(ITEM, materials=swap(twins[::-1], 0, originals=2))
    found = [change.text for change in differences(encode(first), encode(second), Item)]
    assert found == ["申请材料 › 户口簿（代办） › 原件份数：1 → 2", "申请材料：只是换了顺序"]


def test_a_situation_of_a_material() -> None:
    assert texts(materials=swap(ITEM.materials, 0, when={"who": ("self",)})) == [
        "申请材料 › 户口簿 › 什么情形要带：一直适用 → 本人"
    ]


def test_a_window_moves() -> None:
    (change,) = changes(places=swap(ITEM.places, 0, place="window:12"))
    assert change.text == "办理地点：24号窗口 → 12号窗口"
    assert change.path == ("places", 0, "place")
    assert change.local


def test_places_have_the_names_of_the_hall(sample_hall: Hall) -> None:
    item = next(i for i in sample_hall.items if any(u.place == "business_windows" for u in i.places))
    moved = replace(item, places=swap(item.places, 0, place="comprehensive_windows"), owner=None)
    found = differences(encode(item), encode(moved), Item, names_of(sample_hall))
    assert found[0].text == "办理地点：营业执照窗口 → 综合窗口"
    owner = next(post.name for post in sample_hall.posts if post.id == item.owner)
    assert found[1].text == f"资料责任岗位：{owner} → （空）"


def test_a_ticket() -> None:
    assert texts(places=swap(ITEM.places, 0, ticket=None)) == ["办理地点 › 24号窗口 › 取号按哪个键：身份证 → （空）"]


def test_words_that_came_and_went_stand_in_one_row() -> None:
    (change,) = changes(short=("补身份证", "身份证没了", "补证"))
    assert (change.before, change.after, change.how) == ("身份证丢了", "身份证没了、补证", "changed")
    assert texts(short=("补身份证", "身份证丢了", "补证")) == ["简称：多了“补证”"]
    assert texts(short=()) == ["简称：少了“补身份证、身份证丢了”"]


def test_a_rewritten_sentence_is_one_row() -> None:
    steps = (*ITEM.steps[:2], "十五天以后到窗口领证。")
    assert texts(steps=steps) == ["窗口办理步骤 › 第3条：二十天以后到窗口领证。 → 十五天以后到窗口领证。"]


@pytest.mark.parametrize("field", ["short", "materials", "steps", "places"])
def test_another_order_is_said_as_such(field: str) -> None:
    (change,) = changes(**{field: getattr(ITEM, field)[::-1]})
    assert change.how == "moved"
    assert change.text.endswith("只是换了顺序")
    assert change.before != change.after


def test_money_and_time() -> None:
    assert ITEM.fee
    assert texts(fee=replace(ITEM.fee, standard=(Sum(text="补领20元"),))) == ["收费 › 收费标准：补领40元 → 补领20元"]
    assert texts(promised_limit=(Limit(unit="工作日", number=5),)) == ["承诺时限：20个工作日 → 5个工作日"]
    assert texts(fee=None) == ["收费：收费（收费标准：补领40元；收费依据：发改价格〔2003〕2322号） → （空）"]
    assert texts(fee=Fee(charged=False))[:2] == ["收费 › 是否收费：是 → 否", "收费 › 收费标准：少了“补领40元”"]
    assert texts(result=Result(name="居民身份证", delivery=("窗口", "邮寄"))) == [
        "办理结果：（空） → 居民身份证（怎么拿到：窗口、邮寄到家）"
    ]


def test_values_are_said_as_they_are_shown() -> None:
    assert texts(tiles=True) == ["放在首页常办：否 → 是"]
    assert texts(materials=swap(ITEM.materials, 0, necessity="容缺后补", promise="五天内补交")) == [
        "申请材料 › 户口簿 › 必要性：必要（一定要带） → 容缺后补（可以先办，过后补交）",
        "申请材料 › 户口簿 › 容缺承诺：（空） → 五天内补交",
    ]
    assert texts(places=swap(ITEM.places, 0, does="受理")) == [
        "办理地点 › 24号窗口 › 在这里能做什么：全部办完 → 只受理"
    ]


def test_a_question() -> None:
    assert texts(questions=(Question(ask="本人必须来吗", answer="要，要按指纹。"),)) == [
        "常见问题：要本人来吗 → 本人必须来吗"
    ]
    assert texts(questions=(Question(ask="要本人来吗", answer="要本人来按指纹。"),)) == [
        "常见问题 › 要本人来吗 › 回答：要，要按指纹。 → 要本人来按指纹。"
    ]


def test_other_words_for_an_answer_are_local() -> None:
    situation = replace(ITEM.situations[0], options=swap(ITEM.situations[0].options, 0, words=("我自己",)))
    (change,) = changes(situations=(situation,))
    assert change.text == "情形 › 您是本人办还是代办？ › 选项 › 本人 › 别的说法：多了“我自己”"
    assert change.local
    asked = (replace(ITEM.situations[0], ask="谁来办？"),)
    assert [(c.text, c.local) for c in changes(situations=asked)] == [
        ("情形 › 谁来办？ › 要问的话：您是本人办还是代办？ → 谁来办？", False)
    ]


def test_a_signature_is_local_and_a_source_is_not() -> None:
    signed = changes(truth=replace(ITEM.truth, verified_on=date(2026, 11, 1)))
    assert [(c.text, c.local) for c in signed] == [("来源和核对 › 核对日期：2026-10-01 → 2026-11-01", True)]
    expiring = changes(truth=replace(ITEM.truth, effective_to=date(2026, 12, 31)))
    assert [(c.text, c.local) for c in expiring] == [("来源和核对 › 到哪天为止：（空） → 2026-12-31", False)]


def test_truth_of_one_group_is_compared_with_that_of_the_item() -> None:
    alone = replace(ITEM.truth, verified_on=date(2026, 11, 1))
    assert texts(truth_of={"fee": alone}) == ["分项来源和核对 › 收费 › 核对日期：2026-10-01 → 2026-11-01"]
    assert texts(truth_of={"fee": ITEM.truth}) == ["分项来源和核对 › 收费：和整个事项一样 → 单独写"]


def test_days_as_text_are_days() -> None:
    plain: dict[str, Any] = json.loads(json.dumps(encode(ITEM), default=date.isoformat))
    later = deepcopy(plain)
    later["truth"]["verified_on"] = "2026-11-01"
    assert [c.after for c in differences(plain, later, Item)] == ["2026-11-01"]


def test_whole_objects() -> None:
    window = encode(Window(number="24", name="营业执照窗口", department="approval", zone="c"))
    (come,) = differences(None, window, Window)
    (gone,) = differences(window, None, Window)
    assert (come.text, come.local, come.how) == ("新增窗口“24号窗口（营业执照窗口）”", True, "added")
    assert (gone.text, gone.how) == ("删去窗口“24号窗口（营业执照窗口）”", "removed")
    (item,) = differences(None, encode(ITEM), Item)
    assert (item.text, item.local) == ("新增事项“居民身份证补领”", False)


def test_hours_and_truth_of_a_window() -> None:
    window = Window(number="24", name="营业执照窗口", department="approval", zone="c")
    later = replace(window, hours=Hours(spans=("09:00-12:00",)), truth=Truth(example=False))
    found = [c.text for c in differences(encode(window), encode(later), Window)]
    assert found == ["开放时间：（空） → 周一至周五 09:00-12:00", "来源和核对 › 示例资料：是 → 否"]


def test_phrases_cues_and_bundles(sample_hall: Hall) -> None:
    phrase = Phrase(texts=("不收费，不需要中介",))
    assert [c.text for c in differences(encode(phrase), encode(Phrase(texts=("不要钱",))), Phrase)] == [
        "说法：不收费，不需要中介 → 不要钱"
    ]
    cues = sample_hall.cues
    more = replace(
        cues,
        aspects={**cues.aspects, "fee": (*cues.aspects["fee"], "要票子不")},
        synonyms=(*cues.synonyms, ("挂失", "报失")),
    )
    assert [c.text for c in differences(encode(cues), encode(more), Cues)] == [
        "问哪方面的词 › 要多少钱：多了“要票子不”",
        "同义词：多了“挂失、报失”",
    ]
    bundle = sample_hall.bundles[0]
    fewer = replace(bundle, items=bundle.items[1:])
    name = next(item.name for item in sample_hall.items if item.id == bundle.items[0])
    assert [c.text for c in differences(encode(bundle), encode(fewer), Bundle, names_of(sample_hall))] == [
        f"包含的事项：少了“{name}”"
    ]


def test_rows_are_json() -> None:
    rows = [change.as_row() for change in changes(name="身份证", tiles=True, truth=Truth(verified_on=date(2026, 1, 1)))]
    assert json.loads(json.dumps(rows)) == rows
    assert rows[0]["path"] == ["name"]
    assert set(rows[0]) == {"path", "label", "before", "after", "local", "how", "text"}


def test_every_object_of_the_sample_can_be_told_from_any_other(sample_hall: Hall) -> None:
    for group in ("items", "windows", "places", "facilities", "signposts", "bundles", "departments", "posts"):
        held = getattr(sample_hall, group)
        for before, after in itertools.pairwise(held):
            rows = [c.as_row() for c in differences(encode(before), encode(after), type(before), names_of(sample_hall))]
            assert rows
            assert all(row["label"] and (row["before"] or row["after"]) for row in rows)
            json.dumps(rows)


def test_of_1500_objects_every_difference_is_found(sample_hall: Hall) -> None:
    items = [encode(item) for item in sample_hall.items] * 25
    later = [deepcopy(plain) for plain in items[:1500]]
    for plain in later:
        plain["telephone"] = "0372-1234567"
        plain["short"] = [*plain.get("short", []), "新的叫法"]
        plain.setdefault("materials", []).append({"name": "另一份材料"})
    found = [differences(before, after, Item) for before, after in zip(items, later, strict=False)]
    assert len(found) == 1500
    assert all(len(rows) == 3 for rows in found)
