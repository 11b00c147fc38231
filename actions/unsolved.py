"""Admit that it did not help, and offer a person."""

from __future__ import annotations

from actions.turn import Turn, TurnAction
from bot.knowledge import conversation
from bot.knowledge.reply import Reply


class ActionUnsolved(TurnAction):
    """Admit that it did not help, and offer a person."""

    def name(self) -> str:
        return "action_unsolved"

    def reply(self, turn: Turn) -> Reply:
        return conversation.unsolved(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
