"""The table itself: what it says is whole, what people read is the same, and exactly what it says is allowed."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User

from bot.cases import lifecycle
from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import CasesError
from bot.cases.lifecycle import ACTIONS, OPEN, PLAIN, STAGE, STAGES, State
from bot.cases.lifecycle_page import KINDS, page
from bot.cases.models import Case, Kind
from bot.cases.services.steps import NOT_THERE, permit
from bot.paths import ROOT
from bot.staff.roles import ROLES
from tests.cases.acting import START, VERBS, standing

TOKENS = {
    "guide": {"导办", "首接岗位"},
    "clerk": {"窗口", "承办岗位"},
    "other_clerk": {"窗口", "协办岗位"},
    "duty_lead": {"值班长"},
    "dispatcher": {"派单员"},
    "supervisor": {"督查"},
    "manager": {"主管"},
    "citizen": {"群众"},
    "somebody": set(),
    "system": {"系统"},
}
"""Who may see the request of `standing`, and what they are to it."""
BLIND = ("other_editor", "reviewer", "area_worker", "administrator")


def actors(personas: dict[str, User], case_id: int) -> dict[str, Actor]:
    found = {name: Actor.staff(personas[name]) for name in (*TOKENS, *BLIND) if name in personas}
    citizen = Actor("citizen", "群众", case_id=case_id)
    return {**found, "citizen": citizen, "somebody": Actor.citizen(), "system": THE_SYSTEM}


def test_the_page_of_the_lifecycle_is_the_table_as_it_is() -> None:
    assert (ROOT / "docs" / "lifecycle.md").read_text() == page(), (
        "write bot.cases.lifecycle_page.page() to docs/lifecycle.md"
    )
    assert dict(Kind.choices) == KINDS


def test_the_table_is_whole() -> None:
    assert set(PLAIN) == set(STAGE) == set(State)
    assert set(STAGE.values()) == set(STAGES)
    reached = {line.target for line in ACTIONS.values()} - {None}
    assert reached == set(State), "a state that nothing leads to"
    for state in OPEN | {State.RESOLVED}:
        assert any(state in line.sources and line.target not in (None, state) for line in ACTIONS.values()), state
    known = {*ROLES, "群众", "系统", "承办岗位", "首接岗位", "协办岗位"}
    for line in ACTIONS.values():
        assert set(line.by) <= known
        assert line.sources <= {*State, lifecycle.NEW}
        assert all(re.search(r"[\u4e00-\u9fff]", need.words) for need in line.needs)


def test_citizens_read_no_inner_word() -> None:
    assert not re.search("并案|待处置|退回|改派|派单|督办|销号|主办|协办|受理", "".join(PLAIN.values()))


@pytest.mark.parametrize("state", State)
def test_exactly_what_the_table_says_is_permitted(state: State, personas: dict[str, User]) -> None:
    case = standing(state, personas["clerk"])
    everybody = actors(personas, case.pk)
    for code in VERBS:
        line = ACTIONS[code]
        for name, tokens in TOKENS.items():
            wanted = state in line.sources and bool(tokens & set(line.by))
            wanted = wanted and (not line.own_post or "承办岗位" in tokens)
            handled = name == "clerk" and state in ("in_progress", "waiting_citizen", "resolved", "closed")
            wanted = wanted and not (line.other and handled)
            refusal = _refusal(code, case, everybody[name])
            assert wanted == (refusal is None), f"{name}, {code}, {state}: {refusal}"
            assert refusal is None or re.search(r"[\u4e00-\u9fff]", refusal)


def _refusal(code: str, case: Case, actor: Actor) -> str | None:
    try:
        permit(code, case, actor)
    except CasesError as refused:
        return str(refused)
    return None


@pytest.mark.parametrize("state", [State.ASSIGNED, State.RESOLVED])
@pytest.mark.parametrize("code", VERBS)
def test_who_may_not_see_a_request_can_do_nothing_to_it(state: State, code: str, personas: dict[str, User]) -> None:
    case = standing(state, personas["clerk"])
    everybody = actors(personas, case.pk)
    for name in (*BLIND, "somebody"):
        with pytest.raises(CasesError) as refused:
            VERBS[code](case, everybody[name], START)
        assert str(refused.value) == NOT_THERE
    case.refresh_from_db()
    assert (case.state, case.last_seq) == (state, 2)


def test_a_manager_does_the_work_of_others_for_a_written_reason(personas: dict[str, User]) -> None:
    case = standing(State.ASSIGNED, personas["clerk"])
    manager = personas["manager"]
    with pytest.raises(CasesError):
        VERBS["claim"](case, Actor.staff(manager), START)
    VERBS["claim"](case, Actor.staff(manager, override="承办人员生病"), START)
    case.refresh_from_db()
    assert (case.state, case.holder, case.post) == (State.IN_PROGRESS, manager, "manager")
    last = case.events.last()
    assert last is not None
    assert "主管理由：承办人员生病" in last.why
    with pytest.raises(CasesError):  # what is the citizen's stays the citizen's
        VERBS["withdraw"](case, Actor.staff(manager, override="承办人员生病"), START)
