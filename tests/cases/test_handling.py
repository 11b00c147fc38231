"""One request through the hands of those who work on it, and each rule that stands in its way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import AgainstRule, Invalid, NotAllowed, Taken, WrongState
from bot.cases.lifecycle import State
from bot.cases.models import Case, Handling
from bot.cases.services import Opinion, Reply
from tests.cases.acting import START, WHY, later, open_one, standing

HOUR = timedelta(hours=1)


def of(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_from_the_citizen_and_back(clerk: User, supervisor: User) -> None:
    opened = open_one(kind="help", item="id_card_reissue", contact="13912345678")
    case, actor, citizen = opened.case, Actor.staff(clerk), Actor.citizen(opened.case)
    assert (case.post, case.first_receiver) == ("clerk_hukou", "guide_desk")
    assert services.dispatch(START) == 1
    assert services.dispatch(START) == 0
    assert services.claim(case, actor, now=START).holder == clerk
    services.list_points(case, actor, points=["灯不亮", "门坏了"], now=START)
    with pytest.raises(Invalid, match="修改") as left:
        services.resolve(case, actor, answer="都看过了", replies=[Reply("修好了")], now=START)
    assert left.value.errors == {"replies": ["第2点还没有答复，或没有写明不办的理由。"]}
    replies = [Reply("修好了"), Reply("门不归这里管", refused=True)]
    with pytest.raises(AgainstRule, match="联系"):
        services.resolve(case, actor, answer="都看过了", replies=replies, now=START)
    services.contact(case, actor, way="call", reached=False, now=START)
    done = services.resolve(case, actor, answer="都看过了", replies=replies, now=START)
    assert (done.state, done.answer) == (State.RESOLVED, "都看过了")
    assert list(case.points.values_list("refused", flat=True)) == [False, True]
    closed = services.evaluate(case, citizen, Opinion(contacted=True, solved="yes", satisfied=5), now=START)
    assert closed.state == State.CLOSED
    again = services.evaluate(case, citizen, Opinion(contacted=True, solved="yes", satisfied=5), now=START)
    assert (again.state, again.last_seq) == (State.CLOSED, closed.last_seq)
    with pytest.raises(WrongState, match="已办结"):
        services.evaluate(case, citizen, Opinion(satisfied=4), now=START)


def test_a_second_hand_is_told_who_has_it(clerk: User, personas: dict[str, User]) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    with pytest.raises(Taken, match="李窗口"):
        services.claim(case, Actor.staff(clerk), now=START)
    with pytest.raises(NotAllowed):
        services.claim(case, Actor.staff(personas["other_clerk"]), now=START)


def test_it_is_returned_twice_and_then_stays(clerk: User, other_clerk: User, dispatcher: User) -> None:
    case, boss = open_one(kind="help", item="id_card_reissue").case, Actor.staff(dispatcher)
    due = case.expected_at
    services.dispatch(START)
    back = services.give_back(case, Actor.staff(clerk), why=WHY, proposed="clerk_hr", now=START)
    assert (back.state, back.post, back.proposed_post) == (State.RETURNED, "dispatcher", "clerk_hr")
    services.assign(case, boss, post="clerk_hr", now=START)
    services.give_back(case, Actor.staff(other_clerk), why=WHY, proposed="clerk_hukou", now=START)
    final = services.assign(case, boss, post="clerk_hukou", now=START)
    assert final.assigned_finally
    assert final.expected_at == due
    with pytest.raises(AgainstRule, match="2次"):
        services.give_back(case, Actor.staff(clerk), why=WHY, proposed="clerk_hr", now=START)


def test_after_one_working_day_nothing_is_returned(clerk: User) -> None:
    case = standing(State.ASSIGNED, clerk)
    late = later(days=2)
    with pytest.raises(AgainstRule, match="1个工作日"):
        services.give_back(case, Actor.staff(clerk), why=WHY, proposed="clerk_hr", now=late)
    services.give_back(case, Actor.staff(clerk), why=WHY, proposed="clerk_hr", now=later(hours=30))


def test_asking_stops_the_clock_and_the_citizen_sees_why(clerk: User) -> None:
    case, actor = standing(State.IN_PROGRESS, clerk), Actor.staff(clerk)
    due = case.expected_at
    asked = services.ask(case, actor, missing="请补充门牌号", now=START)
    assert (asked.paused_why, asked.expected_at) == ("请补充门牌号", due)
    back = services.supplement(case, Actor.citizen(case), words="三号楼", now=later(days=2))
    assert (back.state, back.paused_at, back.paused_days) == (State.IN_PROGRESS, None, 2)
    assert back.expected_at == due + timedelta(days=4)  # Thursday and two working days


def test_a_pause_ends_with_every_way_out(clerk: User) -> None:
    case = standing(State.WAITING_CITIZEN, clerk)
    gone = services.withdraw(case, Actor.citizen(case), now=later(days=1))
    assert (gone.state, gone.paused_at) == (State.WITHDRAWN, None)


def test_it_is_extended_once_by_another_person(clerk: User, duty_lead: User, personas: dict[str, User]) -> None:
    case, actor, lead = standing(State.IN_PROGRESS, clerk), Actor.staff(clerk), Actor.staff(duty_lead)
    due = case.expected_at
    with pytest.raises(AgainstRule, match="没有人申请"):
        services.extend(case, lead, now=START)
    with pytest.raises(Invalid):
        services.ask_extension(case, actor, days=30, why=WHY, now=START)
    services.ask_extension(case, actor, days=2, why=WHY, now=START)
    with pytest.raises(AgainstRule, match="正在等"):
        services.ask_extension(case, actor, days=2, why=WHY, now=START)
    longer = services.extend(case, lead, now=START)
    assert longer.expected_at > due
    assert longer.shown_why == WHY
    with pytest.raises(AgainstRule, match="一次"):
        services.ask_extension(case, actor, days=2, why=WHY, now=START)
    other = standing(State.IN_PROGRESS, clerk)
    with pytest.raises(AgainstRule, match="到期"):
        services.ask_extension(other, actor, days=2, why=WHY, now=other.expected_at + HOUR)


def test_the_first_bad_mark_reopens_the_second_goes_to_the_supervisor(clerk: User, supervisor: User) -> None:
    case = standing(State.RESOLVED, clerk)
    citizen, watch = Actor.citizen(case), Actor.staff(supervisor)
    again = services.evaluate(case, citizen, Opinion(satisfied=1), now=START)
    assert (again.state, again.reopens, again.holder) == (State.REOPENED, 1, None)
    assert services.evaluate(case, citizen, Opinion(satisfied=1), now=START).reopens == 1
    services.claim(case, Actor.staff(clerk), now=START)
    services.resolve(case, Actor.staff(clerk), answer="又修了一次", now=START)
    waits = services.evaluate(case, citizen, Opinion(satisfied=2), now=START)
    assert (waits.state, waits.reopens) == (State.RESOLVED, 1)
    assert waits.reopen_asked_at == START
    assert services.tick(later(days=8)) == 0  # it does not expire while somebody has to decide
    refused = services.refuse_reopen(case, watch, why="现场看过，已经修好", now=START)
    assert (refused.state, refused.shown_why) == (State.CLOSED, "现场看过，已经修好")
    with pytest.raises(AgainstRule, match="新情况"):
        services.reopen(case, citizen, why=WHY, now=START)
    assert services.reopen(case, citizen, why=WHY, facts="昨晚又停电", now=START).state == State.REOPENED


def test_after_fifteen_days_it_is_over(clerk: User) -> None:
    case = standing(State.CLOSED, clerk)
    with pytest.raises(AgainstRule, match="15天"):
        services.reopen(case, Actor.citizen(case), why=WHY, now=later(days=16))
    assert services.reopen(case, Actor.citizen(case), why=WHY, now=later(days=14)).state == State.REOPENED


def test_a_refusal_may_be_objected_to_once(clerk: User, dispatcher: User, supervisor: User) -> None:
    case, citizen = standing(State.SUBMITTED, clerk), Actor.citizen(standing(State.SUBMITTED, clerk))
    citizen = Actor.citizen(case)
    gone = services.reject(case, Actor.staff(dispatcher), reason="secret", way="请到档案馆问", now=START)
    assert gone.shown_why == "涉及国家秘密、商业秘密或个人隐私。请到档案馆问"
    with pytest.raises(Invalid):
        services.reject(
            standing(State.SUBMITTED, clerk), Actor.staff(dispatcher), reason="x", way="请到别处", now=START
        )
    back = services.reopen(case, citizen, why=WHY, now=START)
    assert (back.state, back.post) == (State.REOPENED, "supervisor")
    services.claim(case, Actor.staff(supervisor), now=START)
    Case.objects.filter(pk=case.pk).update(state=State.REJECTED)
    with pytest.raises(AgainstRule, match="异议"):
        services.reopen(case, citizen, why=WHY, now=START)


def test_who_handled_it_never_calls_back_nor_accepts(clerk: User, supervisor: User, dispatcher: User) -> None:
    case = standing(State.RESOLVED, clerk, self_found=True)
    Handling.objects.create(case=case, post="supervisor", part="lead", user=supervisor, since=START, ended_at=START)
    with pytest.raises(AgainstRule, match="经办过"):
        services.call_back(case, Actor.staff(supervisor), reached=False, now=START)
    with pytest.raises(AgainstRule, match="经办过"):
        services.accept(case, Actor.staff(supervisor), proof="看过现场", rule="没有改规定", now=START)
    assert services.tick(later(days=9)) == 0  # a problem of our own waits for acceptance
    done = services.accept(case, Actor.staff(dispatcher), proof="看过现场", rule="没有改规定", now=START)
    assert done.state == State.CLOSED
    with pytest.raises(AgainstRule, match="评价"):
        services.accept(
            standing(State.RESOLVED, clerk), Actor.staff(dispatcher), proof="看过现场", rule="没有改规定", now=START
        )


def test_a_call_back_counts_like_an_evaluation(clerk: User, supervisor: User) -> None:
    case, watch = standing(State.RESOLVED, clerk), Actor.staff(supervisor)
    assert services.call_back(case, watch, reached=False, now=START).state == State.RESOLVED
    with pytest.raises(Invalid):
        services.call_back(case, watch, reached=True, now=START)
    bad = services.call_back(case, watch, reached=True, opinion=Opinion(solved="no"), now=START)
    assert bad.state == State.REOPENED
    good = standing(State.RESOLVED, clerk)
    done = services.call_back(good, watch, reached=True, opinion=Opinion(satisfied=3), now=START)
    assert done.state == State.CLOSED
    assert done.evaluations.get().called


def test_what_is_joined_gets_the_answer_and_leaves_when_the_other_is_withdrawn(clerk: User, dispatcher: User) -> None:
    main, boss = standing(State.IN_PROGRESS, clerk), Actor.staff(dispatcher)
    one, two = standing(State.ASSIGNED, clerk), standing(State.ASSIGNED, clerk)
    services.merge(one, boss, into=main, now=START)
    with pytest.raises(Invalid):
        services.merge(two, boss, into=two, now=START)
    with pytest.raises(AgainstRule):
        services.merge(main, boss, into=two, now=START)
    services.resolve(main, Actor.staff(clerk), answer="路灯修好了", now=START)
    assert (of(one).state, of(one).answer) == (State.DUPLICATE, "路灯修好了")
    other = standing(State.IN_PROGRESS, clerk)
    services.merge(two, boss, into=other, now=START)
    services.withdraw(other, Actor.citizen(other), now=START)
    assert (of(two).state, of(two).merged_into) == (State.SUBMITTED, None)


def test_solved_on_the_spot_in_one_step(clerk: User, other_clerk: User, supervisor: User) -> None:
    opened = services.open_solved(
        Actor.staff(clerk), kind="consult", description="问哪里拍照", answer="一楼免费拍照", release="r+0", now=START
    )
    case = opened.case
    assert (case.state, case.post, case.holder, case.origin, case.channel) == (
        State.RESOLVED, "clerk_hukou", clerk, "counter", "counter",
    )  # fmt: skip
    assert [event.action for event in case.events.all()] == ["open", "solve_on_spot"]
    assert services.look_up(case.number, opened.code, now=START) == case
    with pytest.raises(NotAllowed):
        services.open_solved(
            Actor.staff(supervisor),
            kind="consult",
            description="问哪里拍照",
            answer="一楼免费拍照",
            release="r",
            now=START,
        )
    with pytest.raises(Invalid):
        services.open_solved(
            Actor.staff(clerk),
            kind="complaint",
            description="11号窗口态度不好",
            answer="已经说过他了",
            release="r",
            now=START,
        )
    assert Case.objects.count() == 1


def test_what_came_on_paper_counts_from_when_it_came(dispatcher: User) -> None:
    given: dict[str, Any] = {
        "kind": "help",
        "description": "路灯坏了",
        "why": "停电时手写登记",
        "release": "r",
        "now": START,
    }
    actor = Actor.staff(dispatcher)
    with pytest.raises(Invalid):
        services.record_later(actor, received_at=START, paper="纸001", **given)
    with pytest.raises(Invalid):
        services.record_later(actor, received_at=later(days=-2), paper="", **given)
    with pytest.raises(Invalid):
        services.record_later(actor, received_at=later(days=-2), paper="纸001", state="closed", **given)
    case = services.record_later(actor, received_at=later(days=-3), paper="纸001", **given).case  # Friday
    assert (case.state, case.paper_number, case.recorded_by) == (State.SUBMITTED, "纸001", dispatcher)
    assert case.expected_at < open_one(kind="help").case.expected_at
    done = services.record_later(
        actor, received_at=later(days=-3), paper="纸002", state="closed", answer="当天已经修好", **given
    ).case
    assert (done.state, done.answer) == (State.CLOSED, "当天已经修好")
    assert [event.action for event in done.events.all()] == ["open", "record_later"]


def test_it_is_transferred_and_followed_up_once(clerk: User, dispatcher: User, guide: User) -> None:
    case = standing(State.ASSIGNED, clerk)
    gone = services.transfer(
        case, Actor.staff(dispatcher), body="县供电公司", telephone="95598", number="无", now=START
    )
    assert gone.shown_why == "已转给县供电公司，电话95598"
    services.follow_up(case, Actor.staff(guide), words="对方明天来", now=START)
    with pytest.raises(AgainstRule, match="一次"):
        services.follow_up(case, Actor.staff(guide), words="对方明天来", now=START)
