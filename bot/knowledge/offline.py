"""What a page keeps in memory for the time while the web is away: names, places, documents, fees, telephones.

It is also what the page searches in as somebody types: names with their sounds and initials.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.knowledge.answer import answer, answer_bundle
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.model import Bundle, Item
from bot.knowledge.release import Release
from bot.text.pinyin import initials, syllables

EVENTS, SHARED = 12, 2
"""Life events that are shown, and items that must belong to one."""
SAME = 0.75
"""An event of whose items so many stand behind one thing that is shown already would lead nowhere new."""


def offline(release: Release, bulletin: Bulletin, now: datetime) -> dict[str, Any]:
    """Names, places, documents, fees and telephones of everything, small and without what changes by the minute.

    Returns:
        `{"hall", "categories", "events", "items"}`; an item's `sounds` are its name's and short names' syllables
        without blanks, then their initials. Facts that may not be spoken any more are not there: their place and
        telephone are.
    """
    hall = release.hall
    info = hall.information
    matters: list[Item | Bundle] = [*hall.items, *hall.bundles]
    return {
        "hall": {"name": info.name, "banner": info.banner, "address": info.address, "telephone": info.telephone,
                 "guide_desk": info.guide_desk},
        "categories": [{"id": one.id, "name": one.name, "icon": one.icon} for one in hall.categories],
        "events": _events(hall.items, hall.bundles),
        "items": [_matter(release, bulletin, one, now) for one in matters],
    }  # fmt: skip


def sounds(names: Sequence[str]) -> list[str]:
    """How names may be typed by sound: 身份证 → shenfenzheng, sfz; each once."""
    found = [form for name in names for form in ("".join(syllables(name)), initials(name))]
    return list(dict.fromkeys(one.lower() for one in found if one))


def _events(items: Sequence[Item], bundles: Sequence[Bundle]) -> list[dict[str, Any]]:
    """The life events that several items share, the one with the most first, each leading to something of its own."""
    counted = Counter(event for item in items for event in item.events)
    led = [set(one.items) for one in bundles]
    shown: list[dict[str, Any]] = []
    for event, count in counted.most_common():
        mine = [item.id for item in items if event in item.events]
        if count >= SHARED and len(shown) < EVENTS and all(len(held & set(mine)) < SAME * count for held in led):
            shown.append({"name": event, "items": mine})
            led.append(set(mine))
    return shown


def _matter(release: Release, bulletin: Bulletin, one: Item | Bundle, now: datetime) -> dict[str, Any]:
    told = _card(release, bulletin, one, now)
    truth: Mapping[str, Any] = told.get("truth") or {}
    names = [one.name, *one.short]
    fee = told.get("fee") or {}
    line = {
        "id": one.id,
        "name": one.name,
        "short": list(one.short),
        "sounds": sounds(names),
        "category": one.category,
        "audience": list(one.audience),
        "tiles": bool(getattr(one, "tiles", False)),
        "bundle": isinstance(one, Bundle),
        "now": told.get("summary"),
        "ticket": (told.get("ticket") or {}).get("button"),
        "places": [_place(place) for place in told.get("places") or ()],
        "materials": [_material(paper) for paper in told.get("materials") or ()],
        "fee": fee.get("text"),
        "limits": [f"{limit['label']}：{limit['text']}" for limit in told.get("limits") or ()],
        "telephone": told.get("telephone"),
        "truth": truth.get("text"),
    }
    return {key: value for key, value in line.items() if value not in (None, [], "", False)}


def _card(release: Release, bulletin: Bulletin, one: Item | Bundle, now: datetime) -> Mapping[str, Any]:
    if isinstance(one, Bundle):
        return answer_bundle(release, bulletin, one, now)["card"] or {}
    return answer(release, bulletin, one.id, "overview", {}, now)["card"] or {}


def _place(place: Mapping[str, Any]) -> dict[str, Any]:
    kept = {"text": place.get("text") or place.get("name"), "windows": [one["number"] for one in place.get("windows") or ()],
            "way": place.get("way") or place.get("how_to_get_there"), "address": place.get("address"),
            "telephone": place.get("telephone"), "hours": place.get("hours"), "note": place.get("note")}  # fmt: skip
    return {key: value for key, value in kept.items() if value}


def _material(paper: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: paper.get(key) for key in ("name", "count", "choice", "where", "missing")} | {
        "when": paper.get("label")
    }
    return {key: value for key, value in kept.items() if value}
