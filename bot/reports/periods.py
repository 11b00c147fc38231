"""Stretches of time that figures are made for: from the first moment to the last day's end, in the hall's time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

CHOICES = {"week": "本周", "last_week": "上周", "month": "本月", "last_month": "上月", "own": "自己选日期"}
LONGEST = 366 * 5
"""Days of a period at most."""


@dataclass(frozen=True)
class Period:
    """start ≤ moment < end, both aware. name: as people call it."""

    start: datetime
    end: datetime
    name: str = ""

    @property
    def first(self) -> date:
        """The first day."""
        return timezone.localtime(self.start).date()

    @property
    def last(self) -> date:
        """The last day, which belongs to it."""
        return timezone.localtime(self.end - timedelta(microseconds=1)).date()

    @property
    def before(self) -> Period:
        """The month before a whole month; else as many days just before."""
        if self.first.day == 1 and (self.last + timedelta(days=1)).day == 1 and (self.last - self.first).days < 31:
            last = self.first - timedelta(days=1)
            return days_of(last.replace(day=1), last, "上个月")
        days = (self.last - self.first).days + 1
        return days_of(self.first - timedelta(days=days), self.first - timedelta(days=1), "前一段")

    @property
    def words(self) -> str:
        """2026年11月16日至11月22日, or the one day."""
        first, last = self.first, self.last
        start = f"{first.year}年{first.month}月{first.day}日"
        if first == last:
            return start
        year = f"{last.year}年" if last.year != first.year else ""
        return f"{start}至{year}{last.month}月{last.day}日"


def days_of(first: date, last: date, name: str = "") -> Period:
    """Whole days, `last` included."""
    zone = timezone.get_default_timezone()
    return Period(
        datetime.combine(first, time(), tzinfo=zone),
        datetime.combine(last + timedelta(days=1), time(), tzinfo=zone),
        name,
    )


def named(name: str, now: datetime) -> Period:
    """A period of CHOICES without own dates; Monday begins a week. An unknown name is this week."""
    today = timezone.localtime(now).date()
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    if name == "last_week":
        return days_of(monday - timedelta(days=7), monday - timedelta(days=1), CHOICES[name])
    if name == "month":
        return days_of(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), CHOICES[name])
    if name == "last_month":
        last = first - timedelta(days=1)
        return days_of(last.replace(day=1), last, CHOICES[name])
    return days_of(monday, monday + timedelta(days=6), CHOICES["week"])


def today_of(now: datetime) -> Period:
    """The day of a moment."""
    day = timezone.localtime(now).date()
    return days_of(day, day, "今天")
