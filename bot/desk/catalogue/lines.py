"""The test lines of an item: what people ask, whether the guide is right now, adding and removing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from bot.catalogue.errors import CatalogueError, Invalid
from bot.catalogue.models import Entry, Kind
from bot.catalogue.services import lines as service
from bot.catalogue.services.drafts import may_edit
from bot.desk.pages import page, person, shown
from bot.knowledge.aspects import ASPECTS
from bot.knowledge.gate import NEW_LINES


@page("catalogue.view")
def lines(request: HttpRequest, key: str) -> HttpResponse:
    """The lines, each with how it is answered now; those who may edit the item add some."""
    entry = get_object_or_404(Entry, kind=Kind.ITEM, key=key)
    if entry.draft_id is None:
        raise Http404
    editable = may_edit(person(request), entry.kind, entry.department)
    typed, aspect, faults, status = "", "", [], 200
    if request.method == "POST":
        typed, aspect = request.POST.get("texts", ""), request.POST.get("aspect", "")
        try:
            chosen = aspect if aspect in ASPECTS else ""
            count = service.add(person(request), key, typed.splitlines(), aspect=chosen, now=timezone.now())
        except Invalid as error:
            faults, status = [f"{where}：{words}" for where, words in error.errors], error.status
        except CatalogueError as error:
            faults, status = [str(error)], error.status
        else:
            messages.success(request, f"加了{count}句。下次检查就会问。" if count else "这几句已经有了。")
            return redirect("desk:lines", key)
    rows = service.tested(key, now=timezone.now())
    removable = {row.line.pk for row in rows if editable and service.may_remove(person(request), row.line)}
    context = {
        "entry": entry, "rows": rows, "removable": removable, "right": sum(row.good for row in rows), "editable": editable, "typed": typed,
        "aspects": [(name, words, name == aspect) for name, words in ASPECTS.items()], "faults": faults,
        "unspoken": entry.approved_id is None, "lacking": max(0, NEW_LINES - len(rows)),
    }  # fmt: skip
    return shown(request, "desk/catalogue/lines.html", f"{entry.name}：测试问句", context, status=status)


@require_POST
@page("catalogue.edit")
def remove_line(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Takes one away."""
    try:
        text = service.remove(person(request), key, pk)
    except CatalogueError as error:
        if error.status == 403:
            return shown(request, "desk/refused.html", "不能修改", {"why": str(error)}, status=403)
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{text}”已删去。")
    return redirect("desk:lines", key)
