"""Dated work: opened once for each thing, counted when it comes up again, closed with what came of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from bot.catalogue.models import Task
from bot.catalogue.models.tasks import TaskKind
from bot.knowledge.calendar import add_working_days
from bot.store.releases import active_hall
from bot.store.writing import writing

DAYS = {TaskKind.REVIEW: 5, TaskKind.QUESTION: 5, TaskKind.PAPER: 3, TaskKind.PLACE: 3, TaskKind.HANDOVER: 5}
"""Working days until a task is due."""


def open_task(
    *, kind: str, about: str, title: str, department: str, now: datetime, item: str = "", due: date | None = None
) -> Task:
    """The open task about something: a new one, or the one there is, counted once more.

    Args:
        kind: a value of TaskKind. about: `<what>:<id>`. department: id, empty = anybody's.
        due: the last day; by default so many working days from now as DAYS says.
    """
    with writing():
        changed = Task.objects.filter(about=about, done_at__isnull=True).update(count=F("count") + 1)
        if changed:
            return Task.objects.get(about=about, done_at__isnull=True)
        day = due or add_working_days(active_hall().calendar, now.astimezone().date(), DAYS[TaskKind(kind)])[0]
        return Task.objects.create(
            kind=kind, about=about, title=title[:200], department=department, item=item, made_at=now, due=day
        )


def close_task(about: str, *, by: str, outcome: str, now: datetime) -> bool:
    """Closes the open task about something; whether there was one."""
    with writing():
        open_now = Task.objects.filter(about=about, done_at__isnull=True)
        return bool(open_now.update(done_at=now, done_by=by, outcome=outcome[:300]))


def open_tasks(departments: set[str] | None) -> QuerySet[Task]:
    """The open tasks of some departments and those of nobody; None = all."""
    tasks = Task.objects.filter(done_at__isnull=True)
    return tasks if departments is None else tasks.filter(Q(department__in=departments) | Q(department=""))


def overdue(tasks: QuerySet[Task], now: datetime) -> QuerySet[Task]:
    """Those whose last day is over."""
    return tasks.filter(due__lt=now.astimezone().date())
