"""The answer about a facility: its words, and its spot with the way there where staff drew one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.messages import Message, message
from bot.knowledge.model import Facility
from bot.knowledge.truth import state, truth_card
from bot.knowledge.ways import FACILITY, directions


def facility_message(release: Any, bulletin: Bulletin, facility: Facility, now: datetime) -> Message:
    """What staff wrote about it; where a way is drawn, a card too that leads to the plan."""
    return message(
        "hall_info", facility.text, speech=facility.speech or facility.text,
        card=facility_card(release, facility, now), release=f"{release.id}+{bulletin.version}",
    )  # fmt: skip


def facility_card(release: Any, facility: Facility, now: datetime) -> dict[str, Any] | None:
    """The place as the page shows it; None where nobody drew a way. floor: None where there is one on several floors."""
    to = FACILITY + facility.id
    found = [way for start in release.hall.plan.starts for way in directions(release, to, start.id)[:1]]
    if facility.at is None or not found:
        return None
    floors = {way.goal.floor for way in found}
    info = release.hall.information
    how = state(facility.truth, info.review_days, now.date())
    return {
        "title": facility.name,
        "places": [
            {
                "id": to,
                "name": facility.name,
                "kind": "facility",
                "in_hall": True,
                "text": facility.name,
                "windows": [],
                "zone": None,
                "floor": floors.pop() if len(floors) == 1 else None,
                "position": {"floor": facility.at.floor, "x": facility.at.x, "y": facility.at.y},
            }
        ],
        "truth": truth_card(release, facility.truth, how, info.telephone),
    }
