"""What a page keeps in memory while the web is away."""

from __future__ import annotations

import gzip
import json

import pytest

from bot.citizen.releases import current
from bot.text.pinyin import initials
from tests.web_personas import Citizen

MOST = 150_000


def test_names_places_and_documents_fit_into_memory(citizen: Citizen) -> None:
    answer = citizen.get("/offline")
    body = answer.json()
    assert len(answer.content) <= MOST
    assert body["release"] == current().name
    items = {one["id"]: one for one in body["items"]}
    assert len(items) == len(current().release.hall.items) + len(current().release.hall.bundles)
    card = items["id_card_reissue"]
    assert card["places"][0]["text"] == "1楼A厅2号窗口"
    assert card["now"].startswith("先取号")
    assert card["materials"][0]["name"] == "居民户口簿"
    assert card["telephone"]
    assert "未核实" in card["truth"]
    assert items["birth"]["bundle"] is True


@pytest.mark.parametrize("typed", ["jmsfz", "shenfenzheng", "sfz"])
def test_a_name_is_found_by_its_sound(citizen: Citizen, typed: str) -> None:
    card = next(one for one in citizen.get("/offline").json()["items"] if one["id"] == "id_card_reissue")
    assert any(typed in sound for sound in card["sounds"])
    assert initials(card["name"]) in card["sounds"]


def test_it_is_sent_once(citizen: Citizen) -> None:
    first = citizen.get("/offline")
    tag = first["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = citizen.client.get("/api/v1/offline", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
    assert citizen.client.get("/api/v1/offline", headers={"If-None-Match": '"other"'}).status_code == 200


def test_it_is_packed_for_whoever_can_unpack(citizen: Citizen) -> None:
    plain = citizen.get("/offline")
    packed = citizen.client.get("/api/v1/offline", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert len(packed.content) < len(plain.content) / 3


def test_life_events_lead_to_items(citizen: Citizen) -> None:
    body = citizen.get("/offline").json()
    known = {one["id"] for one in body["items"]}
    assert body["events"]
    assert all(len(event["items"]) > 1 and set(event["items"]) <= known for event in body["events"])


def test_no_two_life_events_lead_to_the_same(citizen: Citizen) -> None:
    body = citizen.get("/offline").json()
    names = [event["name"] for event in body["events"]]
    assert "开店" in names
    assert "创业" not in names, "three of its four matters stand under 开店"
    assert "孩子出生" not in names, "a guide leads through all of it"
    assert "id_card_reissue" in next(event["items"] for event in body["events"] if event["name"] == "证照遗失")
