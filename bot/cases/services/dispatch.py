"""Requests find those who act: assigned by rule or dispatcher, claimed, returned, shared, sorted, merged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import AgainstRule, CasesError, Invalid, Taken, UnknownCase, WrongState
from bot.cases.lifecycle import RETURN_DAYS, RETURNS_MAX, State
from bot.cases.models import Case, Handling, Part
from bot.cases.services import routing
from bot.cases.services.limits import end_of
from bot.cases.services.steps import given, hall, permit, verb, write
from bot.cases.services.visibility import posts_concerned
from bot.staff.roles import all_posts
from bot.staff.services.posts import holders, post_name

BATCH = 100


@verb
def assign(case: Case, actor: Actor, *, post: str, now: datetime, why: str = "") -> Case:
    """Gives a request to a post; who gave it and why stands in its history.

    Raises:
        Invalid: no such post, or one of the unit complained of.
    """
    line = permit("assign", case, actor)
    words = given(line, post=post, why=why)
    may_get(case, words["post"])
    if actor.kind == "system" and case.returns >= RETURNS_MAX:
        raise AgainstRule("退回满2次，要由派单员来派。")
    lead(case, words["post"], None, now)
    return write(
        case, line, actor, now=now, words={"detail": f"派给{post_name(words['post'])}", "why": words["why"]},
        post=words["post"], holder=None, assigned_at=now, proposed_post="",
        assigned_finally=case.returns >= RETURNS_MAX,
    )  # fmt: skip


@verb
def claim(case: Case, actor: Actor, *, now: datetime) -> Case:
    """Takes a request of the own post in hand. Of several who try at once, one gets it.

    Raises:
        Taken: somebody else has it already. NotAllowed, WrongState.
    """
    try:
        line = permit("claim", case, actor)
    except WrongState:
        if case.state == State.IN_PROGRESS and case.holder is not None:
            name = case.holder.first_name or case.holder.get_username()
            raise Taken(f"这件诉求已经由{name}接办。") from None
        raise
    post = case.post if actor.post_for(case) == case.post else actor.post_for(case)
    lead(case, post, actor.user, now)
    return write(case, line, actor, now=now, post=post, holder=actor.user, claimed_at=now)


@verb
def give_back(case: Case, actor: Actor, *, why: str, proposed: str, now: datetime) -> Case:
    """Returns a request to the dispatcher, naming who should have it. The clock runs on.

    Raises:
        AgainstRule: more than one working day has passed, or the dispatcher has assigned it finally.
    """
    line = permit("return", case, actor)
    words = given(line, why=why, proposed=proposed)
    if case.assigned_finally or case.returns >= RETURNS_MAX:
        raise AgainstRule("这件诉求已经退回过2次，派单员的派单不能再退。")
    if case.assigned_at is not None and now > end_of(hall().calendar, case.assigned_at, RETURN_DAYS):
        raise AgainstRule("派单已经超过1个工作日，不能退回，请办理或请派单员协调。")
    if words["proposed"] == case.post:
        raise Invalid({"proposed": ["请选另一个岗位。"]})
    may_get(case, words["proposed"], field="proposed")
    lead(case, "", None, now)
    return write(
        case, line, actor, now=now, words={"why": words["why"], "detail": f"建议由{post_name(words['proposed'])}办"},
        post=_dispatcher(case), holder=None, returns=case.returns + 1, proposed_post=words["proposed"],
    )  # fmt: skip


@verb
def _handed(case: Case, actor: Actor, *, to: User, now: datetime) -> Case:
    line = permit("hand_over", case, actor)
    lead(case, case.post, to, now)
    name = to.first_name or to.get_username()
    return write(case, line, actor, now=now, words={"detail": f"交给{name}"}, holder=to)


def hand_over(case: Case, *, to: User, now: datetime) -> Case:
    """Puts a request into the hands of another person of its post, when somebody leaves. Raises Invalid."""
    if to.pk not in {one.user_id for one in holders(case.post)}:
        raise Invalid({"to": [f"{to.first_name or to.get_username()}不在{post_name(case.post)}，不能接手。"]})
    return _handed(case, THE_SYSTEM, to=to, now=now)


def dispatch(now: datetime) -> int:
    """Assigns by rule what was submitted and what a rule knows the post of; how many. The rest is the dispatcher's."""
    done = 0
    waiting = Case.objects.filter(state=State.SUBMITTED).order_by("pk")
    known = hall()
    last = 0
    while some := list(waiting.filter(pk__gt=last)[:BATCH]):
        last = some[-1].pk
        for case in some:
            done += _by_rule(case, known_posts={post.id for post in known.posts}, now=now)
    return done


def _by_rule(case: Case, *, known_posts: set[str], now: datetime) -> bool:
    units = set(case.against.values_list("unit", "key"))
    way = routing.route(hall(), kind=case.kind, origin=case.origin, item=case.item, window=case.window,
                        place=case.place, subject=case.subject, units=units)  # fmt: skip
    if not case.post or case.post not in known_posts or not case.first_receiver:  # from before there were posts
        Case.objects.filter(pk=case.pk, state=State.SUBMITTED).update(
            post=way.post, first_receiver=case.first_receiver or routing.first_receiver(hall(), now, units=units)
        )
    if not way.sure or way.post in posts_concerned(case):
        return False
    try:
        assign(case, THE_SYSTEM, post=way.post, why=way.why, now=now)
    except (WrongState, UnknownCase):  # the dispatcher or the citizen was faster
        return False
    except CasesError:
        return False
    return True


def may_get(case: Case, post: str, *, field: str = "post") -> None:
    if post not in {one.id for one in all_posts()}:
        raise Invalid({field: ["没有这个岗位，请从列表里选。"]})
    if post in posts_concerned(case):
        raise Invalid({field: ["诉求反映的就是这个单位，不能交给它办。"]})


def lead(case: Case, post: str, user: User | None, now: datetime) -> None:
    """Ends the leading part of whoever has it, and begins that of `post`; empty = of nobody."""
    Handling.objects.filter(case=case, part=Part.LEAD, ended_at__isnull=True).update(ended_at=now)
    if post:
        Handling.objects.filter(case=case, part=Part.HELPER, post=post, ended_at__isnull=True).update(ended_at=now)
        Handling.objects.create(case=case, post=post, part=Part.LEAD, user=user, since=now)


def _dispatcher(case: Case) -> str:
    roles: Iterable[str] = ("督查", "主管") if case.about_unit else ("派单员", "督查", "主管")
    concerned = posts_concerned(case)
    posts = [post for role in roles for post in all_posts() if post.role == role and post.id not in concerned]
    return posts[0].id if posts else case.post


def watching_post(case: Case) -> str:
    """The supervisor's post for a request; the manager's where the supervisor belongs to the unit complained of."""
    concerned = posts_concerned(case)
    posts = [
        post for role in ("督查", "主管") for post in all_posts() if post.role == role and post.id not in concerned
    ]
    return posts[0].id if posts else case.post


def end_parts(case: Case, now: datetime) -> None:
    """Nobody has a part in a request any more; who had one stays known."""
    Handling.objects.filter(case=case, ended_at__isnull=True).update(ended_at=now)
