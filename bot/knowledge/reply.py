"""What was heard and what is said back: the two ends of a turn, and the smallest messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.knowledge.bulletin import Bulletin
from bot.knowledge.context import Context
from bot.knowledge.messages import Message, message, option
from bot.knowledge.phrases import say
from bot.knowledge.release import Release
from bot.knowledge.search import Candidate


@dataclass(frozen=True)
class Heard:
    """A sentence as the assistant understood it.

    text: masked, as it was said. intent: what it wants, confidence in [0, 1]. aspects: what is asked, as far as known.
    choice: the option that was tapped, else None. candidates: already searched, or None to search here.
    """

    text: str = ""
    intent: str | None = None
    confidence: float = 0.0
    aspects: tuple[str, ...] = ()
    choice: str | None = None
    candidates: tuple[Candidate, ...] | None = None


@dataclass(frozen=True)
class Reply:
    """What to say, the new context, and what the web is to do (docs/turn.md), if anything."""

    messages: tuple[Message, ...]
    context: Context
    do: dict[str, Any] | None = None


def tag(release: Release, bulletin: Bulletin) -> str:
    """`<catalogue>+<bulletin>`, which every message names."""
    return f"{release.id}+{bulletin.version}"


def spoken(release: Release, bulletin: Bulletin, kind: str, key: str, **values: Any) -> Message:
    """A message that is one phrase. Keyword `options` are its options, `context` the talk so far (see `wording`)."""
    options, context = values.pop("options", ()), values.pop("context", None)
    text, speech = wording(release, key, context, **values)
    return message(kind, text, speech=speech, options=options, release=tag(release, bulletin))


def wording(release: Release, key: str, context: Context | None, **values: str) -> tuple[str, str]:
    """A phrase and its spoken form, in a wording that the guide did not use a moment ago where there is one."""
    before = [str(row["text"]) for row in (context or {}).get("last", ())]
    said = say(release, key, variant=0, **values)
    for variant in range(len(release.hall.phrases[key].texts)):
        other = say(release, key, variant=variant, **values)
        if not any(text.startswith(other[0]) for text in before):
            return other
    return said


def help_options(release: Release) -> list[dict[str, Any]]:
    """The two ways on when the guide does not know: a person, a request."""
    return [option("human", say(release, "option.human")[0]), option("case", say(release, "option.case")[0])]
