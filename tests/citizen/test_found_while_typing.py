"""The search of the page over what the service really keeps for it; needs Node, like every change of the page."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from bot.paths import ROOT
from tests.web_personas import Citizen

NODE = shutil.which("node")
INSTANT = 50
"""Milliseconds: what is found stands there before the next letter is typed."""
pytestmark = pytest.mark.skipif(NODE is None, reason="没有 Node")


def found(citizen: Citizen, *typed: str, copies: int = 1) -> list[dict[str, Any]]:
    asked = {"known": citizen.get("/offline").json(), "typed": typed, "copies": copies}
    ran = subprocess.run(
        [str(NODE), str(ROOT / "frontend" / "test" / "find.mjs")],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    rows: list[dict[str, Any]] = json.loads(ran.stdout)
    return rows


FIRST = {
    "身份证丢": "居民身份证丢失补领",
    "补领身份证": "居民身份证丢失补领",
    "我身份证丢了怎么办": "居民身份证丢失补领",
    "结婚登记在哪里办": "结婚登记",
    "jiehun": "结婚登记",
    "jie'hun deng'ji": "结婚登记",
    "JHDJ": "结婚登记",
    "ｊｈｄｊ": "结婚登记",
    "sfzbl": "居民身份证丢失补领",
    "sfz丢了": "居民身份证丢失补领",
    "公积金提取": "住房公积金提取",
}


def test_a_matter_is_found_however_it_is_typed(citizen: Citizen) -> None:
    rows = found(citizen, *FIRST)
    assert {text: row["found"][0]["name"] for text, row in zip(FIRST, rows, strict=True)} == FIRST


def test_all_that_is_called_so_is_offered(citizen: Citizen) -> None:
    for row in found(citizen, "sfz", "shenfenz", "shenfz", "身份证"):
        assert {one["name"] for one in row["found"][:4]} >= {"居民身份证换领", "居民身份证丢失补领"}


def test_a_life_event_leads_to_its_matters(citizen: Citizen) -> None:
    (row,) = found(citizen, "买房")
    assert "住房公积金提取" in {one["name"] for one in row["found"]}


def test_nothing_is_offered_for_what_names_no_matter(citizen: Citizen) -> None:
    typed = ["你好", "有人晕倒了", "着火了", "我叫王小二", "13912345678", "多少钱", "？！", ""]
    assert [row["found"] for row in found(citizen, *typed)] == [[]] * len(typed)


def test_it_is_instant_for_a_large_hall(citizen: Citizen) -> None:
    typed = ["身份证丢了怎么办", "shenfenzheng", "blsfz", "我家门口的路灯坏了好几天没有人来修"]
    times = {text: row["milliseconds"] for text, row in zip(typed, found(citizen, *typed, copies=22), strict=True)}
    assert max(times.values()) < INSTANT, times
