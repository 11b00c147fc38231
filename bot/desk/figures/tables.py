"""The figures as lines and cells that people read; nothing is worked out here but differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from bot.reports.rates import Rates, Share, Standing
from bot.reports.workbook import Column, Value


class Figure(NamedTuple):
    """One figure. of: a share, a number, or hours. note: what stands small below. behind: of rounds.WHAT, the list behind.

    better: whether more is better; None = neither.
    """

    name: str
    of: Callable[[Rates], Share | int | float | None]
    note: Callable[[Rates], str] = lambda made: ""
    behind: str = ""
    better: bool | None = None
    unit: str = ""


FIGURES = (
    Figure("收到", lambda r: r.received, behind="received", unit="件"),
    Figure("已答复", lambda r: r.answered, behind="answered", unit="轮"),
    Figure("按期办结率", lambda r: r.on_time, lambda r: _left(r.on_time, "没有按期"), "late", True),
    Figure("响应率", lambda r: r.contacted, lambda r: f"打过没通{r.tried}件" if r.tried else "", "uncontacted", True),
    Figure("解决率", lambda r: r.solved, lambda r: _solved(r), "unsolved", True),
    Figure("满意率", lambda r: r.satisfied, lambda r: _silent(r.unanswered_satisfied), "unsatisfied", True),
    Figure("群众说联系过", lambda r: r.said_contacted, better=True),
    Figure(
        "没有评价",
        lambda r: Share(r.silent, r.asked),
        lambda r: f"还在等{r.waiting}轮" if r.waiting else "",
        "silent",
        False,
    ),
    Figure("一半在几小时内答复", lambda r: r.median, better=False, unit="小时"),
    Figure("九成在几小时内答复", lambda r: r.ninety, better=False, unit="小时"),
    Figure("重办率", lambda r: r.redone, behind="redone", better=False),
    Figure("退回", lambda r: r.returns, behind="returned", better=False, unit="次"),
)
"""Of a period, in the order in which they are shown."""


def _left(share: Share, words: str) -> str:
    return f"{words}{share.n - share.hits}轮" if share.n > share.hits else ""


def _solved(made: Rates) -> str:
    parts = [_silent(made.unanswered_solved), f"部分解决{made.partly}" if made.partly else ""]
    parts.append(f"没评价就要求重办{made.redone_unsaid}" if made.redone_unsaid else "")
    return "，".join(part for part in parts if part)


def _silent(share: Share) -> str:
    return (
        f"没有回答{share.words}（{share.hits}/{share.n}）"
        if share.enough
        else f"没有回答{share.hits}/{share.n}"
        if share.n
        else ""
    )


class Cell(NamedTuple):
    """words: large. small: below it. percent: for the bar, 0 to 100; None = no bar."""

    words: str
    small: str = ""
    percent: float | None = None


def cell(figure: Figure, made: Rates) -> Cell:
    """A figure as it is shown, its denominator with it."""
    value = figure.of(made)
    if isinstance(value, Share):
        bar = round(value.value * 100, 1) if value.enough else None
        return Cell(value.words, f"{value.hits}/{value.n}" if value.n else "", bar)
    if value is None:
        return Cell("样本太少")
    return Cell(f"{value:g}{figure.unit}")


class Compared(NamedTuple):
    """One line of the table: now, before, what changed in words, and whether that is good."""

    figure: Figure
    now: Cell
    before: Cell
    note: str
    change: str
    good: bool | None


def compared(now: Rates, before: Rates) -> Iterator[Compared]:
    """This period against the one before."""
    for figure in FIGURES:
        change = _change(figure.of(now), figure.of(before))
        good = None if not change or figure.better is None else (change > 0) == figure.better
        yield Compared(
            figure, cell(figure, now), cell(figure, before), figure.note(now), _words(figure, change, now), good
        )


def _change(now: Share | int | float | None, before: Share | int | float | None) -> float | None:
    if isinstance(now, Share) and isinstance(before, Share):
        return round((now.value - before.value) * 100, 1) if now.enough and before.enough else None
    if isinstance(now, Share) or isinstance(before, Share) or now is None or before is None:
        return None
    return round(now - before, 1)


def _words(figure: Figure, change: float | None, now: Rates) -> str:
    if change is None:
        return "不比较"
    if change == 0:
        return "一样"
    unit = "个百分点" if isinstance(figure.of(now), Share) else figure.unit
    return f"{'多' if change > 0 else '少'}{abs(change):g}{unit}"


PARTS = tuple(figure for figure in FIGURES if figure.name not in ("群众说联系过",))
"""Of one unit."""


class Line(NamedTuple):
    """One unit. key: what it is chosen by in the ledger."""

    key: str
    name: str
    cells: list[tuple[Figure, Cell]]
    open: int
    overdue: int


def line(key: str, name: str, made: Rates, stands: Standing) -> Line:
    """A unit's figures side by side."""
    return Line(key, name, [(figure, cell(figure, made)) for figure in PARTS], stands.open, stands.overdue)


def columns(by: str) -> list[Column]:
    """Of the sheet: each share as hits, of how many, and percent."""
    found = [Column(by, 24)]
    for figure in FIGURES:
        if isinstance(figure.of(Rates()), Share):
            found += [Column(f"{figure.name}（件）", 14), Column("其中", 8), Column(f"{figure.name}%", 12)]
        else:
            found.append(Column(f"{figure.name}（{figure.unit}）", 14))
    return [
        *found,
        Column("现在没办完（件）", 12),
        Column("现在超期（件）", 12),
        Column("催办", 8),
        Column("督办", 8),
        Column("通报", 8),
    ]


def row(name: str, made: Rates, stands: Standing) -> list[Value]:
    """A unit as cells of the sheet; what is too few stays empty there too."""
    found: list[Value] = [name]
    for figure in FIGURES:
        value = figure.of(made)
        if isinstance(value, Share):
            found += [value.hits, value.n, round(value.value * 100, 1) if value.enough else None]
        else:
            found.append(value)
    return [*found, stands.open, stands.overdue, *(stands.levels.get(level, 0) for level in (1, 2, 3))]
