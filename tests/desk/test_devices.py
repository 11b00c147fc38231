"""The pages of the machines: added with a code, changed, quiet ones first, and the card at home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bot.desk.devices.cards import cards
from bot.devices import services
from bot.devices.models import Device
from tests.cases.acting import START

PATH = "/desk/devices/"
GIVEN = {"number": "k3", "name": "3号一体机", "zone": "a", "spot": "东门里面"}


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture(params=["duty_lead", "administrator"])
def keeper(request: pytest.FixtureRequest) -> User:
    user: User = request.getfixturevalue(request.param)
    return user


@pytest.fixture
def desk(keeper: User) -> Client:
    client = Client()
    client.force_login(keeper)
    return client


def test_a_machine_is_added_and_its_code_works(desk: Client) -> None:
    said = desk.post(f"{PATH}add/", GIVEN).content.decode()
    found = re.search(r"<strong>(\d{5} \d{5})</strong>", said)
    assert found, said
    device, _ = services.register(found[1], now=timezone.now())
    assert device.number == "k3"
    assert "正常" in desk.get(PATH).content.decode()


def test_nothing_typed_is_lost_on_an_error(desk: Client) -> None:
    answer = desk.post(f"{PATH}add/", {**GIVEN, "zone": "", "spot": "", "name": "大门口那台"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="大门口那台"' in said
    assert 'role="alert"' in said
    assert said.count("请选区域或写明位置") == 2, "beside the field and on top"
    assert not Device.objects.exists()


def test_it_moves_gets_a_new_code_and_goes(desk: Client) -> None:
    desk.post(f"{PATH}add/", GIVEN)
    device = Device.objects.get()
    assert desk.post(f"{PATH}{device.pk}/", {"name": "新名", "zone": "b", "spot": "窗边"}).status_code == 302
    assert services.place_of("k3") == "新名（1楼B厅，窗边）"
    assert re.search(r"\d{5} \d{5}", desk.post(f"{PATH}{device.pk}/code/").content.decode())
    desk.post(f"{PATH}{device.pk}/remove/")
    assert services.place_of("k3") is None
    assert desk.get(f"{PATH}{device.pk}/").status_code == 404


def test_a_quiet_machine_stands_first_and_on_the_home_page(
    desk: Client, keeper: User, monday: time_machine.Coordinates
) -> None:
    now = timezone.now()
    for number in ("k1", "k2"):
        _, code = services.add(keeper, number=number, name=number, zone="a", spot="", now=now)
        services.register(code, now=now)
    monday.shift(timedelta(minutes=4))
    now = timezone.now()
    services.heard_of("side-door", version="", now=now)
    Device.objects.filter(number="k1").update(heard_at=now)
    said = desk.get(PATH).content.decode()
    assert said.index(">k2<") < said.index(">k1<")
    assert "没有消息" in said
    assert "side-door" in said
    assert "未登记" in said
    (card,) = cards(keeper, now)
    assert (card.count, card.urgent) == (1, True)
    assert list(cards(keeper, now.replace(hour=18))) == [], "at two in the morning of the hall it may be off"


def test_who_keeps_no_machines_gets_no_card(guide: User) -> None:
    assert list(cards(guide, timezone.now())) == []
