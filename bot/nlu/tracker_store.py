"""A small tracker store that keeps event objects in memory, bounded in conversations and in turns of each.

The web owns the context of a conversation; a tracker that is dropped here is rebuilt from it at the next turn. Rasa's
policies read the whole tracker several times a turn, so a short one is also a quick one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


class BoundedTrackerStore(TrackerStore):
    """Keeps the newest `conversations` (some 50 kB each), and of each the last `turns` with the slots and form as they stood before."""

    def __init__(
        self,
        domain: Domain,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        conversations: int = 200,
        turns: int = 2,
        **kwargs: Any,
    ) -> None:
        self._conversations, self._turns = int(conversations), int(turns)
        self._kept: OrderedDict[str, list[Event]] = OrderedDict()
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep a tracker's last turns."""
        self._kept[tracker.sender_id] = self._short(list(tracker.events))
        self._kept.move_to_end(tracker.sender_id)
        while len(self._kept) > self._conversations:
            self._kept.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of a conversation, None when it is not kept."""
        events = self._kept.get(sender_id)
        if events is None:
            return None
        return DialogueStateTracker.from_events(sender_id, list(events), self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """The conversations that are kept."""
        return list(self._kept)

    def _short(self, events: list[Event]) -> list[Event]:
        said = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
        if len(said) <= self._turns:
            return events
        # a turn begins with the slots that the channel sets after the last listen
        cut = said[-self._turns]
        while cut and not isinstance(events[cut - 1], ActionExecuted):
            cut -= 1
        before = DialogueStateTracker.from_events("", events[:cut], self.domain.slots)
        return [*opening(before.current_slot_values(), before.active_loop_name), *events[cut:]]


def opening(slots: dict[str, Any], loop: str | None) -> list[Event]:
    """The events of a conversation that begins with these slots, in the middle of the form `loop` if there is one."""
    events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
    events += [SlotSet(name, value) for name, value in slots.items() if value is not None and name != "requested_slot"]
    if loop:
        events += [ActionExecuted(loop), ActiveLoop(loop), SlotSet("requested_slot", slots.get("requested_slot"))]
    return [*events, ActionExecuted("action_listen")]
