"""`search`: which item, bundle, signpost or facility a sentence is about, best first."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
WRITTEN = 0.97
"""What the owners of a sentence that staff wrote down have together."""
WHOLE = 4
"""So many matter characters at least must a sentence have when only these, and not all its words, are what was written.
A part of the sentence does not count: 办身份证 stands in 补办身份证."""
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


Written = dict[str, frozenset[tuple[str, str]]]


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
    chances = probabilities(found.features, found.none)
    written = _written(release, text, content, found.owners)
    chances = _shared(release, content, found.owners, chances) if written is None else written
    candidates = []
    for position in np.argsort(-chances, kind="stable")[:limit].tolist():
        owner = release.index.owners[int(found.owners[position])]
        covers, explained = found.features[position, 1], found.features[position, 2]
        candidates.append(
            Candidate(owner.kind, owner.id, owner.name, float(chances[position]), float(covers), float(explained))
        )
    return candidates


def _written(release: Searchable, text: str, content: str, owners: NDArray[np.int64]) -> Scores | None:
    """A sentence that staff wrote down themselves, word for word, is about what they wrote it for, whatever was learned."""
    said, matters = _written_in(Same(release.hall))
    holders = said.get(_bare(text)) or (matters.get(content) if len(content) >= WHOLE else None)
    if not holders:
        return None
    named = [release.index.owners[owner] for owner in owners.tolist()]
    group = [place for place, owner in enumerate(named) if (owner.kind, owner.id) in holders]
    if not group:
        return None
    chances = np.zeros(len(owners))
    chances[group] = WRITTEN / len(group)
    return chances


@lru_cache(maxsize=4)
def _written_in(key: Same[Hall]) -> tuple[Written, Written]:
    """Every name, short name and way of asking → (kind, id) of those it was written for: whole, and its matter words."""
    hall = key.held
    found: dict[str, set[tuple[str, str]]] = {}
    for kind, things in (("item", hall.items), ("bundle", hall.bundles)):
        for thing in things:
            for name in (thing.name, *thing.short, *thing.ways):
                found.setdefault(_bare(name), set()).add((kind, thing.id))
    for kind, signs in (("signpost", hall.signposts), ("facility", hall.facilities)):
        for sign in signs:
            for name in (sign.name, *sign.words):
                found.setdefault(_bare(name), set()).add((kind, sign.id))
    matters: dict[str, set[tuple[str, str]]] = {}
    for name, holders in found.items():
        matters.setdefault(_matter(_asking(Same(hall.cues)), name), set()).update(holders)
    whole, core = ({name: frozenset(of) for name, of in held.items()} for held in (found, matters))
    return whole, core


@lru_cache(maxsize=65536)
def _matter(asking: _Asking, name: str) -> str:
    """The matter words of a name; most of a release's names stood in the one before."""
    return asking.strip(name)


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


def not_here(cues: Cues, text: str, found: Sequence[Candidate]) -> bool:
    """Does a sentence speak of a matter that is not done in the hall, by what was learned of such sentences?

    Args:
        found: its candidates, best first; what a signpost points to must lead among them.
    """
    owners, names = reading(text)["owner"], learned().heads["owner"]
    best = int(np.argmax(owners))
    if owners[best] < NOT_HERE or len(matter_words(cues, text)) < SPEAKS:
        return False
    return names[best] == NONE or (
        bool(found) and names[best] == f"signpost:{found[0].id}" and found[0].kind == "signpost"
    )


def read_by(index: Index, scores: dict[str, Scores], names: tuple[str, ...]) -> Read:
    """What a learned model (its reading, its owners' names) says of a sentence, in the order of an index's owners."""
    columns, owners = index.columns(names), scores["owner"]
    return Read(np.where(columns >= 0, owners[columns], np.nan), float(owners[names.index(NONE)]))


def matter_words(cues: Cues, text: str) -> str:
    """What is left of a sentence without the words that only ask (多少钱, 在哪里) or fill."""
    return _asking(Same(cues)).strip(text)


@dataclass(frozen=True, eq=False)
class _Asking:
    """The words that only ask or fill, as one pattern; equal words are the same object."""

    pattern: re.Pattern[str]

    def strip(self, text: str) -> str:
        return "".join(self.pattern.sub(" ", normalise(text)).split())


@lru_cache(maxsize=8)
def _asking(cues: Same[Cues]) -> _Asking:
    held = cues.held
    return _compiled(held.stop, tuple(word for words in held.aspects.values() for word in words))


@lru_cache(maxsize=8)
def _compiled(stop: tuple[str, ...], aspects: tuple[str, ...]) -> _Asking:
    words = sorted({*stop, *aspects, "⟦[^⟧]*⟧"}, key=len, reverse=True)
    return _Asking(re.compile("|".join(word if "⟧" in word else re.escape(word) for word in words)))
