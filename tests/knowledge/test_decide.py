"""The one decision: answer, offer, follow, decline, at its thresholds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.decide import CLEAR, KNOWN, LEAST, NEAR, OFFERS, SOMETHING, SWITCH, decide
from bot.knowledge.search import Candidate


def found(*scores: float, covers: float = 0.5) -> list[Candidate]:
    return [Candidate("item", f"i{n}", f"事项{n}", score, covers, 0.5) for n, score in enumerate(scores)]


LITTLE = 0.005


@pytest.mark.parametrize(
    ("scores", "asks", "follows", "act", "ids"),
    [
        ([], False, None, "decline", []),
        ([], True, None, "decline", []),
        ([], True, "x", "follow", []),
        ([], False, "x", "decline", []),
        ([SOMETHING - LITTLE], False, None, "decline", ["i0"]),
        ([SOMETHING - LITTLE], True, "x", "follow", []),
        ([SOMETHING], False, None, "offer", ["i0"]),
        ([KNOWN - LITTLE], False, None, "offer", ["i0"]),
        ([KNOWN], False, None, "answer", ["i0"]),
        ([KNOWN], True, "x", "follow", []),
        ([0.2, 0.2], False, None, "offer", ["i0", "i1"]),
        ([0.15] * 6, False, "x", "offer", ["i0", "i1", "i2", "i3"]),
        ([LEAST - LITTLE] * 6, False, "x", "decline", ["i0", "i1", "i2", "i3"]),
        ([0.8 * CLEAR - LITTLE, 0.8 * (1 - CLEAR) + LITTLE], False, None, "offer", ["i0", "i1"]),
        ([0.8 * CLEAR + LITTLE, 0.8 * (1 - CLEAR) - LITTLE], False, None, "answer", ["i0", "i1"]),
        ([0.9, 0.9 * NEAR - LITTLE], False, None, "answer", ["i0"]),
        ([SWITCH - LITTLE], True, "x", "follow", []),
        ([SWITCH], True, "x", "answer", ["i0"]),
        ([0.4, 0.3], False, "i1", "answer", ["i1"]),
        ([SWITCH, 0.2], False, "i1", "answer", ["i0", "i1"]),
    ],
)
def test_at_the_thresholds(scores: list[float], asks: bool, follows: str | None, act: str, ids: list[str]) -> None:
    decision = decide(found(*scores), asks=asks, follows=follows)
    assert (decision.act, [c.id for c in decision.candidates]) == (act, ids)


@given(
    st.lists(st.floats(0, 1), max_size=12).map(lambda scores: sorted(scores, reverse=True)),
    st.booleans(),
    st.sampled_from([None, "i0", "i3", "x"]),
)
def test_never_more_than_four_are_offered(scores: list[float], asks: bool, follows: str | None) -> None:
    decision = decide(found(*scores), asks=asks, follows=follows)
    assert len(decision.candidates) <= OFFERS
    assert decision.candidates or decision.act in ("follow", "decline")
    assert decision.act != "follow" or (follows is not None and asks)
    if decision.act in ("answer", "offer"):
        assert decision.first.score > 0


def test_there_is_no_first_of_nothing() -> None:
    with pytest.raises(IndexError):
        _ = decide([], asks=False, follows=None).first
