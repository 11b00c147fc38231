"""`decide`: the one decision between answering, offering and declining. Pure: linker, simple mode, measurements call it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.search import Candidate

SURE = 0.50
"""A candidate at least as probable is answered."""
ALONE = 0.45
"""One that has no rival is answered at this: a choice of one is no choice."""
SOMETHING = 0.40
"""Where all candidates together are at least as probable, the sentence is taken to name one of them: they are offered."""
LEADER, AHEAD = 0.15, 4.0
"""A weak first that is so many times as probable as the second is offered too: 您是不是要办……"""
NEAR = 0.06
"""Only candidates at least as probable are offered."""
OFFERS = 4
"""At most so many options."""
SWITCH = 0.75
"""A question asked in the middle of a talk changes the matter only when the new one is at least as probable."""

Act = Literal["answer", "offer", "follow", "decline"]


@dataclass(frozen=True)
class Decision:
    """answer: the first candidate · offer: choose among the candidates · follow: about the matter of before · decline."""

    act: Act
    candidates: tuple[Candidate, ...] = ()

    @property
    def first(self) -> Candidate:
        """The leading candidate. Raises IndexError when there is none."""
        return self.candidates[0]


def decide(candidates: Sequence[Candidate], *, asks: bool, follows: str | None) -> Decision:
    """What to do with a sentence.

    Args:
        candidates: of `search`, best first, with their probabilities.
        asks: the sentence asks for an aspect (fee, place …), in so many words.
        follows: the item or bundle that the talk was about, or None.
    """
    near = tuple(c for c in candidates if c.score >= NEAR)[:OFFERS]
    first = near[0].score if near else 0.0
    something = sum(c.score for c in candidates)
    if follows and asks and first < SWITCH:
        return Decision("follow")
    if follows and near and first < SWITCH and any(c.id == follows for c in near):
        return Decision("answer", tuple(c for c in near if c.id == follows))
    if first >= SURE or (len(near) == 1 and first >= ALONE):
        return Decision("answer", near)
    leads = first >= LEADER and (len(near) < 2 or first >= AHEAD * near[1].score)
    if near and (something >= SOMETHING or leads):
        return Decision("offer", near)
    return Decision("decline", near)
