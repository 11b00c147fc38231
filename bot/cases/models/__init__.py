"""The tables of conversations and requests."""

from bot.cases.lifecycle import State
from bot.cases.models.conversation import Channel, Conversation, Secret, Turn
from bot.cases.models.handling import Against, ContactAttempt, Evaluation, Extension, Handling, Notice, Part, Point
from bot.cases.models.history import CaseEvent, EventWords
from bot.cases.models.orders import BatchState, OrderBatch
from bot.cases.models.outgoing import Outgoing
from bot.cases.models.photo import Photo
from bot.cases.models.repeat import IdempotencyKey
from bot.cases.models.request import Case, CodeMiss, Kind, Level, Origin
from bot.cases.models.round import RoundEnd
from bot.cases.models.wording import Wording

__all__ = [
    "Against",
    "BatchState",
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
    "OrderBatch",
    "Origin",
    "Outgoing",
    "Part",
    "Photo",
    "Point",
    "RoundEnd",
    "Secret",
    "State",
    "Turn",
    "Wording",
]
