"""What the desk's home shows of change sets: those to be reviewed, those given back, one's own that lie about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from bot.catalogue.models import ChangeSet
from bot.catalogue.models.changes import State
from bot.catalogue.services.drafts import authors
from bot.desk.home import Card
from bot.knowledge.calendar import add_working_days
from bot.staff.roles import may
from bot.store.releases import active_hall

LONGEST_WAIT = 2
"""Working days that a change set may wait for its review."""


def cards(user: User, now: datetime) -> Iterable[Card]:
    """For reviewers what waits for them; for authors what came back, and what they have not published."""
    if may(user, "catalogue.review"):
        waiting = [one for one in ChangeSet.objects.filter(state=State.SUBMITTED) if user.pk not in authors(one)]
        late = sum(overdue(one, now) for one in waiting)
        text = f"有{late}张等了两个工作日还多，请先看。" if late else "请看一看，可以就发布，不行就退回。"
        yield Card("等我审核的修改单", len(waiting), text, reverse("desk:change_sets"), urgent=bool(late))
    if may(user, "catalogue.edit") or may(user, "catalogue.structure"):
        own = ChangeSet.objects.filter(user=user, entries__isnull=False).distinct()
        returned = list(own.filter(state=State.RETURNED))
        yield Card(
            "退回给我的修改单", len(returned), "请按退回的原因改好，再送审。", _where(returned), urgent=bool(returned)
        )
        drafted = list(own.filter(state=State.DRAFT))
        yield Card("我没发布的修改单", len(drafted), "改了还没发布，小豹还在照旧的说。", _where(drafted))


def overdue(change_set: ChangeSet, now: datetime) -> bool:
    """Has it waited longer than it may?"""
    if change_set.submitted_at is None:
        return False
    sent = change_set.submitted_at.astimezone(now.tzinfo)
    return now.date() > add_working_days(active_hall().calendar, sent.date(), LONGEST_WAIT)[0]


def _where(change_sets: list[ChangeSet]) -> str:
    if len(change_sets) == 1:
        return reverse("desk:change_set", args=[change_sets[0].pk])
    return reverse("desk:change_sets")
