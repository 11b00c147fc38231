"""Which questions of one talk were not answered well, and why. Pure: turns in, questions out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.knowledge.alarm import alarm
from bot.knowledge.context import MATTERS
from bot.knowledge.cues import wanted_by_words
from bot.knowledge.model import Cues, Hall
from bot.knowledge.release import Release
from bot.knowledge.search import matter_words
from bot.knowledge.thread import meant
from bot.reports.nearness import plain_of
from bot.text.mask import mask
from bot.text.normalise import normalise

LONGEST = 100
"""A longer text is a story, with what belongs to one person in it; questions have 14 characters, 90 % under 30."""
ANSWERS_ONLY = 4
"""So few characters after a question of the guide's are its answer (都不是, 第二个), not a question."""

ACTS = frozenset({"want_case", "ask_human", "case_status"})
TURNS_OF_TALK = frozenset({"unsolved", "repeat", "wait", "cancel", "ask_hall"})
"""What a sentence may do in its talk instead of asking."""
BUSY = frozenset({
    "ask_field", "case_created", "case_status", "cancelled", "emergency", "rating", "human", "delivered",
})  # fmt: skip
"""Kinds of messages that answer something else than a question: a request, danger, a person's words."""
COMPLAINT = re.compile(r"投诉|举报|检举|揭发|态度|太差|没人管|扰民|告他|表扬|锦旗|点赞")
OF_A_PERSON = re.compile(
    r"我(?:名字)?叫(?!号)|名字[叫是]|姓名|我姓|家住|住在|[0-9一二三四五六七八九十]+(?:号楼|栋|单元|室|幢)|微信|[QqＱ][QqＱ]"
)
"""Words beside which a name or an address stands; the mask knows numbers only, so such a text is not kept at all."""
WEIGHT = {"unsure": 0, "unclear": 1, "unanswered": 2, "useless": 3, "person": 4}
PLACEHOLDER = re.compile(r"⟦[^⟧]*⟧")
HAN = re.compile(r"[\u3400-\u9fff]")


class Told(Protocol):
    """A stored turn."""

    number: int
    said: str
    choice: str
    messages: Any


@dataclass(frozen=True)
class Asked:
    """number: of the turn. ended: of the turn that showed how it ended. text: fit to be kept. reason: see models.Reason."""

    number: int
    ended: int
    text: str
    reason: str


def kept(cues: Cues, said: str) -> str | None:
    """A citizen's masked words as they may be kept, None when they may not.

    No placeholder and no number that a second look finds; nothing of danger, no complaint, no words that name a person
    or an address, no story.
    """
    text = mask(PLACEHOLDER.sub(" ", said)).text
    text = " ".join(PLACEHOLDER.sub(" ", text).split())
    if len(text) > LONGEST or len(HAN.findall(text)) < 2 or OF_A_PERSON.search(text) or COMPLAINT.search(text):
        return None
    return None if alarm(cues, text) else text


def questions(release: Release, turns: Sequence[Told]) -> list[Asked]:
    """The questions of a talk that were not answered well, each once, however often it was said, with its weightiest reason.

    Nothing of a talk in which danger came up. An answer that may have been unsure is told as such; whether it was,
    the search says later. Turns: in order, complete from the first one.
    """
    if any("emergency" in _kinds(turn) for turn in turns):
        return []
    found = []
    hall = release.hall
    places = [place for place, turn in enumerate(turns) if _asks(release, turn, turns[place - 1] if place else None)]
    for place, end in zip(places, [*places, len(turns)][1:], strict=True):
        turn, later = turns[place], turns[place + 1 : end]
        ended = _ended(release, later)
        reason = ended[0] if ended else _own_reason(hall, turn, later[:1])
        if reason == "unsure" and place != places[0]:
            reason = None  # later questions lean on what was said before; alone they say little
        text = kept(hall.cues, turn.said) if reason else None
        if reason and text:
            found.append(Asked(turn.number, ended[1] if ended else turn.number, text, reason))
    return list({plain_of(asked.text): asked for asked in sorted(found, key=lambda one: WEIGHT[one.reason])}.values())


def question_of(release: Release, turns: Sequence[Told], number: int) -> str | None:
    """The question that a turn answers: its own words, or those before it that led there. None = not to be kept."""
    if any("emergency" in _kinds(turn) for turn in turns):
        return None
    before = [turn for turn in turns if turn.number <= number]
    for place in range(len(before) - 1, -1, -1):
        if BUSY & _kinds(before[place]):
            return None
        if _asks(release, before[place], before[place - 1] if place else None):
            return kept(release.hall.cues, before[place].said)
    return None


def _asks(release: Release, turn: Told, before: Told | None) -> bool:
    """Are a turn's words a question, rather than a pick, an answer to the guide or part of a request?"""
    cues = release.hall.cues
    if turn.choice or not turn.said.strip() or BUSY & _kinds(turn):
        return False
    if wanted_by_words(cues, turn.said) in ACTS or _does(release, turn.said) in TURNS_OF_TALK:
        return False
    if before is not None and "clarify" in _kinds(before) and len(normalise(turn.said)) <= ANSWERS_ONLY:
        return False
    return bool(matter_words(cues, turn.said))


def _own_reason(hall: Hall, turn: Told, next_turns: Iterable[Told]) -> str | None:
    """What the answer itself says: not answered, not made clear, or perhaps unsure."""
    messages = [m for m in turn.messages if m["kind"] != "notice"]
    if not messages:
        # a notice about a matter speaks of its state; one with options waits for a form
        mute = turn.messages and not any(m.get("item") or m.get("options") for m in turn.messages)
        return "unanswered" if mute else None
    if any((m["kind"] == "refuse" and not _points(hall, m)) or m["kind"] == "handoff" for m in messages):
        return "unanswered"
    offered = {o["id"] for m in messages if m["kind"] == "clarify" and not m.get("item") for o in m["options"]}
    matters = {name for name in offered if name.startswith(MATTERS)}
    if matters:
        return None if any(_takes(turn, matters) for turn in next_turns) else "unclear"
    return "unsure" if any(m["kind"] == "guide" for m in messages) else None


def _ended(release: Release, later: Sequence[Told]) -> tuple[str, int] | None:
    """How the talk went on before the next question, and at which turn: with a person, with a word that it did not
    help, or neither."""
    for turn in later:
        if _called(turn):
            return "person", turn.number
    for turn in later:
        if not turn.choice and _does(release, turn.said) == "unsolved":
            return "useless", turn.number
    return None


def _does(release: Release, said: str) -> str | None:
    """What a sentence does in a talk that has begun, None when it only asks."""
    return meant(release, {"last": [{"kind": "guide", "text": ""}]}, said).intent if said.strip() else None


def _called(turn: Told) -> bool:
    """Was a person called, or help asked for in a request? Complaints, praise and the like are matters of their own."""
    kinds = _kinds(turn)
    if "handoff" in kinds and kinds & {"case_created", "case_status"}:
        return True
    return any(
        m["kind"] == "case_created" and (m.get("case") or {}).get("kind") in ("help", "consult") for m in turn.messages
    )


def _takes(turn: Told, matters: set[str]) -> bool:
    """Does a turn pick one of the matters that were offered, by tapping or in words?"""
    if turn.choice:
        return turn.choice in matters
    items = {name.split(":", 1)[1] for name in matters}
    return any((m.get("item") or {}).get("id") in items for m in turn.messages) or "hall_info" in _kinds(turn)


def _points(hall: Hall, message: Mapping[str, Any]) -> bool:
    """Is a refusal one that says where the matter is done?"""
    return any(post.name in message["text"] and post.office in message["text"] for post in hall.signposts)


def _kinds(turn: Told) -> set[str]:
    return {message["kind"] for message in turn.messages}
