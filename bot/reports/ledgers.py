"""Ledgers 台账: requests chosen by period, unit, subject and state, each as one line without anybody's contact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from bot.cases.lifecycle import LEVELS, OPEN, State
from bot.cases.models import Case, Evaluation, RoundEnd
from bot.knowledge.model import Hall
from bot.reports import rounds
from bot.reports.periods import Period
from bot.reports.workbook import Column, Value

BATCH = 500
GIST = 60
NONE = "none"
"""Stands for: no subject, no department."""
_HIDDEN = re.compile(r"⟦(\D+?)\d*⟧")
_SOLVED = {"yes": "解决了", "part": "部分解决", "no": "没有解决"}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What somebody wants to look at; empty = all. what: of rounds.WHAT. group: of subjects."""

    period: Period
    what: str = "received"
    department: str = ""
    post: str = ""
    group: str = ""
    subject: str = ""
    kind: str = ""
    channel: str = ""
    state: str = ""

    def posts(self, hall: Hall) -> set[str] | None:
        """The posts whose work is wanted; None = of all."""
        if self.post:
            return {self.post}
        if self.department == NONE:
            return {post.id for post in hall.posts if not post.department} | {""}
        return {post.id for post in hall.posts if post.department == self.department} if self.department else None

    def of(self, cases: QuerySet[Case], hall: Hall) -> QuerySet[Case]:
        """The requests about the wanted subject, kind and channel, whoever has them and whenever they came."""
        wanted = {name: value for name in ("kind", "channel", "state") if (value := getattr(self, name))}
        found = cases.filter(**wanted)
        if self.subject:
            found = found.filter(subject="" if self.subject == NONE else self.subject)
        if self.group == NONE:
            found = found.exclude(subject__in=[one.id for one in hall.subjects])
        elif self.group:
            found = found.filter(subject__in=[one.id for one in hall.subjects if one.group == self.group])
        return found

    def ledger(self, cases: QuerySet[Case], hall: Hall, now: datetime) -> QuerySet[Case]:
        """The lines of the ledger, the newest first."""
        found = rounds.behind(self.of(cases, hall), self.what, self.period, now, posts=self.posts(hall))
        return found.order_by("-received_at", "-pk")


class Names:
    """The hall's words for what rows hold as ids."""

    def __init__(self, hall: Hall) -> None:
        self.posts = {post.id: post.name for post in hall.posts}
        self.of_post = {post.id: post.department or "" for post in hall.posts}
        self.departments = {one.id: one.name for one in hall.departments}
        self.subjects = {one.id: one.name for one in hall.subjects}
        self.groups = {one.id: str(one.group) for one in hall.subjects}


class Entry(NamedTuple):
    """One line of a ledger."""

    number: str
    received: datetime
    kind: str
    subject: str
    group: str
    gist: str
    place: str
    department: str
    post: str
    state: str
    due: datetime
    in_time: str
    level: str
    answered: datetime | None
    answer: str
    evaluation: str
    reopens: int
    returns: int


COLUMNS = (
    Column("编号", 13), Column("收到时间", 17), Column("类型", 8), Column("分类", 12), Column("组别", 18),
    Column("内容", 44), Column("地点", 20), Column("部门", 18), Column("承办岗位", 18), Column("状态", 14),
    Column("办理时限", 17), Column("按期", 12), Column("督办", 8), Column("答复时间", 17), Column("答复", 44),
    Column("评价", 20), Column("重办次数", 9), Column("退回次数", 9),
)  # fmt: skip
"""Of a ledger as a sheet, in the order of Entry."""


def entries(cases: QuerySet[Case], names: Names, now: datetime) -> Iterator[Entry]:
    """The lines, read in batches."""
    ready = cases.prefetch_related("evaluations", "round_ends").defer("conversation", "contact")
    for case in ready.iterator(chunk_size=BATCH):
        yield _entry(case, names, now)


def listed(cases: Iterable[Case], names: Names, now: datetime) -> list[Entry]:
    """The lines of one page. cases: with evaluations and round_ends read already."""
    return [_entry(case, names, now) for case in cases]


def readable(text: str, most: int = 0) -> str:
    """Text without personal data, in one line. most: characters; 0 = all."""
    plain = " ".join(_HIDDEN.sub(r"（\1已隐去）", text).split())
    return plain if not most or len(plain) <= most else f"{plain[: most - 1]}…"


def _entry(case: Case, names: Names, now: datetime) -> Entry:
    ends = sorted(case.round_ends.all(), key=lambda end: (end.at, end.pk))
    last = ends[-1] if ends and case.state not in OPEN else None
    said = max(case.evaluations.all(), key=lambda one: one.round, default=None)
    department = names.of_post.get(case.post, "")
    return Entry(
        number=case.number,
        received=case.received_at,
        kind=case.get_kind_display(),
        subject=names.subjects.get(case.subject, "没有分类"),
        group=names.groups.get(case.subject, ""),
        gist=readable(case.description),
        place=readable(case.place),
        department=names.departments.get(department, ""),
        post=names.posts.get(case.post, case.post),
        state=str(State(case.state).label),
        due=case.expected_at,
        in_time=in_time(case, last, now),
        level=LEVELS[case.level] if case.state in OPEN else "",
        answered=case.resolved_at,
        answer=readable(case.answer or case.shown_why),
        evaluation=_opinion(case, said),
        reopens=case.reopens,
        returns=case.returns,
    )


def in_time(case: Case, last: RoundEnd | None, now: datetime) -> str:
    """How it stands with the limit, in a word. last: the end of the last round, when it has ended."""
    if case.state in OPEN:
        if case.state == State.WAITING_CITIZEN and case.paused_at is not None and case.paused_at <= case.expected_at:
            return "等群众，暂停"
        return "已超期" if now > case.expected_at else "未到期"
    if last is None:
        return "不知道"
    if last.action == rounds.LATER:
        return "补录，不计时"
    if last.action not in rounds.ANSWERS:
        return "超期后结束" if last.at > last.due_at else "到期前结束"
    return "按期" if last.at <= last.due_at else "超期"


def _opinion(case: Case, said: Evaluation | None) -> str:
    if said is None:
        return "没有评价" if case.no_response else ""
    parts = [_SOLVED.get(said.solved, ""), f"{said.satisfied}分" if said.satisfied is not None else ""]
    words = "，".join(part for part in parts if part)
    return f"{words}（第{said.round}轮）" if case.reopens else words


def values(entry: Entry) -> list[Value]:
    """A line as cells."""
    return list(entry)


def last_row(who: str, what: str, now: datetime, count: int) -> list[Value]:
    """What stands under every exported sheet."""
    return [
        f"{who} 于 {timezone.localtime(now):%Y-%m-%d %H:%M} 导出，共{count}行。范围：{what}。仅供工作使用，不要外传。"
    ]
