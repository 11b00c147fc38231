"""Requests that staff put in: solved on the spot, written down from paper later, imported from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.cases.actors import Actor
from bot.cases.errors import Invalid
from bot.cases.lifecycle import ENDED, RECORDABLE, State
from bot.cases.models import Case, Handling, Origin, Part
from bot.cases.models.request import COUNTER
from bot.cases.services.dispatch import end_parts
from bot.cases.services.requests import Opened, open_case
from bot.cases.services.steps import given, hall, permit, verb, write
from bot.store.writing import writing


def open_solved(actor: Actor, *, kind: str, description: str, answer: str, release: str, now: datetime,
                **more: Any) -> Opened:  # fmt: skip
    """当场办结 in one screen: what it was, and what was said; number and code come as for every request.

    Args:
        more: as of `open_case`.

    Raises:
        Invalid, NotAllowed.
    """
    line = permit("solve_on_spot", None, actor)
    given(line, answer=answer)
    with writing():
        opened = open_case(
            kind=kind, description=description, channel=more.pop("channel", COUNTER), release=release, now=now,
            origin=more.pop("origin", Origin.COUNTER), calendar=hall().calendar, actor=actor, **more,
        )  # fmt: skip
        case = opened.case
        if case.about_unit:
            raise Invalid({"kind": ["反映单位或人员的，不能当场办结，请登记，由督查办。"]})
        Case.objects.filter(pk=case.pk).update(post=actor.post_for(None))
        return Opened(solve_on_spot(case, actor, answer=answer, now=now), opened.code)


@verb
def solve_on_spot(case: Case, actor: Actor, *, answer: str, now: datetime) -> Case:
    """Answers a request of the own post while the person stands there."""
    line = permit("solve_on_spot", case, actor)
    words = given(line, answer=answer)
    end_parts(case, now)
    Handling.objects.create(case=case, post=case.post, part=Part.LEAD, user=actor.user, since=now)
    return write(case, line, actor, now=now, words=words, answer=words["answer"], holder=actor.user, resolved_at=now)


def record_later(actor: Actor, *, kind: str, description: str, received_at: datetime, paper: str, why: str,
                 release: str, now: datetime, state: str = State.SUBMITTED, answer: str = "", **more: Any) -> Opened:  # fmt: skip
    """补录: what was taken in on paper; its limit counts from `received_at`.

    Args:
        state: how it stands really, of RECORDABLE. answer: what the citizen was told; needed where it is over.
        more: as of `open_case`.

    Raises:
        Invalid, NotAllowed.
    """
    line = permit("record_later", None, actor)
    words = given(line, why=why, paper=paper, answer=answer)
    if received_at >= now:
        raise Invalid({"received_at": ["收到时间要早于现在。"]})
    if state not in RECORDABLE:
        raise Invalid({"state": ["请从列表里选现在的状态。"]})
    over = state in {State.RESOLVED, *ENDED}
    if over and len(words["answer"]) < 4:
        raise Invalid({"answer": ["请写明给群众的答复，至少4个字。"]})
    with writing():
        opened = open_case(
            kind=kind, description=description, channel=more.pop("channel", COUNTER), release=release, now=now,
            origin=Origin.PAPER, calendar=hall().calendar, actor=_opener(actor), received_at=received_at,
            paper_number=words["paper"], **more,
        )  # fmt: skip
        case = opened.case
        changes: dict[str, object] = {"recorded_by": actor.user, "answer": words["answer"] if over else ""}
        if case.about_unit and state != State.SUBMITTED:
            raise Invalid({"state": ["反映单位或人员的，请录为“已登记”，由督查办。"]})
        post = actor.post_for(None)
        if state != State.SUBMITTED:
            ended = now if over else None
            Handling.objects.create(case=case, post=post, part=Part.LEAD, user=actor.user, since=now, ended_at=ended)
        if state == State.IN_PROGRESS:
            changes |= {"post": post, "holder": actor.user, "assigned_at": now, "claimed_at": now}
        if over:
            changes |= {"resolved_at": now if state in (State.RESOLVED, State.CLOSED) else None,
                        "closed_at": now if state in ENDED else None, "shown_why": words["answer"]}  # fmt: skip
        write(case, line, actor, now=now, to=str(state), words=words, **changes)
        return Opened(case, opened.code)


def _opener(actor: Actor) -> Actor:
    """A dispatcher or supervisor may not open a request of the own, but write down a citizen's from paper."""
    return Actor.citizen(through=actor.user)
