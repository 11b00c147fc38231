"""Closing an account: everything held is handed over, then nobody comes in with it any more; all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import User

from bot.staff.errors import BadSuccessor, NotHeld, Unfinished
from bot.staff.handover import PARTS, Held, held_by
from bot.staff.models import What
from bot.staff.services.accounts import keep_an_administrator
from bot.staff.services.log import reason, record
from bot.staff.services.posts import duties_to_come, hand_post_over, held_posts, holders, post_name, take_post
from bot.store.writing import writing


class Posts:
    """The posts, with their duties to come. Tasks and facts belong to a post and stay with it."""

    name = "post"

    def held(self, user: User, now: datetime) -> Sequence[Held]:
        found = []
        for holder in held_posts(user):
            others = [one.user for one in holders(holder.post) if one.user_id != user.pk and one.user.is_active]
            duties = len(duties_to_come(user, [holder.post], now))
            found.append(
                Held(
                    self.name,
                    holder.post,
                    f"岗位：{post_name(holder.post)}（{holder.get_rank_display()}）",
                    f"今后还有{duties}班值班。" if duties else "",
                    "、".join(other.first_name or other.get_username() for other in others),
                )
            )
        return found

    def hand_over(self, user: User, key: str, successor: User | None, *, by: str, why: str, now: datetime) -> str:
        if successor is not None:
            return hand_post_over(user, key, successor, by=by, why=why, now=now)
        if not any(one.user_id != user.pk and one.user.is_active for one in holders(key)):
            raise BadSuccessor(f"{post_name(key)}没有别人了，请选一位接手的同事。")
        take_post(user, key, by=by, why=why, now=now)
        return ""


def hand_over(user: User, to: Mapping[str, User | None], *, by: str, why: str, now: datetime) -> None:
    """Hands over everything that somebody holds.

    Args:
        to: id of each thing held → who takes it; None = it stays with those whom `stays_with` names.

    Raises:
        Unfinished: something has no successor. BadSuccessor. NoReason.
    """
    words = reason(why)
    with writing():
        _lock(user, to)
        held = held_by(user, now)
        if missing := [one for one in held if to.get(one.id) is None and not (one.id in to and one.stays_with)]:
            raise Unfinished(missing)
        for one in held:
            successor = to[one.id]
            if successor is not None and (successor.pk == user.pk or not successor.is_active):
                raise BadSuccessor(f"{one.title}：请选一位在用账号的同事来接手。")
            done = PARTS[one.part].hand_over(user, one.key, successor, by=by, why=words, now=now)
            if successor is not None:
                name, theirs = user.first_name or user.get_username(), successor.first_name or successor.get_username()
                record(What.HANDED, user, by=by, now=now, detail=f"{done}，交给{theirs}", why=words)
                record(What.RECEIVED, successor, by=by, now=now, detail=f"{done}，来自{name}", why=words)
        if left := held_by(user, now):
            raise Unfinished(left)


def close_account(user: User, to: Mapping[str, User | None], *, by: str, why: str, now: datetime) -> None:
    """Hands everything over and closes the account; its sessions end at once.

    Raises:
        LastAdministrator. NotHeld: it is closed already. Unfinished. BadSuccessor. NoReason.
    """
    words = reason(why)
    with writing():
        hand_over(user, to, by=by, why=words, now=now)
        person = User.objects.select_for_update().get(pk=user.pk)
        if not person.is_active:
            raise NotHeld("这个账号已经停用了。")
        keep_an_administrator(person)
        # A session belongs to one password: without one none comes back, not even when the account is opened again.
        person.is_active, person.is_superuser = False, False
        person.set_unusable_password()
        person.save(update_fields=["is_active", "is_superuser", "password"])
        record(What.CLOSED, person, by=by, now=now, why=words)
    user.is_active, user.is_superuser, user.password = False, False, person.password


def _lock(user: User, to: Mapping[str, User | None]) -> None:
    ids = {user.pk, *(successor.pk for successor in to.values() if successor is not None)}
    list(User.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
