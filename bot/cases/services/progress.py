"""How a request stands, as its citizen reads it: what was done when, what was answered, what can be done now.

What is not named in `STEPS` stays inside: notes, helpers, reminders, who looked at a contact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.cases.lifecycle import CONTACT_WAYS, OPEN, PLAIN, REOPEN_WITHIN, State
from bot.cases.models import Case, CaseEvent, Evaluation
from bot.cases.services.evaluations import SOLVED
from bot.cases.services.told import held_since, holder_text
from bot.staff.services.posts import post_name

SATISFIED = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
HIDDEN = "（号码）"
_PLACEHOLDER = re.compile(r"⟦[^⟧]*⟧")
_REACHED = {True: "联系上了", False: "没有联系上"}


@dataclass(frozen=True)
class Step:
    """One line of the way a request went. text: what happened; detail: the reason, or what was said."""

    at: datetime
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Answered:
    """One point of the request and what was answered to it. refused: it is not done, and `reply` says why."""

    text: str
    reply: str
    refused: bool


@dataclass(frozen=True)
class Way:
    """Something the citizen can do now. facts: only with something new. decided: somebody decides about it first."""

    id: str
    facts: bool = False
    decided: bool = False


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A request in plain words. until: by when it is answered; None when nothing more is to come.

    late: that moment has passed. pause, extension: the reason, shown as it was written. ended: why it ended without
    an answer, and where to go. body, telephone, number: who has it now outside the hall.
    """

    state: str
    description: str
    holder: str
    since: datetime
    until: datetime | None
    late: bool
    limit_basis: str
    pause: str
    paused_at: datetime | None
    extension: str
    extension_days: int
    answer: str
    answered_at: datetime | None
    points: tuple[Answered, ...]
    ended: str
    body: str
    telephone: str
    number: str
    together: bool
    waiting_decision: bool
    evaluation: str
    ways: tuple[Way, ...]
    steps: tuple[Step, ...]


def progress(case: Case, *, now: datetime) -> Progress:
    """How a request stands at this moment. The caller has checked number and code."""
    together = case.state == State.DUPLICATE
    main = (case.merged_into or case) if together else case
    running = main.state in OPEN
    paused = case.state == State.WAITING_CITIZEN
    more_time = case.extensions.filter(granted=True).first() if running and not together else None
    outside = case.state == State.TRANSFERRED
    return Progress(
        state=_state(case, now),
        description=plain_text(case.description),
        holder=case.transferred_to if outside else holder_text(case),
        since=case.closed_at or case.opened_at if outside else held_since(case),
        until=main.expected_at if running and not paused else None,
        late=running and not paused and now > main.expected_at,
        limit_basis=case.limit_basis,
        pause=plain_text(case.paused_why) if paused else "",
        paused_at=case.paused_at if paused else None,
        extension=plain_text(more_time.why) if more_time else "",
        extension_days=more_time.days if more_time else 0,
        answer=plain_text(case.answer) if case.state in (State.RESOLVED, State.CLOSED) or together else "",
        answered_at=case.resolved_at,
        points=_points(case),
        ended=_ended(case),
        body=case.transferred_to if outside else "",
        telephone=case.transferred_telephone if outside else "",
        number="" if not outside or case.transferred_number == "无" else case.transferred_number,
        together=together,
        waiting_decision=case.reopen_asked_at is not None,
        evaluation=_evaluated(case),
        ways=tuple(ways(case, now=now)),
        steps=tuple(_steps(case)),
    )


def _state(case: Case, now: datetime) -> str:
    """The state in plain words, where the table's own words would not be true."""
    if case.reopen_asked_at is not None:
        return "您要求重新办理，正在核实"
    if case.state == State.RESOLVED and not any(way.id == "evaluate" for way in ways(case, now=now)):
        return "已答复"
    if case.state == State.DUPLICATE and (case.answer or case.shown_why):
        return "有结果了"
    return PLAIN[case.state]


def ways(case: Case, *, now: datetime) -> list[Way]:
    """What the citizen can do now; each is tried again when it is done (`bot.cases.services`)."""
    if case.state in OPEN:
        return [Way("supplement"), Way("withdraw")]
    in_time = case.closed_at is None or now <= case.closed_at + REOPEN_WITHIN
    if case.state == State.REJECTED:
        return [Way("object", decided=True)] if in_time and not case.objected else []
    if case.state not in (State.RESOLVED, State.CLOSED) or not in_time:
        return []
    found = []
    if case.state == State.RESOLVED and not case.evaluations.filter(round=case.round).exists():
        found.append(Way("evaluate"))
    second = case.reopens > 0
    found.append(
        Way("reopen", facts=second and (case.reopen_refused or case.reopen_asked_at is not None), decided=second)
    )
    return found


def plain_text(text: str) -> str:
    """Somebody's words without the marks that stand for numbers inside."""
    return _PLACEHOLDER.sub(HIDDEN, text)


def _points(case: Case) -> tuple[Answered, ...]:
    if case.state not in (State.RESOLVED, State.CLOSED):
        return ()
    rows = case.points.filter(round=case.round).exclude(reply="")
    return tuple(Answered(plain_text(row.text), plain_text(row.reply), row.refused) for row in rows)


def _ended(case: Case) -> str:
    told = case.state in (State.REJECTED, State.TERMINATED, State.DUPLICATE) or case.reopen_refused
    return plain_text(case.shown_why) if told else ""


def _evaluated(case: Case) -> str:
    row = case.evaluations.filter(round=case.round).first()
    return _opinion(row) if row is not None else ""


def _opinion(row: Evaluation) -> str:
    said = [] if row.contacted is None else ["联系过您" if row.contacted else "没有联系过您"]
    said += [SOLVED[row.solved]] if row.solved else []
    return "，".join(said + ([SATISFIED[row.satisfied]] if row.satisfied else []))


def _steps(case: Case) -> Iterable[Step]:
    events = list(case.events.order_by("seq").select_related("words"))
    contacts = {row.seq: row for row in case.contacts.all()}
    opinions = {row.at: row for row in case.evaluations.all()}
    last_answer = max((row.seq for row in events if row.action in _ANSWERS), default=0)
    for event in events:
        told = STEPS.get(event.action)
        if told is None:
            continue
        text, detail = told(event)
        if event.action == "contact" and (row := contacts.get(event.seq)) is not None:
            text = f"工作人员联系您：{CONTACT_WAYS[row.way]}，{_REACHED[row.reached]}"
        if event.action in _OPINIONS and (opinion := opinions.get(event.at)) is not None:
            detail = "；".join(part for part in (_opinion(opinion), detail) if part)
        if event.seq == last_answer and case.state in (State.RESOLVED, State.CLOSED):
            detail = ""  # it stands above, whole
        yield Step(event.at, text, plain_text(detail))


Told = Callable[[CaseEvent], tuple[str, str]]


def _says(text: str, *fields: str) -> Told:
    """A fixed sentence, with the words of some fields as its detail."""
    return lambda event: (text, "；".join(event.said[name] for name in fields if event.said.get(name)))


def _taken(event: CaseEvent) -> tuple[str, str]:
    return (f"{post_name(event.post)}开始办理" if event.post else "开始办理"), ""


def _again(event: CaseEvent) -> tuple[str, str]:
    asked = "，".join(event.said[name] for name in ("why", "words", "facts") if event.said.get(name))
    if event.to_state == State.REOPENED:
        return "您要求重新办理，已经重新安排", asked
    return "您要求重新办理，正在核实后决定", asked


def _called_back(event: CaseEvent) -> tuple[str, str]:
    return ("我们回访了您，重新办理" if event.to_state == State.REOPENED else "我们打电话回访您"), ""


_ANSWERS = ("resolve", "solve_on_spot")
_OPINIONS = ("evaluate", "evaluate_bad", "call_back")
STEPS: dict[str, Told] = {
    "open": _says("收到您的事，登记好了"),
    "record_later": _says("工作人员按纸质单替您登记"),
    "solve_on_spot": _says("当场给了您答复", "answer"),
    "assign": _says("安排了人来办"),
    "claim": _taken,
    "return": _says("正在换一个更合适的部门来办"),
    "contact": _says("工作人员联系您"),
    "ask": _says("请您补充情况，办理时间先停下来", "missing"),
    "supplement": _says("您补充了情况，接着办理", "words"),
    "add_words": _says("您补充了说明", "words"),
    "resume": _says("没有等到您补充，按现有情况接着办理"),
    "extend": _says("答复时间延后了", "shown"),
    "resolve": _says("给了您答复", "answer"),
    "transfer": _says("转给了负责的单位", "body"),
    "follow_up": _says("我们向那个单位问过办得怎么样"),
    "reject": _says("这件事不能在这里办", "reason", "way"),
    "terminate": _says("停止办理", "reason", "why"),
    "merge": _says("和同样的事一起办理"),
    "split": _says("改为单独办理"),
    "echo": _says("一起办理的事有了结果"),
    "withdraw": _says("您撤回了", "why"),
    "evaluate": _says("您做了评价", "words"),
    "evaluate_bad": _again,
    "reopen": _again,
    "grant_reopen": _says("同意重新办理"),
    "refuse_reopen": _says("核实以后，答复不变", "why"),
    "call_back": _called_back,
    "accept": _says("检查过了，已经办好"),
    "expire": _says("答复后7天没有收到您的评价，先办结了"),
    "call_again": _says("您又叫了一次工作人员"),
    "reissue": _says("在导办台给您换了新的查询码，旧的不能再用"),
    "erase": _says("按规定删除了登记的文字"),
}
"""Action → what the citizen reads of it. Whatever stands here is written for the citizen."""
