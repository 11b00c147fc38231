"""What ids in facts stand for, and what a plain object or a member of it is called, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.knowledge.hours import hours_text
from bot.knowledge.labels import NOUNS, said
from bot.knowledge.model import (
    Bundle,
    Day,
    Fee,
    Hall,
    Hours,
    Item,
    Limit,
    Material,
    Online,
    Option,
    Phrase,
    Place,
    PlaceUse,
    Point,
    Post,
    Question,
    Situation,
    Stretch,
    Subject,
    Sum,
    Way,
    Window,
)

Plain = Mapping[str, Any]
"""An object as `codec.encode` gives it."""
Names = Callable[[str, str], str | None]
"""Kind (`place` and `spot`, on the plan, with `window:<number>` too, `window`, `department`, `category`, `post`, `zone`, `item`) and id → name."""

REFERENCES: dict[tuple[type, str], str] = {
    (Item, "category"): "category",
    (Item, "department"): "department",
    (Item, "owner"): "post",
    (PlaceUse, "place"): "place",
    (Place, "windows"): "window",
    (Place, "zone"): "zone",
    (Place, "group"): "place",
    (Window, "department"): "department",
    (Window, "zone"): "zone",
    (Post, "department"): "department",
    (Post, "windows"): "window",
    (Subject, "post"): "post",
    (Way, "to"): "spot",
    (Bundle, "items"): "item",
    (Bundle, "category"): "category",
    (Bundle, "department"): "department",
}
"""Fields that hold ids → of what."""

_TITLES: dict[type, str] = {
    Material: "name",
    Question: "ask",
    Situation: "ask",
    Option: "label",
    Sum: "text",
    Day: "on",
    Online: "where",
}
SEPARATOR = "、"


def names_of(hall: Hall) -> Names:
    """The names in a hall."""
    held: dict[str, dict[str, str]] = {
        "place": {place.id: place.name for place in hall.places},
        "department": {department.id: department.name for department in hall.departments},
        "category": {category.id: category.name for category in hall.categories},
        "post": {post.id: post.name for post in hall.posts},
        "zone": {zone.id: zone.name for zone in hall.plan.zones},
        "spot": {zone.id: zone.name for zone in hall.plan.zones}
        | {f"facility:{facility.id}": facility.name for facility in hall.facilities},
        "item": {item.id: item.name for item in hall.items},
    }

    def name(kind: str, key: str) -> str | None:
        return held.get(kind, {}).get(key)

    return name


def reference(kind: str, key: str, names: Names | None) -> str:
    """What an id stands for; the id itself when nobody knows."""
    found = names(kind, key) if names else None
    if found is not None:
        return found
    if key.startswith("window:") and kind in ("place", "spot"):
        return f"{key.removeprefix('window:')}号窗口"
    return f"{key}号窗口" if kind == "window" else key


def title(cls: type, plain: Plain, names: Names | None = None) -> str:
    """What an object or a member of a list is called."""
    if cls is Window:
        return f"{plain.get('number')}号窗口（{plain.get('name')}）"
    if cls is PlaceUse:
        return reference("place", str(plain.get("place")), names)
    if cls is Way:
        return (
            f"到{reference('spot', str(plain.get('to')), names)}{'（轮椅能走）' if plain.get('barrier_free') else ''}"
        )
    if cls is Stretch:
        return point_title(plain)
    if cls is Limit:
        return limit_title(plain)
    if cls is Phrase:
        return str((plain.get("texts") or ["话术"])[0])
    if cls is Fee:
        return "收费" if plain.get("charged") else "不收费"
    named = plain.get(_TITLES.get(cls, "name"))
    return spoken_date(named) if named is not None else NOUNS.get(cls, "内容")


def limit_title(plain: Plain) -> str:
    """A limit in short: 3个工作日, 当场, or its words."""
    if plain.get("text"):
        return str(plain["text"])
    unit = plain.get("unit")
    if unit == "当场":
        return "当场"
    return f"{plain.get('number', '')}{'个' if unit in ('工作日', '小时') else ''}{unit}"


def hours_title(plain: Plain) -> str:
    """Opening times in one line."""
    hours = Hours(
        weekdays=tuple(plain.get("weekdays") or (1, 2, 3, 4, 5)),
        spans=tuple(plain.get("spans") or ()),
        last_intake=tuple(plain.get("last_intake") or ()),
        note=plain.get("note"),
    )
    try:
        return hours_text(hours)
    except (IndexError, TypeError):  # a draft may hold days that the checks refuse
        return SEPARATOR.join(map(str, hours.spans))


def point_title(plain: Plain) -> str:
    """A position in one line."""
    return f"{plain.get('floor')}楼，左{plain.get('x')}，上{plain.get('y')}"


def when_title(when: Mapping[str, Any], situations: list[Plain]) -> str:
    """To which answers something applies: 代办 或 上门."""
    parts = []
    for name, chosen in when.items():
        held = next((s for s in situations if s.get("id") == name), None)
        labels = {option.get("id"): option.get("label") for option in held.get("options") or ()} if held else {}
        parts.append(" 或 ".join(str(labels.get(one) or one) for one in chosen))
    return "，并且".join(parts) or "一直适用"


def value_title(cls: type, field: str, value: Any, names: Names | None) -> str:
    """One plain value of a field in words: ids by their names, choices as they are shown."""
    kind = REFERENCES.get((cls, field))
    if kind is not None:
        return reference(kind, str(value), names)
    if isinstance(value, list | tuple):
        return SEPARATOR.join(map(str, value))
    return spoken_date(said(cls, field, value))


def spoken_date(value: Any) -> str:
    """A day as text; anything else as it is."""
    return value.isoformat() if isinstance(value, date) else str(value)


LEAVES: dict[type, Callable[[Plain], str]] = {Hours: hours_title, Point: point_title}
"""Small objects that are said in one line, not field by field."""
