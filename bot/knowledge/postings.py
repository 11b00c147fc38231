"""Which documents hold which terms, gathered with NumPy; an owner whose words did not change is not read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

SPARE = 20_000
"""So many terms that no document holds any more are put up with before everything is read anew."""
LOW = 1 << 16

Said = tuple[tuple[str, ...], tuple[str, ...]]
"""An owner's documents, and the words around it."""
Reader = Callable[[str], list[str]]
"""Text → its terms."""
Numbers = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Block:
    """What one owner brings. docs, terms, counts: (n,) its documents counted from 0, the terms in each and how often.

    lengths: (n_docs,) terms of each document. core, wide: terms of its documents, and of these and the words around.
    """

    docs: Numbers
    terms: Numbers
    counts: Numbers
    lengths: Numbers
    core: Numbers
    wide: Numbers


@dataclass(frozen=True)
class Postings:
    """names: the terms, sorted; rows below are indexes into them.

    starts: (n_rows + 1,) offsets into docs and counts. lengths: (n_docs,). core, wide: owners, each with its starts.
    """

    names: list[str]
    starts: NDArray[np.int64]
    docs: Numbers
    counts: Numbers
    lengths: Numbers
    core_starts: NDArray[np.int64]
    core: Numbers
    wide_starts: NDArray[np.int64]
    wide: Numbers


class Words:
    """The terms of what was read, kept from one build to the next; only what the last two builds read stays."""

    def __init__(self) -> None:
        self._clear(None)

    def _clear(self, rule: object) -> None:
        self._rule = rule
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._order: list[int] = []
        self._blocks: dict[Said, Block] = {}
        self._before: dict[Said, Block] = {}
        self._made: tuple[list[Block], object] | None = None

    def blocks(self, owners: Iterable[Said], read: Reader, rule: object) -> list[Block]:
        """The block of each owner.

        Args:
            rule: whatever `read` depends on; with another one than before everything is read anew.
        """
        if rule != self._rule or len(self._names) > SPARE + 2 * len(self._order):
            self._clear(rule)
        held, now = {**self._before, **self._blocks}, dict[Said, Block]()
        around: dict[str, list[int]] = {}
        blocks = []
        for said in owners:
            block = held.get(said) or now.get(said) or self._block(said, read, around)
            now[said] = block
            blocks.append(block)
        self._before, self._blocks = self._blocks, now
        return blocks

    def made(self, blocks: list[Block]) -> object:
        """What was kept last, if it was made of these very blocks."""
        return self._made[1] if self._made is not None and self._made[0] == blocks else None

    def keep(self, blocks: list[Block], made: object) -> None:
        """Keep what was made of these blocks until something else is."""
        self._made = (blocks, made)

    def _block(self, said: Said, read: Reader, around: dict[str, list[int]]) -> Block:
        texts, more = said
        counts = [Counter(self._number(read(text))) for text in texts]
        for text in more:
            if text not in around:
                around[text] = self._number(read(text))
        sizes = [len(count) for count in counts]
        terms = _numbers(chain.from_iterable(counts))
        core = np.unique(terms)
        return Block(
            docs=np.repeat(np.arange(len(texts), dtype=np.int32), sizes),
            terms=terms,
            counts=_numbers(chain.from_iterable(count.values() for count in counts)),
            lengths=_numbers(sum(count.values()) for count in counts),
            core=core,
            wide=np.union1d(core, _numbers(chain.from_iterable(around[text] for text in more))),
        )

    def _number(self, terms: list[str]) -> list[int]:
        numbers, names = self._numbers, self._names
        found = []
        for term in terms:
            number = numbers.get(term)
            if number is None:
                number = numbers[term] = len(names)
                names.append(term)
            found.append(number)
        return found

    def gather(self, blocks: Sequence[Block]) -> Postings:
        """The postings of these blocks; they do not depend on what was read before."""
        core = _joined([block.core for block in blocks])
        used = self._sorted(core)
        rows = np.full(len(self._names), -1, dtype=np.int32)
        rows[used] = np.arange(len(used), dtype=np.int32)
        owners = np.arange(len(blocks), dtype=np.int32)
        sizes = [len(block.lengths) for block in blocks]
        first = np.cumsum([0, *sizes], dtype=np.int32)[:-1]
        docs = _joined([block.docs for block in blocks]) + np.repeat(first, [len(block.docs) for block in blocks])
        starts, order = _grouped(rows[_joined([block.terms for block in blocks])], len(used))
        core_starts, core_order = _grouped(rows[core], len(used))
        core_owners = np.repeat(owners, [len(block.core) for block in blocks])
        wide = rows[_joined([block.wide for block in blocks])]
        wide_owners = np.repeat(owners, [len(block.wide) for block in blocks])[wide >= 0]
        wide_starts, wide_order = _grouped(wide[wide >= 0], len(used))
        return Postings(
            [self._names[number] for number in used.tolist()], starts, docs[order],
            _joined([block.counts for block in blocks])[order], _joined([block.lengths for block in blocks]),
            core_starts, core_owners[core_order], wide_starts, wide_owners[wide_order],
        )  # fmt: skip

    def _sorted(self, terms: Numbers) -> NDArray[np.int64]:
        """The numbers of these terms in the order of their names; nearly sorted already after a small change."""
        held = np.zeros(len(self._names), dtype=bool)
        held[terms] = True
        known = np.zeros(len(self._names), dtype=bool)
        known[self._order] = True
        new = np.flatnonzero(held & ~known).tolist()
        if new:
            self._order = sorted([*self._order, *new], key=self._names.__getitem__)
        order = np.array(self._order, dtype=np.int64)
        return order[held[order]] if len(order) else order


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, dtype=np.int32)


def _joined(parts: Sequence[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)


def _grouped(rows: Numbers, n_rows: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each row starts, and the order that brings equal rows together and else changes nothing."""
    starts = np.zeros(n_rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=n_rows), out=starts[1:])
    # 16 bits at a time: these NumPy sorts by counting, ten times faster
    order = np.argsort((rows % LOW).astype(np.uint16), kind="stable")
    if n_rows > LOW:
        order = order[np.argsort((rows[order] // LOW).astype(np.uint16), kind="stable")]
    return starts, order
