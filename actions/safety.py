"""Danger: the number at once."""

from __future__ import annotations

from actions.turn import Turn, TurnAction
from bot.knowledge import conversation
from bot.knowledge.danger import danger
from bot.knowledge.reply import Reply


class ActionEmergency(TurnAction):
    """Give the number for the danger that the words tell of."""

    def name(self) -> str:
        return "action_emergency"

    def reply(self, turn: Turn) -> Reply:
        kind = danger(turn.release.hall.cues, turn.heard.text) or "life"
        return conversation.emergency(turn.release, turn.bulletin, kind, turn.context)
