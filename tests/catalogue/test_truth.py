"""Keeping facts true: the list, the day of silence, tasks, signatures, and a hall imported on one day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from bot.catalogue.errors import Refused
from bot.catalogue.models import Entry, Task
from bot.catalogue.services import seeding, truth
from bot.catalogue.services.truth import Review
from bot.knowledge.answer import answer
from bot.knowledge.bulletin import Bulletin
from bot.knowledge.files import load
from bot.knowledge.model import Hall, Truth
from bot.knowledge.release import Release
from bot.knowledge.truth import GRACE_DAYS, due_on, silent_on, state
from bot.paths import HALL

NOW = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
TODAY = NOW.date()
Dated = Callable[..., Hall]


@lru_cache(maxsize=1)
def sample() -> Hall:
    return load(HALL)


def dated(hall: Hall, **truths: Truth) -> Hall:
    """The hall with the truth of some items changed; `all` = of every item."""
    items = tuple(replace(item, truth=truths.get(item.id, truths.get("all", item.truth))) for item in hall.items)
    return replace(hall, items=items)


@pytest.fixture(autouse=True)
def ten_o_clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def find(found: list[Review], key: str, group: str = "") -> Review:
    return next(review for review in found if (review.key, review.group) == (key, group))


@pytest.mark.parametrize("days", [1, 100, 365])
@pytest.mark.parametrize("ends", [None, TODAY + timedelta(days=50)])
def test_the_day_of_silence_is_the_first_on_which_nothing_is_said(days: int, ends: date | None) -> None:
    fact = Truth(verified_on=TODAY, review_days=days, effective_to=ends)
    last = silent_on(fact, 365)
    assert last is not None
    assert state(fact, 365, last) == "expired"
    assert state(fact, 365, last - timedelta(days=1)) != "expired"
    due = due_on(fact, 365)
    assert due is not None
    if due < last:
        assert state(fact, 365, due) == "valid"


def test_an_unsigned_fact_is_never_due() -> None:
    assert due_on(Truth(), 365) is None
    assert silent_on(Truth(), 365) is None


def test_every_truth_stands_in_the_list_with_its_department_and_owner() -> None:
    hall = sample()
    found = truth.reviews(hall, TODAY)
    kinds = {review.kind for review in found}
    assert kinds == {"item", "bundle", "place", "window", "facility", "signpost", "information"}
    assert len({review.id for review in found}) == len(found)
    assert sum(review.kind == "item" and not review.group for review in found) == len(hall.items)
    mine = find(found, "id_card_reissue")
    assert (mine.department, mine.owner, mine.state) == ("police", "editor_police", "unverified")
    assert {"materials", "fee"} <= set(mine.covers)
    assert mine.shared
    assert find(found, "hukou_windows").department == "police"
    assert not find(found, "hukou_windows").shared


def test_a_group_with_a_truth_of_its_own_is_a_line_of_its_own() -> None:
    hall = sample()
    items = tuple(
        replace(i, truth_of={"places": Truth(verified_on=TODAY), "fee": Truth()}) if i.id == "id_card_reissue" else i
        for i in hall.items
    )
    found = truth.reviews(replace(hall, items=items), TODAY)
    assert not find(found, "id_card_reissue", "places").shared
    assert find(found, "id_card_reissue", "places").state == "valid"
    assert find(found, "id_card_reissue", "fee").shared
    assert not {"fee", "places"} & set(find(found, "id_card_reissue").covers)


def test_what_goes_silent_on_which_day() -> None:
    hall = dated(
        sample(),
        id_card_reissue=Truth(verified_on=TODAY - timedelta(days=365)),
        passport=Truth(verified_on=TODAY, effective_to=TODAY + timedelta(days=9)),
    )
    found = truth.reviews(hall, TODAY)
    calendar = truth.silences(found, TODAY)
    assert [(day, [review.key for review in rows]) for day, rows in calendar.items()] == [
        (TODAY + timedelta(days=10), ["passport"]),
        (TODAY + timedelta(days=GRACE_DAYS + 1), ["id_card_reissue"]),
    ]
    release = Release.of(hall)
    for day, rows in calendar.items():
        for review in rows:
            before, after = (
                answer(release, Bulletin(), review.key, "materials", {}, datetime.combine(d, NOW.timetz()))["text"]
                for d in (day - timedelta(days=1), day)
            )
            assert "已经过期" not in before
            assert "已经过期" in after


# tasks


@pytest.fixture
def hall_of(monkeypatch: pytest.MonkeyPatch) -> Dated:
    def change(**truths: Truth) -> Hall:
        hall = dated(sample(), **truths)
        monkeypatch.setattr(truth, "active_hall", lambda: hall)
        return hall

    return change


def test_a_task_opens_two_weeks_before_and_once_for_department_and_week(db: None, hall_of: Dated) -> None:
    hall_of(all=Truth(verified_on=TODAY - timedelta(days=350)))  # due in 15 days
    assert truth.open_review_tasks(NOW) == 0
    tomorrow = NOW + timedelta(days=1)
    departments = {item.department for item in sample().items}
    assert truth.open_review_tasks(tomorrow) == len(departments)
    assert truth.open_review_tasks(tomorrow) == len(departments)
    assert Task.objects.count() == len(departments)
    task = Task.objects.get(department="police")
    assert task.due == TODAY + timedelta(days=15)
    assert task.count == sum(item.department == "police" for item in sample().items)
    assert task.title == f"县公安局：核对{task.count}条资料，最早12月8日到期"


def test_a_task_is_closed_when_all_is_signed(db: None, hall_of: Dated) -> None:
    hall_of(id_card_reissue=Truth(verified_on=TODAY - timedelta(days=360)))
    truth.open_review_tasks(NOW)
    assert Task.objects.get().done_at is None
    hall_of(id_card_reissue=Truth(verified_on=TODAY))
    truth.open_review_tasks(NOW)
    assert Task.objects.get().done_by == "系统"


def test_a_task_that_a_person_closed_stays_closed_until_there_is_more(db: None, hall_of: Dated) -> None:
    old = Truth(verified_on=TODAY - timedelta(days=360))
    hall_of(id_card_reissue=old)
    truth.open_review_tasks(NOW)
    Task.objects.update(done_at=NOW, done_by="郑编辑")
    truth.open_review_tasks(NOW)
    assert not Task.objects.filter(done_at__isnull=True).exists()
    hall_of(id_card_reissue=old, id_card_first=old)
    truth.open_review_tasks(NOW)
    open_now = Task.objects.filter(done_at__isnull=True)
    assert open_now.count() == bool(next((i for i in sample().items if i.id == "id_card_first"), None))


def test_what_is_silent_is_one_task(db: None, hall_of: Dated) -> None:
    hall_of(
        id_card_reissue=Truth(verified_on=TODAY - timedelta(days=800)),
        passport=Truth(effective_to=TODAY - timedelta(days=100)),
        deed_tax=Truth(effective_from=TODAY + timedelta(days=100)),
    )
    truth.open_review_tasks(NOW)
    assert [(task.about, task.count) for task in Task.objects.all()] == [("review:police:silent", 2)]


# signing


@pytest.fixture
def seeded(db: None) -> None:
    seeding.seed(sample(), None, now=NOW - timedelta(days=30))


def draft_of(kind: str, key: str) -> dict[str, Any]:
    entry = Entry.objects.select_related("draft").get(kind=kind, key=key)
    assert entry.draft is not None
    content: dict[str, Any] = json.loads(entry.draft.content)
    return content


def test_a_signature_is_a_draft_with_today_and_the_name(seeded: None, editor: User) -> None:
    found = truth.reviews_for(editor, TODAY)
    done = truth.sign(editor, [find(found, "id_card_reissue"), find(found, "1")], now=NOW)
    assert done.count == 2
    assert done.left == []
    local, shared = done.change_sets
    assert "本地" in local.title
    assert [e.key for e in local.entries.all()] == ["1"]
    assert "另一位审核" in shared.title
    assert (local.state, shared.state) == ("draft", "submitted")
    assert [e.key for e in shared.entries.all()] == ["id_card_reissue"]
    assert draft_of("item", "id_card_reissue")["truth"]["verified_on"] == "2026-11-23"
    revision = Entry.objects.get(kind="window", key="1").draft
    assert revision is not None
    assert (revision.by, revision.why, revision.source) == ("郑编辑", "核对无误，签字", "verify")
    assert len(revision.changes) == 1


def test_nothing_else_of_the_object_changes(seeded: None, editor: User) -> None:
    before = draft_of("item", "id_card_reissue")
    truth.sign(editor, [find(truth.reviews_for(editor, TODAY), "id_card_reissue")], now=NOW)
    after = draft_of("item", "id_card_reissue")
    assert after["truth"].pop("verified_on") == "2026-11-23"
    before["truth"].pop("verified_on", None)
    assert after == before


def test_an_object_that_is_being_changed_waits(seeded: None, editor: User) -> None:
    pick = find(truth.reviews_for(editor, TODAY), "1")
    truth.sign(editor, [pick], now=NOW)
    again = truth.sign(editor, [pick], now=NOW)
    assert again.count == 0
    assert "正在修改单" in again.left[0][1]


def test_an_editor_signs_for_the_own_department_only(seeded: None, editor: User, reviewer: User) -> None:
    assert {review.department for review in truth.reviews_for(editor, TODAY)} == {"police"}
    everything = truth.reviews_for(reviewer, TODAY)
    assert {review.department for review in everything} > {"police", "hr", ""}
    with pytest.raises(Refused):
        truth.sign(editor, [find(everything, "11")], now=NOW)
    both = truth.sign(editor, [find(everything, "11"), find(everything, "2")], now=NOW)
    assert both.count == 1
    assert len(both.left) == 1


@pytest.mark.parametrize(
    "who", ["guide", "clerk", "duty_lead", "dispatcher", "supervisor", "area_worker", "administrator"]
)
def test_others_have_nothing_to_sign(seeded: None, personas: dict[str, User], who: str) -> None:
    assert truth.reviews_for(personas[who], TODAY) == []
    with pytest.raises(Refused):
        truth.sign(personas[who], truth.reviews(sample(), TODAY)[:3], now=NOW)


# a hall imported on one day

FIRST, LAST, COUNT = 335, 395, 500
"""The days until review that an import spreads over (bot.catalogue.sheets)."""


def imported(count: int) -> Hall:
    hall = sample()
    model = next(item for item in hall.items if item.id == "id_card_reissue")
    spread = LAST - FIRST + 1
    items = tuple(
        replace(
            model,
            id=f"imported_{number}",
            name=f"第{number}件事",
            short=(),
            ways=(),
            truth=Truth(source=("清单",), verified_on=TODAY, review_days=FIRST + number % spread),
            truth_of={},
        )
        for number in range(count)
    )
    return replace(hall, items=items, bundles=())


class Spoken:
    """A release as far as answering by id asks for it: an index of 500 alike items says nothing."""

    id = "imported"

    def __init__(self, hall: Hall) -> None:
        whole = Release("imported", hall, None)  # type: ignore[arg-type]
        self.hall, self.item, self.place = hall, whole.item, whole.place
        self.window, self.zone = whole.window, whole.zone


@pytest.mark.parametrize("days", [0, FIRST, 365, FIRST + GRACE_DAYS])
def test_five_hundred_imported_on_one_day_are_spoken_on_the_day_of_review(days: int) -> None:
    hall = imported(COUNT)
    release = Spoken(hall)
    then = NOW + timedelta(days=days)
    for item in hall.items:
        said = answer(release, Bulletin(), item.id, "materials", {}, then)  # type: ignore[arg-type]
        assert "已经过期" not in said["text"]
        assert said["card"]["materials"]
        assert said["card"]["truth"]["state"] in ("valid", "due")


def test_they_do_not_all_come_due_on_one_day() -> None:
    hall = imported(COUNT)
    found = [review for review in truth.reviews(hall, TODAY) if review.kind == "item"]
    calendar = truth.silences(found, TODAY, days=LAST + GRACE_DAYS + 1)
    assert sum(map(len, calendar.values())) == COUNT
    assert min(calendar) == TODAY + timedelta(days=FIRST + GRACE_DAYS + 1)
    assert max(map(len, calendar.values())) <= COUNT // (LAST - FIRST + 1) + 1
