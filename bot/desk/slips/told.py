"""What the window sees of a slip or an item: papers, place, the day, what has changed since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.knowledge.messages import Message
from bot.slips.codes import grouped
from bot.slips.errors import Invalid
from bot.slips.models import Slip
from bot.slips.papers import Paper, papers
from bot.slips.services import look_up, told_now
from bot.store.releases import shelf

OWN_ITEMS = 12


@dataclass(frozen=True)
class Shown:
    """slip: None when the item was chosen without one; then it is what the guide tells now."""

    item: str
    name: str
    slip: Slip | None
    card: dict[str, Any]
    papers: list[Paper]
    changed: list[str]

    @property
    def paper_names(self) -> set[str]:
        """What may be ticked as missing."""
        return {paper.name for paper in self.papers}

    @property
    def code(self) -> str:
        """As it is printed; empty without a slip."""
        return grouped(self.slip.code) if self.slip else ""

    @property
    def situations(self) -> list[str]:
        """What had been answered: 本人办还是别人代办：代办."""
        return [row["label"] for row in self.card.get("situation", {}).get("asked", ())]

    @property
    def places(self) -> list[str]:
        """Where it was told to be done."""
        return [place["text"] for place in self.card["places"]]

    @property
    def fee(self) -> str:
        """As it was told; empty when it was not."""
        return str(self.card["fee"]["text"]) if self.card.get("fee") else ""


def shown_slip(code: str, now: datetime) -> Shown:
    """Raises bot.slips.errors.UnknownSlip."""
    told = look_up(code, now)
    return Shown(told.slip.item, told.slip.name, told.slip, told.message["card"], told.papers, told.changed)


def shown_item(item: str, now: datetime) -> Shown:
    """Raises bot.slips.errors.Invalid when the active release does not have it."""
    message: Message | None = told_now(item, {}, now)
    if message is None:
        raise Invalid({"item": ["没有这个事项，请重新选择。"]})
    return Shown(item, message["item"]["name"], None, message["card"], papers(message["card"]), [])


def items_of(windows: Iterable[str]) -> list[tuple[str, str]]:
    """Items that are done at some windows, id and name, as far as they fit."""
    numbers = set(windows)
    hall = shelf().active().hall
    here = {f"window:{number}" for number in numbers}
    here |= {place.id for place in hall.places if numbers & set(place.windows)}
    found = [(item.id, item.name) for item in hall.items if any(use.place in here for use in item.places)]
    return found[:OWN_ITEMS]


def places_for(told: Shown) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where it might be right to go: first what the guide tells, then every window."""
    release = shelf().active()
    said = [(place["id"], place["text"]) for place in told.card["places"]]
    windows = []
    for window in release.hall.windows:
        zone = release.zone(window.zone)
        spot = f"（{zone.floor}楼{zone.name}）" if zone else ""
        windows.append((f"window:{window.number}", f"{window.number}号 {window.name}{spot}"))
    return [("指南说的地点", said), ("大厅窗口", [row for row in windows if row[0] not in dict(said)])]
