"""What comes after the answer: the citizen says how it was, it is closed or done again, somebody else calls back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import AgainstRule, Invalid
from bot.cases.lifecycle import REOPEN_WITHIN, State
from bot.cases.models import Case, Evaluation
from bot.cases.services.dispatch import end_parts, watching_post
from bot.cases.services.limits import due
from bot.cases.services.steps import given, hall, permit, verb, write

SOLVED = {"yes": "解决了", "part": "部分解决", "no": "没有解决"}
CALM = 3
"""From this satisfaction on, 1 to 5, a request counts as settled."""


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """The three questions, each may be left out. contacted: did we contact you; solved: of SOLVED; satisfied: 5–1."""

    contacted: bool | None = None
    solved: str = ""
    satisfied: int | None = None

    def check(self) -> None:
        """Raises Invalid: an answer that is not among the choices, or none at all."""
        if self.solved and self.solved not in SOLVED:
            raise Invalid({"solved": ["请选解决了、部分解决或没有解决。"]})
        if self.satisfied is not None and self.satisfied not in range(1, 6):
            raise Invalid({"satisfied": ["请在1到5分里选。"]})
        if not self.solved and self.satisfied is None:
            raise Invalid({"satisfied": ["请选是否满意，或者是否解决。"]})

    @property
    def bad(self) -> bool:
        """Whether the work is not done; without a mark it is what was said of the solution."""
        return self.solved == "no" if self.satisfied is None else self.satisfied < CALM

    def words(self) -> str:
        """The answers as the history has them."""
        parts = [] if self.contacted is None else ["联系过" if self.contacted else "没有联系"]
        parts += [SOLVED[self.solved]] if self.solved else []
        return "，".join(parts + ([f"{self.satisfied}分"] if self.satisfied is not None else []))


@verb
def evaluate(case: Case, actor: Actor, opinion: Opinion, *, now: datetime, words: str = "", facts: str = "") -> Case:
    """The citizen's evaluation: 3–5 closes, 1–2 is done again or, the second time, goes to the supervisor.

    The same one said twice has one effect. facts: what is new; with it a bad one is done again every time.

    Raises:
        Invalid. AgainstRule: this round was evaluated already, or it is too late.
    """
    opinion.check()
    before = case.evaluations.filter(round=case.round).first()
    if before is None and case.reopens:  # a bad one has opened the next round
        last = case.evaluations.filter(round=case.reopens).first()
        if last is not None and case.state == State.REOPENED and _same(last, opinion) and actor.case_id == case.pk:
            return case
    if before is not None and actor.case_id == case.pk and _same(before, opinion):
        return case
    line = permit("evaluate_bad" if opinion.bad else "evaluate", case, actor)
    clean = given(line, words=words, facts=facts)
    if before is not None:
        raise AgainstRule("这一轮已经评价过了，谢谢您。如果没有解决，可以要求重办。")
    told = {**clean, "detail": opinion.words()}
    if opinion.bad:
        _in_time(case, now)
        _keep(case, opinion, now, called=False)
        return _again(case, actor, told, now, facts=clean["facts"], code="evaluate_bad")
    _keep(case, opinion, now, called=False)
    end_parts(case, now)
    return write(case, line, actor, now=now, words=told, closed_at=now, no_response=False)


@verb
def reopen(case: Case, actor: Actor, *, why: str, now: datetime, facts: str = "") -> Case:
    """The citizen wants it done again: the first time and with new facts at once, else the supervisor decides.

    A refused request may be objected to once; the supervisor gets it.

    Raises:
        Invalid: no reason. AgainstRule: too late, or it was decided already.
    """
    line = permit("reopen", case, actor)
    clean = given(line, why=why, facts=facts)
    _in_time(case, now)
    if case.state == State.REJECTED:
        if case.objected:
            raise AgainstRule("异议已经提过一次。您还可以向上级部门反映，导办台可以告诉您去哪里。")
        return _reopened(case, actor, clean, now, code="reopen", objected=True, post=watching_post(case))
    return _again(case, actor, clean, now, facts=clean["facts"], code="reopen")


@verb
def grant_reopen(case: Case, actor: Actor, *, why: str, now: datetime) -> Case:
    """The supervisor has a request done again that the citizen asked for a second time. Raises AgainstRule."""
    line = permit("grant_reopen", case, actor)
    words = given(line, why=why)
    _asked(case)
    return _reopened(case, actor, words, now, code="grant_reopen")


@verb
def refuse_reopen(case: Case, actor: Actor, *, why: str, now: datetime) -> Case:
    """The supervisor decides that it stays as it was answered; the citizen reads why. Raises AgainstRule."""
    line = permit("refuse_reopen", case, actor)
    words = given(line, why=why)
    _asked(case)
    end_parts(case, now)
    return write(case, line, actor, now=now, words=words, reopen_asked_at=None, reopen_refused=True,
                 shown_why=words["why"], closed_at=case.closed_at or now)  # fmt: skip


@verb
def call_back(case: Case, actor: Actor, *, reached: bool, now: datetime, opinion: Opinion | None = None,
              words: str = "") -> Case:  # fmt: skip
    """Somebody who never handled the request asks the citizen; what is said counts like an evaluation.

    Raises:
        Invalid: reached, and no opinion. AgainstRule: this person handled it.
    """
    line = permit("call_back", case, actor)
    clean = given(line, words=words)
    if not reached:
        return write(case, line, actor, now=now, words={**clean, "detail": "没有接通"})
    if opinion is None:
        raise Invalid({"satisfied": ["请记下群众的评价。"]})
    opinion.check()
    told = {**clean, "detail": opinion.words()}
    if case.evaluations.filter(round=case.round).exists():
        return write(case, line, actor, now=now, words=told)
    _keep(case, opinion, now, called=True)
    if opinion.bad and _within(case, now):
        return _again(case, actor, told, now, facts="", code="call_back")
    end_parts(case, now)
    return write(case, line, actor, now=now, to=State.CLOSED, words=told, closed_at=case.closed_at or now,
                 no_response=False)  # fmt: skip


@verb
def accept(case: Case, actor: Actor, *, proof: str, rule: str, now: datetime) -> Case:
    """Strikes a problem that we found ourselves off the list, by another person than who handled it.

    Args:
        proof: how it was seen to be mended. rule: which rule was changed so that it does not come back.

    Raises:
        AgainstRule: a citizen's request is closed by the citizen.
    """
    line = permit("accept", case, actor)
    words = given(line, proof=proof, rule=rule)
    if not case.self_found:
        raise AgainstRule("群众的诉求由群众评价，不用验收。")
    end_parts(case, now)
    return write(case, line, actor, now=now, words=words, closed_at=now)


def expire(case: Case, *, now: datetime) -> Case:
    """Closes an answered request of which nobody said anything; marked, and never counted as satisfied."""
    return _expire(case, THE_SYSTEM, now=now)


@verb
def _expire(case: Case, actor: Actor, *, now: datetime) -> Case:
    line = permit("expire", case, actor)
    if case.self_found or case.reopen_asked_at is not None:
        raise AgainstRule("这件诉求还要等人决定。")
    silent = not case.evaluations.filter(round=case.round).exists()
    end_parts(case, now)
    return write(case, line, actor, now=now, closed_at=now, no_response=silent)


def _again(case: Case, actor: Actor, words: dict[str, str], now: datetime, *, facts: str, code: str) -> Case:
    """Done again at once the first time or with new facts; else it waits for the supervisor."""
    if not case.reopens or facts:
        return _reopened(case, actor, words, now, code=code)
    if case.reopen_refused:
        raise AgainstRule("已经核实并答复过您。有新情况的，请写明新情况。")
    line = permit(code, case, actor)
    detail = "；".join(part for part in (words.get("detail", ""), "再次要求重办，由督查决定") if part)
    return write(case, line, actor, now=now, to=case.state, words={**words, "detail": detail},
                 reopen_asked_at=case.reopen_asked_at or now)  # fmt: skip


def _reopened(case: Case, actor: Actor, words: dict[str, str], now: datetime, *, code: str, **more: object) -> Case:
    line = permit(code, case, actor)
    end_parts(case, now)
    changes = {
        "reopens": case.reopens + 1, "holder": None, "resolved_at": None, "closed_at": None, "no_response": False,
        "reopen_asked_at": None, "reopen_refused": False, "level": 0, "shown_why": "",
        "expected_at": due(hall().calendar, case.kind, now, urgent=case.urgent), **more,
    }  # fmt: skip
    return write(case, line, actor, now=now, to=State.REOPENED, words=words, **changes)


def _keep(case: Case, opinion: Opinion, now: datetime, *, called: bool) -> None:
    Evaluation.objects.create(
        case=case, round=case.round, at=now, called=called, contacted=opinion.contacted, solved=opinion.solved,
        satisfied=opinion.satisfied,
    )  # fmt: skip


def _same(before: Evaluation, opinion: Opinion) -> bool:
    kept = (before.contacted, before.solved, before.satisfied)
    return kept == (opinion.contacted, opinion.solved, opinion.satisfied)


def _asked(case: Case) -> None:
    if case.reopen_asked_at is None:
        raise AgainstRule("群众没有再次要求重办。")


def _within(case: Case, now: datetime) -> bool:
    return case.closed_at is None or now <= case.closed_at + REOPEN_WITHIN


def _in_time(case: Case, now: datetime) -> None:
    if not _within(case, now):
        raise AgainstRule("办结已经超过15天，请重新登记一件，写上原来的编号。")
