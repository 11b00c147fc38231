"""What an area worker does outside: brings the result with photos, and reports upwards what is not for this area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from bot.cases import pictures
from bot.cases.actors import Actor
from bot.cases.errors import AgainstRule, Invalid
from bot.cases.lifecycle import AREA, DISPATCHER, OPEN, SUPERVISOR
from bot.cases.models import Case, Handling, Part
from bot.cases.services.dispatch import give_back
from bot.cases.services.handling import contact, note, resolve
from bot.cases.services.joining import add_helper
from bot.cases.services.photos import MOST, claim_photos, keep_photo
from bot.cases.services.steps import given, permit
from bot.cases.services.visibility import posts_concerned, visible_to
from bot.staff.roles import all_posts, posts_of
from bot.store.writing import writing


def of_area(user: User) -> QuerySet[Case]:
    """The requests of somebody's own areas: had, helped with or reported by these posts; never more than is visible."""
    own = [post.id for post in posts_of(user) if post.role == AREA]
    part = Handling.objects.filter(case=OuterRef("pk"), post__in=own)
    return visible_to(user).filter(Q(post__in=own) | Q(holder=user) | Q(recorded_by=user) | Exists(part))


def to_do(user: User) -> QuerySet[Case]:
    """The open requests that wait for somebody's own areas now; what was only reported by them waits for others."""
    own = [post.id for post in posts_of(user) if post.role == AREA]
    helping = Handling.objects.filter(case=OuterRef("pk"), post__in=own, part=Part.HELPER, ended_at__isnull=True)
    return of_area(user).filter(Q(post__in=own) | Q(holder=user) | Exists(helping), state__in=OPEN)


def add_photos(case: Case, photos: Sequence[pictures.Picture], *, now: datetime) -> list[int]:
    """Puts photos behind those that a request has; their numbers within it. Inside the caller's transaction too.

    Raises:
        Invalid: too many at once.
    """
    if len(photos) > MOST:
        raise Invalid({"photos": [f"一次最多传{MOST}张照片。"]})
    with writing():
        last = case.photos.aggregate(last=Max("number"))["last"] or 0
        rows = [keep_photo(one, now=now) for one in photos]
        if last == 0:
            claim_photos(case, rows)
        else:
            for number, row in enumerate(rows, last + 1):
                row.case, row.number = case, number
                row.save(update_fields=["case", "number"])
        return list(range(last + 1, last + 1 + len(rows)))


def bring_result(case: Case, actor: Actor, *, answer: str, photos: Sequence[pictures.Picture], told: bool,
                 now: datetime) -> Case:  # fmt: skip
    """Answers a request from the spot, with photos.

    Args:
        told: the worker has told the citizen face to face; noted as a contact.

    Raises:
        Invalid, AgainstRule, NotAllowed, WrongState: nothing of it is kept then, no photo either.
    """
    given(permit("resolve", case, actor), answer=answer)
    with writing():
        if told:
            contact(case, actor, way="visit", reached=True, now=now, words="当面告诉了结果")
        if photos:
            numbers = "、".join(str(number) for number in add_photos(case, photos, now=now))
            note(case, actor, words=f"现场照片：第{numbers}张", now=now)
        return resolve(case, actor, answer=answer, now=now)


def report_up(case: Case, actor: Actor, *, why: str, proposed: str, now: datetime) -> str:
    """Passes a request upwards, as far as its life allows; what was done, in words for the worker.

    It goes back to the dispatcher with the proposal. Where the time or the number of returns is over, it stays, and
    the dispatcher is called in as a helper with the reason.

    Args:
        proposed: the post that should have it; empty = the dispatcher shall decide.

    Raises:
        Invalid, NotAllowed, WrongState.
    """
    above = _above(case)
    try:
        give_back(case, actor, why=why, proposed=proposed or above, now=now)
    except AgainstRule:
        with writing():
            note(case, actor, words=f"上报：{why}", now=now)
            add_helper(case, actor, post=above, now=now)
        return "已经过了能退回的时间，这一件还在您名下；已请派单员来协调。"
    return "已经退给派单员，由派单员重新安排。"


def _above(case: Case) -> str:
    concerned = posts_concerned(case)
    roles = (SUPERVISOR,) if case.about_unit else (DISPATCHER, SUPERVISOR)
    posts = [post.id for role in roles for post in all_posts() if post.role == role and post.id not in concerned]
    return posts[0] if posts else ""
