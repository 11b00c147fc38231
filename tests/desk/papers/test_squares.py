"""The square of a request leads to one place, whoever printed it, and never holds the query code."""

from __future__ import annotations

from typing import Any

import pytest
import segno
from django.contrib.auth.models import User
from django.test import Client

from tests.cases.acting import open_one


@pytest.mark.parametrize(
    ("host", "named", "wanted"),
    [
        ("hall.example", "", "http://hall.example/#case={}"),
        ("hall.example", "https://phones.example/", "https://phones.example/#case={}"),
        ("127.0.0.1:8000", "https://phones.example", "https://phones.example/#case={}"),
        ("127.0.0.1:8000", "", "诉求编号 {}"),
        ("hall.example", "text", "诉求编号 {}"),
    ],
)
def test_the_desk_and_the_page_draw_the_same_square(
    guide: User, settings: Any, monkeypatch: pytest.MonkeyPatch, host: str, named: str, wanted: str
) -> None:
    settings.SLIP_QR, settings.ALLOWED_HOSTS = named, ["*"]
    opened, drawn = open_one(), []
    make = segno.make

    def noted(text: str, **how: Any) -> Any:
        drawn.append(text)
        return make(text, **how)

    monkeypatch.setattr(segno, "make", noted)
    number, code, client = opened.case.number, opened.code, Client(headers={"host": host})
    assert client.get(f"/api/v1/cases/{number}/qr").status_code == 200
    client.force_login(guide)
    page = client.post("/desk/receipt/", {"number": number, "code": code})
    assert page.status_code == 200
    assert drawn == [wanted.format(number)] * 2
    assert code not in drawn[0].replace(number, "")
    leads = "#case" in wanted
    assert ("补充情况和照片" in page.content.decode()) == leads
    assert ("data-scan" in client.get("/kiosk").content.decode()) == leads
