"""Who is rung when somebody asks for a person: the guide desk that is on duty now, never a serving window."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery

from bot.knowledge.hours import opening
from bot.knowledge.model import Hall, Post
from bot.staff.roles import all_posts, may, posts_of
from bot.staff.services.rosters import on_duty
from bot.store.releases import active_release
from bot.talks.errors import NotAllowed
from bot.talks.models import Pause

RIGHT = "talks.answer"
OPEN = ("open", "last_intake")


def desks() -> list[Post]:
    """The posts that are rung: 导办 without a window of their own; who serves at a window is not called away."""
    return [post for post in all_posts() if post.role == "导办" and not post.windows]


def people_rung(now: datetime) -> list[User]:
    """Who is on duty at a guide desk and has not paused, each once."""
    away = {row.user_id for row in pauses(now)}
    return [user for user in people_on_duty(now) if user.pk not in away]


def people_on_duty(now: datetime) -> list[User]:
    """Who is on duty at a guide desk, each once."""
    return list(dict.fromkeys(user for post in desks() for user in on_duty(post.id, now)))


def pauses(now: datetime) -> list[Pause]:
    """The pauses that last, the longest first. One ends by itself, and with the duty in which it was begun."""
    newest = Pause.objects.filter(user=OuterRef("user")).order_by("-pk").values("pk")[:1]
    rows = Pause.objects.filter(pk=Subquery(newest), began=True, at__lte=now, until__gt=now).select_related("user")
    people = {user.pk for user in people_on_duty(now)}
    return [row for row in rows.order_by("at", "pk") if row.user_id in people]


def paused(user: User, now: datetime) -> Pause | None:
    """The pause of somebody who is on duty, or None."""
    return next((row for row in pauses(now) if row.user_id == user.pk), None)


def open_now(now: datetime) -> bool:
    """Whether the hall works at this moment; None published is not open."""
    release = active_release()
    return release is not None and opening_state(release.hall, now) in OPEN


def opening_state(hall: Hall, now: datetime) -> str:
    """How the hall stands, see knowledge.hours.Opening."""
    return opening(hall.information.hours, hall.calendar, now.astimezone()).state


def somebody_there(now: datetime) -> bool:
    """Whether a call can be answered: within opening hours, and somebody at a guide desk has not paused."""
    return open_now(now) and bool(people_rung(now))


def rings_for(user: User, now: datetime) -> bool:
    """Whether a call rings at this person's page: on duty at a guide desk and not paused, or the duty lead who helps."""
    if not may(user, RIGHT) or paused(user, now) is not None:
        return False
    if any(post.role == "值班长" for post in posts_of(user)):
        return True
    own = {post.id for post in posts_of(user)}
    return any(user in on_duty(post.id, now) for post in desks() if post.id in own)


def check_may_answer(user: User, now: datetime, *, emergency: bool = False) -> None:
    """Raises NotAllowed for who may not answer calls, or not at this hour. emergency: also who has paused may go."""
    if not may(user, RIGHT):
        raise NotAllowed("您的岗位不接人工呼叫。")
    if paused(user, now) is not None:
        if emergency:
            return
        raise NotAllowed("您暂停了接听。请先按“恢复接听”，再接。")
    if not rings_for(user, now):
        raise NotAllowed("现在不是您值班，不能接。请值班的同事接，或请值班长改排班。")


def post_of(user: User) -> Post | None:
    """In which post somebody answers: the guide desk first."""
    held = posts_of(user)
    ids = {post.id for post in desks()}
    return next((post for post in held if post.id in ids), held[0] if held else None)
