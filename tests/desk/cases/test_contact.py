"""The contact of a request: shown once, for a written reason, and that is recorded."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bot.cases.models import Case
from bot.staff.models import Holder
from tests.web_personas import Citizen


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


def address(case: Case) -> str:
    return f"/desk/cases/{case.number}/contact/"


def test_the_page_shows_that_there_is_one_and_no_digit_of_it(desk: Client, case: Case) -> None:
    page = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert "楼道灯坏了" in page
    assert "登记" in page
    assert "查看并记录" in page
    assert "5678" not in page
    assert "5678" not in desk.get("/desk/cases/?tab=all").content.decode()


def test_the_contact_needs_a_post_and_a_reason(desk: Client, case: Case) -> None:
    assert desk.get(address(case)).status_code == 405
    refused = desk.post(address(case), {"why": " "})
    assert refused.status_code == 422
    assert "原因" in refused.content.decode()
    assert "13912345678" not in refused.content.decode()
    assert case.events.count() == 1
    shown = desk.post(address(case), {"why": "回电告知结果"})
    assert "13912345678" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    last = case.events.last()
    assert last is not None
    assert (last.actor, last.action, last.why) == ("clerk", "see_contact", "回电告知结果")
    assert "回电告知结果" in desk.get(f"/desk/cases/{case.number}/").content.decode()


def test_a_managers_reason_serves_for_both(manager: User, case: Case) -> None:
    client = Client()
    client.force_login(manager)
    assert client.post(address(case), {"why": ""}).status_code in (403, 422)
    assert "13912345678" in client.post(address(case), {"why": "群众投诉没人回电"}).content.decode()
    last = case.events.last()
    assert last is not None
    assert "群众投诉没人回电" in last.why


def test_the_contact_is_refused_without_a_post(desk: Client, clerk: User, case: Case) -> None:
    Holder.objects.filter(user=clerk).update(ended_at=timezone.now())
    assert desk.post(address(case), {"why": "回电告知结果"}).status_code == 403
    assert desk.get("/desk/cases/").status_code == 403
    assert desk.post("/desk/cases/2000000000/contact/", {"why": "回电告知结果"}).status_code == 403
    assert case.events.count() == 1


def test_an_administrator_sees_no_case(administrator: User, case: Case) -> None:
    client = Client()
    client.force_login(administrator)
    for path in ("/desk/cases/", f"/desk/cases/{case.number}/"):
        assert client.get(path).status_code == 403
    assert client.post(address(case), {"why": "回电告知结果"}).status_code == 403
    assert client.post(f"/desk/cases/{case.number}/do/note/", {"words": "看看"}).status_code == 403
    assert "诉求" not in client.get("/desk/").content.decode()
    assert case.events.count() == 1


def test_nobody_changes_a_request_or_its_history_past_the_steps(manager: User, administrator: User, case: Case) -> None:
    for person in (manager, administrator):
        client = Client()
        client.force_login(person)
        for path in (f"case/{case.pk}/change/", f"case/{case.pk}/delete/", "caseevent/", f"{case.number}/delete/"):
            assert client.post(f"/desk/cases/{path}", {"state": "closed", "post": "yes"}).status_code in (403, 404)
        assert client.get("/desk/auth/user/").status_code == 404
    case.refresh_from_db()
    assert case.state == "submitted"
