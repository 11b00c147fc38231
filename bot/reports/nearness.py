"""How near two questions are: by their characters, and by their sounds for what was typed or heard wrongly. Pure.

What a question is about decides (居住证); the words that only ask (怎么办理, 多少钱) are taken out before.
"""

from __future__ import annotations

import itertools
from collections import Counter
from functools import lru_cache

from bot.text.normalise import normalise
from bot.text.pinyin import fuzzy

NEAR = 0.55
"""Two questions at least so near are one. Of 80 pairs written for this, half of them the same question and half hard to
tell apart, 6 of the same are missed then and 4 of the others confused (tests/reports/near_pairs.tsv)."""
SOUND = 0.92
"""Being alike in sound counts so much of being alike in characters."""

Grams = frozenset[str]
Features = tuple[Grams, Grams]


def plain_of(text: str) -> str:
    """The sentence in one form without marks and spaces: two of the same are the same question."""
    return "".join(sign for sign in normalise(text) if sign.isalnum())


@lru_cache(maxsize=16384)
def features(matter: str) -> Features:
    """What is compared: characters and their pairs, sounds and their pairs; the beginning and the end count."""
    return _grams(list(matter)), _grams(list(fuzzy(matter)))


def nearness(one: Features, other: Features) -> float:
    """How near, in [0, 1]: the share of grams that both have (Dice), the better of characters and sounds."""
    return max(_dice(one[0], other[0]), SOUND * _dice(one[1], other[1]))


class Nearby:
    """Finds the nearest of many questions; looks closely only at those that share sounds."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Features, str]] = {}
        self._holders: dict[str, list[int]] = {}

    def add(self, key: int, matter: str, about: str = "") -> None:
        """Takes one more question in. about: the matter it is likely to be about, empty = nobody knows."""
        own = features(matter)
        self._known[key] = own, about
        for gram in own[1]:
            self._holders.setdefault(gram, []).append(key)

    def nearest(self, matter: str, about: str = "") -> int | None:
        """The nearest question that is near enough; of equal ones the one that was there first.

        Two that are likely to be about different matters are never near (结婚证补办, 离婚证补办).
        """
        own = features(matter)
        shared = Counter(key for gram in own[1] for key in self._holders.get(gram, ()))
        best, closest = None, NEAR
        for key in sorted(shared):
            other, its = self._known[key]
            # same characters sound the same: who is near shares nearly so many sounds
            if (about and its and about != its) or 2 * shared[key] < 0.9 * NEAR * (len(own[1]) + len(other[1])):
                continue
            near = nearness(own, other)
            if near > closest or (best is None and near == closest):
                best, closest = key, near
        return best


def _grams(signs: list[str]) -> Grams:
    whole = ["^", *signs, "$"]
    return frozenset([*signs, *(f"{one} {two}" for one, two in itertools.pairwise(whole))])


def _dice(one: Grams, other: Grams) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
