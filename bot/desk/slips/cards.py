"""What the desk's home shows of outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from bot.desk.home import Card
from bot.slips.figures import DAYS, FEWEST, noted_today, success
from bot.staff.roles import departments_for, may


def cards(user: User, now: datetime) -> Iterable[Card]:
    """For the window what it has noted today; for who may see figures the share done at once."""
    if may(user, "outcomes.record"):
        count = noted_today(user.pk, now)
        yield Card("今天登记的办理结果", count, f"今天登记了{count}件，点这里继续登记。", reverse("desk:slips"))
    if may(user, "figures.view"):
        found = success(now, departments_for(user, "figures.view"))
        if found.now.enough:
            before = f"，之前{DAYS}天{found.before.words}" if found.before.enough else ""
            text = f"一次办成率{found.now.words}（大约在{found.now.range_words}之间）{before}。"
        else:
            text = f"样本太少，到{FEWEST}张才显示一次办成率。"
        yield Card(f"近{DAYS}天拿告知单来办", found.now.n, text, reverse("desk:slips_figures"))
