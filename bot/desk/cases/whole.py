"""The whole of a request on one page: what it is, what was done, who did it, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from bot.cases import services
from bot.cases.lifecycle import ACTIONS, CITIZEN, LEVELS, OPEN, SYSTEM, State
from bot.cases.models import Against, Case, CaseEvent
from bot.cases.services.evaluations import SOLVED
from bot.desk.cases import forms
from bot.desk.cases.rows import Clock, Row, item_name, readable, row
from bot.desk.cases.viewer import Viewer
from bot.staff.services.posts import post_name
from bot.store.releases import active_release

SIMILAR = 5
NOT_LEFT = "没有留"


@dataclass(frozen=True)
class Line:
    """One row of history in plain words. who: person and post; change: the state before and after, when it changed."""

    seq: int
    at: datetime
    who: str
    what: str
    change: str
    words: str


def whole(case: Case, viewer: Viewer) -> dict[str, Any]:
    """What the template needs; `case` comes from `queues.standing`."""
    line: Row = row(case, viewer, Clock.of(viewer))
    return {
        "case": case,
        "row": line,
        "next": line.next,
        "text": readable(case.description),
        "place": readable(case.place),
        "facts": facts(case),
        "points": [
            {"number": one.number, "text": readable(one.text), "reply": one.reply, "refused": one.refused}
            for one in case.points.filter(round=case.round)
        ],
        "contacts": list(case.contacts.select_related("by")),
        "extensions": list(case.extensions.select_related("asked_by")),
        "evaluations": [
            {"one": one, "solved": SOLVED.get(one.solved, "")} for one in case.evaluations.order_by("round")
        ],
        "history": history(case),
        "similar": [row(one, viewer, Clock.of(viewer)) for one in similar(case, viewer)],
        "duplicates": list(viewer.visible().filter(merged_into=case).order_by("pk")[:20]),
        "photos": services.photos_of(case),
        "open": case.state in OPEN,
    }


def similar(case: Case, viewer: Viewer) -> list[Case]:
    """Open requests about the same matter; none when this one is over."""
    if case.state not in OPEN:
        return []
    found = services.similar(case, viewer.user, most=SIMILAR)
    main = case.merged_into_id
    return [one for one in found if one.pk != main]


def facts(case: Case) -> list[tuple[str, str]]:
    """What stands at the side of the page; only what there is."""
    helping = "、".join(post_name(post) for post in forms.helpers(case))
    item, subject = item_name(case.item), dict(forms.subject_choices()).get(case.subject, case.subject)
    contact = "匿名，没有留" if case.anonymous and case.contact is None else NOT_LEFT
    if case.contact is not None:
        contact = "留了" + (f"，希望{way}回复" if (way := forms.way_back(case)) else "")
    found = [
        ("事项", item),
        ("分类", subject),
        ("窗口", f"{case.window}号窗口" if case.window else ""),
        ("首接岗位", post_name(case.first_receiver) if case.first_receiver else ""),
        ("协办", helping),
        ("联系方式", contact),
        ("来源", f"{case.get_origin_display()}，{case.get_channel_display()}{f' {case.kiosk}' if case.kiosk else ''}"),
        ("外部编号", " ".join(part for part in (case.source, case.outside_number) if part)),
        ("纸质编号", case.paper_number),
        ("收到", _moment(case.received_at)),
        ("时限", _moment(case.expected_at)),
        ("时限依据", case.limit_basis),
        ("暂停", f"请群众补充：{case.paused_why}" if case.paused_at else ""),
        ("退回过", f"{case.returns}次" if case.returns else ""),
        ("重办过", f"{case.reopens}次" if case.reopens else ""),
        ("督办", LEVELS[case.level]),
        ("反映的单位", "、".join(units(case))),
        ("转往", " ".join(p for p in (case.transferred_to, case.transferred_telephone, case.transferred_number) if p)),
    ]
    return [(name, words) for name, words in found if words]


def units(case: Case) -> list[str]:
    """The units that a request is about, in words."""
    if not case.about_unit:
        return []
    release = active_release()
    departments = {one.id: one.name for one in release.hall.departments} if release is not None else {}
    rows = list(case.against.all())
    keys = [row.key for row in rows if row.unit == Against.Unit.PERSON]
    people = {str(one.pk): one.first_name or one.get_username() for one in User.objects.filter(pk__in=keys)}
    names = {Against.Unit.DEPARTMENT: departments, Against.Unit.PERSON: people}
    return [
        f"{one.key}号窗口" if one.unit == Against.Unit.WINDOW else names[Against.Unit(one.unit)].get(one.key, one.key)
        for one in rows
    ]


def history(case: Case, *, after: int = 0) -> list[Line]:
    """The rows of history in plain words, the newest first. after: only those that came after this number."""
    events = list(case.events.filter(seq__gt=after).select_related("words").order_by("-seq"))
    names = dict(
        User.objects.filter(username__in={event.actor for event in events}).values_list("username", "first_name")
    )
    return [_line(event, names) for event in events]


def _line(event: CaseEvent, names: dict[str, str]) -> Line:
    person = names.get(event.actor) or event.actor
    post = post_name(event.post) if event.post else ""
    shown = "系统" if event.actor == SYSTEM else person
    who = f"{shown}（{post}）" if post and event.actor not in (CITIZEN, SYSTEM) else shown
    what = ACTIONS[event.action].name if event.action in ACTIONS else event.action
    change = ""
    if event.from_state != event.to_state and event.from_state:
        change = f"{_state(event.from_state)} → {_state(event.to_state)}"
    return Line(event.seq, event.at, who, what, change, readable(event.why))


def meanwhile(case: Case, seen: int) -> list[Line]:
    """What happened since somebody opened the page; for a step that came too late."""
    return history(case, after=seen) if seen else []


def _moment(at: datetime) -> str:
    here = at.astimezone()
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"


def _state(code: str) -> str:
    return str(dict(State.choices).get(code, code))
