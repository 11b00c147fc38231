"""Posts and rosters: who stands where, and when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User

from bot.staff.errors import AlreadyHeld, BadTimes, DutyOverlap, NoReason, NotHeld, PastDay, UnknownPost
from bot.staff.models import Duty, Holder, Rank, StaffEvent
from bot.staff.services.posts import give_post, take_post
from bot.staff.services.rosters import add_duty, copy_week, monday_of, on_duty, remove_duty, week_of
from tests.web_personas import member

HERE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=HERE)  # a Wednesday
TODAY = NOW.date()
MORNING, NOON, EVENING = time(9), time(12), time(17)
POST = "guide_desk"


@pytest.fixture
def second(db: None) -> User:
    return member("second", "钱导办")


@pytest.fixture
def both(guide: User, second: User) -> tuple[User, User]:
    """A and B of the guide desk."""
    give_post(second, POST, Rank.B, by="boss", why="补位", now=NOW)
    return guide, second


def at(hour: int, day: date = TODAY) -> datetime:
    return datetime.combine(day, time(hour), HERE)


def test_the_roster_goes_before_a_and_a_before_b(both: tuple[User, User]) -> None:
    first, second = both
    assert on_duty(POST, at(10)) == [first]
    add_duty(POST, second, TODAY, MORNING, NOON, now=NOW)
    assert on_duty(POST, at(9)) == [second]
    assert on_duty(POST, at(12)) == [first], "the end is not part of it"
    take_post(first, POST, by="boss", why="调走", now=NOW)
    assert on_duty(POST, at(15)) == [second]
    take_post(second, POST, by="boss", why="调走", now=NOW)
    assert on_duty(POST, at(10)) == []


def test_on_duty_is_asked_in_the_halls_time(both: tuple[User, User]) -> None:
    add_duty(POST, both[1], TODAY, MORNING, NOON, now=NOW)
    assert on_duty(POST, at(10).astimezone(ZoneInfo("UTC"))) == [both[1]]
    assert on_duty(POST, datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("UTC"))) == [both[0]]


def test_a_closed_account_is_not_on_duty(both: tuple[User, User]) -> None:
    add_duty(POST, both[1], TODAY, MORNING, NOON, now=NOW)
    User.objects.filter(pk=both[1].pk).update(is_active=False)
    assert on_duty(POST, at(10)) == [both[0]]


def test_nobody_stands_in_two_posts_at_once(both: tuple[User, User]) -> None:
    give_post(both[1], "help_desk", by="boss", why="补位", now=NOW)
    add_duty(POST, both[1], TODAY, MORNING, NOON, now=NOW)
    for start, end in ((time(11), time(14)), (time(8), time(9, 1)), (MORNING, NOON), (time(10), time(11))):
        with pytest.raises(DutyOverlap, match="导办台"):
            add_duty("help_desk", both[1], TODAY, start, end, now=NOW)
    add_duty("help_desk", both[1], TODAY, NOON, EVENING, now=NOW)
    add_duty("help_desk", both[1], TODAY + timedelta(days=1), MORNING, NOON, now=NOW)
    assert Duty.objects.count() == 3


def test_what_can_not_stand_on_a_roster(guide: User, clerk: User) -> None:
    with pytest.raises(NotHeld, match="李窗口"):
        add_duty(POST, clerk, TODAY, MORNING, NOON, now=NOW)
    with pytest.raises(BadTimes):
        add_duty(POST, guide, TODAY, NOON, NOON, now=NOW)
    with pytest.raises(PastDay):
        add_duty(POST, guide, TODAY - timedelta(days=1), MORNING, NOON, now=NOW)
    with pytest.raises(UnknownPost, match="guide_desk（导办台）"):
        add_duty("nowhere", guide, TODAY, MORNING, NOON, now=NOW)
    assert Duty.objects.count() == 0


def test_who_stood_where_stays_known(guide: User) -> None:
    duty = add_duty(POST, guide, TODAY, MORNING, NOON, now=NOW)
    with pytest.raises(PastDay):
        remove_duty(duty, now=NOW + timedelta(days=1))
    remove_duty(duty, now=NOW)
    assert Duty.objects.count() == 0


def test_last_week_is_copied_and_what_does_not_fit_is_named(both: tuple[User, User]) -> None:
    first, second = both
    monday = monday_of(TODAY)
    long_ago = NOW - timedelta(days=14)
    for day in range(5):
        add_duty(POST, first, monday - timedelta(days=7 - day), MORNING, NOON, now=long_ago)
    add_duty(POST, second, monday - timedelta(days=4), NOON, EVENING, now=long_ago)
    add_duty(POST, first, monday + timedelta(days=4), time(11), EVENING, now=NOW)
    copied = copy_week(POST, monday, now=NOW)
    assert copied.made == 3  # Wednesday, and both of Thursday; Monday and Tuesday are over, Friday is taken
    assert [words[:6] for words in copied.left_out] == ["11月23日", "11月24日", "11月27日"]
    assert [len(duties) for _, duties in week_of(POST, monday)] == [0, 0, 1, 2, 1, 0, 0]
    assert copy_week(POST, monday, now=NOW).made == 0


def test_leaving_a_post_takes_the_duties_to_come_along(both: tuple[User, User]) -> None:
    add_duty(POST, both[1], TODAY - timedelta(days=1), MORNING, NOON, now=NOW - timedelta(days=2))
    add_duty(POST, both[1], TODAY, MORNING, NOON, now=NOW)
    assert take_post(both[1], POST, by="boss", why="调走", now=NOW) == 1
    assert Duty.objects.get().on == TODAY - timedelta(days=1)
    assert "撤掉值班1班" in StaffEvent.objects.first().detail  # type: ignore[union-attr]
    with pytest.raises(NotHeld):
        take_post(both[1], POST, by="boss", why="调走", now=NOW)


def test_a_post_is_held_once_and_may_be_held_again(guide: User) -> None:
    with pytest.raises(AlreadyHeld):
        give_post(guide, POST, by="boss", why="补位", now=NOW)
    with pytest.raises(NoReason):
        take_post(guide, POST, by="boss", why="", now=NOW)
    take_post(guide, POST, by="boss", why="调走", now=NOW)
    give_post(guide, POST, Rank.B, by="boss", why="回来", now=NOW)
    assert Holder.objects.filter(user=guide).count() == 2
