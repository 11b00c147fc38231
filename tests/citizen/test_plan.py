"""The plan of the hall, and the way to a place on it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.citizen.releases import current
from tests.web_personas import Citizen


def way(citizen: Citizen, **query: str) -> Any:
    return citizen.client.get("/api/v1/plan/way", query)


def test_the_plan_has_every_floor_zone_and_what_stands_there(citizen: Citizen) -> None:
    body = citizen.get("/plan").json()
    plan = current().release.hall.plan
    assert [floor["floor"] for floor in body["floors"]] == [1, 2]
    assert {zone["name"] for zone in body["zones"]} == {"A厅", "B厅", "C厅", "D厅"}
    marks = {(mark["kind"], mark["id"]): mark for mark in body["marks"]}
    assert marks["window", "24"]["floor"] == 2
    assert marks["facility", "toilet"]["name"] == "卫生间"
    assert marks["guide_desk", "guide_desk"]["x"] == plan.guide_desk.x
    assert {key for kind, key in marks if kind in ("start", "kiosk")} == {start.id for start in plan.starts}


@pytest.mark.parametrize("path", ["/plan", "/plan/way?to=window:24"])
def test_what_the_page_has_already_is_not_sent_again(citizen: Citizen, path: str) -> None:
    tag = citizen.get(path).headers["ETag"]
    again = citizen.client.get(f"/api/v1{path}", HTTP_IF_NONE_MATCH=tag)
    assert again.status_code == 304
    assert again.content == b""


def test_the_way_is_told_from_the_door_and_from_a_kiosk(citizen: Citizen) -> None:
    door = way(citizen, to="window:24").json()
    assert door["ways"][0]["text"] == "从大门进来，往前走，乘电梯到2楼，出电梯左转，到C厅，24号窗口在您前面。"
    assert door["start"] | {"id": "door", "kiosk": False} == door["start"]
    assert [way["barrier_free"] for way in door["ways"]] == [True, False]
    assert [line["floor"] for line in door["ways"][0]["lines"]] == [1, 2]
    assert (door["floor"], door["zone"], door["windows"]) == (2, "c", ["24"])
    kiosk = way(citizen, to="window:24", kiosk="kiosk-2").json()
    assert kiosk["start"]["kiosk"] is True
    assert kiosk["ways"][0]["steps"][0] == {"text": "面对这台机器，往左走", "floor": 2}
    assert way(citizen, to="window:24", kiosk="unknown").json()["start"]["id"] == "door"


def test_every_place_in_this_hall_that_a_card_names_has_a_way(citizen: Citizen) -> None:
    release = current().release
    uses = {use.place for item in release.hall.items for use in item.places}
    here = {use for use in uses if use.startswith("window:") or getattr(release.place(use), "in_hall", False)}
    assert len(here) > 10
    for use in sorted(here):
        assert way(citizen, to=use).json()["ways"], use


@pytest.mark.parametrize(
    ("query", "status"), [({"to": "moon"}, 404), ({"to": "town_centres"}, 404), ({}, 422), ({"to": ""}, 422)]
)
def test_what_is_not_here_is_said_so(citizen: Citizen, query: dict[str, str], status: int) -> None:
    answer = way(citizen, **query)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
