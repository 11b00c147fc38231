"""Ask the web how a request stands."""

from __future__ import annotations

from actions.turn import Turn, TurnAction
from bot.knowledge.reply import Reply
from bot.knowledge.status import status


class ActionCaseStatus(TurnAction):
    """Ask the web how a request stands."""

    def name(self) -> str:
        return "action_case_status"

    def reply(self, turn: Turn) -> Reply:
        return status(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
