"""The page of windows and notices: who sees which windows, what is shown before it is said, and how fast it is said."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from bot.catalogue.models import Announcement
from bot.catalogue.services import bulletin
from bot.desk.bulletin.cards import cards
from tests.web_personas import Citizen, shelf_root

NOW = datetime.fromisoformat("2026-11-23T10:00:30+08:00")
PAGE = "/desk/bulletin/"
ALLOWED = {"clerk", "other_clerk", "duty_lead", "manager"}


@pytest.fixture(autouse=True)
def own_shelf(tmp_path: Path, settings: Any) -> None:
    shutil.copytree(shelf_root(), tmp_path / "releases")
    settings.RELEASES = tmp_path / "releases"


@pytest.fixture(autouse=True)
def ten_o_clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def pausing(number: str) -> str:
    return f"{PAGE}windows/{number}/pause/"


FORM = {"reason": "设备维护", "until": "60", "nobody": "on"}


def hidden(page: str) -> dict[str, str]:
    """What the page of the confirmation sends on."""
    fields = re.findall(r'<input type="hidden" name="(?!csrf)(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in fields}


def test_strangers_are_sent_to_the_login(stranger: Client) -> None:
    for path in (PAGE, pausing("1")):
        assert stranger.get(path).headers["Location"].startswith("/desk/login/")
    for path in (f"{PAGE}windows/1/resume/", f"{PAGE}notices/", f"{PAGE}notices/1/end/"):
        assert stranger.post(path).headers["Location"].startswith("/desk/login/")


def test_every_role_gets_what_the_table_says(personas: dict[str, User]) -> None:
    row = Announcement.objects.create(kind="notice", text="停电", since=NOW, by="x")
    for name, user in personas.items():
        desk = at_desk(user)
        assert (desk.get(PAGE).status_code == 200) == (name in ALLOWED), name
        pauses = name in ("clerk", "duty_lead")
        assert (desk.get(pausing("1")).status_code == 200) == pauses, name
        assert (desk.post(pausing("1"), FORM).status_code == 200) == pauses, name
        assert (desk.post(f"{PAGE}windows/1/resume/").status_code == 302) == pauses, name
        notifies = name in ("duty_lead", "manager")
        assert (desk.post(f"{PAGE}notices/", {}).status_code == 422) == notifies, name
        assert (desk.post(f"{PAGE}notices/{row.pk}/end/").status_code == 302) == notifies, name
        refused = [desk.get(path).status_code for path in (PAGE, pausing("1"))]
        assert name in ALLOWED or refused == [403, 403], name


def test_a_clerk_sees_the_own_windows_only(clerk: User, duty_lead: User) -> None:
    page = at_desk(clerk).get(PAGE).content.decode()
    assert re.findall(r'id="window-(\d+)"', page) == ["1", "2", "3", "4"]
    assert at_desk(clerk).get(pausing("11")).status_code == 403
    assert at_desk(clerk).get(pausing("99")).status_code == 404
    everything = at_desk(duty_lead).get(PAGE).content.decode()
    assert len(re.findall(r'id="window-(\d+)"', everything)) == 40
    assert "1楼" in everything


def test_what_citizens_will_hear_is_shown_before_and_said_after(clerk: User, citizen: Citizen) -> None:
    desk = at_desk(clerk)
    page = desk.post(pausing("1"), {**FORM, "nobody": "", "instead": ["2"]}).content.decode()
    words = "1号窗口暂停办理（设备维护），到11:00，请改到2号窗口"
    assert words in page
    assert not Announcement.objects.exists()
    again = {name: [*v] if isinstance(v, list) else v for name, v in hidden(page).items()}
    done = desk.post(pausing("1"), {**again, "confirmed": "last"}, follow=True)
    assert "1号窗口已暂停" in done.content.decode()
    assert citizen.get("/windows/1").json()["paused"] == words


def test_the_moment_shown_is_the_moment_said(clerk: User, citizen: Citizen, ten_o_clock: Any) -> None:
    desk = at_desk(clerk)
    page = desk.post(pausing("4"), FORM).content.decode()
    assert "到11:00" in page
    ten_o_clock.shift(timedelta(minutes=5))
    desk.post(pausing("4"), {**hidden(page), "confirmed": "last"})
    assert "到11:00" in citizen.get("/windows/4").json()["paused"]


def test_the_last_open_window_is_confirmed_in_so_many_words(duty_lead: User) -> None:
    desk = at_desk(duty_lead)
    for number in ("5", "6"):
        bulletin.pause(
            duty_lead, number, reason="培训", until=None, nobody=True, confirmed=True, now=NOW - timedelta(minutes=1)
        )
    missing = desk.post(pausing("7"), {**FORM, "nobody": ""})
    assert missing.status_code == 422
    assert "没有窗口办了" in missing.content.decode()
    page = desk.post(pausing("7"), {**FORM, "nobody": "", "more": "8号"}).content.decode()
    assert "出入境窗口：全部暂停" in page
    assert "我知道了，确认暂停" in page
    unread = desk.post(pausing("7"), {**hidden(page), "confirmed": "yes"}).content.decode()
    assert "我知道了，确认暂停" in unread
    assert "7" not in bulletin.pauses(NOW)
    desk.post(pausing("7"), {**hidden(page), "confirmed": "last"})
    assert bulletin.pauses(NOW)["7"].instead == ["8"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": ""}, "请选一个原因"),
        ({"reason": "other", "words": " "}, "请写原因"),
        ({"until": ""}, "请选到什么时候"),
        ({"until": "at"}, "请填具体时间"),
        ({"until": "at", "at": "2026-11-23T09:00"}, "这个时间已经过了"),
        ({"until": "at", "at": "gestern"}, "时间要写成"),
        ({"nobody": "", "more": "99"}, "没有99号窗口"),
        ({"more": "2"}, "不要同时选"),
    ],
)
def test_what_is_wrong_stands_beside_it_and_nothing_typed_is_lost(clerk: User, change: Any, words: str) -> None:
    given = {**FORM, "words": "去开证明", **change}
    response = at_desk(clerk).post(pausing("4"), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(words) >= 2, "in the summary and at the field"
    assert 'role="alert"' in page
    for name in ("words", "more"):
        typed = given.get(name, "").strip()
        assert not typed or f'value="{typed}"' in page
    assert not Announcement.objects.exists()


def test_one_tap_resumes(clerk: User, citizen: Citizen) -> None:
    desk = at_desk(clerk)
    bulletin.pause(clerk, "4", reason="开会", until=None, nobody=True, confirmed=True, now=NOW)
    assert "恢复时间另行通知" in desk.get(PAGE).content.decode()
    assert desk.get(f"{PAGE}windows/4/resume/").status_code == 405
    desk.post(f"{PAGE}windows/4/resume/")
    assert citizen.get("/windows/4").json()["paused"] is None
    assert "没有暂停" in desk.post(f"{PAGE}windows/4/resume/", follow=True).content.decode()


def test_a_notice_is_given_and_taken_back(manager: User, citizen: Citizen) -> None:
    desk = at_desk(manager)
    desk.post(f"{PAGE}notices/", {"text": "下午三点停电", "until": "open"})
    assert citizen.get("/hall").json()["today"]["notices"] == ["下午三点停电。"]
    row = Announcement.objects.get()
    desk.post(f"{PAGE}notices/{row.pk}/end/")
    assert citizen.get("/hall").json()["today"]["notices"] == []
    empty = desk.post(f"{PAGE}notices/", {"text": "", "until": "60"})
    assert "请写公告内容" in empty.content.decode()


def test_a_full_disk_is_an_honest_error(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.knowledge.shelf import Shelf

    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    desk = at_desk(clerk)
    page = desk.post(pausing("4"), FORM).content.decode()
    monkeypatch.setattr(Shelf, "post", full)
    refused = desk.post(pausing("4"), {**hidden(page), "confirmed": "last"})
    assert "什么都没有改" in refused.content.decode()
    assert not Announcement.objects.exists()


def test_home_shows_what_is_paused_too_long(clerk: User, other_clerk: User) -> None:
    bulletin.pause(clerk, "4", reason="开会", until=None, nobody=True, confirmed=True, now=NOW)
    bulletin.pause(clerk, "3", reason="开会", until=NOW + timedelta(days=3), nobody=True, confirmed=True, now=NOW)
    shown = [(card.count, card.urgent) for card in cards(clerk, NOW)]
    assert shown == [(0, True), (2, False)]
    later = NOW + timedelta(days=1)
    assert [(card.count, card.urgent) for card in cards(clerk, later)] == [(1, True), (1, False)]
    assert not any(card.count for card in cards(other_clerk, later))


def test_the_pages_keep_to_the_strict_policy(duty_lead: User) -> None:
    desk = at_desk(duty_lead)
    for page in (desk.get(PAGE), desk.get(pausing("1")), desk.post(pausing("1"), FORM)):
        text = page.content.decode()
        assert not re.search(r"<script(?![^>]*src=)[^>]*>\s*\S", text)
        assert "style=" not in text
        assert not re.search(r"\son\w+=", text)
