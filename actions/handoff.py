"""A person: where one is now, and the request form for when nobody can come (the web drops it when one is called)."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, TurnAction
from bot.knowledge import conversation, request
from bot.knowledge.failing import person_offered
from bot.knowledge.reply import Heard, Reply
from bot.knowledge.thread import consents


class ActionHandoff(TurnAction):
    """Say where a person is and ask the web to call one."""

    def name(self) -> str:
        return "action_handoff"

    def reply(self, turn: Turn) -> Reply:
        return request.handoff(turn.release, turn.bulletin, turn.context, turn.now)


class ActionAffirm(Action):
    """“好” after a person was offered calls one; elsewhere it is small talk."""

    def name(self) -> str:
        return "action_affirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        turn = Turn.of(tracker)
        if not consents(turn.heard):
            return turn.say(dispatcher, conversation.talk(
                turn.release, turn.bulletin, Heard(intent="nonsense"), turn.context, turn.now
            ))  # fmt: skip
        if not person_offered(turn.context):
            return turn.say(
                dispatcher, conversation.talk(turn.release, turn.bulletin, turn.heard, turn.context, turn.now)
            )
        events = turn.say(dispatcher, request.handoff(turn.release, turn.bulletin, turn.context, turn.now))
        begun = request.begin(turn.release, turn.context, turn.heard)
        return [*events, *(SlotSet(name, value) for name, value in begun.items()), FollowupAction("case_form")]
