"""The list of the board: one tab, searched and narrowed, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from bot.cases.models import Case, Kind, State
from bot.desk.cases import queues
from bot.desk.cases.forms import subject_choices
from bot.desk.cases.rows import rows
from bot.desk.cases.viewer import Viewer

PER_PAGE = 30
PAGES = 20
"""Pages one can turn: behind them a search finds things quicker than turning."""
NEWEST = 60
"""So many of those that wait are compared with what the page knew before."""
WORDS = 5
"""Words of a search that count."""
FIELDS = ("q", "kind", "subject", "state", "urgent")


def listed(given: Mapping[str, str], viewer: Viewer) -> dict[str, Any]:
    """What the board and its changing part show.

    Args:
        given: `tab`, `page` and FIELDS, as the address has them; what it does not know is left aside.
    """
    numbers = queues.counts(viewer)
    tab = given.get("tab", "")
    asked = {name: given.get(name, "").strip()[:60] for name in FIELDS}
    narrowed = any(asked.values())
    if tab not in numbers:
        tab = "all" if narrowed else queues.opening(viewer, numbers)
    queue = queues.BY_CODE[tab]
    found = narrow(queue.found(viewer), asked)
    number = _page(given.get("page", ""))
    start = (number - 1) * PER_PAGE
    some = _some(found, viewer, start)
    lines = rows(some[:PER_PAGE], viewer)
    more = len(some) > PER_PAGE
    kept = {"tab": tab, **{name: words for name, words in asked.items() if words}}
    waiting = [code for code in numbers if queues.BY_CODE[code].badge]
    return {
        "tabs": [(queues.BY_CODE[code], queues.said(number)) for code, number in numbers.items()],
        "queue": queue,
        "asked": asked,
        "narrowed": narrowed,
        "lines": lines,
        "page": number,
        "more": more and number < PAGES,
        "cut": more and number == PAGES,
        "query": urlencode(kept),
        "everywhere": urlencode({**kept, "tab": "all"}),
        "waiting": sum(min(numbers[code], queues.MOST) for code in waiting),
        "fresh": fresh(viewer),
        "kinds": Kind.choices,
        "states": State.choices,
        "subjects": subject_choices(),
    }


def _some(found: QuerySet[Case], viewer: Viewer, start: int) -> list[Case]:
    """One page and one more; what each row shows is looked up for these alone, not for all that is sorted."""
    chosen = list(found.values_list("pk", flat=True)[start : start + PER_PAGE + 1])
    whole = queues.standing(viewer.visible().filter(pk__in=chosen).select_related("holder"), viewer).in_bulk()
    return [whole[one] for one in chosen if one in whole]


def narrow(found: QuerySet[Case], asked: Mapping[str, str]) -> QuerySet[Case]:
    """The requests that a search and the filters leave."""
    if asked["kind"] in Kind.values:
        found = found.filter(kind=asked["kind"])
    if asked["subject"]:
        found = found.filter(subject=asked["subject"])
    if asked["state"] in State.values:
        found = found.filter(state=asked["state"])
    if asked["urgent"]:
        found = found.filter(urgent=True)
    for word in asked["q"].split()[:WORDS]:
        found = found.filter(_said(word))
    return found


def _said(word: str) -> Q:
    words = Q(description__icontains=word) | Q(place__icontains=word)
    numbers = Q(number__startswith=word) | Q(outside_number=word) | Q(paper_number=word)
    return words | numbers


def fresh(viewer: Viewer) -> str:
    """The numbers of what waits for this person to take or to give, so that the page hears of new ones."""
    wanted = [queue for queue in queues.QUEUES if queue.code in ("claim", "dispatch", "approve")]
    mine = [queue for queue in wanted if not queue.roles or queue.roles & viewer.roles]
    where = reduce(or_, (queue.where(viewer) for queue in mine))
    newest = viewer.visible().filter(where).order_by("-opened_at", "-pk")
    return " ".join(sorted(newest.values_list("number", flat=True)[:NEWEST]))


def _page(given: str) -> int:
    return min(max(1, int(given)), PAGES) if given.isascii() and given.isdigit() and len(given) < 6 else 1
