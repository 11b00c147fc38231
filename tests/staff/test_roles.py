"""The one table of rights, and its page in docs/roles.md."""

from __future__ import annotations

from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from bot.knowledge.model import Post
from bot.paths import ROOT
from bot.staff import roles
from bot.staff.models import Holder
from bot.staff.roles import (
    ADMINISTRATOR,
    CAPABILITIES,
    ROLES,
    TABLE,
    departments_for,
    may,
    people_with,
    posts_with,
    windows_for,
)

SIGN = {"all": "✓", "department": "本部门", "window": "本窗口", "post": "本岗位"}


def table_in_words() -> list[str]:
    """The lines of the table as docs/roles.md must have them."""
    head = ["| 能做什么 | " + " | ".join(ROLES) + " |", "|---|" + ":-:|" * len(ROLES)]
    return head + [
        f"| {words} | " + " | ".join(SIGN.get(TABLE[role].get(right, ""), "") for role in ROLES) + " |"
        for right, words in CAPABILITIES.items()
    ]


def test_the_page_of_roles_holds_the_table_as_it_is() -> None:
    lines = (ROOT / "docs" / "roles.md").read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("| 能做什么"))
    wanted = table_in_words()
    assert lines[start : start + len(wanted)] == wanted, "put this into docs/roles.md:\n" + "\n".join(wanted)


def test_the_table_names_only_roles_and_rights_there_are() -> None:
    assert set(TABLE) == set(ROLES)
    assert set(get_args(get_type_hints(Post)["role"])) == set(ROLES) - {ADMINISTRATOR}
    assert {right for rights in TABLE.values() for right in rights} == set(CAPABILITIES)


def test_administrators_see_no_requests_and_change_no_facts(administrator: User) -> None:
    assert {right for right in CAPABILITIES if may(administrator, right)} == {
        "devices.keep",
        "staff.accounts",
        "staff.log",
    }
    assert departments_for(administrator, "catalogue.edit") == set()
    assert not any("staff.accounts" in TABLE[role] for role in ROLES if role != ADMINISTRATOR)


def test_an_editor_reaches_the_own_department_only(editor: User) -> None:
    assert may(editor, "catalogue.edit")
    assert may(editor, "catalogue.edit", department="police")
    assert not may(editor, "catalogue.edit", department="hr")
    assert not may(editor, "catalogue.edit", department="")
    assert departments_for(editor, "catalogue.edit") == {"police"}
    Holder.objects.create(user=editor, post="editor_hr")
    again = User.objects.get(pk=editor.pk)
    assert departments_for(again, "catalogue.edit") == {"police", "hr"}


def test_a_clerk_reaches_the_own_windows_only(clerk: User, duty_lead: User) -> None:
    assert may(clerk, "bulletin.pause", window="1")
    assert not may(clerk, "bulletin.pause", window="11")
    assert windows_for(clerk, "bulletin.pause") == {"1", "2", "3", "4"}
    assert windows_for(duty_lead, "bulletin.pause") is None
    assert may(duty_lead, "bulletin.pause", window="11")


def test_a_right_that_reaches_a_department_needs_one(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Post(id="editor_police", name="编辑", role="编辑")
    monkeypatch.setattr(roles, "all_posts", lambda: (nowhere,))
    assert not may(editor, "catalogue.edit")
    assert may(editor, "catalogue.view")


def test_a_right_that_does_not_exist_opens_nothing(manager: User) -> None:
    for ask in (may, departments_for, windows_for):
        with pytest.raises(KeyError):
            ask(manager, "catalogue.edti")  # type: ignore[operator]


def test_strangers_closed_accounts_and_former_holders_may_nothing(clerk: User) -> None:
    assert not may(AnonymousUser(), "catalogue.view")
    clerk.is_active = False
    assert not may(clerk, "catalogue.view")
    Holder.objects.update(ended_at=timezone.now())
    assert not may(User.objects.get(pk=clerk.pk), "catalogue.view")


def test_before_the_first_release_nobody_may_anything_but_keep_accounts(
    clerk: User, administrator: User, settings: object, tmp_path: Path
) -> None:
    settings.RELEASES = tmp_path  # type: ignore[attr-defined]
    assert not may(clerk, "catalogue.view")
    assert may(administrator, "staff.accounts")


def test_who_has_a_right(editor: User, other_editor: User, reviewer: User, administrator: User) -> None:
    assert set(people_with("catalogue.edit", department="police")) == {editor, reviewer}
    assert people_with("staff.accounts") == []
    assert [post.id for post in posts_with("bulletin.pause") if post.role == "值班长"] == ["duty_lead"]
