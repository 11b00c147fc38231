"""Until when a pause or a notice may last, as people say it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.knowledge.calendar import is_open_weekday
from bot.knowledge.hours import parse_span
from bot.knowledge.model import Calendar, Hours

OPEN_END, AT = "open", "at"
SHORT = {"30": "半小时后", "60": "1小时后", "120": "2小时后"}
"""Minutes → words."""


def endings(hours: Hours, calendar: Calendar, now: datetime) -> list[tuple[str, str, datetime | None]]:
    """Choices as (id, words, moment); the ends of today's hours come from the place's own hours, None = not known here."""
    minute = now.replace(second=0, microsecond=0)
    rows: list[tuple[str, str, datetime | None]] = [
        (minutes, words, minute + timedelta(minutes=int(minutes))) for minutes, words in SHORT.items()
    ]
    spans = [span for span in map(parse_span, hours.spans) if span is not None]
    if is_open_weekday(calendar, now.date(), hours.weekdays)[0]:
        for number, (_, end) in enumerate(spans):
            moment = datetime.combine(now.date(), end, tzinfo=now.tzinfo)
            if moment > now:
                last = number == len(spans) - 1
                rows.append((f"end{number}", f"到今天{'下班' if last else '中午'}（{end:%H:%M}）", moment))
    return [*rows, (AT, "到这个时间：", None), (OPEN_END, "说不准，另行通知", None)]
