"""`search`: which item, bundle, signpost or facility a sentence is about, best first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.evidence import Read, evidence
from bot.knowledge.identity import Same
from bot.knowledge.index import Index
from bot.knowledge.learned import NONE, Scores, learned, reading
from bot.knowledge.model import Cues, Hall
from bot.knowledge.ranker import probabilities
from bot.text.normalise import normalise

BARE = 6
"""A sentence of at most so many matter characters may be a bare word (营业执照)."""
MOST_SHARED = 5
SHARED = 0.9
"""So many items may share a bare word to be offered for it, and this is what they have together."""
NOT_HERE, SPEAKS = -0.2, 4
"""A sentence of at least so many matter characters, whose learned score of none is at least so high and the highest, is
about something else: so are 93 % of the labelled lines of none, and 0.4 % of questions that name no matter."""


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
    found = (
        evidence(release.index, content, read_by(release.index, reading(text), learned().heads["owner"]))
        if content
        else None
    )
    if found is None:
        return []
    chances = _shared(release, content, found.owners, probabilities(found.features, found.none))
    candidates = []
    for position in np.argsort(-chances, kind="stable")[:limit].tolist():
        owner = release.index.owners[int(found.owners[position])]
        covers, explained = found.features[position, 1], found.features[position, 2]
        candidates.append(
            Candidate(owner.kind, owner.id, owner.name, float(chances[position]), float(covers), float(explained))
        )
    return candidates


def _shared(release: Searchable, content: str, owners: NDArray[np.int64], chances: Scores) -> Scores:
    """A bare word that stands in the names of several items, and is none's own name, names none of them: all are equal."""
    if len(content) > BARE:
        return chances
    names = _names(Same(release.hall))
    holders = {item for name, item in names if content in name}
    if any(content == name for name, _ in names) or not 2 <= len(holders) <= MOST_SHARED:
        return chances
    named = [release.index.owners[owner] for owner in owners.tolist()]
    group = [place for place, owner in enumerate(named) if owner.kind == "item" and owner.id in holders]
    shared = np.zeros(len(chances))
    shared[group] = SHARED / max(len(group), 1)
    return shared


@lru_cache(maxsize=8)
def _names(key: Same[Hall]) -> list[tuple[str, str]]:
    """Names and short names of items, as they are searched, with the item."""
    return [(_bare(name), item.id) for item in key.held.items for name in (item.name, *item.short)]


@lru_cache(maxsize=65536)
def _bare(name: str) -> str:
    """A name as it is searched; most of a release's names stood in the one before."""
    return "".join(character for character in normalise(name) if character.isalnum())


def names_nothing_here(cues: Cues, text: str) -> bool:
    """Does a sentence speak of a matter that the hall does not know, by what was learned of such sentences?"""
    owners, names = reading(text)["owner"], learned().heads["owner"]
    best = int(np.argmax(owners))
    return names[best] == NONE and owners[best] >= NOT_HERE and len(matter_words(cues, text)) >= SPEAKS


def read_by(index: Index, scores: dict[str, Scores], names: tuple[str, ...]) -> Read:
    """What a learned model (its reading, its owners' names) says of a sentence, in the order of an index's owners."""
    columns, owners = index.columns(names), scores["owner"]
    return Read(np.where(columns >= 0, owners[columns], np.nan), float(owners[names.index(NONE)]))


def matter_words(cues: Cues, text: str) -> str:
    """What is left of a sentence without the words that only ask (多少钱, 在哪里) or fill."""
    return "".join(_asking(cues).sub(" ", normalise(text)).split())


def _asking(cues: Cues) -> re.Pattern[str]:
    return _compiled(id(cues), cues.stop, tuple(word for words in cues.aspects.values() for word in words))


@lru_cache(maxsize=8)
def _compiled(_: int, stop: tuple[str, ...], aspects: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted({*stop, *aspects, "⟦[^⟧]*⟧"}, key=len, reverse=True)
    return re.compile("|".join(word if "⟧" in word else re.escape(word) for word in words))
