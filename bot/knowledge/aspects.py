"""What can be asked about an item, in the order in which an answer gives it. Source: the public interface, `aspect`."""

from __future__ import annotations

from bot.knowledge.model import FactGroup

ASPECTS: dict[str, str] = {
    "overview": "简要说明",
    "materials": "要带什么材料",
    "missing_material": "材料不齐怎么办",
    "window": "在几号窗口",
    "location": "在哪里办",
    "fee": "要多少钱",
    "time_limit": "多久办好",
    "process": "怎么办理",
    "condition": "什么条件",
    "cross_area": "能否异地办",
    "hours": "什么时间办",
    "appointment": "要不要预约",
    "online": "能否网上办",
    "self_service": "能否自助办",
    "proxy": "能否代办",
    "legal_basis": "依据是什么",
    "result": "办完拿到什么",
    "validity": "有效期多久",
    "form": "表格怎么填",
    "contact": "电话多少",
    "progress": "怎么查进度",
}
"""Aspect → the words a person taps to ask it."""

GROUP_OF: dict[str, FactGroup] = {
    "materials": "materials",
    "missing_material": "materials",
    "form": "materials",
    "window": "places",
    "location": "places",
    "hours": "places",
    "appointment": "places",
    "self_service": "places",
    "contact": "places",
    "fee": "fee",
    "time_limit": "time_limit",
    "process": "process",
    "condition": "conditions",
    "cross_area": "conditions",
    "legal_basis": "conditions",
    "online": "online",
    "proxy": "proxy",
    "result": "result",
    "validity": "result",
    "progress": "progress",
}
"""Aspect → the fact group whose truth state it is spoken with (overview: the weakest of all)."""
