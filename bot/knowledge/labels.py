"""Every field and value of the model in Chinese, for forms, sheets, histories and lists of changes."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bot.knowledge import labels_hall, labels_items
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.label import Label
from bot.knowledge.model import (
    Bundle,
    Calendar,
    Category,
    Cues,
    Department,
    Facility,
    Information,
    Item,
    Phrase,
    Place,
    Plan,
    Post,
    Question,
    Signpost,
    Subject,
    Window,
)

__all__ = [
    "DANGERS",
    "FIELDS",
    "GROUPS",
    "INTENTS",
    "KINDS",
    "NOUNS",
    "WEEKDAYS",
    "Label",
    "is_local",
    "label",
    "said",
    "values",
]

FIELDS: dict[type, dict[str, Label]] = {**labels_items.FIELDS, **labels_hall.FIELDS}
"""Dataclass → field → label, for every class of the model."""

KINDS: dict[str, type] = {
    "item": Item,
    "bundle": Bundle,
    "signpost": Signpost,
    "place": Place,
    "window": Window,
    "facility": Facility,
    "department": Department,
    "post": Post,
    "category": Category,
    "subject": Subject,
    "phrase": Phrase,
    "calendar": Calendar,
    "information": Information,
    "plan": Plan,
    "cues": Cues,
}
"""Kind of object, as the catalogue keeps it → its dataclass."""

NOUNS: dict[type, str] = {
    Item: "事项",
    Bundle: "一件事",
    Signpost: "指路",
    Place: "办理点",
    Window: "窗口",
    Facility: "设施",
    Department: "部门",
    Post: "岗位",
    Category: "类别",
    Subject: "诉求分类",
    Phrase: "话术",
    Calendar: "日历",
    Information: "大厅信息",
    Plan: "平面图",
    Cues: "提示词",
}
"""Dataclass of an object → what it is called."""

GROUPS: dict[str, str] = {
    "conditions": "受理条件",
    "materials": "申请材料",
    "process": "办理步骤",
    "time_limit": "办理时限",
    "fee": "收费",
    "result": "办理结果",
    "places": "办理地点",
    "online": "网上办理",
    "proxy": "代办规定",
    "progress": "进度查询",
}
"""Fact group → its name."""

WEEKDAYS: dict[int, str] = dict(enumerate(("周一", "周二", "周三", "周四", "周五", "周六", "周日"), 1))

INTENTS: dict[str, str] = {
    "ask_human": "找人工",
    "case_status": "查诉求进度",
    "want_case": "要投诉、反映",
    "repeat": "再说一遍",
    "thanks": "道谢",
    "goodbye": "再见",
    "greet": "问好",
}
"""What a sentence may want besides a matter → its name."""

DANGERS: dict[str, str] = {
    "life": "生命危险",
    "suicide": "轻生",
    "fire": "火情",
    "medical": "急病受伤",
    "crime": "正在发生的犯罪",
    "traffic": "交通事故",
    "violence": "家庭暴力",
    "gas": "燃气泄漏",
    "fraud": "遇到诈骗",
    "fraud_paid": "被骗已转钱",
    "child": "孩子走失",
}
"""Class of danger → its name."""

_TABLES: dict[str, dict[str, str]] = {
    "truth_of": GROUPS,
    "aspects": ASPECTS,
    "patterns": ASPECTS,
    "intents": INTENTS,
    **dict.fromkeys(("alarm", "danger", "hint", "sounds", "urgency"), DANGERS),
}
"""Field whose keys (or members) are chosen from a list that is no Literal → that list."""

_VALUES: dict[str, str] = {
    "group": "窗口组",
    "machine": "自助机",
    "station_group": "一类服务站",
    "station": "服务站",
    "office": "别的单位",
    "online": "网上",
    "全部": "全部办完",
    "受理": "只受理",
    "代收转递": "代收转递（收下材料，转给办理的单位）",
    "代办": "代办（替群众跑）",
    "代缴": "代缴费用",
    "咨询": "只能咨询",
    "查询": "只能查询",
    "法人": "法人（企业、单位）",
    "即办件": "即办件（当场办完）",
    "承诺件": "承诺件（过几天办好）",
    "到场": "到场（本人要来）",
    "必要": "必要（一定要带）",
    "非必要": "非必要（有就带上）",
    "容缺后补": "容缺后补（可以先办，过后补交）",
    "政府核发": "政府核发（政府部门开的）",
    "邮寄": "邮寄到家",
    "电子": "电子证照",
    "上": "图的上边",
    "下": "图的下边",
    "左": "图的左边",
    "右": "图的右边",
    "电梯": "坐电梯",
    "扶梯": "坐扶梯",
    "楼梯": "走楼梯",
}
"""Values that need other or more words; all others are Chinese already and say what they mean."""


def label(cls: type, field: str) -> Label:
    """The label of a field. Raises KeyError for a class or field that the model does not have."""
    return FIELDS[cls][field]


def is_local(kind: str | type, field: str) -> bool:
    """May one person alone change this field (本地)? kind: a key of KINDS, or a dataclass of the model."""
    return label(KINDS[kind] if isinstance(kind, str) else kind, field).local


@cache
def values(cls: type, field: str) -> Mapping[Any, str]:
    """What may be chosen in a field (also for each member of a list, each key of a table) → how it is shown.

    Empty when anything may be written there.
    """
    if field == "weekdays":
        return WEEKDAYS
    if (cls, field) == (Question, "aspect"):
        return ASPECTS
    if cls in (Item, Cues) and field in _TABLES:
        return _TABLES[field]
    return {member: _VALUES.get(member, member) for member in _literals(get_type_hints(cls)[field])}


def said(cls: type, field: str, value: Any) -> str:
    """A single plain value of a field in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Sequence | Mapping) and not isinstance(value, str):
        raise TypeError(f"one value at a time, not {value!r}")
    return str(values(cls, field).get(value, value))


def _literals(hint: Any) -> tuple[Any, ...]:
    """The members of the Literal in a type: its own, a list's, an optional's, of the keys of a dict."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return args
    if origin in (Union, types.UnionType, tuple, dict):
        return next((found for arg in args if arg is not Ellipsis and (found := _literals(arg))), ())
    return ()
