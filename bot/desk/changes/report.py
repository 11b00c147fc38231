"""A change set and its check as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.catalogue.models import ChangeSet
from bot.catalogue.services import review
from bot.catalogue.services.review import NEEDS_FIX

MOST_OBJECTS, MOST_ANSWERS = 200, 100
"""So many are listed; the rest is counted."""
FIRST = 5


@dataclass(frozen=True)
class Shown:
    """objects: what is changed. answers: rows of answers that change, the worse first. stops, faults: see `review.check`."""

    objects: list[dict[str, Any]]
    hidden: int
    two_people: bool
    checked: bool
    fresh: bool
    faults: list[dict[str, Any]]
    stops: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    more_answers: int
    counts: dict[str, Any]
    at: str

    @classmethod
    def of(cls, change_set: ChangeSet) -> Shown:
        """Of a change set as it stands; one that has ended is shown by the report it ended with."""
        report = change_set.report or {}
        found = report.get("review", {})
        if change_set.open:
            objects = review.objects_of(change_set)
            two, fresh = (review.two_people(change_set) if objects else False), review.fresh(change_set)
        else:
            objects, two, fresh = report.get("objects", []), bool(report.get("two_people")), False
        answers = found.get("rows", [])
        return cls(
            objects=objects[:MOST_OBJECTS],
            hidden=max(0, len(objects) - MOST_OBJECTS),
            two_people=two,
            checked=bool(report),
            fresh=fresh,
            faults=report.get("faults", []),
            stops=report.get("stops", []),
            answers=answers[:MOST_ANSWERS],
            more_answers=max(0, len(answers) - MOST_ANSWERS) + found.get("left_out", 0),
            counts={name: found.get(name, 0) for name in ("asked", "changed", "better", "worse")},
            at=report.get("at", ""),
        )

    @property
    def first_answers(self) -> int:
        """So many changed answers stand open to view: all that became worse or better, at least a few."""
        return max(FIRST, sum(1 for row in self.answers if row["mark"] != "text"))

    @property
    def rest(self) -> int:
        """So many are folded away."""
        return max(0, len(self.answers) - self.first_answers)

    @property
    def must_fix(self) -> bool:
        """Is there anything that nobody may override?"""
        return bool(self.faults) or any(stop["needs"] == NEEDS_FIX for stop in self.stops)
