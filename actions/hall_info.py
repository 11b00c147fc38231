"""Say how the hall stands, or where a facility is."""

from __future__ import annotations

from actions.turn import Turn, TurnAction
from bot.knowledge import conversation
from bot.knowledge.reply import Reply


class ActionHallInfo(TurnAction):
    """Say how the hall stands, or where a facility is."""

    def name(self) -> str:
        return "action_hall_info"

    def reply(self, turn: Turn) -> Reply:
        return conversation.hall_info(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
