"""The evidence for each owner in a sentence, as the ranker's features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
READ_CANDIDATES = 12
"""So many more are looked at closely because of what was learned of the sentence."""
SHARPNESS = 4.0
"""Learned scores times this are log-odds, nearly."""
FAINTEST = -8.0
"""Log-shares below this say the same: not meant."""

UNREAD = -1.0
"""The learned score of an owner that the model does not know: that of one it is sure about not being meant."""

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """owners: indexes into the index's owners, (n,). features: (n, len(FEATURES)). none: of “none”."""

    owners: NDArray[np.int64]
    features: Scores
    none: Scores


@dataclass(frozen=True)
class Read:
    """What was learned of a sentence. scores: (n_owners,) by the index's owners, NaN where nothing was. none: of none."""

    scores: Scores
    none: float


def evidence(index: Index, content: str, read: Read | None = None) -> Evidence | None:
    """The evidence in a sentence's matter words; None when no document shares a term with it.

    Args:
        read: what the learned model says of the whole sentence; without it every owner counts as one that came later.
    """
    terms = list(dict.fromkeys(terms_of(content, index.actions)))
    held = [term for term in terms if term in index.terms]
    if not held or not index.owners:
        return None
    rows = np.array([index.terms[term] for term in held])
    long = np.array([len(term) if term[0] == "~" and len(term) > LONG_SOUND else 0 for term in held], dtype=np.float64)
    heard = sum(len(term) for term in terms if term[0] == "~" and len(term) > LONG_SOUND)
    unknown = sum(UNKNOWN_RARITY * share(term) for term in terms if term not in index.terms and len(term) == 1)
    rarity = index.idf[rows]
    weight = rarity.astype(np.float64)
    known = float(rarity.sum())
    scores = np.bincount(
        _slices(index.docs, index.starts, rows), _slices(index.weights, index.starts, rows), len(index.own)
    )
    core = _summed(index.core, index.core_starts, rows, weight, len(index.owners))
    wide = _summed(index.wide, index.wide_starts, rows, weight, len(index.owners))
    sound = _summed(index.core, index.core_starts, rows[long > 0], long[long > 0], len(index.owners))
    total = known + unknown
    covers = scores / index.whole
    np.minimum(covers, 1, out=covers)
    explained = scores / total
    explained /= EXPLAINED_SCALE
    np.minimum(explained, 1, out=explained)
    product = covers * explained
    best = np.sqrt(np.maximum.reduceat(product, index.first_docs))
    if read is None:
        read = Read(np.full(len(index.owners), np.nan), UNREAD)
    seen = ~np.isnan(read.scores)
    scored = np.where(seen, read.scores, UNREAD)
    chances = SHARPNESS * np.append(scored, read.none)
    chances -= chances.max()
    chances -= np.log(np.exp(chances).sum())
    outside = float(chances[-1])
    chances = chances[:-1]
    shares = np.exp(chances)
    owners = _closest(best, core, scored)
    known_to_it = seen[owners]
    likely = np.where(known_to_it, shares[owners], 0.0)
    docs = np.array([_best_document(index, product, owner) for owner in owners.tolist()])
    merit = np.sqrt(product[docs])
    same, other = _actions(index, content, owners)
    kinds = [index.owners[owner].kind for owner in owners]
    columns = {
        "merit": merit,
        "covers": covers[docs],
        "explained": explained[docs],
        "core": core[owners] / total,
        "wide": wide[owners] / total,
        "mass": np.minimum(scores[docs] / MASS_SCALE, 3.0),
        "whole": np.array([_whole(index, covers, owner) for owner in owners.tolist()]),
        "action_same": same,
        "action_other": other,
        "lead": _lead(merit),
        "core_lead": _lead(core[owners] / total),
        "sound": sound[owners] / max(heard, 1),
        "sound_lead": _lead(sound[owners] / max(heard, 1)),
        "read": np.where(known_to_it, scored[owners] - UNREAD, 0.0),
        "read_lead": np.where(known_to_it, _lead(scored)[owners], 0.0),
        "read_log": np.where(known_to_it, np.maximum(chances[owners], FAINTEST) / -FAINTEST, 0.0),
        "read_share": likely,
        "read_core": likely * core[owners] / total,
        "read_merit": likely * merit,
        "unread": (~known_to_it).astype(float),
        "unread_core": np.where(known_to_it, 0.0, core[owners] / total),
        "unread_merit": np.where(known_to_it, 0.0, merit),
        "signpost": np.array([kind == "signpost" for kind in kinds], dtype=float),
        "facility": np.array([kind == "facility" for kind in kinds], dtype=float),
    }
    none = np.array([
        1.0, min(len(content), 60) / 20, unknown / total, max(0.0, 1 - total / LIGHT),
        read.none - UNREAD, float(scored.max()) - UNREAD,
        max(outside, FAINTEST) / -FAINTEST, float(np.exp(outside)), float(shares.max()),
    ])  # fmt: skip
    return Evidence(owners, np.stack([columns[name] for name in FEATURES], axis=1), none)


def _slices(values: NDArray[Any], starts: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[Any]:
    """The slices of rows, one after the other."""
    ends = zip(starts[rows].tolist(), starts[rows + 1].tolist(), strict=True)
    return np.concatenate([values[start:end] for start, end in ends] or [values[:0]])


def _summed(
    holders: NDArray[np.int32], starts: NDArray[np.int64], rows: NDArray[np.int64], weights: NDArray[Any], n: int
) -> Scores:
    """(n,) for each owner the weights of the rows that it holds."""
    each = np.repeat(weights, starts[rows + 1] - starts[rows])
    return np.asarray(np.bincount(_slices(holders, starts, rows), each, n), dtype=np.float64)


def _best_document(index: Index, product: Scores, owner: int) -> int:
    start = int(index.first_docs[owner])
    return start + int(np.argmax(np.sqrt(product[start : index.last_docs[owner]])))


def _closest(best: Scores, core: Scores, read: Scores) -> NDArray[np.int64]:
    strength = best + 0.3 * core / max(float(core.max()), 1e-6)
    near, said = _largest(strength, CANDIDATES), _largest(read, READ_CANDIDATES)
    closest: NDArray[np.int64] = np.union1d(near[strength[near] > 0], said[read[said] > UNREAD])
    return closest


def _largest(values: Scores, count: int) -> NDArray[np.int64]:
    """The places of the largest values; of equal ones the first."""
    if len(values) > 8 * count:
        border = np.partition(values, -count)[-count]
        some = np.flatnonzero(values >= border)
        largest: NDArray[np.int64] = some[np.argsort(-values[some], kind="stable")[:count]]
        return largest
    order: NDArray[np.int64] = np.argsort(-values, kind="stable")
    return order[:count]


def _whole(index: Index, covers: Scores, owner: int) -> float:
    """Weight of an owner's heaviest document that stands wholly in the sentence."""
    start, end = index.first_docs[owner], index.last_docs[owner]
    held = index.own[start:end][covers[start:end] >= 0.97]
    return float(min(held.max() / MASS_SCALE, 3.0)) if len(held) else 0.0


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
    second, first = np.partition(values, -2)[-2:]
    rival = np.full(len(values), first)
    rival[int(np.argmax(values))] = second
    lead: Scores = values - rival
    return lead
