"""Which of the options of the last turn a sentence picks."""

from __future__ import annotations

import re

from bot.knowledge.context import Context
from bot.knowledge.model import Situation
from bot.knowledge.release import Release
from bot.text.normalise import normalise
from bot.text.numbers import ordinal

DENIALS = ("不", "没", "未", "非", "不是", "没有", "不用")
"""Before an option's words they mean that it is not this one."""


def chosen(release: Release, context: Context, text: str) -> str | None:
    """The option of the last turn that a sentence picks: by number, by its words, by a situation's other words."""
    options = context["options"]
    plain = normalise(text)
    number = ordinal(plain)
    if number is not None and options and -1 <= number <= len(options) and number != 0:
        return str(options[number - 1 if number > 0 else -1]["id"])
    pending = context["pending"] or {}
    item = release.item(pending.get("item") or "")
    if item is not None and pending.get("situation"):
        situation = next((s for s in item.situations if s.id == pending["situation"]), None)
        named = option_said(situation, plain, labels=True) if situation else None
        if named is not None:
            return f"situation:{pending['situation']}:{named}"
    found = [o["id"] for o in options if len(plain) > 1 and (plain in o["label"] or o["label"] in plain)]
    return str(found[0]) if len(found) == 1 else None


def option_said(situation: Situation, text: str, *, labels: bool) -> str | None:
    """The option that a sentence names, the longest words first; 不在本县 is not 在本县, and of two it is the other."""
    best: set[str] = set()
    denied: set[str] = set()
    length = 0
    for choice in situation.options:
        words = (choice.label, *choice.words) if labels else [word for word in choice.words if len(word) > 1]
        for word in words:
            for start in (found.start() for found in re.finditer(re.escape(word), text)):
                if text[:start].endswith(DENIALS):
                    denied.add(choice.id)
                elif len(word) >= length:
                    best = {choice.id} if len(word) > length else best | {choice.id}
                    length = len(word)
    if not best and len(denied) == 1 and len(situation.options) == 2:
        best = {choice.id for choice in situation.options} - denied
    return best.pop() if len(best) == 1 else None
