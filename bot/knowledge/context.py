"""The context of a conversation: a JSON object, owned by the web, changed only here. Keys: see docs/turn.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.knowledge.messages import Message

Context = dict[str, Any]

LAST_CHARACTERS = 600


def fresh() -> Context:
    """The context of a conversation that has just begun."""
    return {
        "item": None,
        "aspect": None,
        "answers": {},
        "options": [],
        "pending": None,
        "last": [],
        "asked": None,
        "misses": 0,
        "phone": None,
        "form": None,
    }


def complete(context: Context | None) -> Context:
    """A copy with every key there is; unknown keys are dropped."""
    empty = fresh()
    return empty | {key: value for key, value in (context or {}).items() if key in empty}


def after(context: Context, messages: Iterable[Message], **changes: Any) -> Context:
    """The context after these messages: what was offered last, what was said last, and the changes."""
    messages = list(messages)
    offered = {option["id"]: option for message in messages for option in message["options"]}
    last = [{"text": m["text"][:LAST_CHARACTERS], "speech": m["speech"][:LAST_CHARACTERS]} for m in messages[:3]]
    return {**context, "options": list(offered.values())[:12], "last": last, **changes}
