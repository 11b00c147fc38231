"""The list of open problems 问题清单: what we found ourselves, and what of citizens' requests somebody put on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from bot.cases.lifecycle import ENDED, OPEN, State
from bot.cases.models import Case
from bot.reports.ledgers import BATCH, Names, readable
from bot.reports.models import Listing, Reach
from bot.reports.workbook import Column

STANDINGS = {
    "open": "正在整改",
    "overdue": "超期没改好",
    "waiting": "等验收",
    "struck": "已销号",
    "ended": "没有销号就结束了",
}
_OWN, _CITIZENS = Q(self_found=True), Q(self_found=False, listing__isnull=False)
_OVER = ENDED - {State.CLOSED}


def on_the_list(cases: QuerySet[Case]) -> QuerySet[Case]:
    """All that ever stood on the list; those struck off stay readable."""
    listed = Q(self_found=True) | Q(pk__in=Listing.objects.values("case"))
    return cases.filter(listed).select_related("listing", "holder", "recorded_by")


def standing(name: str, now: datetime) -> Q:
    """The condition for one of STANDINGS. Raises KeyError."""
    done = {State.RESOLVED, *ENDED}
    return {
        "open": Q(state__in=OPEN),
        "overdue": Q(state__in=OPEN, expected_at__lt=now),
        "waiting": Q(_OWN, state=State.RESOLVED) | Q(_CITIZENS, state__in=done, listing__struck_at__isnull=True),
        "struck": Q(_OWN, state=State.CLOSED) | Q(_CITIZENS, listing__struck_at__isnull=False),
        "ended": Q(_OWN, state__in=_OVER),
    }[name]


def of_reach(reach: str) -> Q:
    """The condition for a level; without a row it is the department's."""
    if reach == Reach.HALL:
        return Q(listing__reach=Reach.HALL)
    return Q(listing__isnull=True) | Q(listing__reach=Reach.DEPARTMENT)


class Problem(NamedTuple):
    """One line of the list. owner: the post that mends it."""

    number: str
    reach: str
    source: str
    found: datetime
    gist: str
    place: str
    department: str
    owner: str
    due: datetime
    standing: str
    late: bool
    struck: datetime | None
    proof: str
    rule: str


COLUMNS = (
    Column("编号", 13), Column("级别", 9), Column("来源", 10), Column("发现时间", 17), Column("问题", 44), Column("地点", 20),
    Column("责任部门", 18), Column("责任岗位", 18), Column("整改期限", 17), Column("进展", 16), Column("超期", 8),
    Column("销号时间", 17), Column("验收依据", 36), Column("改了什么规定", 36),
)  # fmt: skip


def lines(cases: QuerySet[Case], names: Names, now: datetime) -> Iterator[Problem]:
    """The lines, read in batches."""
    ready = cases.select_related("listing").prefetch_related("events__words").defer("conversation", "contact")
    for case in ready.iterator(chunk_size=BATCH):
        yield line(case, names, now)


def line(case: Case, names: Names, now: datetime) -> Problem:
    """One line. case: with its listing and, when it is closed, its history read already."""
    listing = getattr(case, "listing", None)
    proof, rule, struck = "", "", None
    if listing is not None and listing.struck_at is not None:
        proof, rule, struck = listing.proof, listing.rule, listing.struck_at
    elif case.self_found and case.state == State.CLOSED:
        said = next((event.said for event in case.events.all() if event.action == "accept"), {})
        proof, rule, struck = said.get("proof", ""), said.get("rule", ""), case.closed_at
    late = case.state in OPEN and case.expected_at < now
    return Problem(
        number=case.number,
        reach=str(Reach(listing.reach if listing is not None else Reach.DEPARTMENT).label),
        source="自查" if case.self_found else "群众反映",
        found=case.received_at,
        gist=readable(case.description),
        place=readable(case.place),
        department=names.departments.get(names.of_post.get(case.post, ""), ""),
        owner=names.posts.get(case.post, case.post),
        due=case.expected_at,
        standing=_words(case, struck),
        late=late,
        struck=struck,
        proof=proof,
        rule=rule,
    )


def _words(case: Case, struck: datetime | None) -> str:
    if struck is not None:
        return STANDINGS["struck"]
    if case.state in OPEN:
        return STANDINGS["open"]
    if case.self_found and case.state in _OVER:
        return f"没有销号：{State(case.state).label}"
    return STANDINGS["waiting"]
