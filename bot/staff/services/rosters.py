"""Rosters: who stands in a post at which hour. Without a roster the A person stands there, else the B person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User

from bot.staff.errors import BadTimes, DutyOverlap, NotHeld, PastDay, StaffError
from bot.staff.models import Duty, Holder, Rank
from bot.staff.services.posts import holders, overlapping, post_name, post_named
from bot.store.writing import writing

WEEK = timedelta(days=7)


@dataclass
class Copied:
    """made: how many duties were copied. left_out: why others were not, one sentence each."""

    made: int = 0
    left_out: list[str] = field(default_factory=list)


def on_duty(post: str, now: datetime) -> list[User]:
    """Who stands in a post at an hour: by roster, else the A persons, else the B persons; empty = nobody.

    Args:
        now: aware; read in the hall's time.
    """
    here = now.astimezone()
    current = [holder for holder in holders(post) if holder.user.is_active]
    people = {holder.user_id for holder in current}
    duties = Duty.objects.filter(post=post, on=here.date(), start__lte=here.time(), end__gt=here.time())
    if found := [duty.user for duty in duties.select_related("user") if duty.user_id in people]:
        return found
    for rank in Rank:
        if ranked := [holder.user for holder in current if holder.rank == rank]:
            return ranked
    return []


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(post: str, monday: date) -> list[tuple[date, list[Duty]]]:
    """Seven days with their duties in a post."""
    found = Duty.objects.filter(post=post, on__gte=monday, on__lt=monday + WEEK).select_related("user")
    duties = list(found.order_by("on", "start"))
    days = [monday + timedelta(days=number) for number in range(7)]
    return [(day, [duty for duty in duties if duty.on == day]) for day in days]


def add_duty(post: str, user: User, on: date, start: time, end: time, *, now: datetime) -> Duty:
    """Puts somebody on the roster.

    Raises:
        UnknownPost. NotHeld: only who holds the post. BadTimes. PastDay. DutyOverlap: stands elsewhere then.
    """
    post_named(post)
    if end <= start:
        raise BadTimes
    if on < now.astimezone().date():
        raise PastDay("过去的日子不能再排值班。")
    with writing():
        person = User.objects.select_for_update().get(pk=user.pk)
        if not (person.is_active and Holder.objects.filter(user=person, post=post, ended_at__isnull=True).exists()):
            raise NotHeld(f"{_called(person)}不在这个岗位上，不能排值班。请先让管理员把人加到岗位。")
        duty = Duty(post=post, user=person, on=on, start=start, end=end)
        if other := overlapping(person, duty):
            raise DutyOverlap(
                f"{_called(person)}{other.on:%-m月%-d日}{other.start:%H:%M}到{other.end:%H:%M}"
                f"已经排在{post_name(other.post)}，请换时间或换人。"
            )
        duty.save()
    return duty


def remove_duty(duty: Duty, *, now: datetime) -> None:
    """Takes a duty off the roster. Raises PastDay: who stood where stays known."""
    if duty.on < now.astimezone().date():
        raise PastDay
    with writing():
        duty.delete()


def copy_week(post: str, monday: date, *, now: datetime) -> Copied:
    """Copies the duties of the week before into the week of `monday`; what does not fit is left out and named.

    Raises:
        UnknownPost.
    """
    post_named(post)
    copied = Copied()
    with writing():
        for day, duties in week_of(post, monday - WEEK):
            for duty in duties:
                try:
                    add_duty(post, duty.user, day + WEEK, duty.start, duty.end, now=now)
                    copied.made += 1
                except PastDay:
                    copied.left_out.append(f"{day + WEEK:%-m月%-d日}已经过去，没有复制。")
                except StaffError as error:
                    copied.left_out.append(f"{day + WEEK:%-m月%-d日}：{error}")
    copied.left_out = list(dict.fromkeys(copied.left_out))
    return copied


def _called(user: User) -> str:
    return user.first_name or user.get_username()
