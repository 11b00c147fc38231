"""Opening times: is a place open at a moment, when does it open next, when does intake end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.knowledge.calendar import is_open_weekday
from bot.knowledge.model import Calendar, Hours

WEEKDAYS = "一二三四五六日"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_SPAN = re.compile(rf"(?P<start>{_CLOCK})\s*-\s*(?P<end>{_CLOCK})")


def parse_span(span: str) -> tuple[time, time] | None:
    """`"08:30-12:00"` as two times, None when it is not one or does not run forward."""
    found = _SPAN.fullmatch(span.strip())
    if found is None:
        return None
    start, end = time.fromisoformat(found["start"]), time.fromisoformat(found["end"])
    return (start, end) if start < end else None


@dataclass(frozen=True)
class Opening:
    """How a place stands at a moment.

    state: open · last_intake (open, but no more numbers) · lunch (opens again today) · before · closed.
    until: end of intake (open), of service (last_intake), or the next opening (else); None when none within 31 days.
    """

    state: str
    until: datetime | None
    sure: bool = True


def opening(hours: Hours, calendar: Calendar, now: datetime) -> Opening:
    """How a place with these hours stands at `now` (aware, in the hall's time)."""
    works, sure = is_open_weekday(calendar, now.date(), hours.weekdays)
    if works:
        for number, (start, end) in enumerate(_spans(hours)):
            if now.time() < start:
                return Opening("lunch" if number else "before", _at(now, start), sure)
            if now.time() < end:
                last = time.fromisoformat(hours.last_intake[number]) if hours.last_intake else end
                if now.time() < last:
                    return Opening("open", _at(now, last), sure)
                return Opening("last_intake", _at(now, end), sure)
    return Opening("closed", _next_opening(hours, calendar, now), sure)


def hours_text(hours: Hours) -> str:
    """The hours as they are said: 周一至周五 08:30-12:00、14:30-17:30."""
    days = list(hours.weekdays)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        week = f"周{WEEKDAYS[days[0] - 1]}至周{WEEKDAYS[days[-1] - 1]}"
    else:
        week = "、".join(f"周{WEEKDAYS[day - 1]}" for day in days)
    text = f"{week} {'、'.join(hours.spans)}"
    if hours.last_intake:
        text += f"（{'、'.join(hours.last_intake)} 停止取号）"
    return f"{text}，{hours.note}" if hours.note else text


def _spans(hours: Hours) -> list[tuple[time, time]]:
    return [span for span in map(parse_span, hours.spans) if span is not None]


def _at(now: datetime, moment: time) -> datetime:
    return datetime.combine(now.date(), moment, tzinfo=now.tzinfo)


def _next_opening(hours: Hours, calendar: Calendar, now: datetime) -> datetime | None:
    day: date = now.date()
    for _ in range(31):
        day += timedelta(days=1)
        if is_open_weekday(calendar, day, hours.weekdays)[0]:
            return datetime.combine(day, _spans(hours)[0][0], tzinfo=now.tzinfo)
    return None
