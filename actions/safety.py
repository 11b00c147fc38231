"""Danger: the number at once."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, TurnAction
from bot.knowledge import conversation, request
from bot.knowledge.alarm import alarm
from bot.knowledge.reply import Reply, spoken


class ActionEmergency(TurnAction):
    """Give the number for the danger that the words tell of."""

    def name(self) -> str:
        return "action_emergency"

    def reply(self, turn: Turn) -> Reply:
        kind = alarm(turn.release.hall.cues, turn.heard.text) or "life"
        return conversation.emergency(turn.release, turn.bulletin, kind, turn.context)

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """In the middle of a request what was told is kept in it, and the person hears so."""
        events = await super().run(dispatcher, tracker, domain)
        turn = Turn.of(tracker)
        kept = request.keep(dict(turn.slots), turn.heard.text) if turn.context["form"] else {}
        if kept:
            said = spoken(turn.release, turn.bulletin, "notice", "form.kept")
            dispatcher.utter_message(json_message={"messages": [said], "do": None})
        return [*events, *(SlotSet(name, value) for name, value in kept.items())]
