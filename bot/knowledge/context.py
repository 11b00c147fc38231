"""The context of a conversation: a JSON object, owned by the web, changed only here. Keys: see docs/turn.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.knowledge.messages import Message

Context = dict[str, Any]

LAST_CHARACTERS = 600
EARLIER = 4
"""So many matters of before are remembered."""
MATTERS = ("item:", "bundle:", "signpost:", "facility:")
"""Options that name a matter."""


def fresh() -> Context:
    """The context of a conversation that has just begun."""
    return {
        "item": None,
        "aspect": None,
        "answers": {},
        "options": [],
        "offered": [],
        "pending": None,
        "before": [],
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
    options = list({option["id"]: option for message in messages for option in message["options"]}.values())[:12]
    left = context.get("item")
    if "item" in changes and left and changes["item"] != left:
        others = [name for name in context.get("before") or [] if name not in (left, changes["item"])]
        changes["before"] = [left, *others][:EARLIER]
    if any(m["kind"] == "clarify" and m["item"] is None for m in messages) and _matters(options):
        changes["offered"] = options
    return {**context, "options": options, "last": [_kept(m) for m in messages[:3]], **changes}


def left_behind(context: Context) -> Context:
    """The context without its matter, which is remembered among those of before."""
    left = context["item"]
    before = [left, *(name for name in context["before"] if name != left)][:EARLIER] if left else context["before"]
    return {**context, "item": None, "pending": None, "before": before}


def _matters(options: list[dict[str, Any]]) -> bool:
    return any(option["id"].startswith(MATTERS) for option in options)


def _kept(said: Message) -> dict[str, Any]:
    """What is needed to say a message again: its words and what it was about; the card is read from the release."""
    return {
        "kind": said["kind"],
        "text": said["text"][:LAST_CHARACTERS],
        "speech": said["speech"][:LAST_CHARACTERS],
        "item": said["item"]["id"] if said["item"] else None,
        "aspect": said["aspect"],
    }
