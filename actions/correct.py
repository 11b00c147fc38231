"""Take back what was said: “不是补办是换领”, “是外地的，说错了”, “重新来”."""

from __future__ import annotations

from actions.turn import Turn, TurnAction
from bot.knowledge import corrections
from bot.knowledge.reply import Reply


class ActionCorrect(TurnAction):
    """Take back what was said: “不是补办是换领”, “是外地的，说错了”, “重新来”."""

    def name(self) -> str:
        return "action_correct"

    def reply(self, turn: Turn) -> Reply:
        return corrections.correct(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
