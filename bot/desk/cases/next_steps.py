"""下一步: what has to be done to a request now, in a few words, and whether it is for the person who looks."""

from __future__ import annotations

from typing import NamedTuple

from bot.cases.lifecycle import DISPATCHER, GUIDE, LEAD, OPEN, SUPERVISOR, State
from bot.cases.models import Case
from bot.desk.cases.viewer import Viewer
from bot.staff.services.posts import post_name


class Next(NamedTuple):
    """words: what is to be done, or for whom it waits. code: the action, when it is for this person to do."""

    words: str
    code: str = ""


def next_step(case: Case, viewer: Viewer) -> Next:
    """The one next step of a request that `queues.standing` has looked at."""
    asked = getattr(case, "extension_asked", False) and case.state == State.IN_PROGRESS
    if asked and viewer.roles & {DISPATCHER, LEAD, SUPERVISOR} and case.holder_id != viewer.user.pk:
        return Next("决定同不同意延期", "extend")
    if case.reopen_asked_at is not None and SUPERVISOR in viewer.roles:
        return Next("群众又要求重办，请决定", "grant_reopen")
    if getattr(case, "to_tell", False) and case.state != State.IN_PROGRESS:
        return Next("打电话告诉群众", "contact")
    if case.state in (State.SUBMITTED, State.RETURNED):
        return _dispatching(case, viewer)
    if case.state in (State.ASSIGNED, State.REOPENED):
        if case.post in viewer.own:
            return Next("请接办，重新办理" if case.state == State.REOPENED else "请接办", "claim")
        return Next(f"等{post_name(case.post)}接办")
    if case.state in (State.IN_PROGRESS, State.WAITING_CITIZEN):
        return _handling(case, viewer)
    if case.state == State.RESOLVED:
        return _answered(case, viewer)
    if case.state == State.TRANSFERRED and case.followed_up_at is None and case.first_receiver in viewer.own:
        return Next("问一问对方办得怎么样", "follow_up")
    return Next("已经结束" if case.state not in OPEN else "正在办理")


def _dispatching(case: Case, viewer: Viewer) -> Next:
    wanted = f"，建议{post_name(case.proposed_post)}" if case.proposed_post else ""
    word = "改派" if case.state == State.RETURNED else "派单"
    if viewer.roles & ({SUPERVISOR} if case.about_unit else {DISPATCHER}):
        return Next(f"请{word}{wanted}", "assign")
    if case.post in viewer.own and GUIDE in viewer.roles and case.state == State.SUBMITTED:
        return Next("当场能办的请当场办结", "solve_on_spot")
    return Next(f"等{'督查' if case.about_unit else '派单员'}{word}")


def _handling(case: Case, viewer: Viewer) -> Next:
    who = _name(case)
    if case.post not in viewer.own:
        return Next("等群众补充情况" if case.state == State.WAITING_CITIZEN else f"{who}正在办")
    if case.state == State.WAITING_CITIZEN:
        return Next("等群众补充，可以再联系一次", "contact")
    if case.contact is not None and not getattr(case, "contacted", False):
        return Next("联系群众", "contact")
    return Next("办好后写答复", "resolve")


def _answered(case: Case, viewer: Viewer) -> Next:
    if case.reopen_asked_at is not None:
        return Next("等督查决定要不要重办")
    if case.self_found:
        free = viewer.roles & {SUPERVISOR, DISPATCHER, LEAD} and case.holder_id != viewer.user.pk
        return Next("到现场看过后验收", "accept") if free else Next("等别人验收")
    calls = viewer.roles & {SUPERVISOR, DISPATCHER} and case.holder_id != viewer.user.pk
    if calls and case.contact is not None:
        return Next("等群众评价，可以回访", "call_back")
    return Next("等群众评价")


def _name(case: Case) -> str:
    if case.holder is None:
        return post_name(case.post) if case.post else "承办岗位"
    return case.holder.first_name or case.holder.get_username()
