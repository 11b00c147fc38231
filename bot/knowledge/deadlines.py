"""By when a request must be answered. Source: 济南、潍坊、安阳 12345 rules' range; every figure is the hall's own default."""

from __future__ import annotations

from datetime import datetime, time

from bot.knowledge.calendar import add_working_days, is_working
from bot.knowledge.model import Calendar

WORKING_DAYS = {"consult": 3, "help": 3, "complaint": 5, "report": 5, "suggestion": 5, "praise": 13}
"""Kind of request → working days, counted from the day after it was submitted."""

END_OF_DAY = time(17, 30)


def expected(calendar: Calendar, kind: str, opened_at: datetime) -> tuple[datetime, bool]:
    """The end of the last working day for an answer, and whether the calendar of every day was sure.

    Raises:
        KeyError: unknown kind.
    """
    day, sure = add_working_days(calendar, opened_at.date(), WORKING_DAYS[kind])
    return datetime.combine(day, END_OF_DAY, tzinfo=opened_at.tzinfo), sure


def due(calendar: Calendar, kind: str, start: datetime, *, urgent: bool = False, days: int | None = None) -> datetime:
    """By when a request must be answered.

    Args:
        start: when it reached the hall, in the hall's time. urgent: the same working day; what comes after its end, the
            next one. days: working days by a rule of its own, instead of the kind's.
    """
    if urgent:
        today = is_working(calendar, start.date())[0] and start.time() < END_OF_DAY
        days = 0 if today else 1
    if days is None:
        return expected(calendar, kind, start)[0]
    day, _ = add_working_days(calendar, start.date(), days)
    return datetime.combine(day, END_OF_DAY, tzinfo=start.tzinfo)
