"""Who must leave the guide desk for a while pauses: calls ring elsewhere, or become requests at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from bot.staff.models import Duty
from bot.staff.roles import may
from bot.staff.services.rosters import on_duty
from bot.store.writing import writing
from bot.talks.desks import RIGHT, desks, paused
from bot.talks.errors import NotAllowed
from bot.talks.models import Pause

LONGEST = timedelta(minutes=30)
"""A pause that nobody ended: calls ring again."""


def pause(user: User, now: datetime) -> Pause:
    """Calls ring no more at this person's page, for LONGEST at most and never beyond the duty; the one that lasts, if any.

    Raises:
        NotAllowed: not on duty at a guide desk now.
    """
    if not may(user, RIGHT):
        raise NotAllowed("您的岗位不接人工呼叫。")
    with writing():
        before = paused(user, now)
        if before is not None:
            return before
        post = next((post.id for post in desks() if user in on_duty(post.id, now)), None)
        if post is None:
            raise NotAllowed("现在不是您在导办台值班，不用暂停。")
        return Pause.objects.create(user=user, post=post, began=True, at=now, until=_until(post, user, now))


def resume(user: User, now: datetime) -> bool:
    """Calls ring again; False when there was no pause any more."""
    with writing():
        before = paused(user, now)
        if before is None:
            return False
        Pause.objects.create(user=user, post=before.post, began=False, at=now)
        return True


def _until(post: str, user: User, now: datetime) -> datetime:
    here = now.astimezone()
    duty = Duty.objects.filter(
        post=post, user=user, on=here.date(), start__lte=here.time(), end__gt=here.time()
    ).first()
    ends = here.replace(hour=duty.end.hour, minute=duty.end.minute, second=0, microsecond=0) if duty else None
    return min(now + LONGEST, ends) if ends else now + LONGEST
