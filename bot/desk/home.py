"""Today's work: what each part of the desk wants this person to do, in order of urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User


@dataclass(frozen=True)
class Card:
    """One thing to do or to know. count: shown large; text: one short sentence; url: where to do it; urgent: first, and marked."""

    title: str
    count: int
    text: str
    url: str
    urgent: bool = False


Provider = Callable[[User, datetime], Iterable[Card]]
PROVIDERS: list[Provider] = []
"""Each part of the desk adds its function here when its pages are loaded."""


def cards_for(user: User, now: datetime) -> list[Card]:
    """All cards for a person; those with nothing to do are left out."""
    cards = [card for provider in PROVIDERS for card in provider(user, now)]
    return sorted((card for card in cards if card.count), key=lambda card: not card.urgent)
