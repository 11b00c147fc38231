"""一次办成率: of those whom the guide sent with a slip, how many were accepted at their first visit with what they carried."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bot.knowledge.model import Bundle, Item
from bot.measure.shares import wilson
from bot.slips.models import Outcome, OutcomeKind
from bot.store.releases import active_hall

DAYS = 30
FEWEST = 5
"""Shares of fewer are not shown: one visit more would turn them over."""
PAPERS = 3


@dataclass(frozen=True)
class Rate:
    """complete of n first visits with a slip."""

    complete: int = 0
    n: int = 0

    @property
    def enough(self) -> bool:
        """May the share be shown?"""
        return self.n >= FEWEST

    @property
    def share(self) -> float:
        """In [0, 1]; only where there are enough."""
        return self.complete / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return wilson(self.complete, self.n)

    @property
    def words(self) -> str:
        """82%, or that there are too few."""
        return f"{self.share:.0%}" if self.enough else "样本太少"

    @property
    def range_words(self) -> str:
        """71%–90%; empty when there are too few."""
        low, high = self.interval
        return f"{low:.0%}–{high:.0%}" if self.enough else ""


@dataclass(frozen=True)
class Absent:
    """A paper that was missing: how often, and how often the guide had not named it."""

    name: str
    times: int
    untold: int


@dataclass(frozen=True)
class Line:
    """One item. now, before: the last 30 days and the 30 before. missing, wrong: outcomes of the last 30 days, slip or not.

    without: outcomes of the last 30 days without a slip. papers: those most often missing.
    """

    item: str
    name: str
    now: Rate
    before: Rate
    without: int
    missing: int
    wrong: int
    papers: tuple[Absent, ...]


@dataclass(frozen=True)
class Success:
    """All of it, and by item, the worst first; those with too few follow."""

    now: Rate
    before: Rate
    without: int
    lines: tuple[Line, ...]


def success(now: datetime, departments: set[str] | None = None) -> Success:
    """The figures as they are now. departments: only the items of these; None = all, those of no release too."""
    hall = active_hall()
    things: dict[str, Item | Bundle] = {item.id: item for item in hall.items}
    things |= {bundle.id: bundle for bundle in hall.bundles}
    since, earlier = now - timedelta(days=DAYS), now - timedelta(days=2 * DAYS)
    standing = Outcome.objects.filter(taken_back_at__isnull=True, at__lte=now)
    if departments is not None:
        standing = standing.filter(item__in=[name for name, thing in things.items() if thing.department in departments])
    recent = standing.filter(at__gt=since)
    rates = _rates(recent), _rates(standing.filter(at__gt=earlier, at__lte=since))
    counts = _counts(recent)
    absent = _absent(recent)
    names = {*rates[0], *rates[1], *counts}
    lines = [
        Line(
            item=name,
            name=things[name].name if name in things else f"{name}（已不在指南里）",
            now=rates[0].get(name, Rate()),
            before=rates[1].get(name, Rate()),
            without=counts[name]["without"],
            missing=counts[name][OutcomeKind.MISSING],
            wrong=counts[name][OutcomeKind.WRONG],
            papers=absent.get(name, ()),
        )
        for name in names
    ]
    return Success(
        now=_sum(rates[0].values()),
        before=_sum(rates[1].values()),
        without=sum(line.without for line in lines),
        lines=tuple(sorted(lines, key=_worst)),
    )


def noted_today(user_id: int, now: datetime) -> int:
    """How many outcomes somebody has noted today; those taken back do not count."""
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return Outcome.objects.filter(user_id=user_id, at__gte=midnight, taken_back_at__isnull=True).count()


def _rates(outcomes: QuerySet[Outcome]) -> dict[str, Rate]:
    """By item; of several visits with one slip the first counts: a second one is not 一次办成."""
    before = Outcome.objects.filter(slip=OuterRef("slip"), taken_back_at__isnull=True)
    before = before.filter(Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk")))
    first = outcomes.filter(~Exists(before), slip__isnull=False)
    rows = (
        first.order_by().values("item").annotate(n=Count("pk"), hits=Count("pk", filter=Q(kind=OutcomeKind.COMPLETE)))
    )
    return {row["item"]: Rate(row["hits"], row["n"]) for row in rows}


def _counts(outcomes: QuerySet[Outcome]) -> defaultdict[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = outcomes.order_by().values("item", "kind").annotate(n=Count("pk"), alone=Count("pk", filter=Q(slip=None)))
    for row in rows:
        found[row["item"]][row["kind"]] += row["n"]
        found[row["item"]]["without"] += row["alone"]
    return found


def _absent(outcomes: QuerySet[Outcome]) -> dict[str, tuple[Absent, ...]]:
    times: defaultdict[str, Counter[str]] = defaultdict(Counter)
    untold: Counter[tuple[str, str]] = Counter()
    rows: Iterable[tuple[str, list[dict[str, Any]]]]
    rows = outcomes.filter(kind=OutcomeKind.MISSING).values_list("item", "missing").iterator()
    for item, missing in rows:
        for paper in missing:
            times[item][paper["name"]] += 1
            untold[item, paper["name"]] += not paper["named"]
    return {
        item: tuple(Absent(name, n, untold[item, name]) for name, n in counted.most_common(PAPERS))
        for item, counted in times.items()
    }


def _sum(rates: Iterable[Rate]) -> Rate:
    rates = list(rates)
    return Rate(sum(rate.complete for rate in rates), sum(rate.n for rate in rates))


def _worst(line: Line) -> tuple[bool, float, int, str]:
    troubles = line.missing + line.wrong
    return not line.now.enough, line.now.share if line.now.enough else 0.0, -troubles, line.name
