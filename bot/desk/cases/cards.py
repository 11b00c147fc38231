"""What the desk's home shows of requests: today, late, to take, to give, to decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from bot.desk.cases.queues import counts
from bot.desk.cases.viewer import Viewer
from bot.desk.home import Card
from bot.staff.roles import may

_CARDS = (
    ("overdue", "已超期的诉求", "过了时限还没有答复，请先办。", True),
    ("today", "今天到期的诉求", "今天下班以前要答复。", True),
    ("approve", "等您审批的诉求", "延期、重办和验收，等您决定。", False),
    ("dispatch", "要派的诉求", "还没有承办岗位，请派单。", False),
    ("claim", "等您接办的诉求", "已经派到您的岗位，请接办。", False),
    ("call", "要打电话告诉的", "答复、转办这些，请打电话告诉群众。", False),
    ("mine", "您手上的诉求", "您接办的，还没有答复。", False),
)


def cards(user: User, now: datetime) -> Iterable[Card]:
    """One card for each tab in which something waits for this person."""
    if not may(user, "cases.view"):
        return
    viewer = Viewer.of(user, now)
    numbers = counts(viewer, [code for code, *_ in _CARDS])
    for code, title, text, urgent in _CARDS:
        if code in numbers:
            yield Card(title, numbers[code], text, f"{reverse('desk:board')}?tab={code}", urgent)
