"""What other apps may do with conversations and requests: verbs, each in one transaction with its history."""

from bot.cases.services.cleaning import forget_expired
from bot.cases.services.conversations import (
    Begun,
    abandon_turn,
    begin_turn,
    finish_turn,
    forget,
    history,
    life,
    open_conversation,
    remember_own,
    resolve,
    shown,
)
from bot.cases.services.repeats import Key, Stored, claim_key, keep_answer, key_for
from bot.cases.services.requests import (
    Opened,
    call_open_in,
    look_up,
    note_call_again,
    open_case,
    reveal_contact,
    told_in_same_conversation,
)

__all__ = [
    "Begun",
    "Key",
    "Opened",
    "Stored",
    "abandon_turn",
    "begin_turn",
    "call_open_in",
    "claim_key",
    "finish_turn",
    "forget",
    "forget_expired",
    "history",
    "keep_answer",
    "key_for",
    "life",
    "look_up",
    "note_call_again",
    "open_case",
    "open_conversation",
    "remember_own",
    "resolve",
    "reveal_contact",
    "shown",
    "told_in_same_conversation",
]
