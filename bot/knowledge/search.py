"""`search`: which item, bundle, signpost or facility a sentence is about, best first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from bot.knowledge.evidence import evidence
from bot.knowledge.index import Index
from bot.knowledge.model import Cues, Hall
from bot.knowledge.ranker import probabilities
from bot.text.normalise import normalise


@dataclass(frozen=True)
class Candidate:
    """kind: item, bundle, signpost, facility. score: probability in [0, 1] that the sentence is about it.

    covers: share of its best document that the sentence holds. explained: share of the sentence it explains.
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


def search(release: Searchable, text: str, *, limit: int = 8) -> list[Candidate]:
    """The candidates for a sentence, best first; none when nothing of the sentence names a matter.

    Args:
        text: as it was said; at most its first 200 characters count.
        limit: at most so many candidates, 1 to 24.
    """
    content = matter_words(release.hall.cues, text[:200])
    found = evidence(release.index, content) if content else None
    if found is None:
        return []
    chances = probabilities(found.features, found.none)
    candidates = []
    for position in np.argsort(-chances, kind="stable")[:limit].tolist():
        owner = release.index.owners[int(found.owners[position])]
        covers, explained = found.features[position, 1], found.features[position, 2]
        candidates.append(
            Candidate(owner.kind, owner.id, owner.name, float(chances[position]), float(covers), float(explained))
        )
    return candidates


def matter_words(cues: Cues, text: str) -> str:
    """What is left of a sentence without the words that only ask (多少钱, 在哪里) or fill."""
    return "".join(_asking(cues).sub(" ", normalise(text)).split())


def _asking(cues: Cues) -> re.Pattern[str]:
    return _compiled(id(cues), cues.stop, tuple(word for words in cues.aspects.values() for word in words))


@lru_cache(maxsize=8)
def _compiled(_: int, stop: tuple[str, ...], aspects: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted({*stop, *aspects, "⟦[^⟧]*⟧"}, key=len, reverse=True)
    return re.compile("|".join(word if "⟧" in word else re.escape(word) for word in words))
