"""What a linear model learned from our labelled lines makes of a sentence: its matter, its aspect, and whether it is danger.

It is evidence for the ranker beside the words of the release: people name a life situation in words that no list of
names holds. It knows only the owners it was fitted with; an item that came later has no score here and is found by its
own words. Fitted from data/linking and data/danger by `python -m bench.fit_linking`, evaluated here with NumPy alone, in
every process alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.text.normalise import normalise
from bot.text.pinyin import fuzzy

FILE = Path(__file__).parent / "learned.npz"
NONE = "none"
"""The owner of sentences that are about none of the matters."""
LONGEST = 200
"""So many characters of a sentence count."""

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Learned:
    """heads: what is told apart → the names of its classes. terms: term → row. idf: (n_terms,). weights: (n_terms, n_classes).

    The classes of all heads stand one after the other. The weights are whole numbers, to be multiplied by the scale of
    their class. lines: digest of what it was fitted from.
    """

    heads: dict[str, tuple[str, ...]]
    terms: dict[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    lines: str

    def read(self, text: str, longest: int = LONGEST) -> dict[str, Scores]:
        """Head → (n_classes,) distance to the border of each class, about -2 to 2; positive is inside.

        Args:
            longest: so many characters of the text count.
        """
        counts: dict[int, int] = {}
        for term in marks(text, longest):
            row = self.terms.get(term)
            if row is not None:
                counts[row] = counts.get(row, 0) + 1
        scores = self.bias.astype(np.float64)
        if counts:
            rows = np.fromiter(counts, dtype=np.int64)
            values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32))) * self.idf[rows]
            values /= np.sqrt(values @ values)
            scores = scores + (values @ self.weights[rows].astype(np.float32)) * self.scale
        read, start = {}, 0
        for head, names in self.heads.items():
            read[head] = scores[start : start + len(names)]
            start += len(names)
        return read

    def save(self, path: Path) -> None:
        """Write it to a file, which `open` reads."""
        head = {"heads": self.heads, "terms": list(self.terms), "lines": self.lines}
        plain = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8)
        np.savez_compressed(path, head=plain, idf=self.idf, weights=self.weights, scale=self.scale, bias=self.bias)

    @classmethod
    def open(cls, path: Path) -> Learned:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes().decode())
            return cls(
                {name: tuple(classes) for name, classes in head["heads"].items()},
                {term: row for row, term in enumerate(head["terms"])}, arrays["idf"], arrays["weights"],
                arrays["scale"], arrays["bias"], head["lines"],
            )  # fmt: skip


def marks(text: str, longest: int = LONGEST) -> list[str]:
    """The terms of a sentence: characters 1–3, fuzzy syllables 1–2 (marked ~), how it begins (^) and how it ends ($)."""
    plain = "".join(character for character in normalise(text[:longest]) if character.isalnum())
    terms = [plain[i : i + n] for n in (1, 2, 3) for i in range(len(plain) - n + 1)]
    sounds = fuzzy(plain)
    terms += ["~" + "".join(sounds[i : i + n]) for n in (1, 2) for i in range(len(sounds) - n + 1)]
    if plain:
        terms += ["^" + plain[:2], plain[-1] + "$", plain[-2:] + "$"]
    return terms


def names_a_matter(read: dict[str, Scores]) -> bool:
    """Is what was read inside the border of any item?"""
    names = learned().heads["owner"]
    return any(score >= 0 and name.startswith("item:") for score, name in zip(read["owner"], names, strict=True))


@lru_cache(maxsize=64)
def reading(text: str) -> dict[str, Scores]:
    """What the shipped model reads in a sentence; a turn asks several times."""
    return learned().read(text)


@lru_cache(maxsize=1)
def learned() -> Learned:
    """The one that is shipped."""
    return Learned.open(FILE)
