"""The page of one slip, as its square opens it: without script, with what has changed, for everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bot.citizen.limits import SLIP_MISSES
from bot.slips.codes import ALPHABET
from bot.slips.models import Slip
from bot.slips.services import make_slip

ID = "id_card_reissue"


@pytest.fixture
def code(db: None) -> str:
    return make_slip(ID, {}, timezone.localtime()).code


def words_of(response: Any) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", response.content.decode())


def test_the_square_of_a_slip_opens_everything_it_says(stranger: Client, code: str) -> None:
    response = stranger.get(f"/slip/{code}")
    assert response.status_code == 200
    words = words_of(response)
    for text in (
        "居民身份证丢失补领",
        "居民户口簿",
        "1楼A厅2号窗口",
        "怎么走：",
        "咨询：12345",
        "未核实",
        "没有变化",
        "示例",
    ):
        assert text in words
    assert f"{code[:4]} {code[4:]}" in words
    assert b"<script>" not in response.content
    assert b"style=" not in response.content
    assert not response.cookies


def test_a_change_is_told_first(stranger: Client, code: str) -> None:
    slip = Slip.objects.get(code=code)
    slip.message["card"]["telephone"] = "0000-111"
    slip.save()
    words = words_of(stranger.get(f"/slip/{code}"))
    assert words.index("咨询电话改了") < words.index("一次性告知单")


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower"])
def test_a_code_that_is_typed_leads_to_its_page(stranger: Client, code: str, typed: str) -> None:
    text = f"{code[:4]} {code[4:]}".lower() if typed == "lower" else typed.format(code)
    response = stranger.get("/slip", {"code": text})
    assert (response.status_code, response["Location"]) == (302, f"/slip/{code}")


def test_the_field_says_what_is_wrong_and_keeps_what_was_typed(stranger: Client, db: None) -> None:
    assert "查告知单" in words_of(stranger.get("/slip"))
    response = stranger.get("/slip", {"code": "abc<"})
    assert response.status_code == 422
    assert "请填告知单上的8位单号。" in words_of(response)
    assert 'value="abc&lt;"' in response.content.decode()
    response = stranger.get("/slip/ACDEFGHJ")
    assert response.status_code == 404
    assert "没有这张告知单" in words_of(response)


def test_it_only_reads(stranger: Client, code: str) -> None:
    assert stranger.post(f"/slip/{code}").status_code == 405
    assert stranger.post("/slip").status_code == 405


def test_guessing_is_slow_here_too(stranger: Client, code: str) -> None:
    for number in range(SLIP_MISSES):
        stranger.get(f"/slip/{ALPHABET[number] * 8}")
    response = stranger.get(f"/slip/{code}")
    assert response.status_code == 429
    assert "15分钟" in words_of(response)
    assert response["Retry-After"]


def test_before_the_first_release(stranger: Client, settings: Any, tmp_path: Any) -> None:
    settings.RELEASES = tmp_path
    assert stranger.get("/slip").status_code == 503
    assert stranger.get("/slip/ACDEFGHJ").status_code == 503


def test_an_old_slip_is_gone(stranger: Client, code: str) -> None:
    Slip.objects.update(made_at=timezone.now() - timedelta(days=800))
    assert stranger.get(f"/slip/{code}").status_code == 404
