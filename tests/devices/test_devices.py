"""A machine: entered at the desk, registered once with its code, heard of once a minute, proven by its token."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bot.cases.models import Conversation
from bot.devices import services
from bot.devices.errors import Invalid, NotAllowed, UnknownCode
from bot.devices.models import Device, Guest
from bot.devices.services.hearing import GUESTS
from bot.talks.words import place_of
from tests.cases.acting import START

HEADER = "HTTP_X_DEVICE_TOKEN"
BEAT = "/api/v1/devices/heartbeat"


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def web(db: None) -> Client:
    return Client()


@pytest.fixture
def added(duty_lead: User) -> tuple[Device, str]:
    return services.add(duty_lead, number="k3", name="3号一体机", zone="a", spot="东门里面右手边", now=timezone.now())


def post(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(path, body, content_type="application/json", **headers)  # type: ignore[arg-type]


def test_a_code_registers_once_and_the_token_is_shown_once(web: Client, added: tuple[Device, str]) -> None:
    device, code = added
    typed = f"{code[:5]} {code[5:]}"
    first = post(web, "/api/v1/devices", {"code": typed})
    assert first.status_code == 201
    assert first.json()["device"] == {
        "id": "k3", "name": "3号一体机", "place": "3号一体机（1楼A厅，东门里面右手边）", "zone": "a",
        "printer": False,
    }  # fmt: skip
    again = post(web, "/api/v1/devices", {"code": code})
    assert again.status_code == 422
    assert "换一个" in again.json()["errors"]["code"][0]
    device.refresh_from_db()
    assert first.json()["token"] not in (device.token_hash, device.code_hash)
    assert not web.cookies


def test_a_code_is_worth_nothing_after_a_day(added: tuple[Device, str], monday: time_machine.Coordinates) -> None:
    monday.shift(timedelta(hours=24, seconds=1))
    with pytest.raises(UnknownCode):
        services.register(added[1], now=timezone.now())


@pytest.mark.parametrize("typed", ["", "0", "登记码", "0" * 40])
def test_no_code_registers_nothing(added: tuple[Device, str], typed: str) -> None:
    services.register(added[1], now=timezone.now())  # its row has no code any more
    with pytest.raises(UnknownCode):
        services.register(typed, now=timezone.now())


def test_a_heartbeat_tells_how_a_machine_is(web: Client, added: tuple[Device, str]) -> None:
    _, token = services.register(added[1], now=timezone.now())
    told = post(web, BEAT, {"version": "abc", "busy": True}, **{HEADER: token})
    assert told.json()["device"]["id"] == "k3"
    assert len(told.json()["version"]) == 12
    device = Device.objects.get()
    assert (device.version, device.busy, device.heard_at) == ("abc", True, timezone.now())
    assert not Guest.objects.exists()


def test_a_machine_is_quiet_after_three_minutes(added: tuple[Device, str], monday: time_machine.Coordinates) -> None:
    assert services.quiet(timezone.now()) == [], "not registered yet: nobody waits for it"
    _, token = services.register(added[1], now=timezone.now())
    monday.shift(timedelta(minutes=3))
    assert services.quiet(timezone.now()) == []
    monday.shift(timedelta(seconds=1))
    assert [one.number for one in services.quiet(timezone.now())] == ["k3"]
    services.heard(token, version="", busy=False, now=timezone.now())
    assert services.quiet(timezone.now()) == []


def test_the_machine_asks_whether_its_page_is_well(
    web: Client, added: tuple[Device, str], monday: time_machine.Coordinates
) -> None:
    _, token = services.register(added[1], now=timezone.now())
    assert web.get(BEAT, **{HEADER: token}).json()["quiet"] is False  # type: ignore[arg-type]
    monday.shift(timedelta(minutes=4))
    assert web.get(BEAT, **{HEADER: token}).json()["quiet"] is True  # type: ignore[arg-type]
    assert web.get(BEAT).status_code == 404


def test_an_unregistered_machine_works_and_is_listed(web: Client) -> None:
    for name in ("lobby-2", "", "lobby-2"):
        assert post(web, BEAT, {"kiosk": name}).json()["device"] is None
    assert [one.name for one in services.guests(timezone.now())] == ["", "lobby-2"]
    assert post(web, "/api/v1/conversations", {"channel": "kiosk", "kiosk": "lobby-2"}).status_code == 201
    assert Conversation.objects.get().kiosk == "lobby-2"


def test_strangers_cannot_fill_the_list(db: None, monday: time_machine.Coordinates) -> None:
    for number in range(GUESTS + 5):
        monday.shift(timedelta(seconds=1))
        services.heard_of(f"x{number}", version="", now=timezone.now())
    assert Guest.objects.count() == GUESTS
    assert not Guest.objects.filter(name="x0").exists()


def test_only_the_machine_itself_calls_from_its_place(web: Client, added: tuple[Device, str]) -> None:
    opening = {"channel": "kiosk", "kiosk": "k3"}
    assert services.proven("k3", "") == "k3", "before it has registered its address is believed"
    _, token = services.register(added[1], now=timezone.now())
    post(web, "/api/v1/conversations", opening)
    post(web, "/api/v1/conversations", opening, **{HEADER: "wrong"})
    post(web, "/api/v1/conversations", {"channel": "kiosk"}, **{HEADER: token})
    assert list(Conversation.objects.order_by("pk").values_list("kiosk", flat=True)) == ["", "", "k3"]


def test_the_desk_reads_where_a_machine_stands(added: tuple[Device, str], settings: Any) -> None:
    settings.KIOSKS = {"k3": "别处", "k4": "二楼电梯口"}
    assert place_of("k3") == "3号一体机（1楼A厅，东门里面右手边）"
    assert place_of("k4") == "二楼电梯口", "the setting holds for what nobody has entered"


def test_a_removed_machine_proves_nothing(added: tuple[Device, str], duty_lead: User) -> None:
    device, code = added
    _, token = services.register(code, now=timezone.now())
    services.remove(duty_lead, device, now=timezone.now())
    assert services.known(token) is None
    assert services.place_of("k3") is None
    services.add(duty_lead, number="k3", name="新机器", zone="", spot="二楼", now=timezone.now())


def test_a_new_registration_ends_the_old_token(added: tuple[Device, str], duty_lead: User) -> None:
    device, code = added
    _, old = services.register(code, now=timezone.now())
    fresh = services.new_code(duty_lead, device, now=timezone.now())
    assert services.known(old), "until the new code is used the machine goes on"
    _, new = services.register(fresh, now=timezone.now())
    assert services.known(old) is None
    assert services.known(new) is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "k3"}, "number"),
        ({"number": "三号"}, "number"),
        ({"name": "  "}, "name"),
        ({"zone": "nowhere"}, "zone"),
        ({"zone": "", "spot": ""}, "spot"),
    ],
)
def test_what_is_wrong_is_said_by_field(
    added: tuple[Device, str], duty_lead: User, wrong: dict[str, str], field: str
) -> None:
    given = {"number": "k4", "name": "4号一体机", "zone": "b", "spot": "", **wrong}
    with pytest.raises(Invalid) as refused:
        services.add(duty_lead, **given, now=timezone.now())
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("person", ["guide", "clerk", "dispatcher", "manager", "supervisor"])
def test_others_keep_no_machines(added: tuple[Device, str], person: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(person)
    with pytest.raises(NotAllowed):
        services.add(user, number="k9", name="9", zone="a", spot="", now=timezone.now())
    with pytest.raises(NotAllowed):
        services.new_code(user, added[0], now=timezone.now())
    with pytest.raises(NotAllowed):
        services.remove(user, added[0], now=timezone.now())
