"""Accounts of staff."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from bot.store.writing import writing

GROUP = "诉求受理"
MAY = ("view_case", "view_caseevent", "see_contact")


class StaffError(ValueError):
    """An account that can't be made; the message says in Chinese what to change."""


def create_staff(username: str, password: str, *, name: str, superuser: bool = False) -> User:
    """Makes an account that may see requests at /desk/.

    Args:
        name: how colleagues know the person. superuser: may also manage accounts.

    Raises:
        StaffError: the name is taken or not allowed, or the password too weak.
    """
    model = get_user_model()
    user = model(username=username.strip(), first_name=name.strip(), is_staff=True, is_superuser=superuser)
    if not user.first_name:
        raise StaffError("请写姓名或岗位名。")
    if model.objects.filter(username__iexact=user.username).exists():
        raise StaffError("这个用户名已经有人用了，请换一个。")
    try:
        user.clean_fields(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        raise StaffError("；".join(error.messages)) from error
    user.set_password(password)
    with writing():
        user.save()
        user.groups.add(_group())
    return user


def _group() -> Group:
    group, made = Group.objects.get_or_create(name=GROUP)
    if made:
        group.permissions.set(Permission.objects.filter(content_type__app_label="cases", codename__in=MAY))
    return group
