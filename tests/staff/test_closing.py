"""Closing an account: everything held is handed over, or nothing happens."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User

from bot.catalogue.models import ChangeSet, Entry, Task
from bot.catalogue.models.changes import State
from bot.catalogue.services.tasks import open_task, open_tasks
from bot.staff.errors import BadSuccessor, LastAdministrator, NotHeld, Unfinished
from bot.staff.handover import held_by
from bot.staff.models import Duty, Holder, Rank, StaffEvent, What
from bot.staff.services.closing import close_account
from bot.staff.services.posts import give_post
from bot.staff.services.rosters import add_duty
from tests.web_personas import member

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
POST = "post:editor_police"


def close(user: User, to: dict[str, User | None]) -> None:
    close_account(user, to, by="boss", why="调走", now=NOW)


def change_of(user: User, department: str = "police", state: str = State.DRAFT) -> ChangeSet:
    change = ChangeSet.objects.create(title=f"改{department}", user=user, by=user.username, at=NOW, state=state)
    Entry.objects.create(kind="item", key=f"{department}{change.pk}", department=department, change_set=change)
    return change


def test_what_is_held(editor: User) -> None:
    change = change_of(editor)
    change_of(editor, state=State.PUBLISHED)
    add_duty("editor_police", editor, NOW.date(), time(9), time(12), now=NOW)
    assert [(one.id, one.text, one.stays_with) for one in held_by(editor, NOW)] == [
        (POST, "今后还有1班值班。", ""),
        (f"change_set:{change.pk}", "编辑中。", ""),
    ]


def test_nothing_happens_until_each_thing_has_somebody(editor: User, other_editor: User) -> None:
    change = change_of(editor)
    with pytest.raises(Unfinished, match="改police"):
        close(editor, {POST: other_editor})
    with pytest.raises(Unfinished, match="公安事项编辑"):
        close(editor, {POST: None, f"change_set:{change.pk}": other_editor})
    editor.refresh_from_db()
    assert editor.is_active
    assert Holder.objects.filter(user=editor, ended_at=None).count() == 1
    assert StaffEvent.objects.count() == 0


def test_the_successor_of_a_change_set_may_change_what_is_in_it(
    editor: User, other_editor: User, reviewer: User
) -> None:
    key = f"change_set:{change_of(editor).pk}"
    with pytest.raises(BadSuccessor, match="冯编辑不能改"):
        close(editor, {POST: reviewer, key: other_editor})
    assert Holder.objects.filter(user=editor, ended_at=None).count() == 1, "all or nothing"
    close(editor, {POST: other_editor, key: other_editor})  # the post comes first, and with it the right
    assert ChangeSet.objects.get().user == other_editor
    assert {(event.what, event.about.username) for event in StaffEvent.objects.all()} == {
        (What.HANDED, "editor"),
        (What.RECEIVED, "other_editor"),
        (What.CLOSED, "editor"),
    }


def test_a_post_may_stay_with_those_who_share_it(editor: User) -> None:
    second = member("second", "钱编辑")
    give_post(second, "editor_police", Rank.B, by="boss", why="补位", now=NOW)
    assert [one.stays_with for one in held_by(editor, NOW)] == ["钱编辑"]
    close(editor, {POST: None})
    assert [holder.user for holder in Holder.objects.filter(post="editor_police", ended_at=None)] == [second]


def test_it_does_not_stay_with_somebody_whose_account_is_closed(editor: User) -> None:
    second = member("second", "钱编辑", "editor_police")
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(Unfinished):
        close(editor, {POST: None})


@pytest.mark.parametrize("who", ["editor", "closed"])
def test_neither_oneself_nor_a_closed_account_takes_over(editor: User, who: str) -> None:
    closed = member("closed", "旧同事")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(BadSuccessor, match="在用账号"):
        close(editor, {POST: User.objects.get(username=who)})


def test_duties_go_along_and_those_that_collide_fall_away(editor: User, other_editor: User) -> None:
    tomorrow = NOW.date() + timedelta(days=1)
    add_duty("editor_police", editor, NOW.date(), time(9), time(12), now=NOW)
    add_duty("editor_police", editor, tomorrow, time(9), time(12), now=NOW)
    add_duty("editor_hr", other_editor, tomorrow, time(11), time(15), now=NOW)
    close(editor, {POST: other_editor})
    assert {(duty.post, duty.on) for duty in Duty.objects.filter(user=other_editor)} == {
        ("editor_police", NOW.date()),
        ("editor_hr", tomorrow),
    }
    assert not Duty.objects.filter(user=editor).exists()
    assert "值班1班，另有1班" in StaffEvent.objects.get(what=What.HANDED).detail


def test_the_b_person_who_takes_over_becomes_a(editor: User) -> None:
    second = member("second", "钱编辑")
    give_post(second, "editor_police", Rank.B, by="boss", why="补位", now=NOW)
    close(editor, {POST: second})
    assert [holder.rank for holder in Holder.objects.filter(user=second, ended_at=None)] == [Rank.A]


def test_tasks_and_facts_stay_with_the_department(editor: User, other_editor: User) -> None:
    open_task(kind="review", about="entry:1", title="核对", department="police", now=NOW)
    entry = Entry.objects.create(kind="item", key="a", department="police", owner="editor_police")
    close(editor, {POST: other_editor})
    assert [task.about for task in open_tasks({"police"})] == ["entry:1"]
    assert Task.objects.get().done_at is None
    entry.refresh_from_db()
    assert (entry.owner, entry.department) == ("editor_police", "police")


def test_the_last_administrator_stays_and_a_second_one_may_go(administrator: User) -> None:
    with pytest.raises(LastAdministrator):
        close(administrator, {})
    assert administrator.is_active
    other = member("other", "钱管理", administrator=True)
    close(administrator, {})
    with pytest.raises(NotHeld):
        close(administrator, {})
    with pytest.raises(LastAdministrator):
        close(other, {})


def test_a_post_the_hall_no_longer_has_is_handed_over_too(editor: User, other_editor: User) -> None:
    Holder.objects.create(user=editor, post="gone")
    with pytest.raises(Unfinished, match="gone"):
        close(editor, {POST: other_editor})
