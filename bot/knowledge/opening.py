"""How the hall itself stands today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.hours import hours_text
from bot.knowledge.messages import Message, message, option
from bot.knowledge.phrases import say
from bot.knowledge.places import Places, open_card, pauses_text, window_card


def today(release: Places, bulletin: Bulletin, now: datetime) -> dict[str, Any]:
    """Opening now, the week's hours, what holds of the bulletin: `{state, text, sure, hours, notices, pauses}`."""
    info = release.hall.information
    how = open_card(release, info.hours, now)
    windows = [window.number for window in release.hall.windows]
    return {
        **how,
        "hours": hours_text(info.hours),
        "notices": bulletin.current_notices(now),
        "pauses": pauses_text(release, bulletin, windows, now),
    }


def hall_message(release: Any, bulletin: Bulletin, now: datetime) -> Message:
    """The answer to 几点开门, 大厅在哪: opening, hours, address, telephone."""
    info = release.hall.information
    state = today(release, bulletin, now)
    text, speech = say(release, "hall.open", hall=info.name, text=state["text"], hours=state["hours"])
    where, _ = say(release, "hall.address", hall=info.name, address=info.address, telephone=info.telephone)
    tag = f"{release.id}+{bulletin.version}"
    return message("hall_info", "\n".join([text, where, *state["notices"]]), speech=speech, release=tag)


def telephone_message(release: Any, bulletin: Bulletin, key: str) -> Message:
    """The hall's own number (hall.telephone); to who complains (hall.complaint) with the way to have it registered."""
    info = release.hall.information
    text, speech = say(release, key, telephone=info.telephone, guide_desk=info.guide_desk.rstrip("。"))
    ways = (("case:complaint", "option.case"), ("human", "option.human")) if key == "hall.complaint" else ()
    options = [option(name, say(release, label)[0]) for name, label in ways]
    return message("hall_info", text, speech=speech, options=options, release=f"{release.id}+{bulletin.version}")


def window_message(release: Any, bulletin: Bulletin, number: str, now: datetime) -> Message | None:
    """The answer to 24号窗口在哪, 12号窗口管什么: where it is, what it does, how it stands; None without such a window."""
    window = release.window(number)
    if window is None:
        return None
    card = window_card(release, bulletin, window, now)
    where = f"{card['floor']}楼{card['zone']}" if card["floor"] else ""
    state = f"{card['paused']}。" if card["paused"] else card["open"]["text"]
    text, speech = say(release, "hall.window", number=number, where=where, name=window.name, open=state)
    return message("hall_info", text, speech=speech, release=f"{release.id}+{bulletin.version}")
