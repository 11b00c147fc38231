"""How the hall itself stands today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.hours import hours_text
from bot.knowledge.messages import Message, message
from bot.knowledge.phrases import say
from bot.knowledge.places import Places, open_card


def today(release: Places, bulletin: Bulletin, now: datetime) -> dict[str, Any]:
    """Opening now, the week's hours, and the notices that hold: `{state, text, sure, hours, notices}`."""
    info = release.hall.information
    how = open_card(release, info.hours, now)
    return {**how, "hours": hours_text(info.hours), "notices": bulletin.current_notices(now)}


def hall_message(release: Any, bulletin: Bulletin, now: datetime) -> Message:
    """The answer to 几点开门, 大厅在哪: opening, hours, address, telephone."""
    info = release.hall.information
    state = today(release, bulletin, now)
    text, speech = say(release, "hall.open", hall=info.name, text=state["text"], hours=state["hours"])
    where, _ = say(release, "hall.address", hall=info.name, address=info.address, telephone=info.telephone)
    tag = f"{release.id}+{bulletin.version}"
    return message("hall_info", "\n".join([text, where, *state["notices"]]), speech=speech, release=tag)
