"""By when something has to be done, in working days of the hall's calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.cases.models import Case
from bot.knowledge import deadlines
from bot.knowledge.calendar import add_working_days, is_working
from bot.knowledge.deadlines import END_OF_DAY
from bot.knowledge.model import Calendar


def due(calendar: Calendar, kind: str, start: datetime, *, urgent: bool = False, days: int | None = None) -> datetime:
    """By when a request must be answered.

    Args:
        start: when it reached the hall. urgent: the same working day; what comes after its end, the next one.
        days: working days by a rule of its own, instead of the kind's.
    """
    return deadlines.due(calendar, kind, start.astimezone(), urgent=urgent, days=days)


def end_of(calendar: Calendar, start: datetime, days: int) -> datetime:
    """The end of the working day that is `days` working days after `start`; 0 = of that very day."""
    here = start.astimezone()
    day, _ = add_working_days(calendar, here.date(), days)
    return datetime.combine(day, END_OF_DAY, tzinfo=here.tzinfo)


def working_days(calendar: Calendar, start: date, end: date) -> int:
    """How many working days lie after `start` up to and with `end`."""
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(is_working(calendar, day)[0] for day in days)


def moved(calendar: Calendar, due_at: datetime, days: int) -> datetime:
    """A due moment moved on by working days."""
    return end_of(calendar, due_at, days) if days else due_at


def clock_again(calendar: Calendar, case: Case, now: datetime) -> dict[str, object]:
    """What changes on a request whose clock runs again: the working days of the pause are added to its limit."""
    if case.paused_at is None:
        return {}
    days = working_days(calendar, case.paused_at.astimezone().date(), now.astimezone().date())
    return {
        "paused_at": None,
        "paused_why": "",
        "paused_days": case.paused_days + days,
        "expected_at": moved(calendar, case.expected_at, days),
    }
