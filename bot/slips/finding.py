"""Finding an item at the window by a piece of its name, its pinyin or their first letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.knowledge.identity import Same
from bot.knowledge.model import Bundle, Hall, Item
from bot.knowledge.search import Searchable, search
from bot.text.normalise import normalise
from bot.text.pinyin import initials, syllables

LONGEST = 60
LIKELY = 0.05
"""What search gives less to is not offered."""


@dataclass(frozen=True)
class Matter:
    """An item or bundle. words: name and short names, pinyins: their readings, letters: their first letters."""

    id: str
    name: str
    short: tuple[str, ...]
    words: tuple[str, ...]
    pinyins: tuple[str, ...]
    letters: tuple[str, ...]


def find(release: Searchable, typed: str, *, limit: int = 8) -> list[Matter]:
    """The matters for what was typed, best first; none for blank."""
    wanted = _bare(typed[:LONGEST])
    if not wanted:
        return []
    matters = _matters(Same(release.hall))
    ranked = sorted(
        (
            (rank, len(matter.name), place)
            for place, matter in enumerate(matters)
            if (rank := _rank(matter, wanted)) < _NO
        )
    )
    found = [matters[place] for _, _, place in ranked]
    if len(found) < limit and not wanted.isascii():
        by_id = {matter.id: matter for matter in matters}
        likely = [one.id for one in search(release, typed, limit=limit) if one.score >= LIKELY]
        found += [by_id[name] for name in likely if name in by_id and by_id[name] not in found]
    return found[:limit]


_NO = 9


def _rank(matter: Matter, wanted: str) -> int:
    """0: the whole word, then its beginning, then a part; the readings after the signs. _NO: not at all."""
    best = _NO
    readings = (
        ((matter.words, 0), (matter.letters, 1), (matter.pinyins, 1)) if wanted.isascii() else ((matter.words, 0),)
    )
    for texts, less in readings:
        for text in texts:
            if text == wanted:
                best = min(best, less)
            elif text.startswith(wanted):
                best = min(best, 2 + less)
            elif wanted in text:
                best = min(best, 4 + less)
    return best


@lru_cache(maxsize=4)
def _matters(key: Same[Hall]) -> tuple[Matter, ...]:
    hall = key.held
    rows = []
    things: list[Item | Bundle] = [*hall.items, *hall.bundles]
    for thing in things:
        names = (thing.name, *thing.short)
        rows.append(
            Matter(
                thing.id,
                thing.name,
                thing.short,
                tuple(_bare(name) for name in names),
                tuple("".join(syllables(name)) for name in names),
                tuple(initials(name) for name in names),
            )
        )
    return tuple(rows)


def _bare(text: str) -> str:
    return "".join(sign for sign in normalise(text).lower() if sign.isalnum())
