"""The hall, its items and windows at the public interface."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.citizen.releases import current
from bot.knowledge.bulletin import Bulletin, Pause
from bot.knowledge.shelf import Shelf
from tests.web_personas import Citizen, problem_of, shelf_root


def test_hall(citizen: Citizen) -> None:
    body = citizen.get("/hall").json()
    assert body["name"] == "示例县政务服务中心"
    assert body["example"] is True
    assert "示例" in body["banner"]
    assert set(body["today"]) == {"state", "text", "sure", "hours", "notices", "pauses"}
    assert body["release"] == current().name
    assert len(body["categories"]) == 11


def test_all_items_page_by_page(citizen: Citizen) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        body = citizen.get(f"/items?limit=20&cursor={cursor}").json()
        assert len(body["items"]) <= 20
        seen += [item["id"] for item in body["items"]]
        cursor = body["cursor"]
    assert len(seen) == len(set(seen)) == 69
    assert len(citizen.get("/items?limit=100").json()["items"]) == 69


def test_items_by_words_category_and_audience(citizen: Citizen) -> None:
    assert citizen.get("/items?q=身份证丢了").json()["items"][0]["id"] == "id_card_reissue"
    assert {i["category"] for i in citizen.get("/items?category=police").json()["items"]} == {"police"}
    assert all("法人" in i["audience"] for i in citizen.get("/items?audience=法人&limit=100").json()["items"])
    assert citizen.get("/items?q=&limit=5").json()["cursor"] == "5"


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=-1", "audience=猫", "q=" + "长" * 201])
def test_a_query_that_does_not_fit(citizen: Citizen, query: str) -> None:
    assert problem_of(citizen.get(f"/items?{query}"), 422)["errors"]


def test_one_item(citizen: Citizen) -> None:
    body = citizen.get("/items/id_card_reissue").json()
    assert body["id"] == "id_card_reissue"
    assert body["message"]["kind"] == "guide"
    assert body["message"]["card"]["materials"]
    problem_of(citizen.get("/items/nothing"), 404)


def test_windows(citizen: Citizen) -> None:
    body = citizen.get("/windows").json()
    assert len(body["windows"]) == 40
    assert body["cursor"] is None
    one = citizen.get(f"/windows/{body['windows'][0]['number']}").json()
    assert one["number"] == body["windows"][0]["number"]
    assert "items" in one
    problem_of(citizen.get("/windows/999"), 404)


def test_a_pause_shows_at_once(citizen: Citizen, tmp_path: Path, settings: Any) -> None:
    shutil.copytree(shelf_root(), tmp_path / "releases")
    settings.RELEASES = tmp_path / "releases"
    number = current().release.hall.windows[0].number
    from django.utils import timezone

    Shelf(tmp_path / "releases").post(
        Bulletin(pauses=(Pause(window=number, reason="设备维护", since=timezone.localtime()),))
    )
    assert "设备维护" in citizen.get(f"/windows/{number}").json()["paused"]
    assert not citizen.get("/hall").json()["release"].endswith("+0")


def test_nothing_published_is_an_honest_error(citizen: Citizen, tmp_path: Path, settings: Any) -> None:
    settings.RELEASES = tmp_path
    for path in ("/hall", "/items", "/windows", "/items/x"):
        problem_of(citizen.get(path), 503)
    problem_of(citizen.post("/conversations", {"channel": "web"}), 503)
    assert citizen.client.get("/").status_code == 503
    assert citizen.client.get("/health").status_code == 503
