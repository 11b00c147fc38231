"""The tables of conversations and requests."""

from bot.cases.lifecycle import State
from bot.cases.models.conversation import Channel, Conversation, Secret, Turn
from bot.cases.models.handling import Against, ContactAttempt, Evaluation, Extension, Handling, Notice, Part, Point
from bot.cases.models.history import CaseEvent, EventWords
from bot.cases.models.repeat import IdempotencyKey
from bot.cases.models.request import Case, CodeMiss, Kind, Level, Origin

__all__ = [
    "Against",
    "Case",
    "CaseEvent",
    "Channel",
    "CodeMiss",
    "ContactAttempt",
    "Conversation",
    "Evaluation",
    "EventWords",
    "Extension",
    "Handling",
    "IdempotencyKey",
    "Kind",
    "Level",
    "Notice",
    "Origin",
    "Part",
    "Point",
    "Secret",
    "State",
    "Turn",
]
