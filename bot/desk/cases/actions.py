"""Every step that staff can do to a request on its page: its form, its verb, and where it stands. As data.

`bot.cases.lifecycle` says who may do it; here stands only how it is asked and what is called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import Invalid
from bot.cases.lifecycle import ACTIONS
from bot.cases.models import Case, State
from bot.cases.services import Opinion, Reply
from bot.cases.services.steps import permitted
from bot.desk.cases import forms

Given = dict[str, Any]
Do = Callable[[Case, Actor, Given, datetime], object]

WORK, TEAM, DECIDE, END = "办理", "派单和协调", "审批和回访", "结束"
GROUPS = (DECIDE, WORK, TEAM, END)

ELSEWHERE = {
    "open": "desk:intake", "record_later": "desk:intake_paper", "see_contact": "desk:case_contact",
    "reissue": "desk:codes",
}  # fmt: skip
"""Steps with a page of their own."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. title: on the panel; button: what is pressed; done: what is said after. fits: beside the table's rule,

    whether it would make sense now, so that nobody is offered what must fail. danger: it can not be taken back.
    """

    code: str
    form: type[forms.StepForm]
    do: Do
    group: str
    done: str
    title: str = ""
    button: str = ""
    help: str = ""
    danger: bool = False
    fits: Callable[[Case, User, datetime], bool] = lambda case, user, now: True

    @property
    def name(self) -> str:
        """The heading of its form."""
        return self.title or ACTIONS[self.code].name

    @property
    def press(self) -> str:
        """The words on its button."""
        return self.button or self.name


def _resolve(case: Case, actor: Actor, given: Given, now: datetime) -> object:
    numbers = sorted(int(name.removeprefix("reply")) for name in given if name.startswith("reply"))
    replies = [Reply(given[f"reply{n}"], refused=given[f"done{n}"] == "no") for n in numbers]
    return services.resolve(case, actor, answer=given["answer"], replies=replies, now=now)


def _merge(case: Case, actor: Actor, given: Given, now: datetime) -> object:
    number = "".join(given["into"].split())
    main = services.visible_to(actor.user).filter(number=number).first() if actor.user is not None else None
    if main is None:
        raise Invalid({"into": ["没有找到这个编号，请核对后再填。"]})
    return services.merge(case, actor, into=main, now=now)


def _name_unit(case: Case, actor: Actor, given: Given, now: datetime) -> object:
    person = User.objects.filter(pk=given["person"]).first() if given["person"] else None
    return services.name_unit(
        case, actor, department=given["department"], window=given["window"], person=person, now=now
    )


def _call_back(case: Case, actor: Actor, given: Given, now: datetime) -> object:
    reached, opinion = given["reached"] == "yes", None
    if reached:
        contacted = {"yes": True, "no": False}.get(given["contacted"])
        satisfied = int(given["satisfied"]) if given["satisfied"] else None
        opinion = Opinion(contacted=contacted, solved=given["solved"], satisfied=satisfied)
    return services.call_back(case, actor, reached=reached, opinion=opinion, words=given["words"], now=now)


def _asked_by_another(case: Case, user: User, now: datetime) -> bool:
    return case.extensions.filter(granted__isnull=True).exclude(asked_by_id=user.pk).exists()


def _may_ask(case: Case, user: User, now: datetime) -> bool:
    return not case.extended and now < case.expected_at and not case.extensions.filter(granted__isnull=True).exists()


def _reopen_asked(case: Case, user: User, now: datetime) -> bool:
    return case.reopen_asked_at is not None


def _has_helpers(case: Case, user: User, now: datetime) -> bool:
    return bool(forms.helpers(case))


_STEPS = (
    Step(code="extend", form=forms.Bare, group=DECIDE, done="已同意延期。", fits=_asked_by_another,
         help="同意以后，群众会看到延期的原因。",
         do=lambda case, actor, given, now: services.extend(case, actor, now=now)),
    Step(code="refuse_extension", form=forms.Why, group=DECIDE, done="已记下：不同意延期。", fits=_asked_by_another,
         do=lambda case, actor, given, now: services.refuse_extension(case, actor, why=given["why"], now=now)),
    Step(code="grant_reopen", form=forms.Why, group=DECIDE, done="已同意重办，交回承办岗位。", fits=_reopen_asked,
         do=lambda case, actor, given, now: services.grant_reopen(case, actor, why=given["why"], now=now)),
    Step(code="refuse_reopen", form=forms.Why, group=DECIDE, done="已记下：不同意重办。", fits=_reopen_asked,
         help="群众会看到原因。",
         do=lambda case, actor, given, now: services.refuse_reopen(case, actor, why=given["why"], now=now)),
    Step(code="accept", form=forms.Accept, group=DECIDE, done="已验收销号。", fits=lambda case, user, now: case.self_found,
         do=lambda case, actor, given, now: services.accept(
             case, actor, proof=given["proof"], rule=given["rule"], now=now)),
    Step(code="call_back", form=forms.CallBack, group=DECIDE, done="回访已记下。", button="记下回访",
         fits=lambda case, user, now: not case.self_found, do=_call_back,
         help="先看联系方式，再打电话。没有打通，也要记一次。"),
    Step(code="claim", form=forms.Bare, group=WORK, done="已接办，请按时限办理。", button="我来接办",
         help="接办以后由您负责到答复。几个人同时点，只有一个人接到。",
         do=lambda case, actor, given, now: services.claim(case, actor, now=now)),
    Step(code="contact", form=forms.Contact, group=WORK, done="这次联系已记下。", title="记一次联系", button="记下这次联系",
         help="通没通都记。答复以前至少要联系一次。",
         do=lambda case, actor, given, now: services.contact(
             case, actor, way=given["way"], reached=given["reached"] == "yes", words=given["words"], now=now)),
    Step(code="resolve", form=forms.Resolve, group=WORK, done="已答复，等群众评价。", title="答复群众", button="提交答复",
         do=_resolve),
    Step(code="solve_on_spot", form=forms.SolveOnSpot, group=WORK, done="已当场办结，等群众评价。",
         fits=lambda case, user, now: not case.about_unit,
         do=lambda case, actor, given, now: services.solve_on_spot(case, actor, answer=given["answer"], now=now)),
    Step(code="ask", form=forms.Ask, group=WORK, done="已请群众补充，办理时限暂停。",
         do=lambda case, actor, given, now: services.ask(case, actor, missing=given["missing"], now=now)),
    Step(code="ask_extension", form=forms.AskExtension, group=WORK, done="已申请延期，等别人同意。", fits=_may_ask,
         do=lambda case, actor, given, now: services.ask_extension(
             case, actor, days=given["days"], why=given["why"], now=now)),
    Step(code="list_points", form=forms.Points, group=WORK, done="诉求点已列好。", button="保存诉求点",
         do=lambda case, actor, given, now: services.list_points(
             case, actor, points=given["points"].splitlines(), now=now)),
    Step(code="follow_up", form=forms.FollowUp, group=WORK, done="已记下跟踪的结果。",
         fits=lambda case, user, now: case.followed_up_at is None,
         do=lambda case, actor, given, now: services.follow_up(case, actor, words=given["words"], now=now)),
    Step(code="note", form=forms.Note, group=WORK, done="备注已记下。", title="写备注", button="记下备注",
         do=lambda case, actor, given, now: services.note(case, actor, words=given["words"], now=now)),
    Step(code="assign", form=forms.Assign, group=TEAM, done="已派单。",
         do=lambda case, actor, given, now: services.assign(
             case, actor, post=given["post"], why=given["why"], now=now)),
    Step(code="return", form=forms.Return, group=TEAM, done="已退回，由派单员改派。", title="退回，不该由本岗位办", button="退回",
         fits=lambda case, user, now: not case.assigned_finally,
         do=lambda case, actor, given, now: services.give_back(
             case, actor, why=given["why"], proposed=given["proposed"], now=now)),
    Step(code="add_helper", form=forms.AddHelper, group=TEAM, done="已请协办。", title="请别的岗位协办", button="请它协办",
         do=lambda case, actor, given, now: services.add_helper(case, actor, post=given["post"], now=now)),
    Step(code="drop_helper", form=forms.DropHelper, group=TEAM, done="协办已结束。", fits=_has_helpers,
         do=lambda case, actor, given, now: services.drop_helper(case, actor, post=given["post"], now=now)),
    Step(code="sort", form=forms.Sort, group=TEAM, done="类型和分类已改。", button="保存",
         do=lambda case, actor, given, now: services.sort(
             case, actor, kind=given["kind"], subject=given["subject"], now=now)),
    Step(code="set_urgent", form=forms.Urgent, group=TEAM, done="紧急标记已改。",
         help="紧急的，当个工作日办。已经是紧急的，这里取消。",
         do=lambda case, actor, given, now: services.set_urgent(
             case, actor, urgent=not case.urgent, why=given["why"], now=now)),
    Step(code="merge", form=forms.Merge, group=TEAM, done="已并案，群众会得到主案的答复。", title="并到另一件", button="并案",
         do=_merge),
    Step(code="split", form=forms.Bare, group=TEAM, done="已拆出，单独办理。", title="从并案里拆出", button="拆出",
         do=lambda case, actor, given, now: services.split(case, actor, now=now)),
    Step(code="name_unit", form=forms.NameUnit, group=TEAM, done="已标明被反映的单位，由督查办。", do=_name_unit),
    Step(code="clear_unit", form=forms.Why, group=TEAM, done="已取消被反映单位的标记。",
         fits=lambda case, user, now: case.about_unit,
         do=lambda case, actor, given, now: services.clear_unit(case, actor, why=given["why"], now=now)),
    Step(code="transfer", form=forms.Transfer, group=END, done="已转给负责的单位，群众会看到单位和电话。", danger=True,
         title="转给有权办理的单位", button="转出",
         do=lambda case, actor, given, now: services.transfer(
             case, actor, body=given["body"], telephone=given["telephone"], number=given["number"], now=now)),
    Step(code="reject", form=forms.Reject, group=END, done="已不予受理，群众会看到原因和去处。", danger=True,
         do=lambda case, actor, given, now: services.reject(
             case, actor, reason=given["reason"], way=given["way"], now=now)),
    Step(code="terminate", form=forms.Terminate, group=END, done="已终止，群众会看到原因。", danger=True, title="终止办理", button="终止",
         do=lambda case, actor, given, now: services.terminate(
             case, actor, reason=given["reason"], why=given["why"], now=now)),
)  # fmt: skip
STEPS = {step.code: step for step in _STEPS}


def offered(case: Case, user: User, now: datetime, *, override: bool = False) -> list[Step]:
    """The steps that somebody may do now, in the order of the page. override: those a manager may do with a reason."""
    own = set(permitted(case, Actor.staff(user)))
    if override:
        own = set(permitted(case, Actor.staff(user, override="代办"))) - own
    steps = [step for group in GROUPS for step in _STEPS if step.group == group]
    return [step for step in steps if step.code in own and step.fits(case, user, now)]


def ended(case: Case) -> bool:
    """Whether nothing is expected of anybody any more."""
    return case.state in (State.CLOSED, State.REJECTED, State.TERMINATED, State.WITHDRAWN, State.DUPLICATE)
