"""Logging in: the password, the second step where it is switched on, and what guessing costs."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from bot.desk import login, two_steps
from tests.web_personas import PASSWORD

LOGIN, CODE, STEPS = "/desk/login/", "/desk/login/code/", "/desk/account/two-steps/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(timezone.now().replace(second=5), tick=False) as traveller:
        yield traveller


def code_of(user: User) -> str:
    """What the telephone shows now."""
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key):06d}"


@pytest.fixture
def codes(clerk: User, clock: time_machine.Coordinates) -> list[str]:
    """The clerk has switched it on; the recovery codes."""
    two_steps.begin(clerk)
    codes = two_steps.switch_on(clerk, code_of(clerk))
    assert codes is not None
    clock.shift(timedelta(seconds=60))  # a code is good for once: the next one
    return codes


def with_password(client: Client | None = None, **more: str) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post(LOGIN, {"username": "clerk", "password": PASSWORD, **more})


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_without_the_second_step_the_password_is_enough(clerk: User) -> None:
    client, answer = with_password()
    assert answer["Location"] == "/desk/"
    assert is_in(client)


def test_the_password_alone_opens_nothing_once_it_is_on(clerk: User, codes: list[str]) -> None:
    client, answer = with_password(next="/desk/account/")
    assert answer["Location"] == CODE
    assert not is_in(client)
    assert client.get("/desk/cases/")["Location"].startswith(LOGIN)
    page = client.get(CODE).content.decode()
    assert "验证码" in page
    before = client.session.session_key
    done = client.post(CODE, {"code": code_of(clerk)})
    assert done["Location"] == "/desk/account/"
    assert is_in(client)
    assert client.session.session_key != before


def test_it_leads_to_no_other_host(clerk: User, codes: list[str]) -> None:
    client, _ = with_password(next="https://example.org/")
    assert client.post(CODE, {"code": code_of(clerk)})["Location"] == "/desk/"


@pytest.mark.parametrize(
    "write",
    [str, lambda code: f" {code[:3]} {code[3:]} ", lambda code: code.translate({i + 48: i + 65296 for i in range(10)})],
)
def test_a_code_may_be_written_with_blanks_or_full_width(clerk: User, codes: list[str], write: Any) -> None:
    client, _ = with_password()
    client.post(CODE, {"code": write(code_of(clerk))})
    assert is_in(client)


def test_a_code_is_good_for_once(clerk: User, codes: list[str]) -> None:
    seen = code_of(clerk)
    client, _ = with_password()
    client.post(CODE, {"code": seen})
    other, _ = with_password()
    again = other.post(CODE, {"code": seen})
    assert again.status_code == 400
    assert "用过" in again.content.decode()
    assert not is_in(other)


def test_a_recovery_code_is_good_for_once(clerk: User, codes: list[str]) -> None:
    client, _ = with_password()
    client.post(CODE, {"code": codes[0].upper()})
    assert is_in(client)
    assert two_steps.codes_left(clerk) == two_steps.CODES - 1
    other, _ = with_password()
    other.post(CODE, {"code": codes[0]})
    assert not is_in(other)


def test_five_wrong_codes_and_fifteen_minutes_of_silence(
    clerk: User, codes: list[str], clock: time_machine.Coordinates
) -> None:
    for _ in range(5):
        client, _ = with_password()  # the right password in between forgives nothing
        assert client.post(CODE, {"code": "000000"}).status_code == 400
    client, _ = with_password()
    silent = client.post(CODE, {"code": code_of(clerk)})
    assert "15分钟" in silent.content.decode()
    assert not is_in(client)
    clock.shift(timedelta(minutes=15, seconds=1))
    client, _ = with_password()
    client.post(CODE, {"code": code_of(clerk)})
    assert is_in(client)


def test_wrong_codes_on_the_own_page_count_as_well(clerk: User, codes: list[str]) -> None:
    client = Client()
    client.force_login(clerk)
    for _ in range(5):
        assert client.post(f"{STEPS}off/", {"code": "000000"}).status_code == 400
    client.post(f"{STEPS}off/", {"code": code_of(clerk)})
    assert two_steps.is_on(clerk)


def test_the_password_must_be_given_again_after_ten_minutes(
    clerk: User, codes: list[str], clock: time_machine.Coordinates
) -> None:
    client, _ = with_password()
    clock.shift(timedelta(minutes=10, seconds=1))
    assert client.post(CODE, {"code": code_of(clerk)})["Location"] == LOGIN
    assert not is_in(client)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"password": "argon2$x"}])
def test_what_happened_to_the_account_in_between_counts(clerk: User, codes: list[str], change: dict[str, Any]) -> None:
    client, _ = with_password()
    User.objects.filter(pk=clerk.pk).update(**change)
    assert client.post(CODE, {"code": code_of(clerk)})["Location"] == LOGIN


def test_the_second_page_is_nothing_for_strangers(stranger: Client) -> None:
    assert stranger.get(CODE)["Location"] == LOGIN
    assert stranger.post(CODE, {"code": "123456"})["Location"] == LOGIN


def test_switching_on_shows_picture_secret_and_codes_once(clerk: User) -> None:
    client = Client()
    client.force_login(clerk)
    assert "开始设置" in client.get(STEPS).content.decode()
    assert not TOTPDevice.objects.exists(), "looking changes nothing"
    client.post(f"{STEPS}begin/")
    page = client.get(STEPS).content.decode()
    device = TOTPDevice.objects.get()
    assert two_steps.secret(device) in page
    assert re.search(r"<svg[^>]* viewBox=", page), "without it a browser cuts the picture off"
    assert "style=" not in page
    wrong = client.post(f"{STEPS}on/", {"code": "000000"})
    assert wrong.status_code == 400
    assert two_steps.secret(device) in wrong.content.decode(), "the same picture: it was scanned already"
    assert not two_steps.is_on(clerk)
    sheet = client.post(f"{STEPS}on/", {"code": code_of(clerk)})
    shown = set(re.findall(r"<code>(\w{4}-\w{4})</code>", sheet.content.decode()))
    assert len(shown) == two_steps.CODES
    assert "no-store" in sheet["Cache-Control"]
    assert two_steps.is_on(clerk)
    later = client.get(STEPS).content.decode()
    assert not [code for code in shown if code in later]
    assert two_steps.secret(TOTPDevice.objects.get()) not in later
    assert client.post(f"{STEPS}on/", {"code": "1"})["Location"] == STEPS
    assert client.post(f"{STEPS}begin/")["Location"] == STEPS
    assert TOTPDevice.objects.count() == 1, "a stolen session can't put another telephone in"


def test_off_and_new_codes_only_with_a_code(clerk: User, codes: list[str], clock: time_machine.Coordinates) -> None:
    client = Client()
    client.force_login(clerk)
    for page in ("off", "codes"):
        assert client.get(f"{STEPS}{page}/").status_code == 405
        assert client.post(f"{STEPS}{page}/", {"code": ""}).status_code == 400
        assert client.post(f"{STEPS}{page}/", {"code": "000000"}).status_code == 400
    assert two_steps.is_on(clerk)
    sheet = client.post(f"{STEPS}codes/", {"code": code_of(clerk)}).content.decode()
    assert codes[0] not in sheet
    assert StaticToken.objects.count() == two_steps.CODES
    clock.shift(timedelta(seconds=60))
    assert client.post(f"{STEPS}off/", {"code": code_of(clerk)}).status_code == 302
    assert not two_steps.is_on(clerk)
    assert not StaticToken.objects.exists()


def test_where_it_is_required_nothing_else_opens_before(clerk: User, settings: Any) -> None:
    settings.STAFF_TOTP = "required"
    client, answer = with_password()
    assert answer["Location"] == "/desk/"
    for path in ("/desk/", "/desk/cases/", "/desk/account/"):
        assert client.get(path)["Location"] == STEPS
    assert "要求每位工作人员" in client.get(STEPS).content.decode()
    client.post(f"{STEPS}begin/")
    assert client.post(f"{STEPS}on/", {"code": code_of(clerk)}).status_code == 200
    assert is_in(client)


def test_required_asks_nothing_of_citizens(citizen: Any, settings: Any) -> None:
    settings.STAFF_TOTP = "required"
    assert citizen.client.get("/").status_code == 200
    assert citizen.client.get(LOGIN).status_code == 200


def test_one_address_cannot_try_names_for_ever(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "MISSES_HERE", 3)
    for number in range(3):
        Client().post(LOGIN, {"username": f"nobody{number}", "password": "x"})
    client, _ = with_password()
    assert not is_in(client)
    client, _ = with_password(Client(REMOTE_ADDR="10.0.0.9"))
    assert is_in(client), "from elsewhere it is as before"


def test_passwords_are_looked_at_a_few_at_a_time(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look takes 100 MB, and who waits holds a thread of the web."""
    monkeypatch.setattr(login, "_queue", threading.BoundedSemaphore(1))
    with login._in_turn():
        client, answer = with_password()
        assert "登录的人太多" in answer.content.decode()
        assert not is_in(client)
    client, _ = with_password()
    assert is_in(client)


@pytest.mark.usefixtures("live_db")
def test_codes_sent_together_do_not_slip_past_the_count(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def slow(user: User, code: str) -> bool:
        looked.append(code)
        time.sleep(0.02)
        return False

    monkeypatch.setattr(two_steps, "is_right", slow)
    request = RequestFactory().post(CODE)

    def guess(number: int) -> None:
        try:
            login.fault_of(request, clerk, f"{number:06d}")
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(guess, range(20)))
    assert len(looked) == login.MISSES


def test_the_own_password_is_not_guessed_at_an_unlocked_desk(clerk: User) -> None:
    client = Client()
    client.force_login(clerk)
    form = {"password": "两个黄鹂鸣翠柳-77", "again": "两个黄鹂鸣翠柳-77"}
    for number in range(5):
        assert client.post("/desk/password_change/", {"old": f"wrong-{number}", **form}).status_code == 422
    answer = client.post("/desk/password_change/", {"old": PASSWORD, **form})
    assert "15分钟" in answer.content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)
