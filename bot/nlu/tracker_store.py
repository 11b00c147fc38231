"""A small tracker store that keeps event objects in memory, bounded in conversations and in events of each.

The web owns the context of a conversation; a tracker that is dropped here is rebuilt from it at the next turn.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker


class BoundedTrackerStore(TrackerStore):
    """Keeps the newest `conversations`; one that has grown past `events` is forgotten, to be rebuilt short."""

    def __init__(
        self,
        domain: Domain,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        conversations: int = 2000,
        events: int = 160,
        **kwargs: Any,
    ) -> None:
        self._conversations, self._events = int(conversations), int(events)
        self._kept: OrderedDict[str, list[Event]] = OrderedDict()
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep a tracker's events, or forget it when it has grown too long."""
        if len(tracker.events) > self._events:
            self._kept.pop(tracker.sender_id, None)
            return
        self._kept[tracker.sender_id] = list(tracker.events)
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
