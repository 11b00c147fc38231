"""What a sentence wants, from the classifier's ranking, the matters found and the words of danger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.knowledge.alarm import alarm
from bot.knowledge.context import MATTERS, Context
from bot.knowledge.cues import asked_by_words, said_by_words, wanted_by_words
from bot.knowledge.decide import SWITCH
from bot.knowledge.model import Cues
from bot.knowledge.picking import THAT_ONE, chosen
from bot.knowledge.release import Release
from bot.knowledge.search import Candidate, matter_words, search
from bot.text.normalise import normalise
from bot.text.numbers import ordinal

Intent = dict[str, Any]

WHOLE = {
    "affirm": frozenset("是 是的 对 对的 嗯 好 好的 好啊 好吧 行 行吧 可以 要 要的 要得 中 成 没错".split()),  # noqa: SIM905
    "deny": frozenset("不 不是 不用 不用了 不要 不要了 不对 不行 没有".split()),  # noqa: SIM905
}
"""One-word sentences that mean the same in every conversation; too short for the classifier's features."""
ACTS = frozenset({"want_case", "ask_human", "cancel", "case_status", "unsolved", "repeat"})
"""Intents that do something: a guess is not enough for them."""
WAITING = 0.7
"""A guess that somebody only needs a moment counts from here: what is taken for it gets no answer."""
GONE = re.compile(
    r"[爸妈爷奶爹娘姥父母公婆伴夫妻]人?(?:今天|昨天|前天|上周|上个月|刚|已经|就|也|他|她)*(?:走了|没了|不在了)"
)
"""Somebody's death, said gently; 走了 alone is a goodbye."""
MATTER: dict[str, float] = {
    **dict.fromkeys("greet chitchat nonsense goodbye thanks".split(), 0.6),  # noqa: SIM905
    **dict.fromkeys("ask_human want_case case_status ask_hall cancel wait abuse repeat".split(), 0.85),  # noqa: SIM905
}
"""A matter at least so probable counts more than this intent, where no word says the intent outright."""
MATTER_LENGTH = 4
"""Shorter sentences (你好) are not passed over."""
OUTRIGHT = 4
"""Cue words of at least so many characters say outright what is wanted; 投诉 alone may also be asked about."""
PICK_LENGTH = 12
"""A longer sentence says something of its own, it does not only pick an option."""


def intent_of(
    cues: Cues, text: str, ranking: Sequence[Intent], found: Sequence[Candidate], strong: float, unsure: float
) -> Intent:
    """The settled intent `{"name", "confidence"}`.

    Danger is decided by its phrases alone: a classifier that only guesses it is passed over. Where the classifier is
    not sure, cue words decide, then a matter that was found strongly.

    Args:
        ranking: intents with confidence in [0, 1], best first. strong, unsure: in [0, 1].
    """
    if alarm(cues, text):
        return {"name": "emergency", "confidence": 1.0}
    whole = normalise(text).strip("，。！？、,.!?~ ")
    for name, words in WHOLE.items():
        if whole in words:
            return {"name": name, "confidence": 1.0}
    if GONE.search(whole) and ranking and ranking[0]["name"] in ("goodbye", "nonsense", "chitchat"):
        return {"name": "name_matter", "confidence": 1.0}
    if _opens_a_request(cues, whole):
        return {"name": "want_case", "confidence": 1.0}
    rest = [i for i in ranking if i["name"] != "emergency" and (i["name"] != "wait" or i["confidence"] >= WAITING)]
    first: Intent = rest[0] if rest else {"name": "nlu_fallback", "confidence": 0.0}
    if first["name"] == "cancel" and found and found[0].score >= strong:
        return {"name": "name_matter", "confidence": found[0].score}
    wanted = wanted_by_words(cues, text)
    if _about_a_matter(first["name"], wanted, found, len(whole)):
        return {"name": "name_matter", "confidence": found[0].score}
    if first["confidence"] >= unsure:
        return first
    if wanted is not None:
        return {"name": wanted, "confidence": unsure}
    asked = asked_by_words(cues, text)
    if asked and asked[0] != "overview":
        return {"name": f"ask_{asked[0]}", "confidence": unsure}
    if found and found[0].score >= strong:
        return {"name": "name_matter", "confidence": max(unsure, found[0].score)}
    if first["name"] in ACTS:
        return {"name": "nlu_fallback", "confidence": first["confidence"]}
    return first


def _about_a_matter(name: str, wanted: str | None, found: Sequence[Candidate], length: int) -> bool:
    """Is a matter found so strongly that the classifier's small talk or act, which no cue word bears out, is passed over?"""
    if name == wanted or not found or found[0].kind not in ("item", "bundle") or length < MATTER_LENGTH:
        return False
    return found[0].score >= MATTER.get(name, 2.0)


def _opens_a_request(cues: Cues, whole: str) -> bool:
    """“我要投诉…”, “提个建议…” at the beginning say it outright, whatever the rest is about; a question does not."""
    words = [word for word in cues.intents.get("want_case", ()) if len(word) >= OUTRIGHT and whole.startswith(word)]
    return bool(words) and not said_by_words(cues, whole[len(max(words, key=len)) :])


def picked(release: Release, context: Context, text: str) -> str | None:
    """The option of the last turn that a short sentence picks and nothing more, else None.

    It names the option by number, by its label or a part of it, or by a word of the open situation question. A
    sentence that asks for something or names another matter picks nothing, even when such a word stands in it.
    """
    plain = normalise(text).strip("，。！？、,.!?~ ")
    if not context["options"] or not plain or len(plain) > PICK_LENGTH or "⟦" in text:
        return None
    choice = chosen(release, context, plain)
    if choice is None or alarm(release.hall.cues, text):
        return None
    if context["form"]:
        return choice if choice.startswith("form:") else None
    if ordinal(plain) is not None:
        return choice
    own, others = _words_of(release, context, choice)
    if any(plain == word or plain in word for word in own):
        return choice
    if choice.startswith(MATTERS) and THAT_ONE.sub("", plain) != plain and not asked_by_words(release.hall.cues, plain):
        return choice
    if not choice.startswith("situation:"):
        return None
    rest = plain
    for word in sorted((*own, *others), key=len, reverse=True):
        rest = rest.replace(word, "")
    if asked_by_words(release.hall.cues, rest):
        return None
    if len(matter_words(release.hall.cues, rest)) <= 2:
        return choice
    found = search(release, plain, limit=1)
    other = bool(found) and found[0].score >= SWITCH and found[0].id != (context["pending"] or {}).get("item")
    return None if other else choice


def _words_of(release: Release, context: Context, choice: str) -> tuple[list[str], list[str]]:
    """The label and words of an option, and those of the other options of its situation question."""
    own = [option["label"] for option in context["options"] if option["id"] == choice]
    others: list[str] = []
    item = release.item((context["pending"] or {}).get("item") or "")
    kind, _, rest = choice.partition(":")
    for situation in item.situations if item is not None and kind == "situation" else ():
        for option in situation.options if rest.startswith(f"{situation.id}:") else ():
            (own if rest == f"{situation.id}:{option.id}" else others).extend((option.label, *option.words))
    return own, others
