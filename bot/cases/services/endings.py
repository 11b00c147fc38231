"""Requests that end without an answer of ours: transferred, refused, terminated, withdrawn. Each says why and where to go."""

from __future__ import annotations

from datetime import datetime

from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import AgainstRule, Invalid
from bot.cases.lifecycle import REJECTIONS, TERMINATIONS
from bot.cases.models import Case
from bot.cases.services.dispatch import end_parts
from bot.cases.services.handling import echo
from bot.cases.services.joining import split
from bot.cases.services.steps import given, permit, verb, write


@verb
def transfer(case: Case, actor: Actor, *, body: str, telephone: str, number: str, now: datetime) -> Case:
    """Gives a request to the body that may decide it. The first receiver follows it up once.

    Args:
        body, telephone: shown to the citizen. number: under which that body has it; “无” when it gave none.
    """
    line = permit("transfer", case, actor)
    words = given(line, body=body, telephone=telephone, number=number)
    shown = f"已转给{words['body']}，电话{words['telephone']}"
    end_parts(case, now)
    write(
        case, line, actor, now=now, words=words, closed_at=now, shown_why=shown, transferred_to=words["body"][:100],
        transferred_telephone=words["telephone"][:40], transferred_number=words["number"][:60],
    )  # fmt: skip
    echo(case, now=now)
    return case


@verb
def follow_up(case: Case, actor: Actor, *, words: str, now: datetime) -> Case:
    """Asks the other body once how it went. Raises AgainstRule: it was done before."""
    line = permit("follow_up", case, actor)
    clean = given(line, words=words)
    if case.followed_up_at is not None:
        raise AgainstRule("已经跟踪过一次。")
    return write(case, line, actor, now=now, words=clean, followed_up_at=now)


@verb
def reject(case: Case, actor: Actor, *, reason: str, way: str, now: datetime) -> Case:
    """Refuses a request for one of the reasons there are, and says where to go instead.

    Raises:
        Invalid: no such reason, or no way.
    """
    line = permit("reject", case, actor)
    words = given(line, reason=reason, way=way)
    if reason not in REJECTIONS:
        raise Invalid({"reason": ["请从列表里选原因。"]})
    shown = f"{REJECTIONS[reason]}。{words['way']}"
    end_parts(case, now)
    write(case, line, actor, now=now, words={**words, "reason": REJECTIONS[reason]}, closed_at=now, shown_why=shown)
    echo(case, now=now)
    return case


@verb
def terminate(case: Case, actor: Actor, *, reason: str, why: str, now: datetime) -> Case:
    """Ends a request for one of the law's reasons. why: shown to the citizen. Raises Invalid: no such reason."""
    line = permit("terminate", case, actor)
    words = given(line, reason=reason, why=why)
    if reason not in TERMINATIONS:
        raise Invalid({"reason": ["请从列表里选原因。"]})
    shown = f"{TERMINATIONS[reason]}。{words['why']}"
    end_parts(case, now)
    write(case, line, actor, now=now, words={**words, "reason": TERMINATIONS[reason]}, closed_at=now, shown_why=shown)
    echo(case, now=now)
    return case


@verb
def withdraw(case: Case, actor: Actor, *, now: datetime, why: str = "") -> Case:
    """The citizen takes a request back. Those of others that were joined to it go their own way again."""
    line = permit("withdraw", case, actor)
    words = given(line, why=why)
    joined = list(case.duplicates.all())
    end_parts(case, now)
    write(case, line, actor, now=now, words=words, closed_at=now, shown_why="您撤回了这件诉求。")
    for other in joined:
        split(other, THE_SYSTEM, now=now)
    return case
