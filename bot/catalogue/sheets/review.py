"""Review dates that do not all fall on one day."""

from __future__ import annotations

import copy
import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

Plain = dict[str, Any]
Key = tuple[str, str]

REVIEW_DAYS = 365
FEW = 5
"""So many objects may always be due on one day."""
SHARE = 30
"""At most one in so many of the objects is due on one day."""
REACH, LEAST = 12, 15
"""Intervals move by a twelfth: a year becomes 335 to 395 days, which the 30 days' grace carries; but at least by so many days."""


def spread_review(
    contents: Mapping[Key, Plain | None], today: date, review_days: int = REVIEW_DAYS
) -> dict[Key, Plain | None]:
    """The contents with the review days of objects that would all fall due together dealt out over the days around.

    `verified_on` stays. Only days to come are spread, and only where more than a few meet; what is spread already
    stays as it is.

    Args:
        review_days: the hall's interval, for objects that name none.
    """
    due: dict[tuple[date, int], list[Key]] = defaultdict(list)
    for key, content in contents.items():
        truth = (content or {}).get("truth", {})
        if truth.get("verified_on"):
            days = int(truth.get("review_days") or review_days)
            day = date.fromisoformat(str(truth["verified_on"])) + timedelta(days=days)
            if day > today:
                due[day, days].append(key)
    made = dict(contents)
    limit = max(FEW, math.ceil(len(contents) / SHARE))
    for (_, days), keys in due.items():
        if len(keys) > limit:
            for number, key in enumerate(sorted(keys, key=_place)):
                changed = copy.deepcopy(contents[key]) or {}
                changed["truth"]["review_days"] = max(1, days + _offset(number, len(keys), days))
                made[key] = changed
    return made


def _offset(number: int, count: int, days: int) -> int:
    """Days before or after, dealt out evenly."""
    reach = max(LEAST, days // REACH)
    return number * (2 * reach + 1) // count - reach


def _place(key: Key) -> bytes:
    """A place in the deal that has nothing to do with names or order, and is the same every time."""
    return hashlib.sha256("/".join(key).encode()).digest()
