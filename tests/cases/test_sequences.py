"""Whatever is done to requests by whom and when: the table holds, the chain fits, nobody's request is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cases import services
from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import CasesError
from bot.cases.lifecycle import ACTIONS, OPEN, State
from bot.cases.models import Case
from bot.cases.services.chronicle import walk
from bot.cases.services.visibility import posts_concerned
from bot.staff.roles import all_posts
from tests.cases.acting import START, VERBS, open_one

WHO = (
    "citizen",
    "guide",
    "clerk",
    "other_clerk",
    "duty_lead",
    "dispatcher",
    "supervisor",
    "manager",
    "area_worker",
    "system",
)
ENDING = {"merge", "transfer", "terminate", "reject", "withdraw", "erase", "solve_on_spot"}
RESULTS = {"call_back": {State.CLOSED, State.REOPENED}, "evaluate_bad": {State.REOPENED}, "reopen": {State.REOPENED},
           "name_unit": {State.ASSIGNED}, "sort": {State.ASSIGNED}}  # fmt: skip
"""Where an action that leaves the state open may lead besides."""


@pytest.fixture
def everybody(personas: dict[str, User]) -> dict[str, User]:
    return personas


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), opened=st.sampled_from(["help", "complaint", "report"]))
def test_any_sequence(seed: int, opened: str, everybody: dict[str, User]) -> None:
    dice = Random(seed)
    words = "1号窗口态度不好" if opened == "complaint" else "办身份证"
    case = open_one(kind=opened, description=words, item="id_card_reissue" if opened == "help" else "",
                    contact="13912345678").case  # fmt: skip
    now = START
    for _ in range(18):
        now += timedelta(hours=dice.choice((1, 5, 20)))
        if dice.random() < 0.1:
            now += timedelta(days=dice.choice((1, 4, 11)))
            services.dispatch(now)
            services.tick(now)
        else:
            code, who = _chosen(case, dice, everybody)
            _try(case, code, who, now, everybody)
        _sound(Case.objects.get(pk=case.pk))


def _chosen(case: Case, dice: Random, people: dict[str, User]) -> tuple[str, str]:
    """Mostly something that leads on and that the table lets somebody do, else anything by anybody."""
    pairs = [(code, who) for code in VERBS for who in WHO]
    if dice.random() < 0.25:
        return dice.choice(pairs)
    fresh = Case.objects.get(pk=case.pk)
    tokens = {who: _actor(case, who, people).tokens(fresh) for who in WHO}
    able = [(code, who) for code, who in pairs
            if fresh.state in ACTIONS[code].sources and tokens[who] & set(ACTIONS[code].by)]  # fmt: skip
    leading = [pair for pair in able if ACTIONS[pair[0]].target is not None and pair[0] not in ENDING]
    if fresh.state == State.IN_PROGRESS and not fresh.contacts.exists():
        return "contact", "clerk"
    return dice.choice((leading if dice.random() < 0.7 else able) or able or pairs)


def _actor(case: Case, who: str, people: dict[str, User]) -> Actor:
    return {"citizen": Actor.citizen(case), "system": THE_SYSTEM}.get(who) or Actor.staff(people[who])


def _try(case: Case, code: str, who: str, now: object, people: dict[str, User]) -> None:
    before = Case.objects.filter(pk=case.pk).values().get()
    actor = _actor(case, who, people)
    try:
        VERBS[code](Case.objects.get(pk=case.pk), actor, now)  # type: ignore[arg-type]
        refusal = ""
    except CasesError as refused:
        refusal = str(refused)
    after = Case.objects.filter(pk=case.pk).values().get()
    if refusal:
        assert re.search(r"[\u4e00-\u9fff]", refusal)
        assert after == before, f"{code} by {who} was refused and changed something"
        return
    if after == before:  # said twice
        assert code in ("evaluate", "evaluate_bad", "add_helper")
        return
    line = ACTIONS[code]
    assert before["state"] in line.sources
    allowed = RESULTS.get(code, set()) | ({line.target} if line.target else set())
    assert after["state"] in allowed or after["state"] == before["state"]
    if line.target is not None and code not in RESULTS:
        assert after["state"] == line.target


def _sound(case: Case) -> None:
    rows, broken = walk(case)
    assert broken is None, broken
    assert rows == case.last_seq
    assert case.post in {post.id for post in all_posts()}
    assert case.first_receiver
    if case.state in (State.IN_PROGRESS, State.WAITING_CITIZEN):
        assert case.holder_id is not None
    if case.state == State.WAITING_CITIZEN:
        assert case.paused_at is not None
        assert case.paused_why
    else:
        assert case.paused_at is None
    if case.state in (State.RESOLVED, State.CLOSED):
        assert case.answer
    elif case.state in OPEN:
        assert case.closed_at is None
    elif case.state != State.DUPLICATE:
        assert case.shown_why
    assert case.post not in posts_concerned(case)
    assert case.first_receiver not in posts_concerned(case)
    assert not case.handlings.filter(ended_at=None, post__in=posts_concerned(case)).exists()
