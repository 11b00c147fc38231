"""A request about a clerk, window or department never appears at that unit, whichever way one looks."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import CasesError, Invalid
from bot.cases.lifecycle import State
from bot.cases.models import Case
from bot.cases.services.visibility import concerns, posts_concerned
from bot.staff.models import Holder
from tests.cases.acting import START, VERBS, open_one, standing

LIST = "/desk/cases/"

COMPLAINTS = {
    "window by number": ({"window": "1"}, "clerk"),
    "window in words": ({"description": "1号窗口的人不理我"}, "clerk"),
    "window by name": ({"description": "居民身份证窗口的人不理我"}, "clerk"),
    "department": ({"against_department": "hr"}, "other_clerk"),
    "department in words": ({"description": "人社局的人不理我"}, "other_clerk"),
    "person in words": ({"description": "李窗口不理我"}, "clerk"),
    "the dispatcher's own": ({"description": "县行政审批服务局乱收费"}, "dispatcher"),
    "the guide desk's own": ({"description": "审批局的导办不理人"}, "guide"),
}


@pytest.fixture(params=COMPLAINTS)
def complaint(request: pytest.FixtureRequest, personas: dict[str, User]) -> tuple[Case, User]:
    given, who = COMPLAINTS[request.param]
    case = open_one(**{"kind": "complaint", "description": "态度不好", **given}).case
    return case, personas[who]


def test_it_is_the_supervisors_and_nobody_of_the_unit_has_it(
    complaint: tuple[Case, User], personas: dict[str, User]
) -> None:
    case, concerned = complaint
    services.dispatch(START)
    case.refresh_from_db()
    assert (case.state, case.post) == (State.ASSIGNED, "supervisor")
    assert case.first_receiver not in posts_concerned(case)
    assert concerns(concerned, case)
    for name in ("supervisor", "manager"):
        assert case in services.visible_to(personas[name])


def test_no_list_search_count_or_page_shows_it(complaint: tuple[Case, User]) -> None:
    case, concerned = complaint
    assert not services.visible_to(concerned).filter(pk=case.pk).exists()
    assert services.visible_to(concerned).count() == 0
    if not concerned.is_staff:
        return
    client = Client()
    client.force_login(concerned)
    queries = ("", f"?q={case.number}", "?kind=complaint", "?q=不", "?state=submitted", "?tab=all", "?tab=dispatch")
    for query in queries:
        page = client.get(LIST + query).content.decode()
        assert f"/{case.number}/" not in page, query
        assert "态度不好" not in page
    for path in ("", "contact/", "do/note/"):
        answers = [
            client.get(f"{LIST}{case.number}/{path}"),
            client.post(f"{LIST}{case.number}/{path}", {"why": "想看看是谁"}),
        ]
        assert {answer.status_code for answer in answers} <= {404, 405}, path
    assert case.number not in client.get("/desk/").content.decode()
    assert case.events.count() == 1


def test_who_is_concerned_can_do_nothing_to_it(complaint: tuple[Case, User]) -> None:
    case, concerned = complaint
    for code, verb in VERBS.items():
        with pytest.raises(CasesError):
            verb(case, Actor.staff(concerned, override="我来办"), START)
        assert case.events.count() == 1, code


def test_not_even_a_manager_of_the_unit_sees_it(clerk: User) -> None:
    Holder.objects.create(user=clerk, post="manager")
    case = open_one(kind="report", window="1", description="收了钱").case
    again = User.objects.get(pk=clerk.pk)
    assert case not in services.visible_to(again)


def test_who_stood_at_the_window_does_not_see_it_from_a_new_post(clerk: User) -> None:
    case = open_one(kind="complaint", window="1", description="不理人").case
    Holder.objects.filter(user=clerk).delete()
    Holder.objects.create(user=clerk, post="guide_desk")
    assert case not in services.visible_to(User.objects.get(pk=clerk.pk))


def test_the_supervisor_can_not_give_it_to_the_unit_but_to_others(supervisor: User, clerk: User) -> None:
    case, watch = open_one(kind="complaint", window="1", description="不理人").case, Actor.staff(supervisor)
    with pytest.raises(Invalid, match="修改"):
        services.assign(case, watch, post="clerk_exit", now=START)  # the same department
    assert services.assign(case, watch, post="clerk_hr", now=START).post == "clerk_hr"
    with pytest.raises(Invalid):
        services.add_helper(case, watch, post="clerk_hukou", now=START)


def test_a_unit_that_is_named_later_loses_it_at_once(clerk: User, supervisor: User) -> None:
    case = standing(State.IN_PROGRESS, clerk)
    assert case in services.visible_to(clerk)
    named = services.name_unit(case, Actor.staff(supervisor), window="1", now=START)
    assert (named.state, named.post, named.holder) == (State.ASSIGNED, "supervisor", None)
    assert case not in services.visible_to(clerk)
    assert not case.handlings.filter(ended_at=None, post="clerk_hukou").exists()
    services.clear_unit(case, Actor.staff(supervisor), why="说的不是这里的窗口", now=START)
    assert services.assign
    assert concerns(clerk, Case.objects.get(pk=case.pk)) is False


def test_praise_and_questions_go_to_the_unit(clerk: User) -> None:
    for kind in ("praise", "consult", "suggestion", "help"):
        case = open_one(kind=kind, window="1", description="1号窗口很热情").case
        assert not case.about_unit
        assert case.post == "clerk_hukou"
        assert case in services.visible_to(clerk)


def test_clerks_see_the_own_department_area_workers_the_own_post(
    clerk: User, other_clerk: User, area_worker: User, guide: User, reviewer: User, administrator: User
) -> None:
    police = open_one(kind="help", item="id_card_reissue").case
    area = open_one(kind="help", description="垃圾没人收", place="东河镇三组").case
    assert area.post == "grid_donghe"
    seen = {
        who.username: set(services.visible_to(who))
        for who in (clerk, other_clerk, area_worker, guide, reviewer, administrator)
    }
    assert seen == {
        "clerk": {police}, "other_clerk": set(), "area_worker": {area}, "guide": {police, area}, "reviewer": set(),
        "administrator": set(),
    }  # fmt: skip
