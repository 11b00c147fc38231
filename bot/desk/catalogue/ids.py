"""Ids for what has a name and no id yet: what the name sounds like."""

from __future__ import annotations

import re
from collections.abc import Container

from bot.text.pinyin import initials, syllables

LONGEST = 40
"""Characters of an id, before a number is put behind it."""
FEW = 6
"""Names of more syllables are known by their initials."""


def made_id(name: str, taken: Container[str]) -> str:
    """An id of `[a-z0-9_]` for a name that nobody has yet: 遗失补领 → yi_shi_bu_ling, 遗失补领 again → yi_shi_bu_ling_2."""
    sounds = syllables(name)
    words = "_".join(sounds) if len(sounds) <= FEW else initials(name)
    bare = re.sub(r"[^a-z0-9_]+", "", words.lower())[:LONGEST].strip("_") or "x"
    made, number = bare, 1
    while made in taken:
        number += 1
        made = f"{bare}_{number}"
    return made
