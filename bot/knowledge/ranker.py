"""The ranker: how likely each candidate is what a sentence is about, and how likely none is.

A conditional logit over the candidates with “none of them” as one more choice, so that its probabilities are
calibrated and sum to one. Its few weights say how much each kind of evidence counts; they know no item and no word, so
new items and new words take part at once. They are fitted by `python -m bench.fit_linking` from our own lines.

Source: McFadden 1974 (conditional logit).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FEATURES = (
    "merit", "covers", "explained", "core", "wide", "mass", "whole", "action_same", "action_other",
    "lead", "core_lead", "sound", "sound_lead",
    "read", "read_lead", "read_log", "read_share", "read_core", "read_merit", "unread", "unread_core", "unread_merit",
    "signpost", "facility",
)  # fmt: skip
"""merit: √(covers × explained) of the best document. covers, explained: its two shares. core, wide: share of the
sentence's weight that any of the owner's words hold. mass: weight of the best document, in thirds of the heaviest.
whole: weight of the longest document that stands wholly in the sentence. action_same, action_other: the sentence names
an action of this owner, or only others'. sound: as core, by runs of two and three syllables alone (homophones). lead, core_lead,
sound_lead, read_lead: distance to the best other candidate. read: the score learned from labelled lines (see learned); read_log,
read_share: its share among all owners and none; read_core, read_merit: that share where the owner's own words stand in
the sentence. unread: the model does not know the owner; unread_core, unread_merit: core and merit of such a one. The
rest: kind."""

NONE_FEATURES = ("bias", "length", "unknown", "light", "read_none", "read_best", "none_log", "none_share", "best_share")
"""Utility of “none”: a constant, the sentence's length, the share of it that no document knows, how little it weighs,
what was learned of sentences that are about none and of the best owner: scores and shares."""

Scores = NDArray[np.float64]


@lru_cache(maxsize=1)
def weights() -> tuple[Scores, Scores]:
    """The fitted weights: (candidates' features, none's features)."""
    plain = json.loads((Path(__file__).parent / "ranker.json").read_text(encoding="utf-8"))
    return (
        np.array([plain["candidate"][name] for name in FEATURES]),
        np.array([plain["none"][name] for name in NONE_FEATURES]),
    )


def probabilities(features: Scores, none: Scores, held: tuple[Scores, Scores] | None = None) -> Scores:
    """P of each candidate; what is missing to one is P(none).

    Args:
        features: (n_candidates, len(FEATURES)). none: (len(NONE_FEATURES),). held: other weights than the fitted ones.
    """
    candidate_weights, none_weights = held or weights()
    utilities = np.append(features @ candidate_weights, none @ none_weights)
    utilities = np.exp(utilities - utilities.max())
    chances: Scores = (utilities / utilities.sum())[:-1]
    return chances
