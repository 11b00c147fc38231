"""A turn as an action sees it: release, bulletin, moment, context, and what was heard."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context, complete
from bot.knowledge.release import Release
from bot.knowledge.reply import Heard, Reply
from bot.knowledge.search import Candidate
from bot.knowledge.shelf import shelf_at
from bot.paths import releases

ZONE = ZoneInfo("Asia/Shanghai")
ASKING = "ask_"


@dataclass(frozen=True)
class Turn:
    """Everything that `bot.knowledge` needs; read from metadata and slots, never from a clock but where none was sent."""

    release: Release
    bulletin: Bulletin
    now: datetime
    context: Context
    heard: Heard
    slots: Mapping[str, Any]

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """The turn of an action's tracker."""
        return cls.of_parts(tracker.latest_message.get("metadata") or {}, tracker.slots, tracker.latest_message)

    @classmethod
    def of_parts(
        cls, metadata: Mapping[str, Any], slots: Mapping[str, Any], message: Mapping[str, Any] | None = None
    ) -> Turn:
        """The turn of a message. Without metadata (plain Rasa commands) the active release and the clock are used."""
        shelf = shelf_at(releases())
        message = message or {}
        stored = slots.get("context")
        return cls(
            release=shelf.release(metadata["release"]) if metadata.get("release") else shelf.active(),
            bulletin=shelf.bulletin(str(metadata.get("bulletin") or "0")),
            now=datetime.fromisoformat(metadata["now"]) if metadata.get("now") else datetime.now(ZONE),
            context=complete(getattr(stored, "value", stored)),
            heard=_heard(message),
            slots=slots,
        )

    def say(self, dispatcher: CollectingDispatcher, reply: Reply) -> list[EventType]:
        """Hand a reply to the channel and keep its context."""
        dispatcher.utter_message(json_message={"messages": list(reply.messages), "do": reply.do})
        return [SlotSet("context", reply.context)]


def _heard(message: Mapping[str, Any]) -> Heard:
    intent = message.get("intent") or {}
    name = intent.get("name")
    choices = [e["value"] for e in message.get("entities") or [] if e.get("entity") == "choice"]
    candidates = message.get("candidates")
    asked = name.removeprefix(ASKING) if name and name.startswith(ASKING) else None
    return Heard(
        text=message.get("text") or "",
        intent=name,
        confidence=float(intent.get("confidence") or 0.0),
        aspects=(asked,) if asked else (),
        choice=choices[0] if choices else None,
        candidates=tuple(Candidate(**row) for row in candidates) if candidates is not None else None,
    )


class TurnAction(Action, abc.ABC):
    """An action that is one reply of `bot.knowledge`. Abstract, so that Rasa's SDK does not register it."""

    @abc.abstractmethod
    def reply(self, turn: Turn) -> Reply:
        """The one call."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say the reply and keep its context."""
        turn = Turn.of(tracker)
        return turn.say(dispatcher, self.reply(turn))
