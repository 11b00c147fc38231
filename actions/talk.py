"""Small talk that depends on what was open: noise, silence, a no, a moment's wait."""

from __future__ import annotations

from dataclasses import replace

from actions.turn import Turn, TurnAction
from bot.knowledge import conversation
from bot.knowledge.reply import Reply


class ActionTalk(TurnAction):
    """Small talk that depends on what was open, and counts what did not help."""

    def name(self) -> str:
        return "action_talk"

    def reply(self, turn: Turn) -> Reply:
        heard = turn.heard
        if heard.intent == "nonsense" and not heard.text.strip() and not heard.choice:
            heard = replace(heard, intent="silence")
        return conversation.talk(turn.release, turn.bulletin, heard, turn.context, turn.now)
