"""The request form: begun, asked field by field, checked, submitted or given up."""

from __future__ import annotations

import abc
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, TurnAction
from bot.knowledge import request
from bot.knowledge.proposal import KINDS
from bot.knowledge.reply import Reply


class ActionBeginCase(Action):
    """Fill in what is known already: the kind, and the matter that was just said."""

    def name(self) -> str:
        return "action_begin_case"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        turn = Turn.of(tracker)
        kind = (turn.heard.choice or "").partition(":")[2] or None
        begun = request.begin(turn.release, turn.context, turn.heard, kind=kind if kind in KINDS else None)
        return [SlotSet(name, begun.get(name)) for name in request.SLOTS]


class AskField(TurnAction, abc.ABC):
    """The question for one field; a class for each, because Rasa looks actions up by name."""

    @property
    @abc.abstractmethod
    def field(self) -> str:
        """The slot that is asked for."""

    def name(self) -> str:
        return f"action_ask_case_form_{self.field}"

    def reply(self, turn: Turn) -> Reply:
        return request.ask(
            turn.release, turn.bulletin, self.field, dict(turn.slots), turn.context, turn.now, turn.heard
        )


class AskDescription(AskField):
    """What it is about."""

    field = "case_description"


class AskPlace(AskField):
    """Where it is."""

    field = "case_place"


class AskPhone(AskField):
    """How to reach the person."""

    field = "case_phone"


class AskConfirm(AskField):
    """Whether all is right."""

    field = "case_confirm"


class ValidateCaseForm(Action):
    """Turn what was said into the field that was asked.

    Nothing at all makes Rasa look for the rule that answers a question in between; where there is none, the field is
    set to nothing again, so that the form asks once more instead of being refused without end.
    """

    def name(self) -> str:
        return "validate_case_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        turn, field = Turn.of(tracker), tracker.get_slot("requested_slot")
        if not field:
            return []
        taken = request.take(turn.context, turn.release, field, turn.heard)
        if not taken and not request.leads_elsewhere(turn.heard):
            taken = {field: None}
        return [SlotSet(name, value) for name, value in taken.items()]


class ActionSubmitCase(TurnAction):
    """Hand the finished draft to the web."""

    def name(self) -> str:
        return "action_submit_case"

    def reply(self, turn: Turn) -> Reply:
        return request.submit(turn.release, dict(turn.slots), turn.context, turn.now)


class ActionCancelCase(TurnAction):
    """Give the form up."""

    def name(self) -> str:
        return "action_cancel_case"

    def reply(self, turn: Turn) -> Reply:
        running = bool(turn.context["form"]) or bool(turn.slots.get("requested_slot"))
        return request.cancel(turn.release, turn.bulletin, turn.context, running=running)
