"""A ledger on the page and as a sheet, and the log of what was taken out."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from bot.cases import services
from bot.cases.models import Case
from bot.desk.ledgers.choosing import ChooseForm
from bot.desk.pages import page, person, shown
from bot.reports.ledgers import COLUMNS, Names, entries, listed
from bot.reports.models import Export
from bot.reports.services.exports import export as take_out
from bot.reports.workbook import TYPE
from bot.staff.roles import may
from bot.store.releases import active_hall

PER_PAGE = 50
MOST = 50_000
"""Rows of one sheet."""
TITLE = "诉求台账"


@require_GET
@page("cases.ledgers")
def ledger(request: HttpRequest) -> HttpResponse:
    """The chosen requests, the newest first."""
    now, hall = timezone.now(), active_hall()
    form = ChooseForm(request.GET, hall=hall, now=now)
    chosen = form.chosen()
    found = chosen.ledger(services.visible_to(request.user), hall, now)
    listing = Paginator(found.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    cases = Case.objects.prefetch_related("evaluations", "round_ends").defer("contact").in_bulk(list(listing))
    context = {
        "form": form,
        "words": form.words(chosen),
        "listed": listing,
        "entries": listed([cases[pk] for pk in listing], Names(hall), now),
        "query": request.GET.urlencode(),
        "may_see_log": may(request.user, "staff.log"),
    }
    return shown(request, "desk/ledgers/ledger.html", TITLE, context)


@require_POST
@page("cases.ledgers")
def export(request: HttpRequest) -> HttpResponse:
    """The same requests as a sheet. What was chosen stands in the address, as on the page."""
    now, hall = timezone.now(), active_hall()
    form = ChooseForm(request.GET, hall=hall, now=now)
    chosen = form.chosen()
    found = chosen.ledger(services.visible_to(request.user), hall, now)
    if found[MOST : MOST + 1].exists():
        messages.warning(request, f"超过{MOST}行，没有导出。请缩短时间，或多选几个条件。")
        return redirect(f"{reverse('desk:ledgers')}?{request.GET.urlencode()}")
    rows = (list(entry) for entry in entries(found, Names(hall), now))
    data = take_out(
        person(request), what="ledger", title=TITLE, about=form.words(chosen), columns=COLUMNS, rows=rows, now=now
    )
    return sheet(data, TITLE, now)


@require_GET
@page("staff.log")
def exports(request: HttpRequest) -> HttpResponse:
    """Who took what; for those who look after the others."""
    rows = Paginator(Export.objects.select_related("user"), PER_PAGE).get_page(request.GET.get("page"))
    return shown(request, "desk/ledgers/exports.html", "导出记录", {"listed": rows})


def sheet(data: bytes, title: str, now: datetime) -> HttpResponse:
    """A sheet as a download."""
    response = HttpResponse(data, content_type=TYPE)
    name = f"{title}-{timezone.localtime(now):%Y-%m-%d}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
