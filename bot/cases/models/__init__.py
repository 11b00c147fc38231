"""The tables of conversations and requests."""

from bot.cases.models.conversation import Channel, Conversation, Secret, Turn
from bot.cases.models.repeat import IdempotencyKey
from bot.cases.models.request import Case, CaseEvent, CodeMiss, Kind, Origin, State

__all__ = [
    "Case",
    "CaseEvent",
    "Channel",
    "CodeMiss",
    "Conversation",
    "IdempotencyKey",
    "Kind",
    "Origin",
    "Secret",
    "State",
    "Turn",
]
