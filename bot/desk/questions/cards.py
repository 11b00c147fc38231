"""What the desk's home shows of questions that were not answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from bot.catalogue.models.tasks import TaskKind
from bot.catalogue.services.tasks import open_tasks, overdue
from bot.desk.home import Card
from bot.desk.questions.choosing import CAPABILITY, visible
from bot.reports.models import State
from bot.staff.roles import departments_for, may


def cards(user: User, now: datetime) -> Iterable[Card]:
    """For who may handle them: how many groups wait, urgent when a task is over its day."""
    if not may(user, CAPABILITY):
        return
    waiting = visible(user).filter(state=State.OPEN)
    count, most = waiting.count(), waiting.first()
    if most is None:
        return
    tasks = open_tasks(departments_for(user, CAPABILITY)).filter(kind=TaskKind.QUESTION)
    late = overdue(tasks, now).count()
    text = f"没答好的问题{count}组，问得最多的是“{most.text}”，{most.times}次。"
    if late:
        text = f"{late}组过了期限。{text}"
    yield Card("没答好的问题", count, text, reverse("desk:questions"), urgent=bool(late))
