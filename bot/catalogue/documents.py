"""Each kind of object as a document: its class, where it stands in a hall, its name, department and words to find it by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.catalogue.models import Kind
from bot.knowledge import model
from bot.knowledge.codec import decode, encode
from bot.knowledge.faults import Report
from bot.knowledge.labels_phrases import PHRASES
from bot.knowledge.model import Hall
from bot.knowledge.release import canonical
from bot.text.pinyin import initials, syllables

ONLY = "hall"
"""The key of what exists once."""


@dataclass(frozen=True)
class Sort:
    """field: of `Hall`. cls: the class of one object. key: the field that names it, None = it exists once or the name stands outside."""

    field: str
    cls: type
    key: str | None = "id"


SORTS: dict[str, Sort] = {
    Kind.ITEM: Sort("items", model.Item),
    Kind.BUNDLE: Sort("bundles", model.Bundle),
    Kind.SIGNPOST: Sort("signposts", model.Signpost),
    Kind.PLACE: Sort("places", model.Place),
    Kind.WINDOW: Sort("windows", model.Window, "number"),
    Kind.FACILITY: Sort("facilities", model.Facility),
    Kind.DEPARTMENT: Sort("departments", model.Department),
    Kind.POST: Sort("posts", model.Post),
    Kind.CATEGORY: Sort("categories", model.Category),
    Kind.SUBJECT: Sort("subjects", model.Subject),
    Kind.PHRASE: Sort("phrases", model.Phrase, None),
    Kind.CALENDAR: Sort("calendar", model.Calendar, None),
    Kind.INFORMATION: Sort("information", model.Information, None),
    Kind.PLAN: Sort("plan", model.Plan, None),
    Kind.CUES: Sort("cues", model.Cues, None),
}
ONCE = frozenset({Kind.CALENDAR, Kind.INFORMATION, Kind.PLAN, Kind.CUES})
STRUCTURE = ONCE | {Kind.DEPARTMENT, Kind.POST, Kind.CATEGORY, Kind.SUBJECT, Kind.PHRASE}
"""Kinds that say how the whole hall is made: changed by those who may change its structure, and by two people."""
ANYBODYS = frozenset({Kind.SIGNPOST, Kind.FACILITY, Kind.PLACE})
"""Kinds that belong to no department; every editor may change them."""


def read(kind: str, plain: Any, report: Report) -> Any:
    """The model's value of plain data; None where nothing can be read. Faults are noted in `report`."""
    return decode(plain, SORTS[kind].cls, report)


def text(plain: Any) -> str:
    """Plain data as a revision holds it: canonical JSON."""
    return canonical(plain)


def tidy(kind: str, plain: Any, report: Report) -> str:
    """Plain data read and written again, so that the same content is always the same text; empty when unreadable."""
    value = read(kind, plain, report)
    return "" if value is None or report.faults else canonical(encode(value))


def plain_of(content: str) -> dict[str, Any] | None:
    """What a revision holds as plain data; None = removed."""
    found: dict[str, Any] | None = json.loads(content) if content else None
    return found


def key_of(kind: str, plain: dict[str, Any]) -> str | None:
    """The id that the content names; None where it stands outside."""
    name = SORTS[kind].key
    return str(plain.get(name, "")) if name else None


def split(hall: Hall) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every object of a hall: kind, key, plain content, in the hall's order."""
    for kind, sort in SORTS.items():
        held = getattr(hall, sort.field)
        if kind in ONCE:
            yield kind, ONLY, encode(held)
        elif kind == Kind.PHRASE:
            for key, phrase in held.items():
                yield kind, key, encode(phrase)
        else:
            for one in held:
                yield kind, str(getattr(one, sort.key or "id")), encode(one)


def name_of(kind: str, key: str, plain: dict[str, Any]) -> str:
    """What people call it."""
    if kind == Kind.WINDOW:
        return f"{key}号窗口 {plain.get('name', '')}".strip()
    if kind == Kind.PHRASE:
        return PHRASES.get(key, key)
    if kind in ONCE:
        return Kind(kind).label
    return str(plain.get("name", key))


def search_words(kind: str, key: str, plain: dict[str, Any]) -> str:
    """Name, short names, key, and their pinyin and initials, for finding it in a list."""
    names = [name_of(kind, key, plain), *plain.get("short", ()), *plain.get("words", ()), *plain.get("texts", ())]
    sounds = [f"{''.join(syllables(name))} {initials(name)}" for name in names]
    return " ".join([key, *names, *sounds]).lower()


def department_of(kind: str, key: str, plain: dict[str, Any]) -> str:
    """The department that keeps it; empty = nobody's in particular."""
    if kind == Kind.DEPARTMENT:
        return key
    return str(plain.get("department") or "")
