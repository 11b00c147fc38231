"""What has changed since a slip was printed: two cards compared, in a citizen's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.slips.papers import Paper, papers

Card = Mapping[str, Any]
Message = Mapping[str, Any]
SILENT = {
    "materials": "要带的材料",
    "places": "办理地点",
    "fee": "费用",
    "time_limit": "办理时限",
    "conditions": "受理条件",
}
"""Groups of facts that a slip tells; one whose review is long overdue is no longer told."""


def changes(told: Message, now: Message | None, telephone: str) -> list[str]:
    """Plain sentences about what the guide would tell now that is not what it told; none when it is the same.

    Args:
        told, now: guide messages about one item or bundle with the same answers; now None = it is no longer there.
        telephone: whom to ask.
    """
    if now is None:
        return [f"“{told['item']['name']}”已经不在办事指南里了，去之前请先打{telephone}问清楚。"]
    old, new = told["card"], now["card"]
    ask = new["telephone"] or telephone
    gone = _silent(new) - _silent(old)
    found = [
        *_name(told, now),
        *_situations(old, new),
        *([] if "places" in gone else _places(old, new)),
        *([] if "materials" in _silent(new) | _silent(old) else _papers(old, new)),
        *([] if "fee" in _silent(new) | _silent(old) else _fee(old, new)),
        *([] if "time_limit" in _silent(new) | _silent(old) else _limits(old, new)),
        *([] if "conditions" in _silent(new) | _silent(old) else _conditions(old, new)),
        *(f"{SILENT[group]}正在重新核对，去之前请先打{ask}问清楚。" for group in SILENT if group in gone),
        *(f"{SILENT[group]}已经重新核对过，请再问一次。" for group in SILENT if group in _silent(old) - _silent(new)),
    ]
    if old["telephone"] != new["telephone"]:
        found.append(f"咨询电话改了：原来是{old['telephone']}，现在是{new['telephone']}。")
    return list(dict.fromkeys(found))


def _silent(card: Card) -> set[str]:
    """The groups that this card does not tell because their review is long overdue."""
    truth = card.get("truth")
    if "silent" not in card:  # a bundle has one truth for everything; its place is told all the same
        expired = truth is not None and truth["state"] == "expired"
        return {"materials", "time_limit"} if expired else set()
    return set(card["silent"]) & set(SILENT)


def _name(told: Message, now: Message) -> list[str]:
    if told["item"]["name"] == now["item"]["name"]:
        return []
    return [f"这个事项现在叫“{now['item']['name']}”。"]


def _situations(old: Card, new: Card) -> list[str]:
    asked = {row["id"] for row in new.get("situation", {}).get("asked", ())}
    dropped = [row for row in old.get("situation", {}).get("asked", ()) if row["id"] not in asked]
    return [f"您选的“{row['label']}”现在不再这样区分，请按新的要求准备。" for row in dropped]


def _papers(old: Card, new: Card) -> list[str]:
    before, after = papers(old), papers(new)
    found, left = [], list(before)
    for paper in after:
        match = _match(paper, left)
        if match is None:
            found.append(f"多了一样材料：{_named(paper)}。")
            continue
        left.remove(match)
        if set(match.names) != set(paper.names):
            found.append(f"材料“{match.name}”改成了“{paper.name}”{_bracketed(paper.detail)}。")
        elif match.detail != paper.detail:
            found.append(
                f"{paper.name}：原来是“{match.detail or '没有写份数'}”，现在是“{paper.detail or '没有写份数'}”。"
            )
        if match.necessity != paper.necessity:
            found.append(f"{paper.name}{_NECESSITY[paper.necessity]}。")
    found += [f"不再要这样材料：{paper.name}。" for paper in left]
    return found


_NECESSITY = {"必要": "现在必须带", "非必要": "现在可以不带", "容缺后补": "现在可以先办、以后补交"}


def _match(paper: Paper, others: list[Paper]) -> Paper | None:
    """The paper of before that this one stands for: the same one first, else one that shares an alternative."""
    same = [other for other in others if set(other.names) == set(paper.names)]
    shared = [other for other in others if set(other.names) & set(paper.names)]
    return next(iter([*same, *shared]), None)


def _named(paper: Paper) -> str:
    return f"{paper.name}{_bracketed(paper.detail)}"


def _bracketed(text: str) -> str:
    return f"（{text}）" if text else ""


def _places(old: Card, new: Card) -> list[str]:
    found = []
    before, after = _wheres(old), _wheres(new)
    if before != after:
        found.append(f"办理地点改了：原来是{_listed(before)}，现在是{_listed(after)}。")
    elif _stations(old) != _stations(new):
        found.append("乡镇和村里的办理站点有变化，去之前请再问一次。")
    tickets = [[place["ticket"] for place in card["places"] if place["ticket"]] for card in (old, new)]
    if tickets[0] != tickets[1]:
        pressed = f"取号现在按{_listed(tickets[1])}" if tickets[1] else "现在不用取号"
        found.append(f"{pressed}。")
    if before == after and _hours(old) != _hours(new) and _hours(new):
        found.append(f"办理时间改了，现在是：{'；'.join(_hours(new))}。")
    return [*found, *_pauses(old, new)]


def _wheres(card: Card) -> list[str]:
    return [
        "，".join(part for part in (place["text"], place["address"], place["for_whom"]) if part)
        + ("" if place["does"] == "全部" else f"（{place['does']}）")
        for place in card["places"]
    ]


def _stations(card: Card) -> list[tuple[str | None, ...]]:
    return [
        (station["name"], station["address"], station["telephone"])
        for place in card["places"]
        for station in place["stations"]
    ]


def _hours(card: Card) -> list[str]:
    return list(dict.fromkeys(place["hours"] for place in card["places"] if place["hours"]))


def _pauses(old: Card, new: Card) -> list[str]:
    """Windows that have been paused or opened again since. Until when is said by the clock, so its words are not compared."""
    before = {window["number"] for window in old["windows"] if window["paused"]}
    after = {window["number"]: window["paused"] for window in new["windows"] if window["paused"]}
    present = {window["number"] for window in new["windows"]}
    found = [f"{words.rstrip('。')}。" for number, words in after.items() if number not in before]
    return [*found, *(f"{number}号窗口已经恢复办理。" for number in sorted(before & present - set(after)))]


def _fee(old: Card, new: Card) -> list[str]:
    if "fee" not in old and "fee" not in new:
        return []
    before, after = _fee_words(old), _fee_words(new)
    if before == after:
        return []
    return [f"费用改了：原来是“{before or '没有写'}”，现在是“{after or '没有写，请问窗口'}”。"]


def _fee_words(card: Card) -> str:
    fee = card.get("fee")
    if not fee:
        return ""
    pay_at = f"缴费：{fee['pay_at']}" if fee["pay_at"] else None
    return "；".join(part.rstrip("。") for part in (fee["text"], fee["reductions"], pay_at) if part)


def _limits(old: Card, new: Card) -> list[str]:
    before, after = _limit_words(old), _limit_words(new)
    if before == after:
        return []
    return [f"办理时限改了：原来是“{before or '没有写'}”，现在是“{after or '没有写，请问窗口'}”。"]


def _limit_words(card: Card) -> str:
    return "；".join(f"{row['label']}{row['text']}" for row in card["limits"] if row["label"] != "说明")


def _conditions(old: Card, new: Card) -> list[str]:
    both = [(*card.get("conditions", ()), *card.get("not_accepted", ())) for card in (old, new)]
    return ["受理条件有改动，去之前请再问一次。"] if both[0] != both[1] else []


def _listed(texts: Iterable[str]) -> str:
    return "、".join(f"“{text}”" for text in texts) or "没有写"
