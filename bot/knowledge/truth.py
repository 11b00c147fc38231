"""The four states of a fact group, chosen by the day: 有效, 待复核, 未核实, 失效."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Literal

from bot.knowledge.model import Truth
from bot.knowledge.phrases import Speaker, say

State = Literal["valid", "due", "unverified", "expired"]
GRACE_DAYS = 30
LABELS: dict[State, str] = {"valid": "有效", "due": "待复核", "unverified": "未核实", "expired": "失效"}
_ORDER: list[State] = ["valid", "due", "unverified", "expired"]


def state(truth: Truth, review_days: int, today: date) -> State:
    """How a fact stands on a day. review_days: the hall's interval where the fact names none.

    A review that is overdue keeps 30 days' grace; a fact not yet in force is 失效 until its day.
    """
    if truth.effective_to and today > truth.effective_to:
        return "expired"
    if truth.effective_from and today < truth.effective_from:
        return "expired"
    due = due_on(truth, review_days)
    if due is None:
        return "unverified"
    if today <= due:
        return "valid"
    return "due" if today <= due + timedelta(days=GRACE_DAYS) else "expired"


def due_on(truth: Truth, review_days: int) -> date | None:
    """The last day on which a fact stands as reviewed; from the next on it is 待复核. None = nobody has signed it."""
    if truth.verified_on is None:
        return None
    return truth.verified_on + timedelta(days=truth.review_days or review_days)


def silent_on(truth: Truth, review_days: int) -> date | None:
    """The first day on which a fact is no longer said, if nobody signs it again; None = it goes on as 未核实."""
    due = due_on(truth, review_days)
    days = [due + timedelta(days=GRACE_DAYS + 1)] if due is not None else []
    if truth.effective_to is not None:
        days.append(truth.effective_to + timedelta(days=1))
    return min(days, default=None)


def weakest(states: Iterable[State]) -> State:
    """The state to be said for several groups at once; an expired group is left out by the caller."""
    return max(states, key=_ORDER.index, default="unverified")


def truth_card(release: Speaker, truth: Truth, how: State, telephone: str) -> dict[str, Any]:
    """The truth line of a card: state, its words, last check, sources, telephone, whether it is an example."""
    day = truth.verified_on.isoformat() if truth.verified_on else ""
    key = {"valid": "truth.valid", "due": "truth.due", "unverified": "truth.unverified", "expired": "truth.unverified"}[
        how
    ]
    if how == "unverified" and truth.example:
        key = "truth.unverified_example"
    text, _ = say(release, key, date=day, telephone=telephone) if key != "truth.valid" else say(release, key, date=day)
    return {
        "state": how,
        "label": LABELS[how],
        "text": text,
        "verified_on": day or None,
        "source": list(truth.source),
        "telephone": telephone,
        "example": truth.example,
    }
