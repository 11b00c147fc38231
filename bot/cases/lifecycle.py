"""The life of a request as data: states, actions, who may do them, what they need, and every limit.

Services read this table and nothing else says what is allowed; docs/lifecycle.md is the same table for people.

Source: the form is that of DIGIT PGR's workflowConfig; limits are the sample hall's own defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db import models


class State(models.TextChoices):
    """As staff call them. PLAIN has the words for citizens."""

    SUBMITTED = "submitted", "已登记"
    ASSIGNED = "assigned", "已派单"
    IN_PROGRESS = "in_progress", "办理中"
    WAITING_CITIZEN = "waiting_citizen", "等群众补充"
    RETURNED = "returned", "退回待改派"
    RESOLVED = "resolved", "已答复待评价"
    REOPENED = "reopened", "重办待接办"
    CLOSED = "closed", "已办结"
    TRANSFERRED = "transferred", "已转有权单位"
    REJECTED = "rejected", "不予受理"
    TERMINATED = "terminated", "已终止"
    DUPLICATE = "duplicate", "已并案"
    WITHDRAWN = "withdrawn", "已撤回"


PLAIN: dict[str, str] = {
    State.SUBMITTED: "已登记",
    State.ASSIGNED: "已交给承办人员",
    State.IN_PROGRESS: "正在办理",
    State.WAITING_CITIZEN: "等您补充情况",
    State.RETURNED: "正在安排承办人员",
    State.RESOLVED: "已答复，请您评价",
    State.REOPENED: "正在重新办理",
    State.CLOSED: "已办结",
    State.TRANSFERRED: "已转给负责的单位",
    State.REJECTED: "不能在这里办，已告诉您去哪里办",
    State.TERMINATED: "已停止办理，原因已告诉您",
    State.DUPLICATE: "和同样的事一起办理，有结果会告诉您",
    State.WITHDRAWN: "您已撤回",
}
"""What a citizen reads; never a word of the inner business."""

STAGES = ("收集和发现", "派单和办理", "评价和考评")
_WORK = (State.ASSIGNED, State.IN_PROGRESS, State.WAITING_CITIZEN, State.RETURNED, State.REOPENED)
STAGE: dict[str, str] = {
    state: STAGES[0] if state == State.SUBMITTED else STAGES[1] if state in _WORK else STAGES[2] for state in State
}

OPEN = frozenset({State.SUBMITTED, *_WORK})
"""Somebody still has to do something, and the clock runs or is visibly paused."""
ENDED = frozenset(State) - OPEN - {State.RESOLVED}
ALL = frozenset(State)
_ANSWERED = frozenset({State.RESOLVED, State.CLOSED})


# Who: a role of bot.staff.roles, or one of these.
CITIZEN, SYSTEM = "群众", "系统"
OWN_POST, FIRST, HELPER = "承办岗位", "首接岗位", "协办岗位"
DISPATCHER, SUPERVISOR, LEAD, MANAGER = "派单员", "督查", "值班长", "主管"
GUIDE, CLERK, AREA = "导办", "窗口", "网格员"
_INSIDE = (OWN_POST, FIRST, HELPER, DISPATCHER, SUPERVISOR, LEAD)


class Need(NamedTuple):
    """A field that an action needs. least: characters; words: what a person reads when it is missing."""

    field: str
    words: str
    least: int = 2


@dataclass(frozen=True, kw_only=True)
class Action:
    """One line of the table.

    sources: states it starts from; NEW = there is no request yet. target: None = the state stays, or see `limit`.
    by: tokens, one is enough. own_post: besides, the person must be in the post that has the request.
    other: never one of those who handled it. limit: the rule that the services check, in words.
    """

    code: str
    name: str
    sources: frozenset[str]
    target: str | None
    by: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    own_post: bool = False
    other: bool = False
    limit: str = ""


NEW = ""


def _line(code: str, name: str, sources: frozenset[str] | set[str], target: str | None, by: tuple[str, ...], *needs: Need,
          own_post: bool = False, other: bool = False, limit: str = "") -> Action:  # fmt: skip
    return Action(code=code, name=name, sources=frozenset(sources), target=target, by=by, needs=needs,
                  own_post=own_post, other=other, limit=limit)  # fmt: skip


_WHY = Need("why", "请写明原因，至少4个字。", 4)
_ANSWER = Need("answer", "请写明给群众的答复，至少4个字。", 4)
_BODY = Need("body", "请写明转给哪个单位。")
S = State

_LINES = (
    _line("open", "登记", {NEW}, S.SUBMITTED, (CITIZEN, GUIDE, CLERK, LEAD, AREA, SUPERVISOR, SYSTEM),
          Need("description", "请说一下是什么事。", 1), limit="马上给编号、查询码和办理时限"),
    _line("solve_on_spot", "当场办结", {NEW, S.SUBMITTED, S.ASSIGNED}, S.RESOLVED, (GUIDE, CLERK), _ANSWER,
          own_post=True, limit="一个页面填三项；已经登记的，要在本岗位名下"),
    _line("record_later", "补录", {NEW}, None, (GUIDE, CLERK, LEAD, DISPATCHER, SUPERVISOR, AREA), _WHY,
          Need("paper", "请填写纸质单的编号。", 1), limit="收到时间早于录入时间，时限从收到时算；可以录为任何实际状态"),
    _line("assign", "派单", {S.SUBMITTED, S.RETURNED}, S.ASSIGNED, (SYSTEM, DISPATCHER),
          Need("post", "请选承办岗位。", 1), limit="退回满2次后，派单员的派单不能再退"),
    _line("claim", "接办", {S.ASSIGNED, S.REOPENED}, S.IN_PROGRESS, (OWN_POST,), limit="几个人同时点，只有一个人接到"),
    _line("return", "退回", {S.ASSIGNED, S.IN_PROGRESS}, S.RETURNED, (OWN_POST,), _WHY,
          Need("proposed", "请选应该由哪个岗位办。", 1), limit="派单后1个工作日内，最多2次；时限照样走"),
    _line("contact", "联系群众", ALL - {S.WITHDRAWN}, None, (OWN_POST, FIRST, HELPER),
          Need("way", "请选联系方式。", 1), limit="每次联系记一条，通没通都记"),
    _line("ask", "请群众补充", {S.IN_PROGRESS}, S.WAITING_CITIZEN, (OWN_POST,),
          Need("missing", "请写明请群众补充什么，群众会看到。", 4), limit="时限暂停，第3天提醒，第10天收回继续办"),
    _line("supplement", "补充情况", {S.WAITING_CITIZEN}, S.IN_PROGRESS, (CITIZEN,), Need("words", "请写下要补充的情况。")),
    _line("add_words", "补充说明", OPEN - {S.WAITING_CITIZEN}, None, (CITIZEN,), Need("words", "请写下要补充的情况。")),
    _line("resume", "到期收回", {S.WAITING_CITIZEN}, S.IN_PROGRESS, (SYSTEM,), limit="等群众补充满10天"),
    _line("ask_extension", "申请延期", {S.IN_PROGRESS}, None, (OWN_POST,), _WHY, limit="到期以前，只能一次"),
    _line("extend", "同意延期", {S.IN_PROGRESS}, None, (DISPATCHER, LEAD, SUPERVISOR), other=True,
          limit="到期以前，申请人以外的人同意；原因群众看得到"),
    _line("refuse_extension", "不同意延期", {S.IN_PROGRESS}, None, (DISPATCHER, LEAD, SUPERVISOR), _WHY, other=True),
    _line("resolve", "答复", {S.IN_PROGRESS}, S.RESOLVED, (OWN_POST,), _ANSWER,
          limit="每一点都要答复，或写明理由不办；联系过群众，或群众没有留联系方式"),
    _line("transfer", "转有权单位", OPEN, S.TRANSFERRED, (DISPATCHER,), _BODY,
          Need("telephone", "请写明那个单位的电话。", 3), Need("number", "请填写对方给的编号；没有就写“无”。", 1)),
    _line("follow_up", "跟踪一次", {S.TRANSFERRED}, None, (FIRST,), Need("words", "请写明问到的结果。"), limit="首接岗位，一次"),
    _line("reject", "不予受理", {S.SUBMITTED, S.ASSIGNED, S.IN_PROGRESS}, S.REJECTED, (DISPATCHER,),
          Need("reason", "请选不予受理的原因。", 1), Need("way", "请写明群众该到哪里办。", 4)),
    _line("terminate", "终止", OPEN, S.TERMINATED, (DISPATCHER,), Need("reason", "请选终止的原因。", 1), _WHY,
          limit="只能用规定的几种原因"),
    _line("merge", "并案", OPEN, S.DUPLICATE, (DISPATCHER, OWN_POST), limit="群众只知道一起办理，并得到最后的答复"),
    _line("split", "拆出", {S.DUPLICATE}, S.SUBMITTED, (DISPATCHER, SYSTEM), limit="主案撤回时自动拆出"),
    _line("echo", "告知并案结果", {S.DUPLICATE}, None, (SYSTEM,)),
    _line("withdraw", "撤回", OPEN, S.WITHDRAWN, (CITIZEN,)),
    _line("evaluate", "评价", {S.RESOLVED}, S.CLOSED, (CITIZEN,), limit="3到5分办结；每轮一次"),
    _line("evaluate_bad", "评价不满意", _ANSWERED, S.REOPENED, (CITIZEN,), limit="1到2分，办结15天内；第一次马上重办，以后由督查决定"),
    _line("reopen", "要求重办", _ANSWERED | {S.REJECTED}, S.REOPENED, (CITIZEN,), _WHY,
          limit="15天内；第一次或有新情况马上重办，其余由督查决定；不予受理可以提一次异议，由督查看"),
    _line("grant_reopen", "同意重办", _ANSWERED, S.REOPENED, (SUPERVISOR,), _WHY, other=True, limit="群众第二次要求重办时"),
    _line("refuse_reopen", "不同意重办", _ANSWERED, S.CLOSED, (SUPERVISOR,), _WHY, other=True, limit="群众第二次要求重办时"),
    _line("call_back", "回访", _ANSWERED, None, (SUPERVISOR, DISPATCHER), other=True,
          limit="从来不是经办人；接通并评价的，和群众评价一样算"),
    _line("accept", "验收销号", {S.RESOLVED}, S.CLOSED, (SUPERVISOR, DISPATCHER, LEAD), Need("proof", "请写明验收的依据。", 4),
          Need("rule", "请写明改了哪条规定；没有就写“没有改规定”。", 4), other=True, limit="自己发现的问题；经办人以外的人验收"),
    _line("expire", "到期办结", {S.RESOLVED}, S.CLOSED, (SYSTEM,), limit="答复后7天没有评价，记为未回应，不算满意"),
    # What changes no state and is open to those who work on it.
    _line("note", "备注", ALL - {S.DUPLICATE}, None, _INSIDE, Need("words", "请写备注的内容。")),
    _line("list_points", "分列诉求点", {S.ASSIGNED, S.IN_PROGRESS, S.REOPENED}, None, (OWN_POST,),
          Need("points", "请至少写一点。", 1), limit="答复以前可以重列"),
    _line("add_helper", "请协办", OPEN, None, (OWN_POST, DISPATCHER), Need("post", "请选协办岗位。", 1)),
    _line("drop_helper", "结束协办", OPEN, None, (OWN_POST, DISPATCHER), Need("post", "请选协办岗位。", 1)),
    _line("sort", "改类型和分类", OPEN, None, (OWN_POST, DISPATCHER)),
    _line("set_urgent", "改紧急标记", OPEN, None, (OWN_POST, DISPATCHER, LEAD, GUIDE), _WHY),
    _line("name_unit", "标明被反映单位", ALL, None, (SUPERVISOR, DISPATCHER), Need("unit", "请选被反映的单位。", 1)),
    _line("clear_unit", "取消被反映单位", ALL, None, (SUPERVISOR,), _WHY),
    _line("see_contact", "查看联系方式", ALL, None, (*_INSIDE, GUIDE), Need("why", "请写明查看联系方式的原因，至少4个字。", 4)),
    _line("reissue", "补发查询码", ALL, None, (GUIDE, LEAD), limit="群众说对两样登记时的事实；原来的查询码作废"),
    _line("call_again", "再次呼叫", OPEN, None, (CITIZEN,)),
    _line("hand_over", "交接", {S.IN_PROGRESS, S.WAITING_CITIZEN}, None, (SYSTEM,), limit="账号停用或离岗时"),
    _line("tell", "通知群众", ALL, None, (SYSTEM,), limit="发送平台的每一次，成没成都记"),
    _line("remind", "提醒", OPEN, None, (SYSTEM,)),
    _line("supervise", "督办升级", OPEN, None, (SYSTEM,)),
    _line("erase", "依法删除文字", ALL, None, (SYSTEM,), _WHY),
    _line("take_over", "接入校验", ALL, None, (SYSTEM,), limit="以前的记录从这时起受校验"),
)  # fmt: skip
ACTIONS: dict[str, Action] = {line.code: line for line in _LINES}

REASON_MAX = 4000
"""Characters of any text that staff or citizens write into a step."""

RETURN_DAYS, RETURNS_MAX = 1, 2
"""Working days in which a post may return a request; after so many returns the dispatcher assigns finally."""
REMIND_AFTER, RESUME_AFTER = timedelta(days=3), timedelta(days=10)
EXTENSION_DAYS = 10
"""Working days of an extension at most."""
CONTACT_KEPT = timedelta(days=730)
"""How long the contact of a request that is over is kept."""
REOPEN_WITHIN, EXPIRE_AFTER = timedelta(days=15), timedelta(days=7)

LEVELS = {0: "", 1: "催办", 2: "督办", 3: "通报"}
LEVEL_AFTER = {1: 0, 2: 1, 3: 5}
"""Supervision level → working days after the due day; a warning comes WARN_BEFORE working days before it."""
WARN_BEFORE = 1

REJECTIONS = {
    "litigation": "已经进入诉讼",
    "arbitration": "已经进入仲裁",
    "petition": "信访正在办理",
    "secret": "涉及国家秘密、商业秘密或个人隐私",
    "decided": "已经有终结意见",
}
"""Why a request may be refused. Each refusal says where to go instead."""

TERMINATIONS = {
    "proceedings": "办理中进入诉讼、仲裁或复议",
    "death": "当事人去世，没有人要求继续",
    "gone": "反映的事情或单位已经不存在",
    "rule": "法律法规规定应当终止的其他情形",
}

RECORDABLE = (S.SUBMITTED, S.IN_PROGRESS, S.RESOLVED, S.CLOSED, S.TRANSFERRED, S.REJECTED, S.TERMINATED, S.WITHDRAWN)
"""States in which a request from paper may be recorded; the others begin with an act that has its own page."""

CONTACT_WAYS = {"call": "电话", "message": "短信", "visit": "当面", "village": "村里转告"}
WAYS_BACK = {"call": "电话", "message": "短信", "window": "来窗口", "village": "村里转告"}


def plain(state: str) -> str:
    """The state in a citizen's words."""
    return PLAIN[state]
