"""The figures of requests, computed from the rows of their history; docs/figures.md says each in words.

Two groups of rounds are looked at. *Decided*: answered in time within the period, or fallen due in it without an
answer; each round is decided exactly once. *Answered*: whose answer was given in the period, in time or not.
Problems that we found ourselves have no citizen and do not count here.

Source: 北京市接诉即办工作条例 32 (响应率、解决率、满意率).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Case as CaseWhen
from django.db.models import (
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from bot.cases.lifecycle import State
from bot.cases.models import Case, CaseEvent, ContactAttempt, RoundEnd
from bot.reports import rounds
from bot.reports.periods import Period, today_of

FEWEST = 5
"""Shares and times of fewer are not shown: one more would turn them over."""
MANY = 3000
"""Rows from which on a list of all requests costs less than to look each one up."""


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
    return rates_by(cases, period, now, posts=posts)[0]


def rates_by(cases: QuerySet[Case], period: Period, now: datetime, *, key: str = "", posts: Iterable[str] | None = None,
             fold: Callable[[str], str] = str) -> tuple[Rates, dict[str, Rates]]:  # fmt: skip
    """All together, and the same apart for each value of a column.

    Args:
        key: post, subject, kind or channel; empty = not apart.
        fold: what a value counts under, such as a post's department.
    """
    held, known = None if posts is None else list(posts), _known(cases, period)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for value, what, n in chain(
        _received(cases, period, key, held), _late(cases, period, now, key, held),
        _ended(known, period, key, held), _returns(known, period, key, held),
    ):  # fmt: skip
        counts[fold(value)][what] += n
    times: defaultdict[str, list[int]] = defaultdict(list)
    timed = _ends(known, held).filter(rounds.answered(period)).annotate(key=_key(key, "case__"))
    for value, minutes in timed.values_list("key", "minutes"):
        times[value].append(minutes)
    folded: defaultdict[str, list[int]] = defaultdict(list)
    for value, some in times.items():
        folded[fold(value)] += some
    whole = _made(sum(counts.values(), Counter()), sorted(chain.from_iterable(times.values())))
    return whole, {name: _made(count, sorted(folded[name])) for name, count in counts.items()} if key else {}


@dataclass(frozen=True)
class Standing:
    """How requests stand at a moment. unassigned: waits for the dispatcher. due_today: still open, due before midnight."""

    open: int = 0
    overdue: int = 0
    paused: int = 0
    unassigned: int = 0
    due_today: int = 0
    received_today: int = 0
    answered_today: int = 0
    levels: Mapping[int, int] = field(default_factory=dict)


def standing_by(cases: QuerySet[Case], now: datetime, *, key: str = "", posts: Iterable[str] | None = None,
                fold: Callable[[str], str] = str) -> tuple[Standing, dict[str, Standing]]:  # fmt: skip
    """How they stand now: all together, and apart for each value of a column. Arguments as of `rates_by`."""
    held, today = None if posts is None else list(posts), today_of(now)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    wanted = cases.filter(_at(held), rounds.OPEN_NOW | rounds.received(today), self_found=False)
    for value, marks, n in _grouped(
        wanted, _key(key, ""), open=rounds.OPEN_NOW, overdue=rounds.overdue(now), paused=rounds.PAUSED, level="level",
        unassigned=Q(state__in=(State.SUBMITTED, State.RETURNED)), received_today=rounds.received(today),
        due_today=rounds.OPEN_NOW & Q(expected_at__gte=now, expected_at__lt=today.end),
    ):  # fmt: skip
        found = counts[fold(value)]
        found[f"level{marks.pop('level')}"] += n * bool(marks["open"])
        found.update({name: n * bool(mark) for name, mark in marks.items()})
    answered = _ends(_known(cases, today), held).filter(rounds.answered(today))
    for value, _, n in _grouped(answered, _key(key, "case__")):
        counts[fold(value)]["answered_today"] += n
    return _stand(sum(counts.values(), Counter())), {
        name: _stand(count) for name, count in counts.items()
    } if key else {}


def _stand(count: Counter[str]) -> Standing:
    levels = {level: count[f"level{level}"] for level in (1, 2, 3)}
    return Standing(
        open=count["open"], overdue=count["overdue"], paused=count["paused"], unassigned=count["unassigned"],
        due_today=count["due_today"], received_today=count["received_today"], answered_today=count["answered_today"],
        levels=levels,
    )  # fmt: skip


def _made(count: Counter[str], minutes: list[int]) -> Rates:
    """Of one group."""
    return Rates(
        received=count["received"],
        answered=count["answered"],
        on_time=Share(count["in_time"], count["in_time"] + count["late"]),
        contacted=Share(count["reached"], count["able"]),
        tried=count["tried"],
        solved=Share(count["solved_yes"], count["said_solved"] + count["redone_unsaid"]),
        partly=count["solved_part"],
        satisfied=Share(count["satisfied"], count["said_satisfied"]),
        said_contacted=Share(count["said_yes"], count["said_contacted"]),
        evaluated=count["evaluated"],
        silent=count["silent"],
        waiting=count["waiting"],
        redone_unsaid=count["redone_unsaid"],
        redone=Share(count["redone"], count["answered"]),
        returns=count["returns"],
        minutes=minutes,
    )


Tally = Iterator[tuple[str, str, int]]
"""The value of the column, what was counted, and how many."""


def _key(key: str, prefix: str) -> Any:
    if not key:
        return Value("", output_field=CharField())
    return F(key) if key == "post" else F(f"{prefix}{key}")


def _at(posts: list[str] | None) -> Q:
    return Q() if posts is None else Q(post__in=posts)


def _known(cases: QuerySet[Case], period: Period) -> Q:
    """Rows of requests among `cases`. When the period left few rows, each one's request is looked up.

    Of many, that costs more than to put all that may be counted together once.
    """
    citizens = cases.order_by().filter(self_found=False)
    ended = RoundEnd.objects.filter(at__gte=period.start, at__lt=period.end).order_by()
    if ended[MANY : MANY + 1].exists():
        return Q(case__in=citizens.values("pk"))
    return Q(Exists(citizens.filter(pk=OuterRef("case"))))


def _grouped(rows: QuerySet[Any], key: Any, **marks: Any) -> Iterator[tuple[str, dict[str, Any], int]]:
    """How many rows bear which marks: each mark is looked at once a row, however many figures need it.

    All conditions go into one number, a bit each: a database sorts what it groups, and long rows sort slowly.
    """
    conditions = [name for name, mark in marks.items() if isinstance(mark, Q)]
    bits: Any = Value(0)
    for place, name in enumerate(conditions):
        bits += CaseWhen(When(marks[name], then=Value(1 << place)), default=Value(0))
    values = {
        f"is_{name}": mark if hasattr(mark, "resolve_expression") else F(mark)
        for name, mark in marks.items() if name not in conditions
    }  # fmt: skip
    named = rows.order_by().annotate(key=key, bits=ExpressionWrapper(bits, IntegerField()), **values)
    for row in named.values("key", "bits", *values).annotate(n=Count("pk")).order_by():
        found = {name: bool(row["bits"] >> place & 1) for place, name in enumerate(conditions)}
        yield row["key"], found | {name[3:]: row[name] for name in values}, row["n"]


def _received(cases: QuerySet[Case], period: Period, key: str, posts: list[str] | None) -> Tally:
    """What came in."""
    for value, _, n in _grouped(cases.filter(_at(posts), rounds.received(period), self_found=False), _key(key, "")):
        yield value, "received", n


def _late(cases: QuerySet[Case], period: Period, now: datetime, key: str, posts: list[str] | None) -> Tally:
    """What is still open and fell due."""
    tries = ContactAttempt.objects.filter(
        case=OuterRef("pk"), round=OuterRef("reopens") + 1, at__lte=OuterRef("expected_at")
    )
    wanted = cases.filter(_at(posts), rounds.late_open(period, now), self_found=False)
    for value, marks, n in _grouped(wanted, _key(key, ""), able=Q(contact__isnull=False), best=_best(tries)):
        yield from _decided(value, marks["able"], marks["best"], n, late=True)


def _best(tries: QuerySet[ContactAttempt]) -> Subquery:
    """None = nobody tried to reach the citizen; 0 = tried; 1 = reached."""
    return Subquery(
        tries.order_by("-reached").values(best=Cast("reached", IntegerField()))[:1], output_field=IntegerField()
    )


def _decided(value: str, able: bool, best: int | None, n: int, *, late: bool) -> Tally:
    """What a round that was decided in the period adds."""
    yield value, "late" if late else "in_time", n
    if able:
        yield value, "able", n
        yield value, "reached" if best else "untried" if best is None else "tried", n


def _ends(known: Q, posts: list[str] | None) -> QuerySet[RoundEnd]:
    return RoundEnd.objects.filter(_at(posts), known).order_by()


def _ended(known: Q, period: Period, key: str, posts: list[str] | None) -> Tally:
    """One walk over the rounds that were answered in the period or fell due in it, and what citizens said of them."""
    tries = ContactAttempt.objects.filter(case=OuterRef("case"), round=OuterRef("round"), at__lte=OuterRef("due_at"))
    answered, late = rounds.answered(period), rounds.late_ended(period)
    of_this_round = FilteredRelation("case__evaluations", condition=Q(case__evaluations__round=F("round")))
    ends = _ends(known, posts).annotate(opinion=of_this_round).filter(answered | late)
    for value, marks, n in _grouped(
        ends, _key(key, "case__"), answered=answered, late=late, in_time=rounds.in_time(period),
        spot=Q(action=rounds.ON_THE_SPOT), able=Q(contactable=True), best=_best(tries), redone=rounds.DONE_AGAIN,
        wanted=rounds.ASKED_AGAIN, over=Q(case__closed_at__isnull=False), said=Q(opinion__isnull=False),
        solved="opinion__solved", satisfied="opinion__satisfied", contacted="opinion__contacted",
    ):  # fmt: skip
        if marks["late"]:
            yield from _decided(value, marks["able"], marks["best"], n, late=True)
        if marks["in_time"]:
            spot = marks["spot"]
            yield from _decided(value, marks["able"] or spot, 1 if spot else marks["best"], n, late=False)
        if marks["answered"]:
            yield value, "answered", n
            yield value, "redone", n * bool(marks["redone"])
            if marks["said"]:
                yield from _said(value, marks, n)
            else:
                yield value, "redone_unsaid" if marks["wanted"] else "silent" if marks["over"] else "waiting", n


def _said(value: str, marks: Mapping[str, Any], n: int) -> Tally:
    """What an evaluated round adds."""
    yield value, "evaluated", n
    if marks["solved"]:
        yield value, "said_solved", n
        yield value, f"solved_{marks['solved']}", n
    if marks["satisfied"] is not None:
        yield value, "said_satisfied", n
        yield value, "satisfied", n * (marks["satisfied"] >= rounds.CALM)
    if marks["contacted"] is not None:
        yield value, "said_contacted", n
        yield value, "said_yes", n * bool(marks["contacted"])


def _returns(known: Q, period: Period, key: str, posts: list[str] | None) -> Tally:
    found = CaseEvent.objects.filter(_at(posts), known, action="return", at__gte=period.start, at__lt=period.end)
    for value, _, n in _grouped(found, _key(key, "case__")):
        yield value, "returns", n
