"""How an object's fields are laid out on its page: in which section, which come first, what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.knowledge import model
from bot.knowledge.model import Hall

SECTIONS: dict[type, tuple[tuple[str, tuple[str, ...]], ...]] = {
    model.Item: (
        ("怎么叫", ("name", "short", "ways", "events", "clarify", "category", "audience", "tiles")),
        ("在哪里办", ("places", "telephone", "complaint_telephone", "appointment", "self_service", "help_service",
                   "home_visit", "progress", "notes")),
        ("情形和材料", ("situations", "materials", "conditions", "not_accepted", "proxy", "cross_area")),
        ("时限和收费", ("kind", "promised_limit", "statutory_limit", "limit_note", "fee", "visits", "visits_why")),
        ("步骤和结果", ("steps", "steps_online", "online", "result")),
        ("常见问题", ("questions",)),
        ("来源和负责", ("department", "owner", "authority", "basis", "code", "level", "version", "truth", "truth_of", "id")),
    ),
}  # fmt: skip
"""Sections of a page; a class that does not stand here has one."""

MORE: dict[type, frozenset[str]] = {
    model.Material: frozenset({"size", "choice", "blank_form", "sample", "standard", "e_licence", "expired", "copy", "note", "promise"}),
    model.PlaceUse: frozenset({"for_whom", "appointment", "hours", "note", "when"}),
    model.Option: frozenset({"id", "note"}),
    model.Truth: frozenset({"effective_from", "effective_to", "review_days", "example"}),
    model.Situation: frozenset({"id", "when"}),
    model.Zone: frozenset({"id"}),
    model.Stretch: frozenset({"past"}),
    model.Question: frozenset({"when"}),
    model.Fee: frozenset({"note", "reductions"}),
}  # fmt: skip
"""Fields that are seldom needed: they stand folded away below the others, open when one is filled."""

SHORT = frozenset({
    "id", "name", "number", "code", "level", "version", "telephone", "complaint_telephone", "size", "ticket", "url",
    "label", "choice", "authority", "office", "unit", "icon", "validity", "basis", "form", "limit", "ask",
})  # fmt: skip
"""Texts that fit in one line; the others get room for sentences."""


ORDERED = frozenset({(model.Bundle, "items")})
"""Lists of chosen things whose order matters: one box after the other."""

TALL = frozenset({(model.Phrase, "texts")})
"""Lists of texts that may each have several lines: a box for each."""

NAMED_BY = ("name", "ask", "label")
"""What an id is made from when nobody writes one: the first of these fields."""


@dataclass(frozen=True)
class Choices:
    """What may be chosen where an object names another: id → how it is shown."""

    departments: Mapping[str, str]
    categories: Mapping[str, str]
    posts: Mapping[str, str]
    windows: Mapping[str, str]
    places: Mapping[str, str]
    zones: Mapping[str, str]
    groups: Mapping[str, str]
    towns: Mapping[str, str]
    items: Mapping[str, str]
    facilities: Mapping[str, str]

    @classmethod
    def of(cls, hall: Hall) -> Choices:
        """The choices that a hall offers."""
        windows = {window.number: f"{window.number}号窗口 {window.name}" for window in hall.windows}
        return cls(
            departments={one.id: one.name for one in hall.departments},
            categories={one.id: one.name for one in hall.categories},
            posts={one.id: one.name for one in hall.posts},
            windows=windows,
            places={f"window:{n}": name for n, name in windows.items()} | {one.id: one.name for one in hall.places},
            zones={one.id: one.name for one in hall.plan.zones},
            groups={one.id: one.name for one in hall.places if one.kind == "station_group"},
            towns={town: town for town in hall.information.towns},
            items={one.id: one.name for one in hall.items},
            facilities={f"facility:{one.id}": one.name for one in hall.facilities if one.at},
        )

    def with_zones(self, zones: object) -> Choices:
        """The choices beside zones that are just being written: a way to a new one can be drawn at once."""
        rows = zones if isinstance(zones, list) else []
        own = {
            str(one["id"]): str(one.get("name") or one["id"]) for one in rows if isinstance(one, dict) and one.get("id")
        }
        return replace(self, zones=own) if own else self

    def for_field(self, cls: type, field: str) -> Mapping[str, str] | None:
        """What may be chosen in a field; None where it names no other object."""
        if cls is model.PlaceUse and field == "place":
            return self.places
        if cls is model.Way and field == "to":
            return {
                **self.zones,
                **self.facilities,
                **{key: name for key, name in self.places.items() if key.startswith("window:")},
            }
        if cls is model.Bundle and field == "items":
            return self.items
        if cls is model.Subject and field == "post":
            return self.posts
        if cls is model.Place and field == "group":
            return self.groups
        names = {"department": self.departments, "category": self.categories, "owner": self.posts, "zone": self.zones}
        if cls in (model.Place, model.Post) and field == "windows":
            return self.windows
        if cls is model.Place and field == "town":
            return self.towns
        return names.get(field)


def row_title(cls: type, plain: Mapping[str, object]) -> str:
    """What a row is called when it is folded."""
    for name in ("name", "ask", "label", "text", "place", "to", "on", "id"):
        if plain.get(name):
            return str(plain[name])
    number, unit = plain.get("number"), plain.get("unit")
    return f"{number or ''}{unit or ''}" or "（还没填）"
