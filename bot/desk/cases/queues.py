"""The tabs of the board, as data: what each holds, who has it, and how many are in it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from bot.cases.lifecycle import DISPATCHER, GUIDE, LEAD, MANAGER, OPEN, SUPERVISOR, State
from bot.cases.models import Case, ContactAttempt, Extension, Handling, Part
from bot.cases.services.sending import calls_to_make
from bot.desk.cases.viewer import Viewer

RUNNING = OPEN - {State.WAITING_CITIZEN}
LIVING = OPEN | {State.RESOLVED, State.TRANSFERRED}
"""Something is still expected of somebody."""
MOST = 999
"""Counts stop here: nobody reads a larger one, and counting on would cost a page its speed."""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One tab. roles: who has it, empty = everybody. hide: not shown while nothing is in it. empty: what to say then.

    badge: what waits here for this person, counted in the title of the browser. ended: requests that are over stand in
    it too, so that it is counted by itself.
    """

    code: str
    name: str
    where: Callable[[Viewer], Q]
    empty: str
    roles: frozenset[str] = frozenset()
    hide: bool = False
    newest: bool = False
    badge: bool = False
    ended: bool = False

    def found(self, viewer: Viewer) -> QuerySet[Case]:
        """What is in it for somebody, in the order in which it should be done."""
        order = ("-opened_at", "-pk") if self.newest else ("-urgent", "expected_at", "pk")
        return viewer.visible().filter(self.where(viewer)).order_by(*order)


def _mine(viewer: Viewer) -> Q:
    return Q(holder_id=viewer.user.pk, state__in=OPEN)


def _to_claim(viewer: Viewer) -> Q:
    return Q(state__in=(State.ASSIGNED, State.REOPENED), post__in=viewer.own)


def _to_dispatch(viewer: Viewer) -> Q:
    """The dispatcher's; what is about a unit is the supervisor's, and the manager may help both."""
    whose = Q()
    if not viewer.roles & {MANAGER, LEAD} and not {DISPATCHER, SUPERVISOR} <= viewer.roles:
        whose = Q(about_unit=SUPERVISOR in viewer.roles)
    return Q(state__in=(State.SUBMITTED, State.RETURNED)) & whose


def _helping(viewer: Viewer) -> Q:
    parts = Handling.objects.filter(post__in=viewer.own, part=Part.HELPER, ended_at__isnull=True)
    return Q(state__in=OPEN, pk__in=parts.values("case"))


def _department(viewer: Viewer) -> Q:
    return Q(state__in=OPEN) & (Q(post__in=viewer.near) | Q(holder_id=viewer.user.pk))


def _due_today(viewer: Viewer) -> Q:
    here = viewer.now.astimezone()
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)
    return Q(state__in=RUNNING, expected_at__gte=viewer.now, expected_at__lt=midnight) & viewer.reach


def _overdue(viewer: Viewer) -> Q:
    return Q(state__in=RUNNING, expected_at__lt=viewer.now) & viewer.reach


def _not_handled(viewer: Viewer) -> Q:
    return ~Q(Exists(Handling.objects.filter(case=OuterRef("pk"), user_id=viewer.user.pk)))


def _to_approve(viewer: Viewer) -> Q:
    wanted = Q(pk__in=())
    if viewer.roles & {DISPATCHER, LEAD, SUPERVISOR}:
        asked = Extension.objects.filter(granted__isnull=True).exclude(asked_by_id=viewer.user.pk)
        wanted |= Q(state=State.IN_PROGRESS, pk__in=asked.values("case"))
        wanted |= Q(state=State.RESOLVED, self_found=True)
    if SUPERVISOR in viewer.roles:
        wanted |= Q(state__in=(State.RESOLVED, State.CLOSED), reopen_asked_at__isnull=False)
    return wanted & _not_handled(viewer)


def _to_call_back(viewer: Viewer) -> Q:
    """Who can be asked, and has said nothing yet."""
    answered = Q(state=State.RESOLVED, self_found=False, reopen_asked_at__isnull=True, contact__isnull=False)
    return answered & _not_handled(viewer)


QUEUES: tuple[Queue, ...] = (
    Queue(code="mine", name="我的", where=_mine, empty="您手上没有正在办的诉求。", badge=True),
    Queue(code="claim", name="待接", where=_to_claim, empty="没有等您的岗位接办的诉求。", badge=True),
    Queue(code="dispatch", name="待派", where=_to_dispatch, empty="没有要派的诉求。", badge=True,
          roles=frozenset({DISPATCHER, SUPERVISOR, LEAD, MANAGER})),
    Queue(code="approve", name="待我审批", where=_to_approve, empty="没有等您审批的诉求。", badge=True, ended=True,
          roles=frozenset({DISPATCHER, SUPERVISOR, LEAD})),
    Queue(code="call", name="要打电话", where=lambda viewer: Q(
        pk__in=calls_to_make(viewer.user, viewer.now).values("case")
    ), empty="没有要打电话告诉的群众。", hide=True, badge=True, ended=True),
    Queue(code="helping", name="请我协办", where=_helping, empty="没有请您协办的诉求。", hide=True),
    Queue(code="follow", name="待跟踪", where=lambda viewer: Q(
        state=State.TRANSFERRED, first_receiver__in=viewer.own, followed_up_at__isnull=True
    ), empty="没有要跟踪的诉求。", hide=True),
    Queue(code="today", name="今天到期", where=_due_today, empty="今天没有到期的诉求。"),
    Queue(code="overdue", name="已超期", where=_overdue, empty="没有超期的诉求。"),
    Queue(code="waiting", name="等群众", where=lambda viewer: Q(state=State.WAITING_CITIZEN) & viewer.reach,
          empty="没有在等群众补充的诉求。"),
    Queue(code="answered", name="已答复", where=lambda viewer: Q(state=State.RESOLVED) & viewer.reach,
          empty="没有在等群众评价的诉求。"),
    Queue(code="back", name="待回访", where=_to_call_back, empty="没有要回访的诉求。",
          roles=frozenset({DISPATCHER, SUPERVISOR})),
    Queue(code="department", name="本部门", where=_department, empty="本部门没有正在办的诉求。"),
    Queue(code="all", name="全部", where=lambda viewer: Q(), empty="还没有诉求。", newest=True, ended=True),
)  # fmt: skip
"""In the order of the tabs."""
BY_CODE = {queue.code: queue for queue in QUEUES}

_FIRST: tuple[tuple[str, tuple[str, ...]], ...] = (
    (DISPATCHER, ("dispatch", "approve", "claim")),
    (SUPERVISOR, ("approve", "dispatch", "claim", "mine")),
    (LEAD, ("approve", "overdue", "today", "department")),
    (MANAGER, ("overdue", "today", "all")),
    (GUIDE, ("claim", "mine", "call", "department")),
    ("", ("mine", "claim", "call", "department")),
)
"""Role → the tabs somebody probably wants; the first with something in it opens."""


def counts(viewer: Viewer, codes: Collection[str] = ()) -> dict[str, int]:
    """How many are in each tab that somebody has; empty ones that hide are left out.

    Args:
        codes: only of these tabs. Tabs of requests that are at work are counted in one pass, the others up to one
            more than MOST.
    """
    mine = [queue for queue in QUEUES if not queue.roles or queue.roles & viewer.roles]
    mine = [queue for queue in mine if not codes or queue.code in codes]
    living = viewer.visible().filter(state__in=LIVING).order_by()
    passed = {queue.code: Count("pk", filter=queue.where(viewer)) for queue in mine if not queue.ended}
    found: dict[str, int] = living.aggregate(**passed) if passed else {}
    for queue in mine:
        if queue.ended:
            found[queue.code] = viewer.visible().filter(queue.where(viewer)).order_by()[: MOST + 1].count()
    return {queue.code: found[queue.code] for queue in mine if found[queue.code] or not queue.hide}


def opening(viewer: Viewer, numbers: dict[str, int]) -> str:
    """The tab that opens by itself."""
    wanted = next(tabs for role, tabs in _FIRST if not role or role in viewer.roles)
    had = [code for code in wanted if code in numbers]
    return next((code for code in had if numbers[code]), had[0])


def said(number: int) -> str:
    """A count as it stands on a tab."""
    return f"{MOST}+" if number > MOST else str(number)


def standing(found: QuerySet[Case], viewer: Viewer) -> QuerySet[Case]:
    """The requests with what the next step depends on: `contacted` in this round, `extension_asked`, and `to_tell`:

    news that this person's posts have to tell the citizen by a call.
    """
    attempts = ContactAttempt.objects.filter(case=OuterRef("pk"), round=OuterRef("reopens") + 1)
    wishes = Extension.objects.filter(case=OuterRef("pk"), granted__isnull=True)
    calls = calls_to_make(viewer.user, viewer.now).order_by().values("case")
    told = ExpressionWrapper(Q(pk__in=calls), output_field=BooleanField())
    return found.annotate(contacted=Exists(attempts), extension_asked=Exists(wishes), to_tell=told)
