"""What a request is, put right: kind, subject, urgency, and the unit that it is about."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User

from bot.cases.actors import Actor
from bot.cases.errors import Invalid
from bot.cases.lifecycle import OPEN, State
from bot.cases.models import Against, Case, Handling, Kind
from bot.cases.services import routing
from bot.cases.services.dispatch import lead
from bot.cases.services.limits import due
from bot.cases.services.steps import given, hall, permit, verb, write
from bot.cases.services.visibility import posts_concerned


@verb
def sort(case: Case, actor: Actor, *, now: datetime, kind: str = "", subject: str | None = None) -> Case:
    """Corrects kind and subject. A new kind brings its own limit, counted from receipt; it is never made shorter.

    Raises:
        Invalid: no such kind, or nothing to change.
    """
    line = permit("sort", case, actor)
    changes: dict[str, object] = {}
    if kind and kind != case.kind:
        if kind not in Kind.values:
            raise Invalid({"kind": ["请选择咨询、求助、投诉、举报、建议或表扬。"]})
        days, _ = routing.legal_limit(hall(), case.subject if subject is None else subject)
        limit = due(hall().calendar, kind, case.received_at, urgent=case.urgent, days=days)
        changes |= {"kind": kind, "expected_at": max(limit, case.expected_at)}
    if subject is not None and subject != case.subject:
        changes["subject"] = subject[:40]
    if not changes:
        raise Invalid({"kind": ["没有改动。"]})
    to = case.state
    if "kind" in changes and kind in routing.ABOUT_OTHERS:
        units = routing.units_named(hall(), f"{case.description} {case.place}", window=case.window)
        if units:
            to, more = _under_watch(case, units, now)
            changes |= more
    return write(case, line, actor, now=now, to=to, words={"detail": "改了类型或分类"}, **changes)


@verb
def set_urgent(case: Case, actor: Actor, *, urgent: bool, why: str, now: datetime) -> Case:
    """Marks a request as urgent, or no longer. Urgent: the same working day; taking it off gives back the kind's limit.

    Raises:
        Invalid: no reason, or it is so already.
    """
    line = permit("set_urgent", case, actor)
    words = given(line, why=why)
    if urgent == case.urgent:
        raise Invalid({"urgent": ["已经是这样了。"]})
    calendar = hall().calendar
    limit = due(calendar, case.kind, now if urgent else case.received_at, urgent=urgent)
    limit = min(limit, case.expected_at) if urgent else max(limit, case.expected_at)
    return write(case, line, actor, now=now, words={**words, "detail": "标为紧急" if urgent else "取消紧急"},
                 urgent=urgent, expected_at=limit)  # fmt: skip


@verb
def name_unit(case: Case, actor: Actor, *, now: datetime, department: str = "", window: str = "",
              person: User | None = None) -> Case:  # fmt: skip
    """Says which unit a request is about; from then on that unit never sees it, and the supervisor has it.

    Raises:
        Invalid: no such unit.
    """
    line = permit("name_unit", case, actor)
    units = routing.units_named(hall(), "", window=window, department=department, person=person)
    given(line, unit="是" if units else "")
    to, changes = _under_watch(case, units, now)
    return write(case, line, actor, now=now, to=to, words={"detail": "标明了被反映的单位"}, **changes)


@verb
def clear_unit(case: Case, actor: Actor, *, why: str, now: datetime) -> Case:
    """Says that a request is not about a unit of ours after all; the dispatcher may give it to anybody."""
    line = permit("clear_unit", case, actor)
    words = given(line, why=why)
    Against.objects.filter(case=case).delete()
    return write(case, line, actor, now=now, words=words, about_unit=False)


def _under_watch(case: Case, units: set[routing.Unit], now: datetime) -> tuple[str, dict[str, object]]:
    """Notes the units, ends the parts of posts that may no longer have one; the state and what changes beside it."""
    rows = [Against(case=case, unit=unit, key=key) for unit, key in sorted(units)]
    Against.objects.bulk_create(rows, ignore_conflicts=True)
    case.about_unit = True
    concerned = posts_concerned(case)
    Handling.objects.filter(case=case, post__in=concerned, ended_at__isnull=True).update(ended_at=now)
    named = set(case.against.values_list("unit", "key"))
    watching = routing.route(hall(), kind=case.kind, origin=case.origin, units=named).post
    changes: dict[str, object] = {"about_unit": True}
    if case.state in OPEN:
        lead(case, watching, None, now)
        changes |= {"post": watching, "holder": None, "assigned_at": now}
    elif case.post in concerned:
        changes["post"] = watching
    if case.first_receiver in concerned:
        changes["first_receiver"] = watching
    return (State.ASSIGNED if case.state in OPEN - {State.SUBMITTED} else case.state), changes
