"""What a sentence asks by its words alone: evidence beside the classifier, and all there is without the assistant."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.knowledge.model import Cues
from bot.text.normalise import normalise

Frozen = tuple[tuple[str, tuple[str, ...]], ...]


def asked_by_words(cues: Cues, text: str) -> tuple[str, ...]:
    """The aspects that a sentence asks by cue words, in the order in which they stand in it; longer words win."""
    return said_by_words(cues, text) or _fitting(_freeze(cues.patterns), normalise(text))


def said_by_words(cues: Cues, text: str) -> tuple[str, ...]:
    """The aspects whose cue words stand in a sentence, in their order; shapes of sentences do not count."""
    return tuple(dict.fromkeys(_find(_table(_freeze(cues.aspects)), normalise(text))))


def wanted_by_words(cues: Cues, text: str) -> str | None:
    """What else a sentence wants (human, want_case, case_status, repeat, greet …) by cue words, the first found."""
    found = _find(_table(_freeze(cues.intents)), normalise(text))
    return found[0] if found else None


def shaped_as(cues: Cues, text: str) -> frozenset[str]:
    """The aspects whose patterns fit a sentence."""
    plain = normalise(text)
    return frozenset(name for name, pattern in _compiled(_freeze(cues.patterns)) if pattern.search(plain))


def _fitting(patterns: Frozen, text: str) -> tuple[str, ...]:
    for name, pattern in _compiled(patterns):
        if pattern.search(text):
            return (name,)
    return ()


@lru_cache(maxsize=16)
def _compiled(patterns: Frozen) -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile("|".join(group))) for name, group in patterns if group]


def _freeze(words: dict[str, tuple[str, ...]]) -> Frozen:
    return tuple(words.items())


@lru_cache(maxsize=16)
def _table(words: Frozen) -> tuple[dict[str, str], int]:
    table = {word: name for name, group in words for word in group}
    return table, max(map(len, table), default=0)


def _find(held: tuple[dict[str, str], int], text: str) -> list[str]:
    table, longest = held
    found, position = [], 0
    while position < len(text):
        for length in range(min(longest, len(text) - position), 0, -1):
            name = table.get(text[position : position + length])
            if name is not None:
                found.append(name)
                position += length
                break
        else:
            position += 1
    return found
