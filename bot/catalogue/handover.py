"""What a person holds in the catalogue: change sets that are on their way. Facts and tasks belong to posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User

from bot.catalogue.models import ChangeSet
from bot.catalogue.models.changes import OPEN, State
from bot.staff.errors import BadSuccessor
from bot.staff.handover import Held
from bot.staff.roles import may


class ChangeSets:
    """Each goes to somebody who may change everything that is in it."""

    name = "change_set"

    def held(self, user: User, now: datetime) -> Sequence[Held]:
        sets = ChangeSet.objects.filter(user=user, state__in=OPEN).order_by("pk")
        return [Held(self.name, str(one.pk), f"修改单：{one.title}", f"{State(one.state).label}。") for one in sets]

    def hand_over(self, user: User, key: str, successor: User | None, *, by: str, why: str, now: datetime) -> str:
        change = ChangeSet.objects.select_for_update().get(pk=key, user=user, state__in=OPEN)
        if successor is None:
            raise BadSuccessor(f"修改单“{change.title}”要选一位接手的同事。")
        departments = set(change.entries.order_by().values_list("department", flat=True).distinct())
        rights = [may(successor, "catalogue.edit", department=department) for department in departments]
        if not may(successor, "catalogue.edit") or not all(rights):
            name = successor.first_name or successor.get_username()
            raise BadSuccessor(f"{name}不能改修改单“{change.title}”里的资料，请选这个部门的编辑，或审核、主管。")
        change.user = successor
        change.save(update_fields=["user"])
        return f"修改单“{change.title}”"
