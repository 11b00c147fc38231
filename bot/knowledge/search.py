"""`search`: which item, bundle, signpost or facility a sentence is about, best first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.index import Index, Owner, share, terms_of
from bot.knowledge.model import Cues, Hall
from bot.text.normalise import normalise


@dataclass(frozen=True)
class Candidate:
    """kind: item, bundle, signpost, facility. score: in [0, 1], how well the best of its words and the sentence
    cover each other. covers: share of that document the sentence holds. explained: share of the sentence it explains.
    """

    kind: str
    id: str
    name: str
    score: float
    covers: float
    explained: float


class Searchable(Protocol):
    """A release."""

    @property
    def hall(self) -> Hall: ...
    @property
    def index(self) -> Index: ...


Scores = NDArray[np.float32]

UNKNOWN_RARITY = 3.0
"""Weight of a character of the sentence that no document knows: it cannot be explained."""


def search(release: Searchable, text: str, *, limit: int = 8) -> list[Candidate]:
    """The candidates for a sentence, best first; none when nothing of the sentence names a matter.

    Args:
        text: as it was said; at most its first 200 characters count.
        limit: at most so many candidates, 1 to 50.
    """
    index = release.index
    content = matter_words(release.hall.cues, text[:200])
    if not content:
        return []
    scores = np.zeros(len(index.own), dtype=np.float32)
    total = 0.0
    for term in dict.fromkeys(terms_of(content, index.actions)):
        row = index.terms.get(term)
        if row is None:
            total += UNKNOWN_RARITY * share(term) if len(term) == 1 else 0.0
            continue
        total += float(index.idf[row])
        start, end = index.starts[row], index.starts[row + 1]
        scores[index.docs[start:end]] += index.weights[start:end]
    if not scores.any():
        return []
    covers = np.clip(scores / np.maximum(index.own, 1e-6), 0, 1)
    explained = np.clip(scores / max(total, 1e-6) / 1.6, 0, 1)
    merit = np.sqrt(covers * explained)
    return _best(index, merit, covers, explained, limit)


def _best(index: Index, merit: Scores, covers: Scores, explained: Scores, limit: int) -> list[Candidate]:
    order = np.argsort(-merit, kind="stable")[: limit * 24]
    found: dict[Owner, Candidate] = {}
    for doc in order.tolist():
        owner = index.owners[int(index.owner_of[doc])]
        if owner not in found and merit[doc] > 0:
            found[owner] = Candidate(
                owner.kind, owner.id, owner.name, float(merit[doc]), float(covers[doc]), float(explained[doc])
            )
        if len(found) == limit:
            break
    return list(found.values())


def matter_words(cues: Cues, text: str) -> str:
    """What is left of a sentence without the words that only ask (多少钱, 在哪里) or fill."""
    return "".join(_asking(cues).sub(" ", normalise(text)).split())


def _asking(cues: Cues) -> re.Pattern[str]:
    return _compiled(id(cues), cues.stop, tuple(word for words in cues.aspects.values() for word in words))


@lru_cache(maxsize=8)
def _compiled(_: int, stop: tuple[str, ...], aspects: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted({*stop, *aspects, "⟦[^⟧]*⟧"}, key=len, reverse=True)
    return re.compile("|".join(word if "⟧" in word else re.escape(word) for word in words))
