"""A request on paper: no contact without a reason, no code but for who has it, and never at the unit complained of."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from bot.cases.models import Case, CaseEvent
from bot.cases.services import Opened
from bot.desk.papers.plain import half_hidden, readable
from tests.cases.acting import START, open_one
from tests.web_personas import PERSONAS

RECEIPT = "/desk/receipt/"
SEES = {"guide", "clerk", "duty_lead", "dispatcher", "editor", "supervisor", "manager"}


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def opened(db: None) -> Opened:
    return open_one(kind="help", item="id_card_reissue", description="⟦手机号1⟧打不通，证丢了", contact="13912345678")


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    words: str = response.content.decode()
    return words


def sheet_of(case: Case) -> str:
    return f"/desk/cases/{case.number}/sheet/"


def test_a_stranger_is_sent_to_the_login(stranger: Client, opened: Opened) -> None:
    for path in (sheet_of(opened.case), RECEIPT):
        response = stranger.post(path, {"why": "要打电话给他", "number": opened.case.number, "code": opened.code})
        assert response.status_code == 302
    assert not CaseEvent.objects.filter(action="see_contact").exists()


def test_only_who_sees_the_request_prints_it(personas: dict[str, User], opened: Opened) -> None:
    for name in PERSONAS:
        status = desk_of(personas[name]).get(sheet_of(opened.case)).status_code
        assert (status == 200) == (name in SEES), name
        assert status in (200, 403, 404), name


def test_the_sheet_holds_what_a_clerk_needs_and_no_contact(clerk: User, opened: Opened) -> None:
    page = text_of(desk_of(clerk).get(sheet_of(opened.case)))
    for words in (
        opened.case.number,
        "求助",
        "（手机号已隐去）打不通",
        "户政窗口岗",
        'class="qr"',
        "已留，在系统里查看",
    ):
        assert words in page, words
    for never in ("1391", opened.code, "⟦", 'style="'):
        assert never not in page, never


def test_a_contact_needs_a_reason_is_noted_and_half_hidden(clerk: User, opened: Opened) -> None:
    client = desk_of(clerk)
    refused = client.post(sheet_of(opened.case), {"why": "看"})
    assert refused.status_code == 422
    assert "至少4个字" in text_of(refused)
    page = text_of(client.post(sheet_of(opened.case), {"why": "下乡上门要带着"}))
    assert "139****5678" in page
    assert "13912345678" not in page
    assert CaseEvent.objects.get(action="see_contact").why == "下乡上门要带着"


def test_the_unit_complained_of_has_no_sheet(clerk: User, editor: User, supervisor: User) -> None:
    case = open_one(kind="complaint", description="2号窗口的人骂人").case
    for user in (clerk, editor):
        for response in (
            desk_of(user).get(sheet_of(case)),
            desk_of(user).post(sheet_of(case), {"why": "看看是谁写的"}),
        ):
            assert response.status_code == 404
            assert "骂人" not in text_of(response)
    assert "骂人" in text_of(desk_of(supervisor).get(sheet_of(case)))


def test_a_receipt_needs_number_and_code(guide: User, opened: Opened) -> None:
    client = desk_of(guide)
    for size in ("80", "a4"):
        page = text_of(client.post(RECEIPT, {"number": opened.case.number, "code": opened.code, "paper": size}))
        assert opened.case.number in page
        assert opened.code in page
        assert f"papers-{size}.css" in page
        assert "1391" not in page
    wrong = client.post(RECEIPT, {"number": opened.case.number, "code": "000000" if opened.code != "000000" else "1"})
    assert wrong.status_code == 404
    assert "求助" not in text_of(wrong)


@pytest.mark.parametrize(
    ("contact", "shown"),
    [("13912345678", "139****5678"), ("0451-88887777", "045*-****7777"), ("王二家", "王**")],
)
def test_a_contact_is_half_hidden(contact: str, shown: str) -> None:
    assert half_hidden(contact) == shown


def test_marks_of_hidden_numbers_are_said_in_words() -> None:
    assert readable("电话⟦手机号12⟧，证⟦身份证号1⟧") == "电话（手机号已隐去），证（身份证号已隐去）"
