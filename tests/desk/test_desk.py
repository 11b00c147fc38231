"""The staff pages: who comes in, what is seen, and what nobody may change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bot.cases.models import Case
from tests.web_personas import PASSWORD, Citizen

LIST = "/desk/cases/"


@pytest.fixture
def case(citizen: Citizen) -> Case:
    citizen.post(
        "/cases",
        {
            "kind": "help",
            "description": "楼道灯坏了",
            "contact": "13912345678",
            "consent": True,
            "item": "id_card_reissue",
        },
    )
    return Case.objects.get()


@pytest.fixture
def desk(clerk: User) -> Client:
    client = Client()
    client.force_login(clerk)
    return client


@pytest.mark.parametrize(
    "path", ["/desk/", LIST, "/desk/cases/2000000000/", "/desk/auth/user/", "/desk/cases/2000000000/contact/"]
)
def test_a_stranger_is_sent_to_the_login(stranger: Client, path: str) -> None:
    response = stranger.get(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/desk/login/")


def test_login_page_is_chinese_and_marked_as_a_sample(stranger: Client) -> None:
    page = stranger.get("/desk/login/").content.decode()
    assert "示例县政务服务中心 工作台" in page
    assert "登录" in page
    assert "这是示例大厅" in page
    assert "<script>" not in page
    assert "style=" not in page


def test_a_clerk_logs_in_and_sees_the_list(clerk: User, case: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get("/desk/login/").cookies["xiaobao_csrf"].value
    form = {"username": "clerk", "password": PASSWORD, "next": LIST, "csrfmiddlewaretoken": token}
    response = client.post("/desk/login/", form, headers={"Origin": "http://testserver"})
    assert response.status_code == 302
    assert response.cookies["xiaobao_staff"]["httponly"]
    assert response.cookies["xiaobao_staff"]["samesite"] == "Strict"
    page = client.get(LIST).content.decode()
    for words in (case.number, "求助", "已登记", "居民身份证", "示例县政务服务中心 工作台", "这是示例大厅"):
        assert words in page
    assert "13912345678" not in page
    assert "5678" not in page


def _login(password: str, **extra: Any) -> bool:
    return Client(**extra).post("/desk/login/", {"username": "clerk", "password": password}).status_code == 302


def test_five_wrong_passwords_and_fifteen_minutes_of_silence(clerk: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        for _ in range(4):
            assert not _login("falsch")
        assert _login(PASSWORD)
        for _ in range(5):
            assert not _login("falsch")
        assert not _login(PASSWORD)
        assert _login(PASSWORD, REMOTE_ADDR="198.51.100.9")  # a colleague can't be locked out from elsewhere
        traveller.shift(timedelta(minutes=15, seconds=1))
        assert _login(PASSWORD)
