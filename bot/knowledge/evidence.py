"""The evidence for each owner in a sentence, as the ranker's features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.index import Index, found_actions, share, terms_of
from bot.knowledge.ranker import FEATURES

CANDIDATES = 24
"""So many owners are looked at closely."""
LONG_SOUND = 6
"""A term of sounds longer than this (with its mark) is two syllables or more."""
UNKNOWN_RARITY = 3.0
"""Weight of a character of the sentence that no document knows: it cannot be explained."""
EXPLAINED_SCALE = 1.6
"""A weight in a document is up to so many times the rarity of its term."""
LIGHT = 40.0
"""A sentence that weighs less names hardly anything."""
MASS_SCALE = 30.0
"""Weight of a document of middling length."""

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """owners: indexes into the index's owners, (n,). features: (n, len(FEATURES)). none: of “none”."""

    owners: NDArray[np.int64]
    features: Scores
    none: Scores


def evidence(index: Index, content: str) -> Evidence | None:
    """The evidence in a sentence's matter words; None when no document shares a term with it."""
    terms = list(dict.fromkeys(terms_of(content, index.actions)))
    rows = [(index.terms[term], term) for term in terms if term in index.terms]
    if not rows:
        return None
    unknown = sum(UNKNOWN_RARITY * share(term) for term in terms if term not in index.terms and len(term) == 1)
    known = float(sum(index.idf[row] for row, _ in rows))
    scores = np.zeros(len(index.own))
    core, wide, sound = (np.zeros(len(index.owners)) for _ in range(3))
    heard = sum(len(term) for term in terms if term[0] == "~" and len(term) > LONG_SOUND)
    for row, term in rows:
        start, end = index.starts[row], index.starts[row + 1]
        scores[index.docs[start:end]] += index.weights[start:end]
        rarity = index.idf[row]
        holders = index.core[index.core_starts[row] : index.core_starts[row + 1]]
        core[holders] += rarity
        if term[0] == "~" and len(term) > LONG_SOUND:
            sound[holders] += len(term)
        wide[index.wide[index.wide_starts[row] : index.wide_starts[row + 1]]] += rarity
    total = known + unknown
    covers = np.clip(scores / np.maximum(index.own, 1e-6), 0, 1)
    explained = np.clip(scores / total / EXPLAINED_SCALE, 0, 1)
    merit = np.sqrt(covers * explained)
    best = _best_documents(index, merit)
    owners = _closest(merit, best, core)
    docs = best[owners]
    whole = _whole(index, covers)
    same, other = _actions(index, content, owners)
    kinds = [index.owners[owner].kind for owner in owners]
    columns = {
        "merit": merit[docs],
        "covers": covers[docs],
        "explained": explained[docs],
        "core": core[owners] / total,
        "wide": wide[owners] / total,
        "mass": np.minimum(scores[docs] / MASS_SCALE, 3.0),
        "whole": whole[owners],
        "action_same": same,
        "action_other": other,
        "lead": _lead(merit[docs]),
        "core_lead": _lead(core[owners] / total),
        "sound": sound[owners] / max(heard, 1),
        "sound_lead": _lead(sound[owners] / max(heard, 1)),
        "signpost": np.array([kind == "signpost" for kind in kinds], dtype=float),
        "facility": np.array([kind == "facility" for kind in kinds], dtype=float),
    }
    none = np.array([1.0, min(len(content), 60) / 20, unknown / total, max(0.0, 1 - total / LIGHT)])
    return Evidence(owners, np.stack([columns[name] for name in FEATURES], axis=1), none)


def _best_documents(index: Index, merit: Scores) -> NDArray[np.int64]:
    """(n_owners,) the best document of each owner."""
    order = np.argsort(merit, kind="stable")
    best = np.zeros(len(index.owners), dtype=np.int64)
    best[index.owner_of[order]] = order
    return best


def _closest(merit: Scores, best: NDArray[np.int64], core: Scores) -> NDArray[np.int64]:
    strength = merit[best] + 0.3 * core / max(float(core.max()), 1e-6)
    order = np.argsort(-strength, kind="stable")[:CANDIDATES]
    closest: NDArray[np.int64] = order[strength[order] > 0]
    return closest


def _whole(index: Index, covers: Scores) -> Scores:
    """(n_owners,) weight of the heaviest document of each that stands wholly in the sentence."""
    weight = np.where(covers >= 0.97, np.minimum(index.own / MASS_SCALE, 3.0), 0.0)
    whole = np.zeros(len(index.owners))
    np.maximum.at(whole, index.owner_of, weight[: len(index.owner_of)])
    return whole


def _actions(index: Index, content: str, owners: NDArray[np.int64]) -> tuple[Scores, Scores]:
    same, other = np.zeros(len(owners)), np.zeros(len(owners))
    groups = set(found_actions(content, index.actions))
    rows = [index.terms[f"!{group}"] for group in groups if f"!{group}" in index.terms]
    if not rows:
        return same, other
    holders = [set(index.core[index.core_starts[row] : index.core_starts[row + 1]].tolist()) for row in rows]
    for position, owner in enumerate(owners.tolist()):
        held = sum(owner in group for group in holders)
        same[position] = held / len(rows)
        other[position] = float(held == 0)
    return same, other


def _lead(values: Scores) -> Scores:
    """Distance of each to the best of the others."""
    if len(values) < 2:
        return values.copy()
    order = np.argsort(-values, kind="stable")
    rival = np.full(len(values), values[order[0]])
    rival[order[0]] = values[order[1]]
    lead: Scores = values - rival
    return lead
