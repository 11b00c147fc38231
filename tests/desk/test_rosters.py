"""The roster pages, as a duty lead uses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from bot.staff.models import Duty, Holder
from tests.web_personas import member

WEEK = "/desk/rosters/guide_desk/2026-11-23/"
NOW = datetime(2026, 11, 25, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
FORM = {"user": "guide", "days": ["2026-11-26", "2026-11-27"], "start": "09:00", "end": "12:00"}


@pytest.fixture
def desk(duty_lead: User, guide: User) -> Iterator[Client]:
    with time_machine.travel(NOW, tick=False):
        client = Client()
        client.force_login(duty_lead)
        yield client


def text(response: object) -> str:
    return unescape(response.content.decode())  # type: ignore[attr-defined]


def test_some_days_are_filled_at_once(desk: Client) -> None:
    assert desk.post(WEEK, FORM).status_code == 302
    assert [duty.on.day for duty in Duty.objects.all()] == [26, 27]
    page = text(desk.get(WEEK))
    assert "09:00–12:00 张导办" in page
    assert "周四 11月26日" in page


def test_all_days_or_none_and_nothing_typed_is_lost(desk: Client, guide: User) -> None:
    Holder.objects.create(user=guide, post="help_desk")
    Duty.objects.create(post="help_desk", user=guide, on=date(2026, 11, 27), start=time(11), end=time(15))
    refused = desk.post(WEEK, FORM)
    assert refused.status_code == 422
    page = text(refused)
    assert "已经排在帮办代办岗" in page
    assert page.count("checked") == 2
    assert Duty.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"user": "clerk"}, "请从列表里选一个"),
        ({"days": []}, "请至少选一天"),
        ({"days": ["2026-11-24"]}, "请从列表里选一个"),
        ({"end": "08:00"}, "结束时间要晚于开始时间"),
        ({"start": "早上"}, "例如 09:00"),
    ],
)
def test_every_fault_is_said(desk: Client, clerk: User, change: dict[str, object], words: str) -> None:
    refused = desk.post(WEEK, FORM | change)
    assert refused.status_code == 422
    assert words in text(refused)
    assert not Duty.objects.exists()


def test_last_week_is_copied_and_a_duty_taken_off(desk: Client, guide: User) -> None:
    Duty.objects.create(post="guide_desk", user=guide, on=date(2026, 11, 20), start=time(9), end=time(12))
    assert "从上周复制了1班" in text(desk.post(f"{WEEK}copy/", follow=True))
    copied = Duty.objects.get(on=date(2026, 11, 27))
    assert desk.get(f"{WEEK}copy/").status_code == 405
    assert "撤掉了周五 11月27日的一班" in text(desk.post(f"/desk/rosters/duty/{copied.pk}/remove/", follow=True))
    old = Duty.objects.get()
    assert "过去的值班不能再改" in text(desk.post(f"/desk/rosters/duty/{old.pk}/remove/", follow=True))
    assert Duty.objects.exists()


def test_who_is_there_now(desk: Client) -> None:
    member("second", "钱导办", "help_desk")
    page = text(desk.get("/desk/rosters/"))
    assert "张导办" in page
    assert "钱导办" in page


@pytest.mark.parametrize("path", ["nowhere/2026-11-23/", "guide_desk/soon/"])
def test_what_is_not_there(desk: Client, path: str) -> None:
    assert desk.get(f"/desk/rosters/{path}").status_code == 404
