"""Posts: given to people and taken from them. A post is a fact of the release, its people are rows here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet

from bot.knowledge.model import Post
from bot.staff.errors import AlreadyHeld, BadSuccessor, NotHeld, UnknownPost
from bot.staff.models import Duty, Holder, Rank, What
from bot.staff.roles import all_posts
from bot.staff.services.log import reason, record
from bot.store.writing import writing


def post_named(post: str) -> Post:
    """The post of the active release. Raises UnknownPost, which lists those there are."""
    posts = all_posts()
    found = next((one for one in posts if one.id == post), None)
    if found is None:
        raise UnknownPost(post, [(one.id, one.name) for one in posts])
    return found


def post_name(post: str) -> str:
    """The name of a post, or its id when the hall no longer has it."""
    return next((one.name for one in all_posts() if one.id == post), post)


def holders(post: str) -> list[Holder]:
    """Who is in a post now, A before B, the longest first."""
    return list(_current().filter(post=post))


def held_posts(user: User) -> list[Holder]:
    """What somebody holds now, also posts that the hall no longer has."""
    return list(_current().filter(user=user))


def holders_by_post() -> dict[str, list[Holder]]:
    """Everybody's posts, by the id of the post."""
    found: dict[str, list[Holder]] = {}
    for holder in _current().filter(user__is_active=True):
        found.setdefault(holder.post, []).append(holder)
    return found


def give_post(user: User, post: str, rank: str = Rank.A, *, by: str, why: str, now: datetime) -> Holder:
    """Puts somebody in a post.

    Raises:
        UnknownPost. AlreadyHeld. NoReason. BadSuccessor: the account is closed.
    """
    name, words = post_named(post).name, reason(why)
    with writing():
        person = User.objects.select_for_update().get(pk=user.pk)
        if not person.is_active:
            raise BadSuccessor("这个账号已经停用，请先恢复。")
        if Holder.objects.filter(user=person, post=post, ended_at__isnull=True).exists():
            raise AlreadyHeld
        holder = Holder.objects.create(user=person, post=post, rank=Rank(rank))
        record(What.GIVEN, person, by=by, now=now, detail=f"{name} {holder.get_rank_display()}", why=words)
    _forget(user)
    return holder


def take_post(user: User, post: str, *, by: str, why: str, now: datetime) -> int:
    """Takes somebody out of a post; how many duties to come were taken off the roster.

    Raises:
        NotHeld. NoReason.
    """
    words = reason(why)
    with writing():
        holder = _leave(user, post, now)
        duties = duties_to_come(user, [post], now)
        detail = f"{post_name(post)} {holder.get_rank_display()}" + (f"，撤掉值班{len(duties)}班" if duties else "")
        Duty.objects.filter(pk__in=[duty.pk for duty in duties]).delete()
        record(What.TAKEN, user, by=by, now=now, detail=detail, why=words)
    return len(duties)


def hand_post_over(user: User, post: str, successor: User, *, by: str, why: str, now: datetime) -> str:
    """Puts the successor where somebody stood: post, rank and the duties to come. What was done, in words.

    Duties at a time when the successor stands elsewhere fall away; they are counted in the words.
    """
    with writing():
        holder = _leave(user, post, now)
        theirs = Holder.objects.filter(user=successor, post=post, ended_at__isnull=True).first()
        if theirs is None or (theirs.rank, holder.rank) == (Rank.B, Rank.A):
            if theirs is not None:
                Holder.objects.filter(pk=theirs.pk).update(ended_at=now)
            Holder.objects.create(user=successor, post=post, rank=holder.rank)
        moved = lost = 0
        for duty in duties_to_come(user, [post], now):
            if overlapping(successor, duty):
                lost += duty.delete()[0]
            else:
                moved += Duty.objects.filter(pk=duty.pk).update(user=successor)
        _forget(successor)
    words = f"{post_name(post)} {holder.get_rank_display()}"
    words += f"，值班{moved}班" if moved else ""
    return words + (f"，另有{lost}班和本人的值班冲突，已撤掉" if lost else "")


def duties_to_come(user: User, posts: Iterable[str], now: datetime) -> list[Duty]:
    """The duties of somebody in some posts that are not over yet."""
    here = now.astimezone()
    coming = Duty.objects.filter(user=user, post__in=list(posts), on__gte=here.date())
    return [duty for duty in coming if duty.on > here.date() or duty.end > here.time()]


def overlapping(user: User, duty: Duty) -> Duty | None:
    """A duty of somebody, in whatever post, at the same time as another one."""
    others = Duty.objects.filter(user=user, on=duty.on, start__lt=duty.end, end__gt=duty.start)
    return others.exclude(pk=duty.pk).first()


def _current() -> QuerySet[Holder]:
    return Holder.objects.filter(ended_at__isnull=True).select_related("user").order_by("post", "rank", "since")


def _leave(user: User, post: str, now: datetime) -> Holder:
    holder = Holder.objects.select_for_update().filter(user=user, post=post, ended_at__isnull=True).first()
    if holder is None:
        raise NotHeld
    Holder.objects.filter(pk=holder.pk).update(ended_at=now)
    _forget(user)
    return holder


def _forget(user: User) -> None:
    """Lets roles.posts_of look again for this very object."""
    user.__dict__.pop("_posts", None)
