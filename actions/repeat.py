"""Say the last messages again."""

from __future__ import annotations

from actions.turn import Turn, TurnAction
from bot.knowledge import conversation
from bot.knowledge.reply import Reply


class ActionRepeat(TurnAction):
    """Say the last messages again."""

    def name(self) -> str:
        return "action_repeat"

    def reply(self, turn: Turn) -> Reply:
        return conversation.repeat(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
