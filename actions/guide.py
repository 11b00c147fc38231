"""Answer about a matter, offer what may be meant, or decline."""

from __future__ import annotations

from actions.turn import Turn, TurnAction
from bot.knowledge import conversation
from bot.knowledge.reply import Reply


class ActionGuide(TurnAction):
    """Answer about a matter, offer what may be meant, or decline."""

    def name(self) -> str:
        return "action_guide"

    def reply(self, turn: Turn) -> Reply:
        return conversation.guide(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
