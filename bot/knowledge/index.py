"""The ready index of a release: BM25 over characters 1–3, fuzzy pinyin 1–3 and action words, as flat arrays.

Built once when a release is built; searching only adds slices. Every name, short name, way of asking and life
situation is a document of its own; its owner is the item, bundle, signpost or facility it stands for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.model import Hall
from bot.knowledge.postings import Postings, Said, Words
from bot.text.normalise import normalise
from bot.text.pinyin import fuzzy

K1, B = 1.2, 0.4
PINYIN_SHARE = 0.35
"""Weight of a pinyin term beside a character term: homophones count, but less than the right character."""
ACTION_SHARE = 1.5
"""Weight of an action word (补领, 注销, 过户 …), which tells items with one object apart."""


ARRAYS = ("starts", "docs", "weights", "own", "owner_of", "idf", "core_starts", "core", "wide_starts", "wide")


@dataclass(frozen=True)
class Owner:
    """What a document stands for. kind: item, bundle, signpost, facility."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True)
class Index:
    """terms: term → row; starts: (n_terms + 1,) offsets into docs and weights; own: (n_docs,) score of a document with itself.

    owner_of: (n_docs,) index into owners. idf: (n_terms,). core: postings term → owners by names and ways of asking,
    wide: by these and by documents, results and places; each as (starts, owners).
    """

    terms: dict[str, int]
    starts: NDArray[np.int64]
    docs: NDArray[np.int32]
    weights: NDArray[np.float32]
    own: NDArray[np.float32]
    owner_of: NDArray[np.int64]
    owners: tuple[Owner, ...]
    idf: NDArray[np.float32]
    core_starts: NDArray[np.int64]
    core: NDArray[np.int32]
    wide_starts: NDArray[np.int64]
    wide: NDArray[np.int32]
    actions: dict[str, str] = field(default_factory=dict)
    _columns: dict[tuple[str, ...], NDArray[np.int64]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def first_docs(self) -> NDArray[np.int64]:
        """(n_owners,) the first document of each owner; an owner's documents lie together."""
        return np.searchsorted(self.owner_of, np.arange(len(self.owners)))

    @cached_property
    def last_docs(self) -> NDArray[np.int64]:
        """(n_owners,) the end of each owner's documents."""
        return np.searchsorted(self.owner_of, np.arange(len(self.owners)), side="right")

    @cached_property
    def whole(self) -> NDArray[np.float32]:
        """(n_docs,) score of a document with itself, never nothing."""
        return np.maximum(self.own, 1e-6)

    def columns(self, names: tuple[str, ...]) -> NDArray[np.int64]:
        """(n_owners,) for each owner the place of its `kind:id` among names, -1 where it is not there."""
        held = self._columns.get(names)
        if held is None:
            places = {name: place for place, name in enumerate(names)}
            rows = [places.get(f"{owner.kind}:{owner.id}", -1) for owner in self.owners]
            held = self._columns[names] = np.array(rows, dtype=np.int64)
        return held

    def save(self, folder: Path) -> None:
        """Write index.npz and index.json into `folder`."""
        np.savez(folder / "index.npz", **{name: getattr(self, name) for name in ARRAYS})
        head: dict[str, Any] = {
            "terms": list(self.terms),
            "owners": [[owner.kind, owner.id, owner.name] for owner in self.owners],
            "actions": self.actions,
        }
        (folder / "index.json").write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Index:
        """Read what `save` wrote."""
        head = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        with np.load(folder / "index.npz", allow_pickle=False) as arrays:
            return cls(
                terms={term: row for row, term in enumerate(head["terms"])},
                owners=tuple(Owner(*row) for row in head["owners"]),
                actions=head["actions"],
                **{name: arrays[name] for name in ARRAYS},
            )


def build(hall: Hall, words: Words | None = None) -> Index:
    """The index of a hall, the same with and without `words`.

    Args:
        words: what was read before; what did not change is not read again.
    """
    words = words or Words()
    actions = {word: group[0] for group in hall.cues.synonyms for word in group}
    documents = list(_documents(hall))
    blocks = words.blocks((said for _, said in documents), lambda text: terms_of(text, actions), actions)
    made = words.made(blocks)
    owners = tuple(owner for owner, _ in documents)
    if isinstance(made, Index) and made.owners == owners:
        return made
    index = _weighed(words.gather(blocks), [len(block.lengths) for block in blocks], owners, actions)
    words.keep(blocks, index)
    return index


def terms_of(text: str, actions: dict[str, str]) -> list[str]:
    """The terms of a text: characters 1–3, fuzzy syllables 1–3 (marked ~) and action words (marked !)."""
    text = "".join(character for character in normalise(text) if character.isalnum())
    terms = [text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)]
    sounds = fuzzy(text)
    terms += ["~" + "".join(sounds[i : i + n]) for n in (1, 2, 3) for i in range(len(sounds) - n + 1)]
    return terms + ["!" + word for word in found_actions(text, actions)]


def found_actions(text: str, actions: dict[str, str]) -> list[str]:
    """The action words of a text by their group's first word, longest first, each place once."""
    found, position = [], 0
    longest = max(map(len, actions), default=0)
    while position < len(text):
        for length in range(min(longest, len(text) - position), 0, -1):
            group = actions.get(text[position : position + length])
            if group:
                found.append(group)
                position += length
                break
        else:
            position += 1
    return found


def share(term: str) -> float:
    """How much a term counts by its kind; longer runs of characters count a little more."""
    if term[0] == "~":
        return PINYIN_SHARE
    if term[0] == "!":
        return ACTION_SHARE
    return 0.8 + 0.2 * len(term)


def _documents(hall: Hall) -> Iterable[tuple[Owner, Said]]:
    """Each owner with its documents, each once, and with the words around it that are evidence only."""
    places = {place.id: place.name for place in hall.places}
    for item in hall.items:
        more = [material.name for material in item.materials] + [question.ask for question in item.questions]
        more += [places.get(use.place, "") for use in item.places] + [item.authority or ""]
        more += [item.result.name] if item.result else []
        more += [option.label for situation in item.situations for option in situation.options]
        words = dict.fromkeys((item.name, *item.short, *item.ways, *item.events))
        yield Owner("item", item.id, item.name), (tuple(words), tuple(dict.fromkeys(more)))
    for bundle in hall.bundles:
        words = dict.fromkeys((bundle.name, *bundle.short, *bundle.ways))
        yield Owner("bundle", bundle.id, bundle.name), (tuple(words), ())
    for signpost in hall.signposts:
        words = dict.fromkeys((signpost.name, *signpost.words))
        yield Owner("signpost", signpost.id, signpost.name), (tuple(words), (signpost.office,))
    for facility in hall.facilities:
        words = dict.fromkeys((facility.name, *facility.words))
        yield Owner("facility", facility.id, facility.name), (tuple(words), ())


def _weighed(held: Postings, sizes: list[int], owners: tuple[Owner, ...], actions: dict[str, str]) -> Index:
    """The index of postings. sizes: documents of each owner."""
    # rarity is counted over owners, so that many ways of asking one item do not make its words common
    spread = np.diff(held.core_starts)
    rare = [0.0, *(math.log(1 + (len(owners) - n + 0.5) / (n + 0.5)) for n in range(1, len(owners) + 1))]
    rarity = np.array(rare)[spread] * np.array([share(term) for term in held.names], dtype=np.float64)
    lengths = held.lengths.astype(np.float64)
    mean = float(lengths.mean()) if len(lengths) else 1.0
    whole = K1 * (1 - B + B * lengths / mean)
    counts = held.counts.astype(np.float64)
    weights = np.repeat(rarity, np.diff(held.starts)) * counts * (K1 + 1) / (counts + whole[held.docs])
    owner_of = np.repeat(np.arange(len(owners)), sizes)
    return Index(
        terms={term: row for row, term in enumerate(held.names)},
        starts=held.starts,
        docs=held.docs,
        weights=weights.astype(np.float32),
        own=np.bincount(held.docs, weights, max(len(lengths), 1)).astype(np.float32),
        owner_of=owner_of if len(owner_of) else np.zeros(1, dtype=np.int64),
        owners=owners,
        idf=rarity.astype(np.float32),
        core_starts=held.core_starts,
        core=held.core,
        wide_starts=held.wide_starts,
        wide=held.wide,
        actions=actions,
    )
