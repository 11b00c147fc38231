"""What a hall does not know yet: empty fields, unsigned facts. Not faults: a list to work down."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.model import Hall

FIELDS = {
    "materials": "材料",
    "steps": "步骤",
    "fee": "收费",
    "statutory_limit": "法定时限",
    "promised_limit": "承诺时限",
    "result": "结果",
    "places": "办理点",
    "conditions": "受理条件",
    "proxy": "代办规定",
    "cross_area": "异地办理",
    "progress": "进度查询",
    "basis": "依据",
    "owner": "责任岗位",
}


def gaps(hall: Hall) -> Iterator[str]:
    """One Chinese line for each item with gaps, then a count of unsigned items and places without address."""
    unsigned = 0
    for item in hall.items:
        missing = [label for key, label in FIELDS.items() if not getattr(item, key)]
        if missing:
            yield f"{item.name}（{item.id}）：还缺 {'、'.join(missing)}"
        unsigned += item.truth.verified_on is None and not any(t.verified_on for t in item.truth_of.values())
    bare = [p.name for p in hall.places if p.kind in ("office", "station") and not p.in_hall and not p.address]
    yield f"还没有人核实的事项：{unsigned} 个（共 {len(hall.items)} 个）"
    if bare:
        yield f"还没有地址的办理点：{'、'.join(bare)}"
