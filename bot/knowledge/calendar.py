"""Working days: the hall's own table first, the public calendar library second, else Monday–Friday and fixed holidays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar

from bot.knowledge.model import Calendar

FIXED = {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}
"""Days off whose date never moves. Source: 全国年节及纪念日放假办法."""


def is_working(calendar: Calendar, day: date) -> tuple[bool, bool]:
    """Is `day` a working day, and is that sure? Not sure (待核): neither the hall nor the library knows that year."""
    if day.year in calendar.years:
        for exception in calendar.days:
            if exception.on == day:
                return exception.works, True
        return day.isoweekday() <= 5, True
    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.isoweekday() <= 5 and (day.month, day.day) not in FIXED, False


def is_open_weekday(calendar: Calendar, day: date, weekdays: Iterable[int]) -> tuple[bool, bool]:
    """Is a place that opens on `weekdays` open on `day`? Holidays close it, 调休 working days open Monday–Friday places."""
    works, sure = is_working(calendar, day)
    usual = day.isoweekday() in set(weekdays)
    if works:
        moved = day.isoweekday() > 5 and {1, 2, 3, 4, 5} <= set(weekdays)
        return usual or moved, sure
    return usual and day.isoweekday() > 5 and not _is_holiday(calendar, day), sure


def add_working_days(calendar: Calendar, start: date, days: int) -> tuple[date, bool]:
    """The date `days` working days after `start` (counted from the next day), and whether every day was sure.

    Args:
        days: working days, 0 to 400.
    """
    day, sure = start, True
    for _ in range(1200):
        if days <= 0:
            break
        day += timedelta(days=1)
        works, known = is_working(calendar, day)
        sure = sure and known
        days -= works
    return day, sure


def _is_holiday(calendar: Calendar, day: date) -> bool:
    if day.year in calendar.years:
        return any(exception.on == day and not exception.works for exception in calendar.days)
    try:
        holiday, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return (day.month, day.day) in FIXED
    return bool(holiday and name)
