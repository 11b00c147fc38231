"""What staff do with a group of questions: teach it, point elsewhere, pass it on, or leave it with a reason.

What is taught becomes a draft of the catalogue, looked at and published like every other change.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from bot.catalogue.errors import Unchanged
from bot.catalogue.models import ChangeSet, Kind, Task, TestLine
from bot.catalogue.models.entries import Source
from bot.catalogue.models.lines import Origin
from bot.catalogue.services import drafts
from bot.catalogue.services.tasks import close_task
from bot.knowledge.asking import asked
from bot.reports.errors import Handled, NoSuchTarget, NotYours
from bot.reports.models import Group, Outcome, State
from bot.reports.services.groups import about_of
from bot.store.releases import active_hall
from bot.store.writing import writing

OUTSIDE = "OOS:"
"""How a test line says that its matter is not done in this hall."""


@dataclass(frozen=True)
class Change:
    """A draft that is to be proposed: an object's kind, key and whole new content."""

    kind: str
    key: str
    content: dict[str, Any]


def way_change(user: User, item: str, sentence: str) -> Change:
    """The item (or bundle) with one more way of asking. Raises NoSuchTarget, NotYours."""
    kind, content = _target(user, item)
    ways = list(content.get("ways") or [])
    if sentence not in ways:
        ways.append(sentence)
    return Change(kind, item, {**content, "ways": ways})


def question_change(user: User, item: str, ask: str, *, answer: str, aspect: str) -> Change:
    """The item with one more common question.

    Args:
        answer: in words, empty when the answer of `aspect` is given.

    Raises:
        NoSuchTarget, NotYours.
    """
    kind, content = _target(user, item)
    if kind != Kind.ITEM:
        raise NoSuchTarget("“一件事”没有常见问题，请选里面的一个事项。")
    question = {"ask": ask, **({"answer": answer} if answer else {}), **({"aspect": aspect} if aspect else {})}
    return Change(kind, item, {**content, "questions": [*(content.get("questions") or []), question]})


def signpost_change(*, name: str, words: list[str], office: str, telephone: str, how: str, source: str) -> Change:
    """A new signpost. words: how people say it. source: where the office and the telephone stand."""
    key = f"sign_{secrets.token_hex(4)}"
    content: dict[str, Any] = {"id": key, "name": name, "words": words, "office": office, "how": how}
    if telephone:
        content["telephone"] = telephone
    return Change(Kind.SIGNPOST, key, {**content, "truth": {"source": [source]}})


def link(user: User, group: Group, item: str, sentence: str, *, now: datetime) -> ChangeSet | None:
    """Makes the question a way of asking for an item, as a draft, with a test line.

    Returns:
        The change set that holds the draft; None when the catalogue says it already. So do the next two.

    Raises:
        NoSuchTarget, NotYours, Handled, and what `drafts.propose` raises.
    """
    change = way_change(user, item, sentence)
    return _teach(user, group, change, Outcome.LINKED, f"多一种问法：{sentence}", item, now=now)


def write_question(
    user: User, group: Group, item: str, ask: str, *, answer: str, aspect: str, now: datetime
) -> ChangeSet | None:
    """Writes a common question of an item, as a draft, with a test line. Raises as `link`."""
    change = question_change(user, item, ask, answer=answer, aspect=aspect)
    return _teach(user, group, change, Outcome.ASKED, f"多一个常见问题：{ask}", item, now=now)


def make_signpost(user: User, group: Group, change: Change, *, now: datetime) -> ChangeSet | None:
    """Makes a signpost, as a draft, and a test line that says that this hall does not do it. Raises as `link`."""
    name = str(change.content["name"])
    return _teach(user, group, change, Outcome.SIGNPOST, f"新的指路：{name}", f"{OUTSIDE}{name}", now=now)


def dismiss(user: User, group: Group, why: str, *, now: datetime) -> None:
    """Leaves it, with a reason; it comes back when it is asked as often again. Raises Handled."""
    with writing():
        _close(user, group, Outcome.DISMISSED, target="", why=why, now=now)


def pass_on(user: User, group: Group, department: str, *, now: datetime) -> None:
    """Gives an open group, and its task, to another department; empty = to nobody in particular. Raises Handled."""
    with writing():
        if not Group.objects.filter(pk=group.pk, state=State.OPEN).update(department=department):
            raise Handled
        Task.objects.filter(about=about_of(group), done_at__isnull=True).update(department=department)
    group.department = department


def _target(user: User, item: str) -> tuple[str, dict[str, Any]]:
    for kind in (Kind.ITEM, Kind.BUNDLE):
        content = drafts.current(kind, item)
        if content is not None:
            if not drafts.may_edit(user, kind, str(content.get("department") or "")):
                raise NotYours
            return kind, content
    raise NoSuchTarget


def _teach(
    user: User, group: Group, change: Change, outcome: Outcome, why: str, line_item: str, *, now: datetime
) -> ChangeSet | None:
    into = None
    with writing():
        _close(user, group, outcome, target=f"{change.kind}:{change.key}", why=why, now=now)
        with suppress(Unchanged):  # somebody taught it the same meanwhile: then only the test line is new
            into = drafts.propose(
                user, change.kind, change.key, change.content, why=why, source=Source.QUESTION, now=now
            ).change_set
        found = asked(active_hall().cues, group.text)
        line, made = TestLine.objects.get_or_create(
            text=group.text,
            defaults={
                "item": line_item[:120], "aspect": found[0] if found else "other", "origin": Origin.QUESTION,
                "by": drafts.person_name(user), "at": now,
            },
        )  # fmt: skip
        if not made and line.origin == Origin.QUESTION:  # taught before; lines of another origin stay as they are
            TestLine.objects.filter(pk=line.pk).update(item=line_item[:120], by=drafts.person_name(user), at=now)
    return into


def _close(user: User, group: Group, outcome: Outcome, *, target: str, why: str, now: datetime) -> None:
    by = drafts.person_name(user)
    ours = Group.objects.filter(pk=group.pk, state=State.OPEN).update(
        state=State.HANDLED, outcome=outcome, target=target, why=why[:300], handled_by=by, handled_at=now, again=0
    )
    if not ours:
        raise Handled
    close_task(about_of(group), by=by, outcome=f"{outcome.label}：{why}", now=now)
    group.refresh_from_db()
