from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.contrib.auth.models import User

from bot.staff.models import Duty
from bot.talks.models import Talk
from tests.web_personas import *  # noqa: F403
from tests.web_personas import Citizen, FakeAssistant, member

MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
"""The hall is open."""


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def caller(citizen: Citizen, assistant: FakeAssistant, guide: User, clock: object) -> Citizen:
    """Somebody with a phone who has just asked for a person; a guide desk is manned."""
    citizen.open()
    citizen.say("我身份证丢了咋办")
    citizen.say("转人工")
    return citizen


@pytest.fixture
def colleague(db: None) -> User:
    return member("colleague", "王五", "guide_desk")


def the_call() -> Talk:
    return Talk.objects.get()


def on_roster(user: User, post: str = "guide_desk") -> Duty:
    return Duty.objects.create(post=post, user=user, on=MONDAY.date(), start="08:00", end="18:00")
