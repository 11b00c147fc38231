"""Facts of an item as sentences that the person may send. They come from the release; nothing is made up here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.answer import answer, answer_bundle
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.model import Bundle, Item
from bot.slips.finding import find
from bot.store.releases import shelf

PARTS = ("location", "materials", "fee", "time_limit", "process", "hours")
"""What people ask most, in the order of the buttons."""
FOUND = 5


@dataclass(frozen=True)
class Part:
    """label: of the button. text: what is filled in."""

    label: str
    text: str


@dataclass(frozen=True)
class Facts:
    name: str
    parts: list[Part]


def facts_of(matter: str, now: datetime) -> Facts | None:
    """The facts of an item or bundle; None when the active release does not have it."""
    release, bulletin = shelf().active(), shelf().active_bulletin()
    bundle = release.bundle(matter)
    if bundle is not None:
        return Facts(bundle.name, [Part("怎么办", answer_bundle(release, bulletin, bundle, now)["text"])])
    item = release.item(matter)
    if item is None:
        return None
    parts = [Part(ASPECTS[name], answer(release, bulletin, matter, name, {}, now)["text"]) for name in PARTS]
    return Facts(item.name, list({part.text: part for part in parts}.values()))


def facts_named(name: str, now: datetime) -> Facts | None:
    """The facts of the item or bundle with this name."""
    hall = shelf().active().hall
    matters: list[Item | Bundle] = [*hall.items, *hall.bundles]
    found = next((one.id for one in matters if one.name == name), None)
    return facts_of(found, now) if found else None


def search(typed: str, now: datetime) -> list[Facts]:
    """The facts of what fits, best first."""
    found = [facts_of(matter.id, now) for matter in find(shelf().active(), typed, limit=FOUND)]
    return [facts for facts in found if facts is not None]
