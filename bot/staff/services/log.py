"""The staff log: every change about a person leaves a row that nobody can change."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User

from bot.staff.errors import NoReason
from bot.staff.models import StaffEvent, What

LEAST_REASON = 2
"""Characters of a written reason."""


def record(what: What, about: User, *, by: str, now: datetime, detail: str = "", why: str = "") -> StaffEvent:
    """Writes one row. by: user name of who did it. Called inside the transaction of the change."""
    return StaffEvent.objects.create(at=now, by=by, what=what, about=about, detail=detail[:300], why=why[:300])


def reason(why: str) -> str:
    """The reason without blanks at its ends. Raises NoReason when there is none."""
    words = " ".join(why.split())
    if len(words) < LEAST_REASON:
        raise NoReason
    return words
