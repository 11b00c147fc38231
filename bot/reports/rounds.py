"""Which rounds of work count for which figure, as conditions on rows: the figures and the lists behind them use the same."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from bot.cases.lifecycle import OPEN, State
from bot.cases.models import Case, CaseEvent, ContactAttempt, Evaluation, RoundEnd
from bot.reports.periods import Period

ON_THE_SPOT = "solve_on_spot"
ANSWERS = ("resolve", ON_THE_SPOT)
LATER = "record_later"
"""Written down from paper when it was over: nobody knows when it was answered, so its time does not count."""
CALM = 3
"""From this satisfaction on, 1 to 5, somebody counts as satisfied (基本满意)."""

OPEN_NOW = Q(state__in=OPEN)
PAUSED = Q(state=State.WAITING_CITIZEN)
_RUNNING = Q(state__in=OPEN - {State.WAITING_CITIZEN}) | Q(state=State.WAITING_CITIZEN, paused_at__gt=F("expected_at"))
DONE_AGAIN = Q(case__reopens__gte=F("round"))
ASKED_AGAIN = DONE_AGAIN | (
    Q(case__reopens=F("round") - 1) & (Q(case__reopen_asked_at__isnull=False) | Q(case__reopen_refused=True))
)
"""Of a round: the citizen wanted it done again, whatever became of that."""


def received(period: Period) -> Q:
    """Requests that reached the hall."""
    return Q(received_at__gte=period.start, received_at__lt=period.end)


def answered(period: Period) -> Q:
    """Rounds whose answer was given."""
    return Q(action__in=ANSWERS, at__gte=period.start, at__lt=period.end)


def in_time(period: Period) -> Q:
    """Rounds answered by their limit."""
    return answered(period) & Q(at__lte=F("due_at"))


def late_ended(period: Period) -> Q:
    """Rounds that fell due before they ended, however they ended then."""
    return Q(due_at__gte=period.start, due_at__lt=period.end, at__gt=F("due_at")) & ~Q(action=LATER)


def late_open(period: Period, now: datetime) -> Q:
    """Requests still open whose limit has passed within the period; a pause that began in time stops the clock."""
    return _RUNNING & Q(expected_at__gte=period.start, expected_at__lt=min(period.end, now))


def overdue(now: datetime) -> Q:
    """Requests still open whose limit has passed."""
    return _RUNNING & Q(expected_at__lt=now)


WHAT = {
    "received": "收到的",
    "answered": "已答复的",
    "late": "没有按期答复的",
    "uncontacted": "没有按期联系上的",
    "unsolved": "没有解决的",
    "unsatisfied": "不满意的",
    "silent": "没有评价的",
    "redone": "重办的",
    "returned": "退回过的",
    "open": "现在没办完的",
    "overdue": "现在已超期的",
    "level1": "现在催办的",
    "level2": "现在督办的",
    "level3": "现在通报的",
}
"""The lists behind the figures."""


def behind(cases: QuerySet[Case], what: str, period: Period, now: datetime, *, posts: Collection[str] | None = None
           ) -> QuerySet[Case]:  # fmt: skip
    """The requests that a figure counted; a request with two such rounds stands there once.

    Args:
        what: of WHAT. posts: only what these had; None = all.

    Raises:
        KeyError: no such list.
    """
    at = Q() if posts is None else Q(post__in=posts)
    ends = RoundEnd.objects.filter(at, case=OuterRef("pk"))
    done = ends.filter(answered(period))
    said = Evaluation.objects.filter(case=OuterRef("case"), round=OuterRef("round"))
    tries = ContactAttempt.objects.filter(
        case=OuterRef("case"), round=OuterRef("round"), reached=True, at__lte=OuterRef("due_at")
    )
    tries_now = ContactAttempt.objects.filter(
        case=OuterRef("pk"), round=OuterRef("reopens") + 1, reached=True, at__lte=OuterRef("expected_at")
    )
    able = Q(contactable=True) & ~Q(action=ON_THE_SPOT, at__lte=F("due_at")) & ~Exists(tries)
    returned = CaseEvent.objects.filter(
        at, case=OuterRef("pk"), action="return", at__gte=period.start, at__lt=period.end
    )
    wanted: dict[str, Q | Exists] = {
        "received": at & received(period),
        "answered": Exists(done),
        "late": Exists(ends.filter(late_ended(period))) | (at & late_open(period, now)),
        "uncontacted": Exists(ends.filter((in_time(period) | late_ended(period)) & able))
        | (at & late_open(period, now) & Q(contact__isnull=False) & ~Exists(tries_now)),
        "unsolved": Exists(done.filter(Exists(said.filter(solved__in=("no", "part"))) | (ASKED_AGAIN & ~Exists(said)))),
        "unsatisfied": Exists(done.filter(Exists(said.filter(satisfied__lt=CALM)))),
        "silent": Exists(done.filter(~Exists(said) & ~ASKED_AGAIN & Q(case__closed_at__isnull=False))),
        "redone": Exists(done.filter(DONE_AGAIN)),
        "returned": Exists(returned),
        "open": at & OPEN_NOW,
        "overdue": at & overdue(now),
        **{f"level{level}": at & OPEN_NOW & Q(level=level) for level in (1, 2, 3)},
    }
    return cases.filter(wanted[what], self_found=False)
