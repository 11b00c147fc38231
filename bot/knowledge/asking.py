"""What a sentence asks: its aspects, from what was learned of labelled lines and from cue words that staff can edit.

A weighted sum of four kinds of evidence; the weights are fitted by `python -m bench.fit_linking` on held-out lines.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.cues import said_by_words, shaped_as
from bot.knowledge.learned import LONGEST, learned, reading
from bot.knowledge.model import Cues
from bot.text.normalise import normalise

_CLAUSE = re.compile(r"[，。！？；,.!?;]+")
SHORTEST, PLAINLY = 3, 2.0
"""A clause of at least so many characters asks an aspect plainly when its evidence is at least so high."""
AROUND = frozenset({"cross_area", "proxy"})
OUTRIGHT = frozenset({"materials", "fee", "time_limit", "window"})
"""Who comes and from where is told beside many a question; one of these, asked in so many words, comes first."""
OTHER = "other"
"""The learned class of sentences that state no aspect."""
EVIDENCE = ("read", "said", "shape", "other")
"""read: the learned score. said: a cue word of the aspect stands in the sentence. shape: only a pattern fits. other: a
constant for no aspect."""


def asked(cues: Cues, text: str) -> tuple[str, ...]:
    """The aspects that a sentence asks, at most two, in the order of their evidence; none when it states none.

    A second one counts only where cue words of two aspects stand in the sentence, or two clauses ask plainly.
    """
    if not text.strip():
        return ()
    names = learned().heads["aspect"]
    scores = aspect_evidence(cues, text, reading(text)["aspect"], names) @ weights()
    first = names[int(np.argmax(scores))]
    if first == OTHER:
        return ()
    said = said_by_words(cues, text)
    outright = [name for name in said if name in OUTRIGHT]
    if first in AROUND and outright:
        return (outright[0], first)
    more = [name for name in said if name in names] if len(said) > 1 else []
    return tuple(dict.fromkeys([first, *more, *_of_clauses(cues, text, names)]))[:2]


def _of_clauses(cues: Cues, text: str, names: tuple[str, ...]) -> list[str]:
    """What single clauses ask plainly, when there are several: 带哪些东西，花多少钱."""
    clauses = [clause for clause in _CLAUSE.split(normalise(text[:LONGEST])) if len(clause) >= SHORTEST]
    found = []
    for clause in clauses if len(clauses) > 1 else ():
        scores = aspect_evidence(cues, clause, reading(clause)["aspect"], names) @ weights()
        if names[int(np.argmax(scores))] != OTHER and float(scores.max()) >= PLAINLY:
            found.append(names[int(np.argmax(scores))])
    return found


def aspect_evidence(cues: Cues, text: str, read: NDArray[np.float64], names: tuple[str, ...]) -> NDArray[np.float64]:
    """(n_aspects, len(EVIDENCE)) for every class of the learned model."""
    said, shape = set(said_by_words(cues, text)), shaped_as(cues, text)
    rows = [[name in said, name in shape and name not in said, name == OTHER] for name in names]
    return np.column_stack([read, np.array(rows, dtype=np.float64)])


@lru_cache(maxsize=1)
def weights() -> NDArray[np.float64]:
    """The fitted weights, (len(EVIDENCE),)."""
    plain = json.loads((Path(__file__).parent / "ranker.json").read_text(encoding="utf-8"))["aspect"]
    return np.array([plain[name] for name in EVIDENCE])
