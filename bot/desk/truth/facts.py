"""What a truth speaks for, in words: the lines somebody compares with the source before signing."""

from __future__ import annotations

from typing import Any

from bot.catalogue.documents import SORTS
from bot.catalogue.services.truth import Review
from bot.knowledge.codec import encode
from bot.knowledge.differences import differences
from bot.knowledge.model import Hall
from bot.knowledge.naming import Names

GROUP_FIELDS: dict[str, tuple[str, ...]] = {
    "conditions": ("conditions", "not_accepted", "basis", "cross_area"),
    "process": ("steps", "steps_online"),
    "time_limit": ("statutory_limit", "promised_limit", "limit_note"),
}
"""Fact group → fields of an item; the others are called as their field."""
OWN = (
    "telephone",
    "complaint_telephone",
    "notes",
    "questions",
    "self_service",
    "appointment",
    "help_service",
    "home_visit",
)
"""What an item's own truth speaks for beside its groups."""
NEVER = {"id", "truth", "truth_of", "short", "ways", "words", "events", "tiles", "owner", "category", "at"}
"""No facts that are said."""


def facts_of(hall: Hall, review: Review, names: Names) -> list[tuple[str, list[str]]]:
    """Rows of field and values, in words, in the order of the fields."""
    sort = SORTS[review.kind]
    held = getattr(hall, sort.field)
    thing = held if sort.field == "information" else _found(held, sort.key or "id", review.key)
    plain = encode(thing)
    shown = _fields(review) if review.kind == "item" else set(plain) - NEVER
    before = {name: value for name, value in plain.items() if name not in shown}
    rows: dict[str, list[str]] = {}
    for change in differences(before, plain, sort.cls, names):
        rows.setdefault(change.label, []).append(change.after.replace("。、", "。"))
    return list(rows.items())


def _fields(review: Review) -> set[str]:
    fields = {name for group in review.covers for name in GROUP_FIELDS.get(group, (group,))}
    return fields if review.group else fields | set(OWN)


def _found(held: Any, name: str, key: str) -> Any:
    return next(thing for thing in held if getattr(thing, name) == key)
