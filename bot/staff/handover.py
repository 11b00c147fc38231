"""Handing over: each app says what a person still holds and how somebody else takes it. Nothing is left behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.contrib.auth.models import User


@dataclass(frozen=True)
class Held:
    """One thing that somebody holds.

    part: name of the app's part that knows it. key: which one, inside the part. text: more about it, one sentence.
    stays_with: who keeps it when no successor is named, in words; empty = somebody must be named.
    """

    part: str
    key: str
    title: str
    text: str = ""
    stays_with: str = ""

    @property
    def id(self) -> str:
        """Names it among everything a person holds."""
        return f"{self.part}:{self.key}"


class Part(Protocol):
    """What an app registers. name: unique, in code."""

    name: str

    def held(self, user: User, now: datetime) -> Sequence[Held]:
        """Everything of this part that somebody holds now."""

    def hand_over(self, user: User, key: str, successor: User | None, *, by: str, why: str, now: datetime) -> str:
        """Does it, inside the caller's transaction; what was done, in words for the log.

        successor: None only where `stays_with` names who keeps it.

        Raises:
            BadSuccessor: this person cannot take it.
        """


PARTS: dict[str, Part] = {}
"""In the order of registering: an app below another one comes first, so posts go before what needs a post's rights."""


def register(part: Part) -> None:
    """Called once by an app when it is ready."""
    PARTS[part.name] = part


def held_by(user: User, now: datetime) -> list[Held]:
    """Everything that somebody still holds, in the order in which it is handed over."""
    return [held for part in PARTS.values() for held in part.held(user, now)]
