"""Traditional characters for people who read them: another way of writing, never other words.

`normalise` reads both, so what comes back from a page that shows these characters means the same.
"""

from __future__ import annotations

from functools import cache

import opencc

_CONFIG = "s2hk"
"""Characters only: `s2twp` would also change words (软件 → 軟體)."""

_COMMON = str.maketrans({"衞": "衛", "枱": "檯"})
"""Forms of Hong Kong that `normalise` does not read, in their common writing."""


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC(_CONFIG)


def traditional(text: str) -> str:
    """The same text in traditional characters; as many characters as before."""
    return text if text.isascii() else _converter().convert(text).translate(_COMMON)
