"""What was tapped or picked: an item, an answer to a situation question, the next question."""

from __future__ import annotations

from actions.turn import Turn, TurnAction
from bot.knowledge import conversation
from bot.knowledge.reply import Reply


class ActionPick(TurnAction):
    """Do what the picked option says; one that belongs to nobody now is an ordinary question."""

    def name(self) -> str:
        return "action_pick"

    def reply(self, turn: Turn) -> Reply:
        picked = conversation.pick(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
        return picked or conversation.guide(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
