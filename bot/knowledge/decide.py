"""`decide`: the one decision between answering, offering and declining. Pure: linker, simple mode, measurements call it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.search import Candidate

KNOWN = 0.6
"""Only where all candidates together are at least as probable is a matter of this hall answered."""
CLEAR = 0.65
"""The first is answered when it has at least this share of what all candidates have together; else they are offered."""
SURE = 0.5
"""A single candidate at least as probable is found strongly, whatever the others."""
SOMETHING = 0.35
"""Where all candidates together are at least as probable, the sentence is taken to name one of them: they are offered."""
NEAR = 0.06
"""Only candidates with at least this share are offered."""
LEAST = 0.15
"""Nothing is offered when not even the first is at least as probable."""
OFFERS = 4
"""At most so many options."""
SWITCH = 0.8
NAMED = 0.4
"""A question asked in the middle of a talk changes the matter only when the new one is at least as probable, and so much
of one of its names or ways of asking stands in the sentence."""

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
    something = sum(c.score for c in candidates)
    near = tuple(c for c in candidates if c.score >= NEAR * something and c.score > 0)[:OFFERS]
    first = near[0].score if near else 0.0
    named = first >= SWITCH and near[0].covers >= NAMED
    if follows and asks and not named:
        return Decision("follow")
    same = tuple(c for c in near if c.id == follows and c.score >= first / 2)
    if same and not named:
        return Decision("answer", same)
    if something >= KNOWN and first >= CLEAR * something:
        return Decision("answer", near)
    if first >= LEAST and something >= SOMETHING:
        return Decision("offer", near)
    return Decision("decline", near)
