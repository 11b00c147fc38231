"""Accounts: who can be made, what they may see, and that nothing happens without a row in the log."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.utils import timezone

from bot.staff.errors import InvalidAccount, LastAdministrator, NoReason
from bot.staff.models import StaffEvent, What
from bot.staff.roles import CAPABILITIES, may
from bot.staff.services.accounts import (
    change_own_password,
    create_account,
    find_people,
    initial_password,
    mark_administrator,
    must_change_password,
    reset_password,
)
from tests.web_personas import PASSWORD, member

NOW = timezone.now()


def make(username: str = "zhang", password: str = PASSWORD, name: str = "张导办", administrator: bool = False) -> User:
    return create_account(username, password, name=name, by="boss", now=NOW, administrator=administrator)


def test_a_new_account_may_do_nothing_and_changes_its_password(db: None) -> None:
    user = make()
    assert user.is_staff
    assert not user.is_superuser
    assert user.password.startswith("argon2")
    assert [capability for capability in CAPABILITIES if may(user, capability)] == []
    assert must_change_password(user)
    event = StaffEvent.objects.get()
    assert (event.by, event.about, event.what) == ("boss", user, What.CREATED)


def test_an_administrator_keeps_accounts_and_machines_and_nothing_else(db: None) -> None:
    user = make(administrator=True)
    held = {capability for capability in CAPABILITIES if may(user, capability)}
    assert held == {"staff.accounts", "staff.log", "devices.keep"}


@pytest.mark.parametrize(
    ("username", "password", "name", "field", "words"),
    [
        ("zhang", PASSWORD, "张", "username", "已经有人用"),
        ("ZHANG", PASSWORD, "张", "username", "已经有人用"),
        ("li", "12345678", "李", "password", "密码"),
        ("li", "short", "李", "password", "密码"),
        ("", PASSWORD, "李", "username", "用户名"),
        ("a b", PASSWORD, "李", "username", "用户名"),
        ("li", PASSWORD, " ", "name", "姓名"),
        ("li", PASSWORD, "李" * 31, "name", "30个字"),
    ],
)
def test_accounts_that_can_not_be_made(
    db: None, username: str, password: str, name: str, field: str, words: str
) -> None:
    make()
    with pytest.raises(InvalidAccount) as caught:
        make(username, password, name)
    assert words in "".join(caught.value.errors[field])
    assert words in str(caught.value)
    assert User.objects.count() == 1


def test_generated_passwords_are_accepted_and_differ(db: None) -> None:
    first, second = initial_password(), initial_password()
    assert first != second
    assert make(password=first).check_password(first)


def test_the_own_password_is_changed_once_it_is_another_one(db: None) -> None:
    user = make()
    for old, new, words in (
        (PASSWORD + "x", "另外一个密码-2027", "不对"),
        (PASSWORD, PASSWORD, "不一样"),
        (PASSWORD, "1234567890", "密码"),
    ):
        with pytest.raises(InvalidAccount, match=words):
            change_own_password(user, old, new, now=NOW)
    assert must_change_password(user)
    change_own_password(user, PASSWORD, "另外一个密码-2027", now=NOW)
    assert not must_change_password(user)
    assert StaffEvent.objects.filter(what=What.OWN_PASSWORD).get().about_oneself


def test_a_reset_needs_a_reason_and_a_change_afterwards(clerk: User) -> None:
    with pytest.raises(NoReason):
        reset_password(clerk, "另外一个密码-2027", by="boss", why=" ", now=NOW)
    assert clerk.check_password(PASSWORD)
    reset_password(clerk, "另外一个密码-2027", by="boss", why="忘记密码", now=NOW)
    assert clerk.check_password("另外一个密码-2027")
    assert must_change_password(clerk)
    assert StaffEvent.objects.get().why == "忘记密码"


def test_the_last_administrator_keeps_the_mark(administrator: User) -> None:
    with pytest.raises(LastAdministrator):
        mark_administrator(administrator, False, by="administrator", why="不干了", now=NOW)
    second = member("second", "钱管理")
    mark_administrator(second, True, by="administrator", why="两人管理", now=NOW)
    mark_administrator(administrator, False, by="second", why="调走", now=NOW)
    assert list(User.objects.filter(is_superuser=True)) == [second]
    assert StaffEvent.objects.count() == 2


@pytest.mark.parametrize("words", ["李", "窗口", "lichuang", "lck", "LCK", "clerk", "li chuang"])
def test_people_are_found_by_name_pinyin_and_initials(clerk: User, guide: User, words: str) -> None:
    assert find_people(words) == [clerk] or (words == "clerk" and clerk in find_people(words))
    assert find_people("没有这个人") == []


def test_nobody_changes_the_log(clerk: User) -> None:
    reset_password(clerk, "另外一个密码-2027", by="boss", why="忘记密码", now=NOW)
    event = StaffEvent.objects.get()
    for change in (
        lambda: StaffEvent.objects.update(by="other"),
        lambda: StaffEvent.objects.all().delete(),
        event.save,
    ):
        with pytest.raises(DatabaseError, match="final"), transaction.atomic():
            change()
    assert StaffEvent.objects.get().by == "boss"
