"""A change set and its check as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.catalogue.models import ChangeSet
from bot.catalogue.services import review
from bot.catalogue.services.review import NEEDS_FIX

MOST_OBJECTS, MOST_ANSWERS = 200, 100
"""So many are listed; the rest is counted."""
FIRST = 3
"""So many answers that did not become worse stand open to view."""


@dataclass(frozen=True)
class Shown:
    """objects: what is changed. stops, faults: see `review.check`. first, rest: rows of answers that change, the worse
    first; those to be folded away. unheard: new ways of asking that do not lead to their object.
    shares: of the items that are changed.
    """

    objects: list[dict[str, Any]]
    hidden: int
    two_people: bool
    checked: bool
    fresh: bool
    faults: list[dict[str, Any]]
    stops: list[dict[str, Any]]
    first: list[dict[str, Any]]
    rest: list[dict[str, Any]]
    more_answers: int
    unheard: list[dict[str, str]]
    shares: list[dict[str, Any]]
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
        open_rows, folded = _folded(answers)
        return cls(
            objects=objects[:MOST_OBJECTS],
            hidden=max(0, len(objects) - MOST_OBJECTS),
            two_people=two,
            checked=bool(report),
            fresh=fresh,
            faults=report.get("faults", []),
            stops=report.get("stops", []),
            first=open_rows,
            rest=folded[:MOST_ANSWERS],
            more_answers=len(folded[MOST_ANSWERS:]) + found.get("left_out", 0),
            unheard=found.get("unheard", []),
            shares=_shares(found.get("shares", []), objects),
            counts={name: found.get(name, 0) for name in ("asked", "changed", "better", "worse")},
            at=report.get("at", ""),
        )

    @property
    def total(self) -> int:
        """So many objects are changed."""
        return len(self.objects) + self.hidden

    @property
    def must_fix(self) -> bool:
        """Is there anything that nobody may override?"""
        return bool(self.faults) or any(stop["needs"] == NEEDS_FIX for stop in self.stops)


def _folded(answers: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every answer that became worse, and of the others so many that some are seen; the rest."""
    worse = [row for row in answers if row["mark"] == "worse"]
    others = [row for row in answers if row["mark"] != "worse"]
    return worse + others[:FIRST], others[FIRST:]


def _shares(shares: list[dict[str, Any]], objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the items that are changed, and of every other whose share is no longer what it was."""
    changed = {one["key"] for one in objects if one["kind"] == "item"}
    return [one for one in shares if one["item"] in changed or one["before"] not in (None, one["after"])]
