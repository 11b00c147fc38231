"""The pages of truth keeping: who sees which facts, signing from the list, the days of silence, and the home's cards."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from bot.catalogue.models import Entry, Revision
from bot.catalogue.services import seeding
from bot.desk.truth.cards import cards
from bot.knowledge.files import load
from bot.knowledge.model import Hall
from bot.knowledge.release import Release
from bot.knowledge.shelf import shelf_at
from bot.paths import HALL
from tests.web_personas import shelf_root

NOW = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
TODAY = NOW.date()
PAGE = "/desk/truth/"
ALLOWED = {"editor", "other_editor", "reviewer", "manager"}
AGES = {"id_card_reissue": 360, "passport": 380, "residence_permit": 400}
"""Days since some facts were signed: soon due, overdue, silent."""


@pytest.fixture(scope="module")
def aged() -> Hall:
    hall = load(HALL)
    known = {item.id for item in hall.items}
    assert set(AGES) <= known
    items = tuple(
        replace(item, truth=replace(item.truth, verified_on=TODAY - timedelta(days=AGES[item.id])))
        if item.id in AGES
        else item
        for item in hall.items
    )
    return replace(hall, items=items)


@pytest.fixture(scope="module")
def aged_release(aged: Hall) -> Release:
    return Release.of(aged)


@pytest.fixture(autouse=True)
def hall(db: None, aged: Hall, aged_release: Release, tmp_path: Path, settings: Any) -> None:
    shutil.copytree(shelf_root(), tmp_path / "releases")
    settings.RELEASES = tmp_path / "releases"
    shelf = shelf_at(Path(settings.RELEASES))
    shelf.put(aged_release)
    shelf.activate(aged_release.id)


@pytest.fixture
def seeded(hall: None, aged: Hall) -> None:
    seeding.seed(aged, None, now=NOW - timedelta(days=30))


@pytest.fixture(autouse=True)
def ten_o_clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def names(page: str) -> list[str]:
    return re.findall(r'<li class="panel review" id="(\w+-[^"]+?)-"', page)


def test_strangers_and_every_role(stranger: Client, personas: dict[str, User]) -> None:
    for path in (PAGE, f"{PAGE}timeline/"):
        assert stranger.get(path).headers["Location"].startswith("/desk/login/")
    assert stranger.post(f"{PAGE}sign/").headers["Location"].startswith("/desk/login/")
    for name, user in personas.items():
        desk, expected = at_desk(user), 200 if name in ALLOWED else 403
        assert desk.get(PAGE).status_code == expected, name
        assert desk.get(f"{PAGE}timeline/").status_code == expected, name
        assert desk.post(f"{PAGE}sign/").status_code == (302 if name in ALLOWED else 403), name
        assert desk.get(f"{PAGE}sign/").status_code in (403, 405)


def test_an_editor_sees_the_own_department_a_reviewer_all(editor: User, other_editor: User, reviewer: User) -> None:
    mine = at_desk(editor).get(f"{PAGE}?state=expired").content.decode()
    assert names(mine) == ["item-residence_permit"]
    assert names(at_desk(other_editor).get(f"{PAGE}?state=expired").content.decode()) == []
    assert names(at_desk(reviewer).get(f"{PAGE}?state=expired").content.decode()) == ["item-residence_permit"]
    assert "县人力资源和社会保障局" not in mine


@pytest.mark.parametrize(
    ("state", "found"),
    [("near", ["item-id_card_reissue"]), ("due", ["item-passport"]), ("expired", ["item-residence_permit"])],
)
def test_filters(editor: User, state: str, found: list[str]) -> None:
    assert names(at_desk(editor).get(f"{PAGE}?state={state}").content.decode()) == found


def test_the_most_urgent_is_shown_first(editor: User) -> None:
    assert names(at_desk(editor).get(PAGE).content.decode()) == ["item-residence_permit"]
    page = at_desk(editor).get(f"{PAGE}?state=all&q=护照").content.decode()
    assert "item-passport" in names(page)
    assert all("item" in name for name in names(at_desk(editor).get(f"{PAGE}?state=all&kind=item").content.decode()))


def test_the_fact_is_shown_with_its_source(editor: User) -> None:
    page = at_desk(editor).get(f"{PAGE}?state=near").content.decode()
    for words in ("丢失补领40元", "居民户口簿", "居民身份证法", "2025年11月28日核对", "2026年11月28日到期", "要两个人"):
        assert words in page
    assert "/desk/catalogue/item/id_card_reissue/" in page


def test_one_tap_signs_one(seeded: None, editor: User) -> None:
    desk = at_desk(editor)
    done = desk.post(f"{PAGE}sign/", {"one": "window/1/", "pick": "window/2/", "back": PAGE}, follow=True)
    assert "已签1条" in done.content.decode()
    revision = Revision.objects.get(source="verify")
    assert (revision.entry.key, revision.by) == ("1", "郑编辑")
    page = desk.get(f"{PAGE}?state=all&kind=window").content.decode()
    assert "正在修改，看修改单" in page
    assert 'value="window/1/"' not in page


def test_several_at_once_and_what_needs_two_is_sent_for_review(seeded: None, editor: User) -> None:
    done = at_desk(editor).post(f"{PAGE}sign/", {"pick": ["window/2/", "item/passport/"], "back": PAGE}, follow=True)
    page = done.content.decode()
    assert "已签2条" in page
    assert "省统一的已经送审" in page
    held = Entry.objects.get(kind="item", key="passport").change_set
    assert held is not None
    assert held.state == "submitted"


def test_nothing_of_another_department_and_nothing_unknown(seeded: None, editor: User) -> None:
    desk = at_desk(editor)
    assert "别的部门" in desk.post(f"{PAGE}sign/", {"one": "window/11/"}, follow=True).content.decode()
    for picked in ({}, {"one": "window/999/"}, {"one": "item"}):
        assert "请先勾选" in desk.post(f"{PAGE}sign/", picked, follow=True).content.decode()
    assert not Revision.objects.filter(source="verify").exists()


def test_it_goes_back_to_this_site_only(editor: User) -> None:
    answer = at_desk(editor).post(f"{PAGE}sign/", {"back": "https://example.com/"})
    assert answer.headers["Location"] == PAGE


def test_the_days_of_silence(editor: User, other_editor: User) -> None:
    page = at_desk(editor).get(f"{PAGE}timeline/").content.decode()
    days = re.findall(r"<h2>(\d+月\d+日) ", page)
    assert days == ["12月9日", "12月29日"]  # 380 and 360 days ago, 365 + 30 days, and one
    assert "已经停说的有1条" in page
    assert "没有要停说的资料" in at_desk(other_editor).get(f"{PAGE}timeline/").content.decode()


def test_home_says_what_is_silent_soon_and_due(editor: User, clerk: User, ten_o_clock: Any) -> None:
    found = {card.title: card.count for card in cards(editor, NOW)}
    assert found["停说的资料"] == found["待复核的资料"] == found["快到复核日"] == 1
    assert found["两周内要停说"] == 0
    assert found["没有人签过的资料"] > 10
    later = {card.title: card.count for card in cards(editor, NOW + timedelta(days=3))}
    assert later["两周内要停说"] == 1
    assert list(cards(clerk, NOW)) == []


def test_the_pages_keep_to_the_strict_policy(reviewer: User) -> None:
    for path in (PAGE, f"{PAGE}?state=all", f"{PAGE}timeline/"):
        page = at_desk(reviewer).get(path).content.decode()
        assert "style=" not in page
        assert not re.search(r"\son\w+=", page)
