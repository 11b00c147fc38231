"""Lists: all kinds with their counts, and the objects of one with what matters of each."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, F, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_GET

from bot.catalogue.documents import ONCE, STRUCTURE
from bot.catalogue.models import Entry, Kind
from bot.catalogue.services import drafts
from bot.desk.catalogue.columns import Columns
from bot.desk.pages import page, person, shown
from bot.staff.roles import departments_for, may
from bot.store.releases import active_hall

READ_ONLY = frozenset({Kind.CUES})
"""Kinds that a form can't hold: they are kept as files (`xiaobao catalogue import`)."""
FIXED = ONCE | {Kind.PHRASE}
"""Kinds of which there are neither more nor fewer: the program says which it needs."""
PER_PAGE = 50


@require_GET
@page("catalogue.view")
def kinds(request: HttpRequest) -> HttpResponse:
    """All kinds with their counts."""
    counts = {kind: [0, 0] for kind in Kind.values}
    for kind, set_id in present().values_list("kind", "change_set"):
        counts[kind][0] += 1
        counts[kind][1] += set_id is not None
    rows = [
        {"kind": kind, "label": kind.label, "count": counts[kind][0], "open": counts[kind][1], "once": kind in ONCE}
        for kind in Kind
    ]
    return shown(request, "desk/catalogue/kinds.html", "资料", {"rows": rows})


@require_GET
@page("catalogue.view")
def objects(request: HttpRequest, kind: str) -> HttpResponse:
    """The objects of a kind: search by words, pinyin or initials; by department; those being changed."""
    sort, hall, user = kind_of(kind), active_hall(), person(request)
    listed = Paginator(filtered(request, kind, request.GET), PER_PAGE).get_page(request.GET.get("page"))
    columns, names = Columns(kind, hall, timezone.localdate()), {one.id: one.name for one in hall.departments}
    for entry in listed:
        entry.department_name = names.get(entry.department, "")
        entry.cells = list(zip(columns.titles, columns.cells(entry), strict=True))
        entry.mine = drafts.may_edit(user, kind, entry.department)
    held = {name: request.GET.get(name, "").strip() for name in ("q", "department", "state")}
    context = {
        "kind": kind, "label": sort.label, "listed": listed, "words": held["q"], "department": held["department"],
        "state": held["state"], "titles": columns.titles, "departments": names,
        "by_department": (kind not in STRUCTURE and any(entry.department for entry in listed)) or held["department"],
        "may_add": kind not in FIXED and may_add(request, kind), "width": len(columns.titles) + 4,
        "bulk": kind == Kind.ITEM and may(user, "catalogue.edit"), "query": request.GET.urlencode(),
    }  # fmt: skip
    return shown(request, "desk/catalogue/objects.html", sort.label, context)


def filtered(request: HttpRequest, kind: str, wanted: QueryDict) -> QuerySet[Any]:
    """The objects of a kind that a list shows, those of the person's own department first. wanted: q, department, state."""
    rows = present().filter(kind=kind).select_related("change_set", "draft", "approved")
    for word in wanted.get("q", "").lower().split():
        rows = rows.filter(Q(search__contains=word) | Q(name__icontains=word))
    department, state = wanted.get("department", ""), wanted.get("state", "")
    if department:
        rows = rows.filter(department=department)
    if state == "open":
        rows = rows.filter(change_set__isnull=False)
    mine = departments_for(person(request), "catalogue.edit") or set()
    if state == "mine" and mine:
        rows = rows.filter(department__in=mine)
    first = Case(When(department__in=mine, then=0), default=1)  # one's own stand on top
    return rows.order_by(first, "position", "key")


def present() -> QuerySet[Any]:
    """Objects that are there: approved, or drafted and not removed."""
    gone = Q(draft__isnull=True) | (Q(draft__content="") & (Q(approved__isnull=True) | Q(approved=F("draft"))))
    return Entry.objects.exclude(gone)


def kind_of(kind: str) -> Kind:
    """The kind of this name. Raises Http404."""
    try:
        return Kind(kind)
    except ValueError as error:
        raise Http404 from error


def may_add(request: HttpRequest, kind: str) -> bool:
    """May this person make objects of a kind?"""
    return may(person(request), "catalogue.structure" if kind in STRUCTURE else "catalogue.edit")
