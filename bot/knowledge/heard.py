"""What a sentence wants, from the classifier's ranking, the matters found and the words of danger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.knowledge.cues import asked_by_words, danger, wanted_by_words
from bot.knowledge.model import Cues
from bot.knowledge.search import Candidate

Intent = dict[str, Any]


def intent_of(
    cues: Cues, text: str, ranking: Sequence[Intent], found: Sequence[Candidate], strong: float, unsure: float
) -> Intent:
    """The settled intent `{"name", "confidence"}`.

    Danger is decided by its phrases alone: a classifier that only guesses it is passed over. Where the classifier is
    not sure, cue words decide, then a matter that was found strongly.

    Args:
        ranking: intents with confidence in [0, 1], best first. strong, unsure: in [0, 1].
    """
    if danger(cues, text):
        return {"name": "emergency", "confidence": 1.0}
    rest = [intent for intent in ranking if intent["name"] != "emergency"]
    first: Intent = rest[0] if rest else {"name": "nlu_fallback", "confidence": 0.0}
    if first["confidence"] >= unsure:
        return first
    wanted = wanted_by_words(cues, text)
    if wanted is not None:
        return {"name": wanted, "confidence": unsure}
    asked = asked_by_words(cues, text)
    if asked and asked[0] != "overview":
        return {"name": f"ask_{asked[0]}", "confidence": unsure}
    if found and found[0].score >= strong:
        return {"name": "name_matter", "confidence": max(unsure, found[0].score)}
    return first
