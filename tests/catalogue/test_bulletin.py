"""Pausing and resuming windows, notices: who may, what is asked for, what citizens hear, and that nothing is half done."""

from __future__ import annotations

import shutil
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import DatabaseError, connection

from bot.catalogue.errors import Conflict, Invalid, Refused, Unconfirmed, Unknown, Unready
from bot.catalogue.models import Announcement
from bot.catalogue.services import bulletin as services
from bot.catalogue.services.bulletin import INSTEAD, REASON, TEXT, UNTIL
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.shelf import Shelf
from tests.web_personas import Citizen, shelf_root

NOW = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
NOON = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, settings: Any) -> Shelf:
    """A shelf of its own, so that what one test announces no other hears."""
    shutil.copytree(shelf_root(), tmp_path / "releases")
    settings.RELEASES = tmp_path / "releases"
    return Shelf(tmp_path / "releases")


@pytest.fixture(autouse=True)
def ten_o_clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def paused(user: User, window: str, **more: Any) -> Announcement:
    given: dict[str, Any] = {
        "reason": "设备维护", "until": NOON, "nobody": True, "confirmed": True, "now": NOW, **more,
    }  # fmt: skip
    return services.pause(user, window, **given)


def said(citizen: Citizen, number: str) -> str:
    return str(citizen.get(f"/windows/{number}").json()["paused"])


def test_a_pause_is_said_at_once_with_reason_end_and_who_takes_over(clerk: User, citizen: Citizen) -> None:
    row = paused(clerk, "4", instead=["3"])
    assert said(citizen, "4") == "4号窗口暂停办理（设备维护），到12:00，请改到3号窗口"
    assert (row.by, row.since, row.until, row.ended_at) == ("李窗口", NOW, NOON, None)
    assert citizen.get("/hall").json()["today"]["pauses"] == [said(citizen, "4")]


def test_it_is_open_again_by_itself(clerk: User, citizen: Citizen, ten_o_clock: Any) -> None:
    paused(clerk, "4")
    assert said(citizen, "4") != "None"
    ten_o_clock.move_to(NOON)
    assert said(citizen, "4") == "None"
    assert services.pauses(NOON) == {}
    assert services.publish_bulletin(NOON) is True
    assert citizen.get("/hall").json()["release"].endswith("+0")
    assert Announcement.objects.get().ended_at is None


def test_it_is_resumed_by_hand_and_the_row_stays(clerk: User, duty_lead: User, citizen: Citizen) -> None:
    paused(clerk, "4")
    services.resume(duty_lead, "4", now=NOW + timedelta(minutes=5))
    assert said(citizen, "4") == "None"
    row = Announcement.objects.get()
    assert (row.by, row.ended_by, row.ended_at) == ("李窗口", "周值班", NOW + timedelta(minutes=5))
    with pytest.raises(Conflict):
        services.resume(clerk, "4", now=NOW)


def test_a_clerk_has_the_own_windows_the_duty_lead_all(clerk: User, duty_lead: User, citizen: Citizen) -> None:
    paused(clerk, "1")
    paused(duty_lead, "11")
    for step in (lambda: paused(clerk, "12"), lambda: services.resume(clerk, "11", now=NOW)):
        with pytest.raises(Refused):
            step()
    assert set(services.pauses(NOW)) == {"1", "11"}


@pytest.mark.parametrize(
    "who", ["guide", "editor", "reviewer", "manager", "dispatcher", "area_worker", "administrator"]
)
def test_others_pause_nothing(personas: dict[str, User], who: str) -> None:
    with pytest.raises(Refused):
        paused(personas[who], "1")
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"reason": " 。 "}, REASON),
        ({"reason": "修" * 41}, REASON),
        ({"until": NOW}, UNTIL),
        ({"until": NOW - timedelta(minutes=1)}, UNTIL),
        ({"until": NOW + timedelta(days=400)}, UNTIL),
        ({"instead": ["99"]}, INSTEAD),
        ({"instead": ["4"]}, INSTEAD),
        ({"instead": ["2"]}, INSTEAD),
    ],
)
def test_what_is_missing_is_named_and_nothing_happens(duty_lead: User, shelf: Shelf, more: Any, where: str) -> None:
    paused(duty_lead, "2")
    before = shelf.active_bulletin().version
    with pytest.raises(Invalid) as caught:
        paused(duty_lead, "4", **more)
    assert where in dict(caught.value.errors)
    assert shelf.active_bulletin().version == before
    with pytest.raises(Unknown):
        paused(duty_lead, "99")


def test_the_last_open_window_needs_who_takes_over_and_a_confirmation(duty_lead: User, citizen: Citizen) -> None:
    paused(duty_lead, "5")
    paused(duty_lead, "6")
    with pytest.raises(Invalid) as asked:
        paused(duty_lead, "7", nobody=False)
    assert INSTEAD in dict(asked.value.errors)
    with pytest.raises(Unconfirmed) as caught:
        paused(duty_lead, "7", nobody=False, instead=["8"], confirmed=False)
    assert caught.value.effect.groups == ("出入境窗口",)
    assert "7" not in services.pauses(NOW)
    paused(duty_lead, "7", nobody=False, instead=["8"])
    assert "请改到8号窗口" in said(citizen, "7")


def test_a_group_with_one_open_window_is_not_closed(duty_lead: User) -> None:
    effect = services.prospect("5", reason="培训", until=NOON, now=NOW)
    assert not effect.last
    services.pause(duty_lead, "5", reason="培训", until=NOON, now=NOW)
    assert any("现在请到6号、7号窗口" in heard.text for heard in effect.heard)


def test_a_matter_of_this_window_alone_counts_as_left(clerk: User) -> None:
    with pytest.raises(Invalid):
        services.pause(clerk, "1", reason="培训", until=NOON, now=NOW)
    effect = services.prospect("1", reason="培训", until=NOON, now=NOW)
    assert effect.groups == ()
    assert effect.matters


def test_what_is_shown_before_is_what_is_said_after(clerk: User, citizen: Citizen) -> None:
    effect = services.prospect("1", reason="设备维护", until=NOON, instead=["2"], now=NOW)
    assert not Announcement.objects.exists()
    paused(clerk, "1", instead=["2"])
    assert len(effect.heard) > 1
    for item in citizen.get("/windows/1").json()["items"]:
        shown = [heard for heard in effect.heard if item["name"] in heard.question]
        message = citizen.get(f"/items/{item['id']}").json()["message"]
        for heard in shown:
            assert "1号窗口暂停办理（设备维护），到12:00，请改到2号窗口" in heard.text
            assert "1号窗口暂停办理（设备维护），到12:00，请改到2号窗口" in message["text"]


def test_a_window_others_send_people_to_is_pointed_out(duty_lead: User) -> None:
    paused(duty_lead, "1", instead=["2"])
    assert services.prospect("2", reason="停电", until=None, now=NOW).relying == ("1",)


def test_changing_a_pause_keeps_both_rows_and_since_when(clerk: User, citizen: Citizen, ten_o_clock: Any) -> None:
    paused(clerk, "4")
    later = NOW + timedelta(hours=1)
    ten_o_clock.move_to(later)
    row = paused(clerk, "4", until=NOON + timedelta(hours=3), reason="还在修", now=later)
    assert "还在修" in said(citizen, "4")
    assert Announcement.objects.count() == 2
    assert services.began(row) == NOW
    assert services.overlong(later) == []
    assert services.overlong(NOON) == [row]


def test_a_pause_without_end_is_looked_at_after_a_day(clerk: User, citizen: Citizen) -> None:
    row = paused(clerk, "4", until=None)
    assert "什么时候恢复另行通知" in said(citizen, "4")
    assert services.overlong(NOW + timedelta(hours=23)) == []
    assert services.overlong(NOW + timedelta(days=1)) == [row]


def test_notices_are_given_and_ended(duty_lead: User, manager: User, clerk: User, citizen: Citizen) -> None:
    row = services.notify(duty_lead, "下午三点停电，取号提前到两点半。", until=NOON, now=NOW)
    assert citizen.get("/hall").json()["today"]["notices"] == ["下午三点停电，取号提前到两点半。"]
    for step in (
        lambda: services.notify(clerk, "大家早上好呀", until=None, now=NOW),
        lambda: services.end(clerk, row, NOW),
    ):
        with pytest.raises(Refused):
            step()
    services.end(manager, row, NOW)
    assert citizen.get("/hall").json()["today"]["notices"] == []
    with pytest.raises(Conflict):
        services.end(manager, row, NOW)
    with pytest.raises(Invalid) as caught:
        services.notify(duty_lead, "停电", until=NOW, now=NOW)
    assert set(dict(caught.value.errors)) == {TEXT, UNTIL}


def test_what_can_not_be_posted_is_not_recorded(clerk: User, citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Shelf, bulletin: Bulletin) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Shelf, "post", full)
    with pytest.raises(Unready):
        paused(clerk, "4")
    assert not Announcement.objects.exists()
    assert said(citizen, "4") == "None"


def test_what_can_not_be_recorded_is_not_said(live_db: None, request: pytest.FixtureRequest, shelf: Shelf) -> None:
    clerk = request.getfixturevalue("clerk")

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT"):
            execute(sql, params, many, context)
            shelf.post(services._composed(NOW))  # as it is when the commit fails behind the posting
            raise DatabaseError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse), pytest.raises(Unready):
        paused(clerk, "4")
    assert not Announcement.objects.exists()
    assert shelf.active_bulletin() == Bulletin()


def test_after_a_death_in_between_the_next_start_heals_it(clerk: User, shelf: Shelf) -> None:
    paused(clerk, "4")
    right = shelf.active_bulletin()
    shelf.post(Bulletin())
    assert services.publish_bulletin(NOW) is True
    assert shelf.active_bulletin() == right
    assert services.publish_bulletin(NOW) is False


def test_a_switch_of_releases_leaves_it_alone(clerk: User, citizen: Citizen, shelf: Shelf) -> None:
    paused(clerk, "4")
    before = said(citizen, "4")
    shelf.activate(shelf.active_id())
    assert said(citizen, "4") == before
    assert not services.publish_bulletin(NOW)


def test_many_at_once_all_stand_in_it(live_db: None, request: pytest.FixtureRequest, shelf: Shelf) -> None:
    lead = request.getfixturevalue("duty_lead")
    faults = []

    def work(number: str) -> None:
        try:
            paused(lead, number)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(str(number),)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert {pause.window for pause in shelf.active_bulletin().pauses} == {str(number) for number in range(1, 9)}


def test_a_pause_changed_a_thousand_times_is_still_told(duty_lead: User) -> None:
    """Else one window's clerk could take the bulletin's page and everybody's home away."""
    since = NOW - timedelta(minutes=1200)
    rows = [
        Announcement(
            kind="pause", window="4", text="设备维护", by="李窗口", since=since + timedelta(minutes=n),
            ended_at=since + timedelta(minutes=n + 1) if n < 1199 else None,
        )
        for n in range(1200)
    ]  # fmt: skip
    Announcement.objects.bulk_create(rows)
    last = services.pauses(NOW)["4"]
    assert services.began(last) == since
    assert services.overlong(NOW) == []
