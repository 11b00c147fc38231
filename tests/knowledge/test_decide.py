"""The one decision: answer, offer, follow, decline, at its thresholds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.decide import ALONE, LEADER, NEAR, OFFERS, SOMETHING, SURE, SWITCH, decide
from bot.knowledge.search import Candidate


def found(*scores: float, covers: float = 0.5) -> list[Candidate]:
    return [Candidate("item", f"i{n}", f"事项{n}", score, covers, 0.5) for n, score in enumerate(scores)]


LITTLE = 0.005
LOW = NEAR - LITTLE


@pytest.mark.parametrize(
    ("scores", "asks", "follows", "act", "ids"),
    [
        ([], False, None, "decline", []),
        ([], True, None, "decline", []),
        ([], True, "x", "follow", []),
        ([], False, "x", "decline", []),
        ([LOW], False, None, "decline", []),
        ([LOW], True, "x", "follow", []),
        ([LEADER - LITTLE], False, None, "decline", ["i0"]),
        ([LEADER], False, None, "offer", ["i0"]),
        ([LEADER, LEADER / 2], False, None, "decline", ["i0", "i1"]),
        ([SOMETHING / 2 + LITTLE, SOMETHING / 2], False, None, "offer", ["i0", "i1"]),
        ([ALONE - LITTLE], False, None, "offer", ["i0"]),
        ([ALONE], False, None, "answer", ["i0"]),
        ([ALONE, 0.1], False, None, "offer", ["i0", "i1"]),
        ([SOMETHING], True, "x", "follow", []),
        ([0.25, 0.2], False, None, "offer", ["i0", "i1"]),
        ([0.09] * 6, False, "x", "offer", ["i0", "i1", "i2", "i3"]),
        ([SURE - LITTLE, 0.2], False, None, "offer", ["i0", "i1"]),
        ([SURE], False, None, "answer", ["i0"]),
        ([SURE, 0.2], False, None, "answer", ["i0", "i1"]),
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
        assert decision.first.score >= NEAR


def test_there_is_no_first_of_nothing() -> None:
    with pytest.raises(IndexError):
        _ = decide([], asks=False, follows=None).first
