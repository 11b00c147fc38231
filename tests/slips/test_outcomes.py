"""Outcomes: noted, counted once, taken back; what the guide did not tell becomes a task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from bot.catalogue.models import Task
from bot.catalogue.services.tasks import close_task
from bot.knowledge.model import Material, PlaceUse
from bot.knowledge.release import Release
from bot.slips.errors import Invalid, TooLate
from bot.slips.models import Outcome, OutcomeKind, Slip
from bot.slips.services import Missing, make_slip, record, take_back
from tests.slips.conftest import Publish, item_of, with_item

pytestmark = pytest.mark.django_db
ID = "id_card_reissue"
TOLD = "居民户口簿 或 居住证"
Note = Callable[..., Outcome]


@pytest.fixture
def slip(now: datetime) -> Slip:
    return make_slip(ID, {}, now)


@pytest.fixture
def note(clerk: User, now: datetime) -> Note:
    """Notes an outcome as the clerk, each from a form of its own."""
    count = iter(range(1000))

    def noted(kind: str, **more: Any) -> Outcome:
        more = {"item": ID, "user": clerk, "now": now, "token": f"t{next(count)}", **more}
        return record(kind, **more)

    return noted


def test_complete(note: Note, slip: Slip, clerk: User) -> None:
    outcome = note(OutcomeKind.COMPLETE, slip=slip, window="2")
    assert (outcome.item, outcome.slip, outcome.window, outcome.post) == (ID, slip, "2", "clerk_hukou")
    assert (outcome.user, outcome.by, outcome.missing, outcome.guide_wrong) == (clerk, "李窗口", [], False)
    assert not Task.objects.exists()


def test_the_same_form_twice_counts_once(note: Note, slip: Slip) -> None:
    assert note(OutcomeKind.COMPLETE, slip=slip, token="t") == note(OutcomeKind.COMPLETE, slip=slip, token="t")
    assert Outcome.objects.count() == 1


def test_a_window_of_others_is_not_noted(note: Note, slip: Slip) -> None:
    assert note(OutcomeKind.COMPLETE, slip=slip, window="24").window == ""


def test_a_paper_that_the_guide_had_not_named_is_a_task_of_the_department(note: Note, slip: Slip) -> None:
    for _ in range(2):
        outcome = note(OutcomeKind.MISSING, slip=slip, missing=[Missing(" 报案\n回执 ")])
    assert outcome.missing == [{"name": "报案 回执", "named": False}]
    assert outcome.guide_wrong
    task = Task.objects.get()
    assert (task.kind, task.about, task.item) == ("paper", f"paper:{ID}:报案 回执", ID)
    assert task.department == "police"
    assert task.count == 2
    assert "居民身份证丢失补领" in task.title
    assert "报案 回执" in task.title


def test_a_paper_that_the_guide_names_by_now_is_no_task(
    note: Note, slip: Slip, publish: Publish, sample: Release
) -> None:
    papers = (*item_of(sample.hall, ID).materials, Material(name="报案回执"))
    publish(with_item(sample.hall, ID, materials=papers))
    assert note(OutcomeKind.MISSING, slip=slip, missing=[Missing("报案回执")]).guide_wrong
    assert not Task.objects.exists()


@pytest.mark.parametrize("name", [TOLD, "居住证"])
def test_a_told_paper_is_a_task_only_when_it_is_often_forgotten(
    note: Note, slip: Slip, now: datetime, name: str
) -> None:
    note(OutcomeKind.MISSING, slip=slip, missing=[Missing(name)], now=now - timedelta(days=31))
    for _ in range(4):
        outcome = note(OutcomeKind.MISSING, slip=slip, missing=[Missing(name)])
        assert outcome.missing == [{"name": name, "named": True}]
        assert not outcome.guide_wrong
    assert not Task.objects.exists()
    note(OutcomeKind.MISSING, slip=slip, missing=[Missing(name)])
    task = Task.objects.get()
    assert task.about == f"forgotten:{ID}:{name}"
    assert "更清楚" in task.title
    close_task(task.about, by="郑编辑", outcome="改了说法", now=now + timedelta(hours=1))
    for _ in range(4):
        note(OutcomeKind.MISSING, slip=slip, missing=[Missing(name)], now=now + timedelta(days=1))
    assert not Task.objects.filter(done_at__isnull=True).exists()  # what has been acted on does not count again


def test_a_paper_said_by_word_of_mouth_is_no_gap(note: Note, slip: Slip) -> None:
    assert not note(OutcomeKind.MISSING, slip=slip, missing=[Missing("照片", named=True)]).guide_wrong
    assert not Task.objects.exists()


def test_a_wrong_place_that_was_told_is_a_task(note: Note, slip: Slip) -> None:
    outcome = note(OutcomeKind.WRONG, slip=slip, right_place="window:24")
    assert (outcome.right_place, outcome.guide_wrong) == ("window:24", True)
    task = Task.objects.get()
    assert (task.kind, task.about, task.department) == ("place", f"place:{ID}:window:24", "police")
    assert "24号窗口" in task.title
    assert "2号窗口" in task.title


@pytest.mark.parametrize("place", ["window:2", "police_station", "1楼A厅2号窗口"])
def test_who_went_astray_alone_is_no_task(note: Note, slip: Slip, place: str) -> None:
    assert not note(OutcomeKind.WRONG, slip=slip, right_place=place).guide_wrong
    assert not Task.objects.exists()


def test_a_wrong_place_that_has_been_mended_is_no_task(
    note: Note, slip: Slip, publish: Publish, sample: Release
) -> None:
    publish(with_item(sample.hall, ID, places=(PlaceUse(place="window:24"),)))
    assert note(OutcomeKind.WRONG, slip=slip, right_place="window:24").guide_wrong
    assert not Task.objects.exists()


def test_without_a_slip_the_guide_of_now_counts(note: Note) -> None:
    assert note(OutcomeKind.MISSING, missing=[Missing("居住证")]).missing == [{"name": "居住证", "named": True}]
    assert note(OutcomeKind.MISSING, missing=[Missing("报案回执")]).guide_wrong
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("nothing", {}, "kind"),
        ("missing", {}, "missing"),
        ("missing", {"missing": [Missing("  ")]}, "missing"),
        ("missing", {"missing": [Missing("长" * 61)]}, "missing"),
        ("missing", {"missing": [Missing(f"表{n}") for n in range(21)]}, "missing"),
        ("wrong", {}, "right_place"),
        ("wrong", {"right_place": "window:999"}, "right_place"),
        ("wrong", {"right_place": "长" * 101}, "right_place"),
        ("complete", {"item": "nothing"}, "item"),
    ],
)
def test_what_is_incomplete_is_refused(note: Note, kind: str, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        note(kind, **more)
    assert set(caught.value.errors) == {field}
    assert not Outcome.objects.exists()


def test_numbers_of_a_person_are_masked(note: Note, slip: Slip) -> None:
    outcome = note(OutcomeKind.MISSING, slip=slip, missing=[Missing("张三13912345678的户口簿")])
    assert "13912345678" not in str(outcome.missing)
    assert "13912345678" not in Task.objects.get().title
    assert "13912345678" not in note(OutcomeKind.WRONG, slip=slip, right_place="打13912345678问").right_place


def test_a_mis_tap_is_taken_back_and_its_task_closed(note: Note, slip: Slip, clerk: User, now: datetime) -> None:
    outcome = note(OutcomeKind.MISSING, slip=slip, missing=[Missing("报案回执")])
    take_back(outcome, user=clerk, now=now + timedelta(minutes=10))
    outcome.refresh_from_db()
    assert outcome.taken_back_at == now + timedelta(minutes=10)
    assert outcome.missing == [{"name": "报案回执", "named": False}]
    task = Task.objects.get()
    assert (task.done_by, task.outcome) == ("李窗口", "登记撤回")


def test_a_task_that_others_have_seen_stays_open(note: Note, slip: Slip, clerk: User, now: datetime) -> None:
    mine = note(OutcomeKind.WRONG, slip=slip, right_place="window:24")
    note(OutcomeKind.WRONG, slip=slip, right_place="window:24")
    take_back(mine, user=clerk, now=now)
    assert Task.objects.get().done_at is None


def test_a_forgotten_paper_is_taken_back_too(note: Note, slip: Slip, clerk: User, now: datetime) -> None:
    outcomes = [note(OutcomeKind.MISSING, slip=slip, missing=[Missing(TOLD)]) for _ in range(5)]
    assert Task.objects.get().done_at is None
    take_back(outcomes[-1], user=clerk, now=now)
    assert Task.objects.get().done_at is not None
    note(OutcomeKind.MISSING, slip=slip, missing=[Missing(TOLD)])
    assert Task.objects.filter(done_at__isnull=True).count() == 1


@pytest.mark.parametrize("case", ["late", "other", "twice"])
def test_what_can_not_be_taken_back(
    note: Note, slip: Slip, clerk: User, other_clerk: User, now: datetime, case: str
) -> None:
    outcome = note(OutcomeKind.COMPLETE, slip=slip)
    if case == "twice":
        take_back(outcome, user=clerk, now=now)
    with pytest.raises(TooLate):
        take_back(
            outcome,
            user=other_clerk if case == "other" else clerk,
            now=now + timedelta(minutes=10, seconds=1) if case == "late" else now,
        )
