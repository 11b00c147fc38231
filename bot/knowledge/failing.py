"""When an answer did not help: the first time an honest word with the way on, the second in a row a person, offered first.

Every kind of failure counts: nothing found, “没解决”, noise, silence, an answer not understood. A success resets.
"""

from __future__ import annotations

import re
from typing import Any

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context, after, complete
from bot.knowledge.messages import Message, message, numbered
from bot.knowledge.phrases import say
from bot.knowledge.release import Release
from bot.knowledge.reply import Reply, help_options, spoken, tag

ROW = re.compile(r"\d+\. ")
"""A line that is an option."""


def failed(release: Release, bulletin: Bulletin, context: Context, first: Message | None = None) -> Reply:
    """One failure more. first: what is said when it is the first in a row; None offers a person at once.

    The options of a question that is still open stay, after the person, so that a pick goes on working.
    """
    misses = context["misses"] + 1
    if first is not None and misses == 1:
        return Reply((first,), after(context, [first], misses=misses))
    info = release.hall.information
    options = [*help_options(release), *open_options(context)]
    said = spoken(
        release, bulletin, "handoff", "refuse.again",
        telephone=info.telephone, guide_desk=info.guide_desk.rstrip("。"), options=options,
    )  # fmt: skip
    return Reply((said,), after(context, [said], misses=max(misses, 2)))


def open_options(context: Context) -> list[dict[str, Any]]:
    """The options of the question that is still open, none when no question is."""
    if not context["pending"]:
        return []
    return [o for o in context["options"] if o["id"] not in ("human", "case") and not o["id"].startswith("aspect:")]


def person_offered(context: Context) -> bool:
    """Did the last turn offer a person first?"""
    options = complete(context)["options"]
    return bool(options) and options[0]["id"] == "human" and context["misses"] > 0


def once_more(release: Release, bulletin: Bulletin, key: str, context: Context) -> Message:
    """A gentle word, and the open question with its options once more; without one the two ways on."""
    options = open_options(context)
    text, speech = say(release, key)
    if not options:
        return spoken(release, bulletin, "chitchat", key, context=context, options=help_options(release))
    asked = next((row for row in reversed(context["last"]) if row.get("kind") == "clarify"), None)
    lines = [line for line in asked["text"].split("\n") if not ROW.match(line)] if asked else []
    question = lines[-1] if lines else say(release, "clarify.items")[0]
    item = release.item((context["pending"] or {}).get("item") or "")
    return message(
        "clarify", numbered(f"{text.split('。')[0]}。\n{question}", options), speech=speech, options=options,
        item={"id": item.id, "name": item.name} if item else None,
        aspect=context["pending"].get("aspect") if item else None, release=tag(release, bulletin),
    )  # fmt: skip
