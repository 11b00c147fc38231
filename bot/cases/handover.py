"""Closing an account: the requests somebody has in hand go to a colleague of the same post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User

from bot.cases.errors import CasesError, Invalid
from bot.cases.lifecycle import State
from bot.cases.models import Case
from bot.cases.services.dispatch import hand_over
from bot.staff.errors import BadSuccessor
from bot.staff.handover import Held
from bot.staff.services.posts import holders, post_name

IN_HAND = (State.IN_PROGRESS, State.WAITING_CITIZEN)


class Cases:
    """What somebody has claimed and not answered yet. What is only assigned belongs to the post and stays with it."""

    name = "case"

    def held(self, user: User, now: datetime) -> Sequence[Held]:
        found = []
        for case in Case.objects.filter(holder=user, state__in=IN_HAND).order_by("expected_at"):
            others = self._others(case, user)
            names = "、".join(one.first_name or one.get_username() for one in others)
            found.append(
                Held(self.name, str(case.pk), f"诉求：{case.number}", f"由{post_name(case.post)}承办。", names)
            )
        return found

    def hand_over(self, user: User, key: str, successor: User | None, *, by: str, why: str, now: datetime) -> str:
        case = Case.objects.get(pk=int(key))
        to = successor or next(iter(self._others(case, user)), None)
        if to is None:
            raise BadSuccessor(f"{post_name(case.post)}没有别人了，请选一位接手的同事。")
        try:
            hand_over(case, to=to, now=now)
        except Invalid as error:
            raise BadSuccessor("".join(word for words in error.errors.values() for word in words)) from error
        except CasesError as error:
            raise BadSuccessor(str(error)) from error
        return f"诉求{case.number}" if successor is not None else ""

    def _others(self, case: Case, user: User) -> list[User]:
        return [one.user for one in holders(case.post) if one.user_id != user.pk and one.user.is_active]
