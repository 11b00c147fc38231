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
from bot.staff.models import Holder
from tests.web_personas import PASSWORD, Citizen

LIST = "/desk/cases/case/"


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
    "path", ["/desk/", LIST, "/desk/cases/case/1/change/", "/desk/auth/user/", "/desk/cases/case/1/contact/"]
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


def test_the_page_of_a_case_is_read_only_with_history(desk: Client, case: Case) -> None:
    page = desk.get(f"{LIST}{case.pk}/change/").content.decode()
    assert "楼道灯坏了" in page
    assert "登记" in page
    assert "查看并记录" in page
    assert "5678" not in page
    assert 'name="_save"' not in page
    for path in ("add/", f"{case.pk}/delete/"):
        assert desk.get(f"{LIST}{path}").status_code == 403
    assert desk.post(f"{LIST}{case.pk}/change/", {"state": "closed"}).status_code == 403


def test_the_contact_needs_a_post_and_a_reason(desk: Client, case: Case) -> None:
    address = f"{LIST}{case.pk}/contact/"
    assert desk.get(address).status_code == 405
    refused = desk.post(address, {"why": " "})
    assert refused.status_code == 400
    assert "原因" in refused.content.decode()
    assert "13912345678" not in refused.content.decode()
    assert case.events.count() == 1
    shown = desk.post(address, {"why": "回电告知结果"})
    assert "13912345678" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    last = case.events.last()
    assert last is not None
    assert (last.actor, last.action, last.why) == ("clerk", "see_contact", "回电告知结果")
    assert "回电告知结果" in desk.get(f"{LIST}{case.pk}/change/").content.decode()


def test_the_contact_is_refused_without_a_post(desk: Client, clerk: User, case: Case) -> None:
    Holder.objects.filter(user=clerk).update(ended_at=timezone.now())
    assert desk.post(f"{LIST}{case.pk}/contact/", {"why": "回电告知结果"}).status_code == 403
    assert desk.get(LIST).status_code == 403
    assert desk.post("/desk/cases/case/999/contact/", {"why": "回电告知结果"}).status_code == 403
    assert case.events.count() == 1


def test_an_administrator_sees_no_case(administrator: User, case: Case) -> None:
    client = Client()
    client.force_login(administrator)
    for path in (LIST, f"{LIST}{case.pk}/change/", f"{LIST}{case.pk}/history/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{LIST}{case.pk}/contact/", {"why": "回电告知结果"}).status_code == 403
    assert "诉求" not in client.get("/desk/").content.decode()
    assert case.events.count() == 1


def test_not_even_a_manager_or_administrator_changes_cases_or_history(
    manager: User, administrator: User, case: Case
) -> None:
    for person in (manager, administrator):
        client = Client()
        client.force_login(person)
        assert client.post(f"{LIST}{case.pk}/change/", {"state": "closed"}).status_code == 403
        assert client.post(f"{LIST}{case.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get("/desk/cases/caseevent/").status_code == 404
        assert client.get("/desk/auth/user/").status_code == 404
        assert "delete_selected" not in client.get(LIST).content.decode()
    case.refresh_from_db()
    assert case.state == "submitted"


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
