"""What time does to requests, each thing once; and eight hands that want the same request."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import CasesError
from bot.cases.lifecycle import State
from bot.cases.models import Case, Notice
from bot.cases.services.deadlines import level_at
from bot.cases.services.limits import due
from bot.citizen.releases import current
from bot.staff.models import Holder
from tests.cases.acting import START, later, open_one, standing
from tests.web_personas import member


def of(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def told(case: Case, *actions: str) -> list[str]:
    return [event.why for event in case.events.filter(action__in=actions).order_by("seq")]


def test_warned_urged_watched_announced_each_once(clerk: User) -> None:
    case = standing(State.IN_PROGRESS, clerk)  # Monday; help: three working days, Thursday
    assert case.expected_at.astimezone().isoweekday() == 4
    seen = []
    for day in range(0, 14):
        for _ in range(2):
            services.tick(later(days=day))
        seen.append((day, of(case).level))
    levels = {level: min(day for day, now in seen if now == level) for level in (1, 2, 3)}
    assert levels == {1: 3, 2: 4, 3: 10}  # Thursday, Friday, Thursday a week later
    assert told(case, "remind", "supervise") == ["还有1个工作日到期", "催办", "督办", "通报"]
    assert Notice.objects.filter(case=case).count() == 4


def test_after_a_long_stop_only_what_holds_now_is_said(clerk: User) -> None:
    case = standing(State.ASSIGNED, clerk)
    assert services.tick(later(days=30)) == 1
    assert services.tick(later(days=30)) == 0
    assert told(case, "remind", "supervise") == ["通报"]


def test_while_it_waits_for_the_citizen_nobody_is_urged(clerk: User) -> None:
    case = standing(State.WAITING_CITIZEN, clerk)
    assert services.tick(later(days=2, hours=23)) == 0
    assert services.tick(later(days=3)) == 1
    assert services.tick(later(days=9)) == 0
    assert told(case, "remind") == ["等群众补充已满3天，请再联系一次"]
    assert services.tick(later(days=10)) == 1
    back = of(case)
    assert (back.state, back.level, back.paused_days) == (State.IN_PROGRESS, 0, 8)
    assert back.expected_at > later(days=10)


def test_no_answer_closes_after_a_week_and_is_marked(clerk: User) -> None:
    case = standing(State.RESOLVED, clerk)
    assert services.tick(later(days=6, hours=23)) == 0
    assert services.tick(later(days=7)) == 1
    assert services.tick(later(days=7)) == 0
    closed = of(case)
    assert (closed.state, closed.no_response) == (State.CLOSED, True)
    assert not closed.evaluations.exists()


def test_levels_count_working_days() -> None:
    calendar = current().release.hall.calendar
    friday = later(days=4)
    levels = {day: level_at(calendar, friday, friday + timedelta(days=day)) for day in (-1, 0, 1, 2, 3, 6, 7)}
    assert levels == {-1: 0, 0: 1, 1: 1, 2: 1, 3: 2, 6: 2, 7: 3}  # the next working day is Monday


def test_urgent_is_the_same_working_day() -> None:
    calendar = current().release.hall.calendar
    assert due(calendar, "help", START, urgent=True).date() == START.date()
    evening = START.replace(hour=20)
    assert due(calendar, "help", evening, urgent=True).date() == later(days=1).date()
    assert due(calendar, "help", START, days=20) > due(calendar, "praise", START)


def test_rules_find_the_post_and_the_rest_is_the_dispatchers(guide: User) -> None:
    posts = {
        "clerk_hukou": {"item": "id_card_reissue"},
        "clerk_hr": {"window": "11"},
        "grid_xishan": {"place": "西山镇东头"},
        "guide_desk": {"origin": "call"},
        "dispatcher": {"description": "不知道归谁"},
    }
    given: Any
    for post, given in posts.items():
        assert open_one(kind="help", **given).case.post == post
    assert services.dispatch(START) == 4
    (left,) = Case.objects.filter(state=State.SUBMITTED)
    assert (left.post, left.first_receiver) == ("dispatcher", "guide_desk")


def test_a_request_from_before_gets_somebody_responsible(db: None) -> None:
    case = open_one(kind="help", item="id_card_reissue").case
    Case.objects.filter(pk=case.pk).update(post="", first_receiver="")
    services.dispatch(START)
    assert (of(case).post, of(case).first_receiver, of(case).state) == ("clerk_hukou", "guide_desk", State.ASSIGNED)


def test_staff_who_take_it_in_are_the_first_receivers(clerk: User) -> None:
    case = open_one(kind="help", window="11", actor=Actor.staff(clerk), origin="counter", channel="counter").case
    assert (case.first_receiver, case.post, case.recorded_by) == ("clerk_hukou", "clerk_hr", clerk)


def test_what_somebody_has_in_hand_is_handed_over(clerk: User, other_clerk: User) -> None:
    from bot.cases.handover import Cases
    from bot.staff.errors import BadSuccessor

    case, second = standing(State.IN_PROGRESS, clerk), member("second", "钱窗口", "clerk_hukou")
    (held,) = Cases().held(clerk, START)
    assert case.number in held.title
    assert held.stays_with == "钱窗口"
    with pytest.raises(BadSuccessor, match="不在户政窗口岗"):
        Cases().hand_over(clerk, held.key, other_clerk, by="x", why="离岗", now=START)
    Cases().hand_over(clerk, held.key, None, by="x", why="离岗", now=START)
    assert of(case).holder == second
    assert Cases().held(clerk, START) == []


def test_of_eight_who_claim_at_once_one_wins(live_db: None) -> None:
    people = [member(f"clerk{number}", f"窗口{number}") for number in range(8)]
    Holder.objects.bulk_create(Holder(user=person, post="clerk_hukou") for person in people)
    for _ in range(3):
        case = standing(State.ASSIGNED, people[0])
        won: list[str] = []
        lost: list[str] = []
        gate = threading.Barrier(len(people))

        def race(
            person: User,
            case: Case = case,
            gate: threading.Barrier = gate,
            won: list[str] = won,
            lost: list[str] = lost,
        ) -> None:
            gate.wait()
            try:
                services.claim(case, Actor.staff(person), now=START)
                won.append(person.username)
            except CasesError as error:
                lost.append(str(error))
            finally:
                connection.close()

        threads = [threading.Thread(target=race, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1
        assert len(lost) == 7
        assert all("已经由" in words for words in lost)
        assert of(case).holder is not None
        assert of(case).events.filter(action="claim").count() == 1


def test_a_citizen_reads_who_has_it_and_since_when(clerk: User, dispatcher: User) -> None:
    case = standing(State.ASSIGNED, clerk)
    assert services.holder_text(case) == "户政窗口岗"
    services.claim(case, Actor.staff(clerk), now=later(hours=3))
    assert services.held_since(of(case)) == later(hours=3)
    other = standing(State.ASSIGNED, clerk)
    services.merge(other, Actor.staff(dispatcher), into=case, now=START)
    assert services.holder_text(of(other)) == "户政窗口岗"


def test_a_subject_brings_its_post(db: None) -> None:
    subjects = {one.id: one.post for one in current().release.hall.subjects}
    assert subjects
    for subject, post in subjects.items():
        assert open_one(kind="help", subject=subject).case.post == post
    complaint = open_one(kind="complaint", subject="window_service", description="没人理我").case
    assert complaint.post == "supervisor"


def test_the_contact_of_what_is_over_goes_after_two_years(clerk: User) -> None:
    case = standing(State.CLOSED, clerk, contact="13912345678")
    services.tick(later(days=700))
    assert of(case).contact is not None
    assert services.tick(later(days=731)) == 1
    assert services.tick(later(days=731)) == 0
    assert of(case).contact is None
    assert services.verify_all().broken is None
