"""Accounts: made, found, given a new password, made administrator, opened again. Closing is in `closing`."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from bot.staff.errors import InvalidAccount, LastAdministrator
from bot.staff.models import Account, What
from bot.staff.services.log import reason, record
from bot.store.writing import writing
from bot.text.pinyin import initials, syllables

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a generated password is made of: nothing that looks like something else on paper."""
SHELL = "命令行"
"""Stands in the log when an account is made by `xiaobao createstaff`."""


def initial_password() -> str:
    """A password to be read out once and typed once: four groups of four signs, about 79 bits."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(4))


def create_account(
    username: str,
    password: str,
    *,
    name: str,
    by: str,
    now: datetime,
    administrator: bool = False,
    must_change: bool = True,
) -> User:
    """Makes an account. It may see nothing until it is given a post.

    Args:
        name: how colleagues know the person. administrator: keeps the accounts.
        by: user name of who makes it. must_change: at the first login another password must be chosen.

    Raises:
        InvalidAccount: the name is taken or not allowed, or the password too weak.
    """
    user = User(username=username.strip(), first_name=name.strip(), is_staff=True, is_superuser=administrator)
    errors: dict[str, list[str]] = {}
    if not user.first_name:
        errors["name"] = ["请写姓名或岗位名。"]
    elif len(user.first_name) > 30:
        errors["name"] = ["姓名最多30个字。"]
    if not user.username:
        errors["username"] = ["请写用户名。"]
    else:
        try:
            user.clean_fields(exclude=["password", "first_name"])
        except ValidationError as error:
            errors["username"] = error.messages
    if User.objects.filter(username__iexact=user.username).exists():
        errors["username"] = ["这个用户名已经有人用了，请换一个。"]
    errors |= _weak(password, user)
    if errors:
        raise InvalidAccount(errors)
    user.set_password(password)
    with writing():
        user.save()
        Account.objects.create(user=user, must_change=must_change)
        record(What.CREATED, user, by=by, now=now, detail="管理员" if administrator else "")
    return user


def reset_password(user: User, password: str, *, by: str, why: str, now: datetime) -> None:
    """Gives somebody a new initial password; all sessions end, and it must be changed at the next login.

    Raises:
        InvalidAccount: too weak. NoReason.
    """
    words = reason(why)
    if errors := _weak(password, user):
        raise InvalidAccount(errors)
    with writing():
        _give_password(user, password)
        record(What.PASSWORD, user, by=by, now=now, why=words)


def change_own_password(user: User, old: str, new: str, *, now: datetime) -> None:
    """Takes another password for the own account.

    Raises:
        InvalidAccount: the old one is wrong, the new one too weak or the same.
    """
    if not user.check_password(old):
        raise InvalidAccount({"old": ["现在的密码不对，请再输一遍。"]})
    if old == new:
        raise InvalidAccount({"password": ["新密码要和现在的不一样。"]})
    if errors := _weak(new, user):
        raise InvalidAccount(errors)
    with writing():
        user.set_password(new)
        user.save(update_fields=["password"])
        Account.objects.filter(user=user).update(must_change=False)
        record(What.OWN_PASSWORD, user, by=user.get_username(), now=now)


def must_change_password(user: User) -> bool:
    """Was the password given by somebody else, and not changed since?"""
    return Account.objects.filter(user=user, must_change=True).exists()


def mark_administrator(user: User, on: bool, *, by: str, why: str, now: datetime) -> None:
    """Makes somebody an administrator, or takes the mark away.

    Raises:
        NoReason. LastAdministrator.
    """
    words = reason(why)
    with writing():
        if not on:
            keep_an_administrator(user)
        if User.objects.filter(pk=user.pk, is_superuser=not on).update(is_superuser=on):
            record(What.ADMINISTRATOR if on else What.NO_ADMINISTRATOR, user, by=by, now=now, why=words)
    user.is_superuser = on


def reopen_account(user: User, password: str, *, by: str, why: str, now: datetime) -> None:
    """Opens a closed account again, with a new initial password and without posts.

    Raises:
        InvalidAccount: too weak. NoReason.
    """
    words = reason(why)
    if errors := _weak(password, user):
        raise InvalidAccount(errors)
    with writing():
        User.objects.filter(pk=user.pk).update(is_active=True)
        user.is_active = True
        _give_password(user, password)
        record(What.REOPENED, user, by=by, now=now, why=words)


def keep_an_administrator(user: User) -> None:
    """Raises LastAdministrator when nobody else would keep the accounts. Called inside the transaction."""
    others = User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk")
    if user.is_superuser and user.is_active and {other.pk for other in others} <= {user.pk}:
        raise LastAdministrator


def find_people(words: str, *, closed: bool = False) -> list[User]:
    """The accounts whose name, user name, pinyin or initials hold `words`; all of them when it is empty."""
    people = User.objects.filter(is_staff=True, is_active=not closed).order_by("first_name", "username")
    wanted = "".join(words.split()).casefold()
    return [user for user in people if not wanted or any(wanted in form for form in _forms(user))]


def _forms(user: User) -> tuple[str, ...]:
    name = user.first_name
    return name.casefold(), user.username.casefold(), "".join(syllables(name)), initials(name)


def _give_password(user: User, password: str) -> None:
    user.set_password(password)  # a session belongs to one password: all of them end
    user.save(update_fields=["password"])
    Account.objects.update_or_create(user=user, defaults={"must_change": True})


def _weak(password: str, user: User) -> dict[str, list[str]]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {"password": error.messages}
    return {}
