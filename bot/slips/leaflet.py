"""What stands on a slip, in its order: one content for paper of two widths, for the page of its code, for a receipt printer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from bot.knowledge.answer import PRESENCE
from bot.knowledge.model import Information
from bot.slips.codes import grouped

Card = Mapping[str, Any]
Look = Literal["plain", "strong", "box", "either", "step", "warn", "source"]
TITLE = "一次性告知单"
STATIONS = 6
"""So many stations are listed; of more only the number is told."""
_SILENT = {
    "conditions": "受理条件", "materials": "要带的材料", "process": "办理步骤", "time_limit": "办理时限", "fee": "费用",
    "result": "办好拿什么", "places": "办理地点", "online": "网上办理", "proxy": "代办", "progress": "查进度的办法",
}  # fmt: skip
_NECESSITY = {"非必要": "没有也能办", "容缺后补": "可以后补"}
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Row:
    """One line, and `more` that belongs to it, below and smaller.

    look: box = to tick off, either = the same, one of several, step = numbered, source = small.
    """

    text: str
    look: Look = "plain"
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Lines under one heading. heading: empty for what needs none."""

    key: str
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Leaflet:
    """A whole slip in words. example: the mark of a sample hall, else empty. code: as it is read out. made: day and hour."""

    title: str
    hall: str
    example: str
    item: str
    situations: tuple[str, ...]
    sections: tuple[Section, ...]
    code: str
    made: str
    kept: str

    def plain(self) -> dict[str, Any]:
        """As the public interface shows it."""
        return asdict(self)

    def section(self, key: str) -> Section | None:
        """One of its sections, if it has it."""
        return next((one for one in self.sections if one.key == key), None)


def leaflet(
    message: Mapping[str, Any], code: str, made_at: datetime, kept_until: datetime, hall: Information
) -> Leaflet:
    """The words of a slip. Everything comes from the message that was kept and from the hall; nothing from a person.

    Args:
        message: of the guide, with its card. code: as it is kept. made_at, kept_until: in the hall's time.
    """
    card = message["card"]
    made: list[tuple[str, str, Iterable[Row]]] = [
        ("now", "先做这一步", [Row(card["summary"], "strong")] if card.get("summary") else []),
        ("places", "去哪里办", _places(card)),
        ("materials", "要带什么", _materials(card)),
        ("steps", "怎么办", _known(card, "process", (Row(text, "step") for text in card["steps"]))),
        ("fee", "多少钱", _known(card, "fee", _fee(card))),
        ("limits", "多久办好", _known(card, "time_limit", _limits(card))),
        ("result", "办好拿什么", _known(card, "result", _result(card))),
        ("online", "网上也能办", _known(card, "online", _online(card))),
        ("notes", "请注意", [Row(text) for text in card["notes"]]),
        ("conditions", "谁能办", _known(card, "conditions", [Row(text) for text in card.get("conditions", ())])),
        ("refused", "这些情况不受理", [Row(text) for text in card.get("not_accepted", ())]),
        ("proxy", "能不能代办", _known(card, "proxy", [Row(card["proxy"])] if card.get("proxy") else [])),
        ("ask", "有疑问打电话", _telephones(card, hall)),
        ("truth", "这些信息可靠吗", _truth(card)),
    ]
    filled = [(key, heading, tuple(rows)) for key, heading, rows in made]
    return Leaflet(
        title=TITLE,
        hall=hall.name,
        example=hall.banner if hall.example else "",
        item=str(message["item"]["name"]),
        situations=tuple(row["label"] for row in card.get("situation", {}).get("asked", ())),
        sections=tuple(Section(key, heading, rows) for key, heading, rows in filled if rows),
        code=grouped(code),
        made=f"{_day(made_at)}{made_at:%H:%M}",
        kept=_day(kept_until, weekday=False),
    )


def brief(sheet: Leaflet, most: int) -> str:
    """The same in few words, for a square that a phone reads without any network. most: bytes in UTF-8."""
    parts = [f"{sheet.title} {sheet.code}", sheet.item]
    now, papers, ask = sheet.section("now"), sheet.section("materials"), sheet.section("ask")
    if now:
        parts.append(now.rows[0].text)
    if ask:
        parts.append("".join([ask.rows[0].text, *ask.rows[0].more]))
    for row in papers.rows if papers else ():
        if row.look in ("box", "either"):
            parts.append(f"□{row.text}")
    parts.insert(2, f"{sheet.hall}，{sheet.made}")
    kept: list[str] = []
    for part in parts:
        if len("\n".join([*kept, part]).encode()) > most - len("\n…".encode()):
            kept.append("…")
            break
        kept.append(part)
    return "\n".join(kept)


def _known(card: Card, group: str, rows: Iterable[Row]) -> list[Row]:
    """The rows of a group with what is to be said of its truth, where that differs from the whole; or why it is silent."""
    if group in card.get("silent", ()):
        return [Row(f"{_SILENT[group]}正在重新核对，去之前请先打{card['telephone']}问清楚。", "warn")]
    found = list(rows)
    told, whole = card.get("facts", {}).get(group), card.get("truth") or {}
    if found and told and told["text"] and told["text"] != whole.get("text"):
        found.append(Row(told["text"], "source"))
    return found


def _places(card: Card) -> list[Row]:
    rows: list[Row] = []
    told = card.get("summary") or ""
    for place in card["places"]:
        stations = place["stations"]
        name = place["name"] if place["name"] and place["name"] not in place["text"] else None
        if name and "（" in name and name.split("（")[0] in place["text"]:
            name = name.split("（", 1)[1].removesuffix("）")
        more = [
            name,
            f"先取号：请按“{place['ticket']}”" if place["ticket"] and place["ticket"] not in told else None,
            _pair("这里可以", place["does"] if place["does"] != "全部" else None),
            _pair("适用", place["for_whom"]),
            _way(place),
            _pair("地址", place["address"]),
            _pair("怎么去", place["how_to_get_there"]),
            _pair("电话", place["telephone"]),
            _pair("办公时间", place["hours"]),
            _pair("预约", place["appointment"]),
            place["url"],
            place["note"],
            *place["notes"],
        ]
        if len(stations) > STATIONS:
            more.append(f"可以去的站点共{len(stations)}个，哪个近，请打电话问。")
        else:
            more += [
                "，".join(part for part in (one["name"], one["address"], one["telephone"]) if part) for one in stations
            ]
        rows.append(Row(place["text"] or place["name"], "strong", _some(more)))
        rows += [Row(text, "warn") for text in place["paused"]]
    return _known(card, "places", rows)


def _way(place: Card) -> str | None:
    """How to walk there: as the plan tells it from where the slip was made, else as the zone describes it."""
    return _pair("怎么走", place.get("way_words") or place.get("way"))


def _materials(card: Card) -> list[Row]:
    groups: dict[str, list[Card]] = {}
    for material in card["materials"]:
        choice = material.get("choice")
        groups.setdefault(f"choice {choice}" if choice else f"paper {len(groups)}", []).append(material)
    rows: list[Row] = []
    for some in groups.values():
        if len(some) > 1:
            rows.append(Row(f"下面{len(some)}样，带一样就行："))
        rows += [_material(one, "either" if len(some) > 1 else "box") for one in some]
    if not rows and card.get("facts") and "materials" not in card.get("silent", ()):
        return [Row("不用带材料。")] if "materials" in card["facts"] else []
    return _known(card, "materials", rows)


def _material(one: Card, look: Look) -> Row:
    tags = [f"{one['label']}时要" if one.get("label") else None, _NECESSITY.get(one["necessity"])]
    tag = "，".join(part for part in tags if part)
    count = one.get("count") if one.get("form") != PRESENCE else None  # to come in person is no paper
    name = "，".join(part for part in (one["name"], count) if part)
    more = [
        one.get("detail"),
        _pair("规格", one.get("size")),
        _pair("哪里拿", one.get("where")),
        _pair("电子证照", one.get("e_licence")),
        _pair("没有怎么办", one.get("missing")),
        _pair("过期了", one.get("expired")),
        _pair("只有复印件", one.get("copy")),
        _pair("可以后补", one.get("promise")) if one["necessity"] == "容缺后补" else None,
        one.get("note"),
    ]
    return Row(f"{name}（{tag}）" if tag else name, look, _some(more))


def _fee(card: Card) -> list[Row]:
    fee = card.get("fee")
    if not fee:
        return []
    basis = fee["basis"] if fee["basis"] != "未核实" else None  # the truth line says that
    more = [_pair("在哪里交", fee["pay_at"]), _pair("减免", fee["reductions"]), _pair("依据", basis), fee["note"]]
    return [Row(fee["text"], "strong", _some(more))]


def _limits(card: Card) -> list[Row]:
    return [Row(row["text"] if row["label"] == "说明" else f"{row['label']}：{row['text']}") for row in card["limits"]]


def _result(card: Card) -> list[Row]:
    result = card.get("result")
    if not result:
        return []
    more = [_pair("怎么拿", "、".join(result["delivery"])), _pair("有效期", result["validity"]), result["note"]]
    return [Row(result["name"], "plain", _some(more))]


def _online(card: Card) -> list[Row]:
    online = card.get("online")
    if not online:
        return []
    return [Row(online["where"], "plain", _some([online["url"], online["note"]]))]


def _telephones(card: Card, hall: Information) -> list[Row]:
    own, complaint = card["telephone"], card.get("complaint_telephone") or hall.complaint_telephone
    rows = [Row(f"咨询：{own}", "strong")]
    if hall.telephone not in (own, complaint):
        rows.append(Row(f"大厅总机：{hall.telephone}"))
    if complaint:
        rows.append(Row(f"投诉：{complaint}"))
    return [*rows, Row(f"大厅地址：{hall.address}")]


def _truth(card: Card) -> list[Row]:
    truth = card.get("truth")
    if not truth:
        return []
    return [Row(truth["text"]), *(Row(f"来源：{one}", "source") for one in truth["source"])]


def _pair(label: str, text: str | None) -> str | None:
    return f"{label}：{text}" if text else None


def _some(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _day(moment: datetime, *, weekday: bool = True) -> str:
    day = f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{day}（周{_WEEKDAYS[moment.weekday()]}）" if weekday else day
