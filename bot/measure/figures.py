"""Figures of outcomes: shares with Wilson intervals, by style and by item, and the worst confusions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.measure.lines import Outcome
from bot.measure.shares import share


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything that is reported about lines."""
    inside = [o for o in outcomes if not o.line.outside]
    outside = [o for o in outcomes if o.line.outside]
    return {
        "all": _shares(inside, outside),
        "styles": {name: _shares(*_split(group)) for name, group in _groups(outcomes, lambda o: o.line.style)},
        "items": {name: _shares(group, []) for name, group in _groups(inside, lambda o: o.line.item)},
        "confusions": _confusions(inside),
        "aspect_confusions": _aspects(inside),
        "lines": [outcome.plain() for outcome in outcomes],
    }


def _shares(inside: Sequence[Outcome], outside: Sequence[Outcome]) -> dict[str, Any]:
    count = Counter(o.verdict for o in inside)
    beyond = Counter(o.verdict for o in outside)
    stated = [o for o in inside if o.stated]
    return {
        "right": share(count["right"], len(inside)),
        "right_or_offered": share(count["right"] + count["offered"], len(inside)),
        "offered": share(count["offered"], len(inside)),
        "wrong": share(count["wrong"], len(inside)),
        "silent": share(count["silent"], len(inside)),
        "false": share(beyond["false"], len(outside)),
        "false_offer": share(beyond["false_offer"], len(outside)),
        "aspect": share(sum(o.aspect_right for o in stated), len(stated)),
    }


def _split(group: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    return [o for o in group if not o.line.outside], [o for o in group if o.line.outside]


def _groups(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> list[tuple[str, list[Outcome]]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    return sorted(groups.items())


def _confusions(inside: Sequence[Outcome]) -> list[dict[str, Any]]:
    pairs = Counter((o.line.item, o.item) for o in inside if o.verdict == "wrong")
    return [{"wanted": a, "got": b, "n": n} for (a, b), n in pairs.most_common(20)]


def _aspects(inside: Sequence[Outcome]) -> list[dict[str, Any]]:
    pairs = Counter((o.line.aspect, o.aspect) for o in inside if o.stated and not o.aspect_right)
    return [{"wanted": a, "got": b, "n": n} for (a, b), n in pairs.most_common(20)]
