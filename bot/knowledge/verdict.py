"""Was an answer right? The one definition that measurements and the gate of publishing share.

*right*: the first message is a guide about the right item. *offered*: a clarify with at most four options that holds
it. *wrong*: a guide about another. *silent*: the rest. Out of catalogue (item `OOS:…`) *false* is a guide, *false_offer*
a clarify with items only, *well* the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

MOST_OPTIONS = 4

Verdict = Literal["right", "offered", "silent", "wrong", "well", "false_offer", "false"]

GOOD = frozenset({"right", "well"})
RANK: dict[str, int] = {"right": 3, "offered": 2, "silent": 1, "wrong": 0, "well": 3, "false_offer": 1, "false": 0}
"""A change to a higher rank is for the better."""
WORDS: dict[str, str] = {
    "right": "答对了",
    "offered": "给了选项",
    "silent": "没答上",
    "wrong": "答成别的事",
    "well": "答得对",
    "false_offer": "不该给选项却给了",
    "false": "不该答却答了",
}


def outside(item: str) -> bool:
    """Is what a line is about none of the catalogue's items?"""
    return item.startswith("OOS")


def verdict(wanted: str, kind: str, item: str | None, offered: Sequence[str]) -> Verdict:
    """The class of an answer.

    Args:
        wanted: the id of the item that is right, or `OOS:…`. kind, item: of the first message. offered: its options' ids.
    """
    options = [name for name in offered if name != "none"]
    if outside(wanted):
        if kind == "guide":
            return "false"
        items_only = bool(options) and all(name.partition(":")[0] in ("item", "bundle") for name in options)
        return "false_offer" if kind == "clarify" and (items_only or item) else "well"
    if kind == "guide":
        return "right" if item == wanted else "wrong"
    if kind == "clarify" and len(options) <= MOST_OPTIONS and f"item:{wanted}" in options:
        return "offered"
    return "silent"
