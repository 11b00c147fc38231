"""暂停接听: calls ring elsewhere or become requests at once, it ends by itself, and every press leaves a final row."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.test import Client

from bot.cases.models import Case
from bot.talks import services
from bot.talks.errors import NotAllowed
from bot.talks.models import Kind, Pause, State, Talk
from bot.talks.services.pausing import LONGEST
from tests.talks.conftest import MONDAY, on_roster, the_call
from tests.web_personas import Citizen, FakeAssistant

PAGE = "/desk/talks/"


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client) -> str:
    words: str = client.get(PAGE).content.decode()
    return words


def call_of(citizen: Citizen) -> list[str]:
    citizen.open()
    return [one["kind"] for one in citizen.say("转人工")]


def test_a_call_becomes_a_request_at_once_where_everybody_has_paused(
    citizen: Citizen, assistant: FakeAssistant, guide: User, clock: object
) -> None:
    services.pause(guide, MONDAY)
    assert not services.somebody_there(MONDAY)
    assert "case_created" in call_of(citizen)
    assert not Talk.objects.exists()
    assert Case.objects.count() == 1


def test_it_rings_at_the_colleague_instead(
    citizen: Citizen, assistant: FakeAssistant, guide: User, colleague: User, clock: object
) -> None:
    services.pause(guide, MONDAY)
    assert "handoff" in call_of(citizen)
    assert services.ringing_for(guide, MONDAY) == []
    assert services.ringing_for(colleague, MONDAY) == [the_call()]
    with pytest.raises(NotAllowed, match="恢复接听"):
        services.answer(the_call(), guide, MONDAY)


def test_a_call_that_rings_already_gets_its_number_when_the_last_one_pauses(caller: Citizen, guide: User) -> None:
    services.pause(guide, MONDAY)
    services.watch(MONDAY)
    assert the_call().state == State.MISSED
    assert Case.objects.count() == 1


def test_an_emergency_rings_all_the_same(
    assistant: FakeAssistant, guide: User, duty_lead: User, clock: object, db: None
) -> None:
    services.pause(guide, MONDAY)
    talk = Talk.objects.create(kind=Kind.EMERGENCY, channel="kiosk", kiosk="3", danger="medical", rang_at=MONDAY)
    assert services.ringing_for(guide, MONDAY) == [talk]
    assert services.answer(talk, guide, MONDAY).state == State.COMING


def test_it_ends_by_pressing_again_and_after_half_an_hour(guide: User, clock: object) -> None:
    services.pause(guide, MONDAY)
    assert services.rings_for(guide, MONDAY) is False
    assert services.resume(guide, MONDAY + timedelta(minutes=5))
    assert services.rings_for(guide, MONDAY + timedelta(minutes=5))
    assert not services.resume(guide, MONDAY + timedelta(minutes=6)), "there is nothing to end"
    services.pause(guide, MONDAY + timedelta(minutes=10))
    ends = MONDAY + timedelta(minutes=10) + LONGEST
    assert not services.rings_for(guide, ends - timedelta(seconds=1))
    assert services.rings_for(guide, ends)
    assert [row.began for row in Pause.objects.all()] == [True, False, True]


def test_it_never_outlasts_the_duty(guide: User, clock: object) -> None:
    duty = on_roster(guide)
    late = MONDAY.replace(hour=17, minute=50)
    row = services.pause(guide, late)
    assert row.until is not None
    assert row.until.astimezone().time() == time(18, 0)
    duty.delete()


def test_pressing_twice_is_one_pause(guide: User, clock: object) -> None:
    first = services.pause(guide, MONDAY)
    assert services.pause(guide, MONDAY + timedelta(minutes=1)) == first
    assert Pause.objects.count() == 1


@pytest.mark.parametrize("name", ["clerk", "editor", "supervisor", "manager", "duty_lead", "area_worker"])
def test_who_is_not_on_duty_at_the_guide_desk_can_not_pause(
    personas: dict[str, User], name: str, clock: time_machine.Coordinates
) -> None:
    with pytest.raises(NotAllowed):
        services.pause(personas[name], MONDAY)
    status = desk_of(personas[name]).post(f"{PAGE}pause/").status_code
    assert status == (302 if name == "duty_lead" else 403)
    assert not Pause.objects.exists()


def test_the_page_says_who_paused_since_when(guide: User, colleague: User, clock: object) -> None:
    mine, others = desk_of(guide), desk_of(colleague)
    assert "暂停接听" in text_of(mine)
    assert mine.post(f"{PAGE}pause/").status_code == 302
    page = text_of(mine)
    assert "您暂停了接听" in page
    assert "10:00起暂停，10:30自动恢复" in page
    assert "恢复接听" in page
    assert "由别的导办接" in page
    seen = text_of(others)
    assert "张导办" in seen
    assert "10:00起暂停接听" in seen
    assert "张导办" in others.get(f"{PAGE}live/").json()["rings"], "without loading the page anew"
    assert mine.post(f"{PAGE}resume/").status_code == 302
    assert "您在值班" in text_of(mine)
    assert mine.get(f"{PAGE}pause/").status_code == 405


def test_the_last_one_is_told_what_it_means(guide: User, clock: object) -> None:
    assert "只有您一个人接听" in text_of(desk_of(guide))


@pytest.mark.usefixtures("guarded_db")
def test_a_pause_can_not_be_changed_afterwards(guide: User, clock: object) -> None:
    services.pause(guide, MONDAY)
    for change in (lambda: Pause.objects.update(at=MONDAY - LONGEST), lambda: Pause.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Pause.objects.get().at == MONDAY
