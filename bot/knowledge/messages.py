"""One Message of the public interface (version 1), all keys always present."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Message = dict[str, Any]
Option = dict[str, Any]

KINDS = frozenset({
    "greet", "chitchat", "goodbye", "guide", "clarify", "hall_info", "ask_field", "case_created", "case_status",
    "cancelled", "handoff", "human", "delivered", "emergency", "refuse", "rating", "notice",
})  # fmt: skip


def message(
    kind: str,
    text: str,
    *,
    speech: str | None = None,
    item: dict[str, str] | None = None,
    aspect: str | None = None,
    card: dict[str, Any] | None = None,
    options: Sequence[Option] = (),
    case: dict[str, Any] | None = None,
    sender: dict[str, str] | None = None,
    release: str = "",
) -> Message:
    """A message a person sees. text is never empty; speech falls back to the text; options are numbered in order.

    Raises:
        ValueError: unknown kind or empty text.
    """
    if kind not in KINDS or not text.strip():
        raise ValueError(f"no message of kind {kind!r} with text {text!r}")
    return {
        "kind": kind,
        "text": text,
        "speech": speech or text,
        "item": item,
        "aspect": aspect,
        "card": card,
        "options": list(options),
        "case": case,
        "from": sender,
        "release": release,
    }


def option(name: str, label: str, item: str | None = None) -> Option:
    """Something that can be tapped or said next. name: what it does, see docs/turn.md."""
    return {"id": name, "label": label, "item": item}


def numbered(text: str, options: Iterable[Option]) -> str:
    """The text with its options as numbered lines, for a channel that shows text only."""
    rows = [f"{number}. {choice['label']}" for number, choice in enumerate(options, 1)]
    return "\n".join([text, *rows])
