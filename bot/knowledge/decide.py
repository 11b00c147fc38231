"""`decide`: the one decision between answering, offering and declining. Pure; linker, simple mode and measurements call it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.search import Candidate

SURE = 0.42
"""A candidate at or above it is answered when it leads clearly."""
CLEAR = 0.08
"""How far the first must lead the second to be answered."""
POSSIBLE = 0.24
"""A candidate at or above it may be offered; nothing above it means that the sentence names no matter we know."""
NEAR = 0.62
"""Only candidates with this share of the first one's score are offered beside it."""
OFFERS = 4
"""At most so many options."""

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
        candidates: of `search`, best first.
        asks: the sentence asks for an aspect (fee, place …), in so many words.
        follows: the item or bundle that the talk was about, or None.
    """
    possible = [c for c in candidates if c.score >= POSSIBLE]
    if not possible:
        return Decision("follow") if follows and asks else Decision("decline", tuple(candidates[:OFFERS]))
    first = possible[0]
    rivals = [c for c in possible[1:] if c.score >= first.score * NEAR]
    if follows and asks and first.score < SURE:
        return Decision("follow")
    if follows and any(c.id == follows and c.score >= first.score - CLEAR for c in possible):
        return Decision("answer", tuple(c for c in possible if c.id == follows))
    leads = not rivals or first.score - rivals[0].score >= CLEAR
    if first.score >= SURE and leads:
        return Decision("answer", (first, *rivals[: OFFERS - 1]))
    if first.score >= 0.9 and first.covers > 0.97:
        return Decision("answer", (first,))
    return Decision("offer", (first, *rivals[: OFFERS - 1]))
