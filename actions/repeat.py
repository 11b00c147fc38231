"""Say the last messages again, slowly or shorter where that was asked."""

from __future__ import annotations

from actions.turn import Turn, TurnAction
from bot.knowledge import again
from bot.knowledge.reply import Reply


class ActionRepeat(TurnAction):
    """Say the last messages again, slowly or shorter where that was asked."""

    def name(self) -> str:
        return "action_repeat"

    def reply(self, turn: Turn) -> Reply:
        return again.repeat(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
