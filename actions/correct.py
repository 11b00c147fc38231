"""Take a correction: “不是补办是换领”."""

from __future__ import annotations

from actions.turn import Turn, TurnAction
from bot.knowledge import conversation
from bot.knowledge.reply import Reply


class ActionCorrect(TurnAction):
    """Take a correction: “不是补办是换领”."""

    def name(self) -> str:
        return "action_correct"

    def reply(self, turn: Turn) -> Reply:
        return conversation.correct(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
