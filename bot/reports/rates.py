"""The figures of requests, computed from the rows of their history; docs/figures.md says each in words.

Two groups of rounds are looked at. *Decided*: answered in time within the period, or fallen due in it without an
answer; each round is decided exactly once. *Answered*: whose answer was given in the period, in time or not.
Problems that we found ourselves have no citizen and do not count here.

Source: 北京市接诉即办工作条例 32 (响应率、解决率、满意率).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields import CharField

from bot.cases.models import Case, CaseEvent, ContactAttempt, Evaluation, RoundEnd
from bot.reports import rounds
from bot.reports.periods import Period

FEWEST = 5
"""Shares and times of fewer are not shown: one more would turn them over."""


@dataclass(frozen=True)
class Share:
    """hits of n."""

    hits: int = 0
    n: int = 0

    @property
    def enough(self) -> bool:
        """May the share be shown?"""
        return self.n >= FEWEST

    @property
    def value(self) -> float:
        """In [0, 1]; only where there are enough."""
        return self.hits / self.n

    @property
    def words(self) -> str:
        """83.3%, or that there are too few."""
        return f"{self.value:.1%}" if self.enough else "样本太少" if self.n else "没有"


@dataclass(frozen=True)
class Rates:
    """All figures of some requests in a period.

    received: reached the hall. answered: rounds answered. on_time, contacted: of the decided rounds, the latter of those
    with a way to be reached. tried: not reached in time, but tried. solved, satisfied, said_contacted: of those who
    answered that question. evaluated, silent, waiting, redone_unsaid: what came of the answered rounds, together all.
    redone: done again. returns: given back by posts. minutes: from receipt to answer, sorted.
    open, overdue, paused, levels: as it is now, whatever the period.
    """

    received: int = 0
    answered: int = 0
    on_time: Share = field(default_factory=Share)
    contacted: Share = field(default_factory=Share)
    tried: int = 0
    solved: Share = field(default_factory=Share)
    partly: int = 0
    satisfied: Share = field(default_factory=Share)
    said_contacted: Share = field(default_factory=Share)
    evaluated: int = 0
    silent: int = 0
    waiting: int = 0
    redone_unsaid: int = 0
    redone: Share = field(default_factory=Share)
    returns: int = 0
    minutes: Sequence[int] = ()
    open: int = 0
    overdue: int = 0
    paused: int = 0
    levels: Mapping[int, int] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        """Answered rounds of which we know by now whether the citizen says something."""
        return self.evaluated + self.silent + self.redone_unsaid

    @property
    def unanswered_solved(self) -> Share:
        """Who did not say whether it was solved."""
        return Share(self.asked - self.solved.n, self.asked)

    @property
    def unanswered_satisfied(self) -> Share:
        """Who did not say whether they were satisfied."""
        return Share(self.asked - self.satisfied.n, self.asked)

    @property
    def median(self) -> float | None:
        """Hours by the clock until half were answered; None = too few."""
        return self._hours(0.5)

    @property
    def ninety(self) -> float | None:
        """Hours by the clock until nine of ten were answered; None = too few."""
        return self._hours(0.9)

    def _hours(self, share: float) -> float | None:
        if len(self.minutes) < FEWEST:
            return None
        return round(self.minutes[math.ceil(share * len(self.minutes)) - 1] / 60, 1)


def rates(cases: QuerySet[Case], period: Period, now: datetime, *, posts: Iterable[str] | None = None) -> Rates:
    """The figures of the requests in `cases`; nothing but rows decides them.

    Args:
        cases: what the person may know of, as `visible_to` gives it, filtered further as one likes.
        posts: only what these posts had; None = all.
    """
    return rates_by(cases, period, now, key="", posts=posts).get("", Rates())


def rates_by(cases: QuerySet[Case], period: Period, now: datetime, *, key: str, posts: Iterable[str] | None = None,
             fold: Callable[[str], str] = str) -> dict[str, Rates]:  # fmt: skip
    """The same apart for each value of a column.

    Args:
        key: post, subject, kind or channel; empty = all together, under "".
        fold: what a value counts under, such as a post's department.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sums = (
        _now_and_received(cases, period, now, key, posts),
        _ended(cases, period, key, posts),
        _evaluations(cases, period, key, posts),
        _returns(cases, period, key, posts),
    )
    for rows in sums:
        for row in rows:
            counts[fold(str(row.pop("key")))].update({name: int(n) for name, n in row.items()})
    times: defaultdict[str, list[int]] = defaultdict(list)
    timed = _answered(cases, period, posts).annotate(key=_key(key, "case__"))
    for value, minutes in timed.order_by("minutes").values_list("key", "minutes"):
        times[fold(str(value))].append(minutes)
    return {name: _made(count, times[name]) for name, count in counts.items()}


def _made(count: Counter[str], minutes: list[int]) -> Rates:
    """Of one group."""
    return Rates(
        received=count["received"],
        answered=count["answered"],
        on_time=Share(count["in_time"], count["in_time"] + count["late_ended"] + count["late_open"]),
        contacted=Share(
            count["reached_in_time"] + count["reached_ended"] + count["reached_open"],
            count["able_in_time"] + count["able_ended"] + count["able_open"],
        ),
        tried=count["tried_in_time"] + count["tried_ended"] + count["tried_open"],
        solved=Share(count["n_solved"], count["n_said_solved"] + count["redone_unsaid"]),
        partly=count["n_partly"],
        satisfied=Share(count["n_satisfied"], count["n_said_satisfied"]),
        said_contacted=Share(count["n_said_yes"], count["n_said_contacted"]),
        evaluated=count["n_evaluated"],
        silent=count["silent"],
        waiting=count["answered"] - count["n_evaluated"] - count["silent"] - count["redone_unsaid"],
        redone_unsaid=count["redone_unsaid"],
        redone=Share(count["redone"], count["answered"]),
        returns=count["returns"],
        minutes=minutes,
        open=count["open"],
        overdue=count["overdue"],
        paused=count["paused"],
        levels={level: count[f"level{level}"] for level in (1, 2, 3)},
    )


Rows = Iterable[dict[str, Any]]


def _key(key: str, prefix: str) -> Any:
    if not key:
        return Value("", output_field=CharField())
    return F(key) if key == "post" else F(f"{prefix}{key}")


def _at(posts: Iterable[str] | None, field_name: str = "post") -> Q:
    return Q() if posts is None else Q(**{f"{field_name}__in": list(posts)})


def _now_and_received(
    cases: QuerySet[Case], period: Period, now: datetime, key: str, posts: Iterable[str] | None
) -> Rows:
    found = cases.filter(_at(posts), self_found=False).order_by()
    tries = ContactAttempt.objects.filter(
        case=OuterRef("pk"), round=OuterRef("reopens") + 1, at__lte=OuterRef("expected_at")
    )
    late = rounds.late_open(period, now)
    able = late & Q(contact__isnull=False)
    reached = Exists(tries.filter(reached=True))
    return found.annotate(key=_key(key, "")).values("key").annotate(
        received=Count("pk", filter=rounds.received(period)),
        open=Count("pk", filter=rounds.OPEN_NOW),
        overdue=Count("pk", filter=rounds.overdue(now)),
        paused=Count("pk", filter=rounds.PAUSED),
        **{f"level{level}": Count("pk", filter=rounds.OPEN_NOW & Q(level=level)) for level in (1, 2, 3)},
        late_open=Count("pk", filter=late),
        able_open=Count("pk", filter=able),
        reached_open=Count("pk", filter=able & reached),
        tried_open=Count("pk", filter=able & ~reached & Exists(tries)),
    )  # fmt: skip


def _ends(cases: QuerySet[Case], posts: Iterable[str] | None) -> QuerySet[RoundEnd]:
    return RoundEnd.objects.filter(_at(posts), case__in=cases.order_by(), case__self_found=False).order_by()


def _answered(cases: QuerySet[Case], period: Period, posts: Iterable[str] | None) -> QuerySet[RoundEnd]:
    return _ends(cases, posts).filter(rounds.answered(period))


def _ended(cases: QuerySet[Case], period: Period, key: str, posts: Iterable[str] | None) -> Rows:
    """One walk over the rounds that were answered in the period or fell due in it."""
    tries = ContactAttempt.objects.filter(case=OuterRef("case"), round=OuterRef("round"), at__lte=OuterRef("due_at"))
    answered, in_time, late = rounds.answered(period), rounds.in_time(period), rounds.late_ended(period)
    spot, reached = Q(action=rounds.ON_THE_SPOT), Exists(tries.filter(reached=True))
    able, able_late = in_time & (Q(contactable=True) | spot), late & Q(contactable=True)
    said = Exists(Evaluation.objects.filter(case=OuterRef("case"), round=OuterRef("round")))
    unsaid = answered & ~said & rounds.ASKED_AGAIN
    return _ends(cases, posts).filter(answered | late).annotate(key=_key(key, "case__")).values("key").annotate(
        answered=Count("pk", filter=answered),
        in_time=Count("pk", filter=in_time),
        late_ended=Count("pk", filter=late),
        able_in_time=Count("pk", filter=able),
        reached_in_time=Count("pk", filter=able & (spot | reached)),
        tried_in_time=Count("pk", filter=able & ~spot & ~reached & Exists(tries)),
        able_ended=Count("pk", filter=able_late),
        reached_ended=Count("pk", filter=able_late & reached),
        tried_ended=Count("pk", filter=able_late & ~reached & Exists(tries)),
        redone=Count("pk", filter=answered & rounds.DONE_AGAIN),
        redone_unsaid=Count("pk", filter=unsaid),
        silent=Count("pk", filter=answered & ~said & ~rounds.ASKED_AGAIN & Q(case__closed_at__isnull=False)),
    )  # fmt: skip


def _evaluations(cases: QuerySet[Case], period: Period, key: str, posts: Iterable[str] | None) -> Rows:
    ends = RoundEnd.objects.filter(rounds.answered(period), _at(posts), case=OuterRef("case"), round=OuterRef("round"))
    found = Evaluation.objects.filter(Exists(ends), case__in=cases.order_by(), case__self_found=False).order_by()
    value = Subquery(ends.values("post")[:1]) if key == "post" else _key(key, "case__")
    return found.annotate(key=value).values("key").annotate(
        n_evaluated=Count("pk"),
        n_said_solved=Count("pk", filter=~Q(solved="")),
        n_solved=Count("pk", filter=Q(solved="yes")),
        n_partly=Count("pk", filter=Q(solved="part")),
        n_said_satisfied=Count("pk", filter=Q(satisfied__isnull=False)),
        n_satisfied=Count("pk", filter=Q(satisfied__gte=rounds.CALM)),
        n_said_contacted=Count("pk", filter=Q(contacted__isnull=False)),
        n_said_yes=Count("pk", filter=Q(contacted=True)),
    )  # fmt: skip


def _returns(cases: QuerySet[Case], period: Period, key: str, posts: Iterable[str] | None) -> Rows:
    found = CaseEvent.objects.filter(_at(posts), case__in=cases.order_by(), case__self_found=False, action="return",
                                     at__gte=period.start, at__lt=period.end).order_by()  # fmt: skip
    return found.annotate(key=_key(key, "case__")).values("key").annotate(returns=Count("pk"))
