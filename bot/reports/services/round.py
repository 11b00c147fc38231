"""What is done from time to time, beside the turns: talks are read, questions sorted, old ones dropped."""

from __future__ import annotations

from datetime import datetime

from bot.reports.services.groups import forget_old, sort_notes
from bot.reports.services.notes import collect
from bot.store.timers import every

SECONDS, OLD_SECONDS = 15, 6 * 3600


@every(SECONDS, "questions")
def look_over(now: datetime) -> None:
    """One round: a bounded number of turns is read, a bounded number of questions sorted."""
    collect(now)
    sort_notes(now)


@every(OLD_SECONDS, "old questions")
def clear_out(now: datetime) -> None:
    """What is over its time goes."""
    forget_old(now)
