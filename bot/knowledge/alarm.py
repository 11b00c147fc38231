"""Is somebody in danger now? By the phrases that staff can read (danger) and by what was learned of labelled lines.

No list of phrases holds everything that people in need say, so the learned score is asked where they are silent; and
it overrules them where it is very sure that a sentence is ordinary business (淹水泡坏的户口本).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from bot.knowledge.danger import BREAK, LONGEST, danger
from bot.knowledge.identity import Same
from bot.knowledge.learned import learned, names_a_matter, reading
from bot.knowledge.model import Cues
from bot.text.normalise import SHORT, normalise

BETWEEN_US = ("violence", "suicide")
"""Dangers of which a machine says nothing aloud by itself: others in the hall would hear whom it is about."""
SURE, SURE_OF_MATTER, SURE_OF_LETTER = 0.3, 0.4, 1.0
"""A learned score of at least this is danger where no phrase is; the second where the sentence is about a matter, the
third in a letter, which has many clauses and is rarely written in danger."""
CALM, CALM_OF_MATTER = -0.7, -0.2
"""A learned score below this is none, whatever the phrases; the second where the sentence is about a matter. Of 343
held-out lines of danger that have a phrase none is as low."""
PIECE = 40
"""A longer sentence is read in pieces of about so many characters: danger in a long story is a small part of it."""
SHORTEST = 6
"""Fewer characters tell of danger only by a phrase."""


def alarm(cues: Cues, text: str) -> str | None:
    """The class of danger that a sentence tells of, or None.

    Args:
        text: masked words, any length; only the beginning and the end of a very long text are read.
    """
    return _alarm(Same(cues), text) if len(text) <= SHORT else _read(cues, text)


@lru_cache(maxsize=32)
def _alarm(cues: Same[Cues], text: str) -> str | None:
    """Several parts of a turn ask the same of the same sentence."""
    return _read(cues.held, text)


def _read(cues: Cues, text: str) -> str | None:
    kind = danger(cues, text)
    read = max(map(reading, _pieces(text)), key=lambda read: float(read["alarm"][0]), default=None)
    if read is None:
        return kind
    score, matter = float(read["alarm"][0]), names_a_matter(read)
    letter = len(text) > 2 * LONGEST
    if kind is not None:
        return kind if score >= (SURE if letter else CALM_OF_MATTER if matter else CALM) else None
    if score < (SURE_OF_LETTER if letter else SURE_OF_MATTER if matter else SURE):
        return None
    return learned().heads["danger"][int(np.argmax(read["danger"]))]


def _pieces(text: str) -> Iterator[str]:
    """The text, or for a long one runs of whole clauses of about PIECE characters."""
    plain = normalise(text)
    if len(plain) > 2 * LONGEST:
        plain = f"{plain[:LONGEST]}。{plain[-LONGEST:]}"
    if len(plain) <= PIECE:
        if len(plain) >= SHORTEST:
            yield plain
        return
    run = ""
    for clause in re.split(f"[{re.escape(BREAK)}]", plain):
        for start in range(0, len(clause), PIECE):
            run = f"{run}，{clause[start : start + PIECE]}" if run else clause[start : start + PIECE]
            if len(run) >= PIECE:
                yield run
                run = clause[start : start + PIECE] if len(clause) < PIECE else ""
    if len(run) >= SHORTEST:
        yield run
