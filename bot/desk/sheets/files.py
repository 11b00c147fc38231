"""What is downloaded: sheets with the present content, empty templates, one's own file with its faults marked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from bot.catalogue import workshop
from bot.catalogue.errors import Unready
from bot.catalogue.models import ImportJob
from bot.catalogue.models.imports import ImportState
from bot.catalogue.services.compose import approved_text
from bot.catalogue.sheets import ALL, KINDS
from bot.desk.pages import page, person, shown

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
PATIENCE = 60.0
"""Seconds somebody waits for a file."""


@require_GET
@page("catalogue.export")
def export(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """What is published, as a sheet; `all` is one workbook with every sheet."""
    if form not in TYPES or kind not in {*KINDS, ALL} or (kind == ALL and form == "csv"):
        raise Http404
    name = "全部资料" if kind == ALL else KINDS[kind].title
    return _made(request, f"{name}-{timezone.localdate()}.{form}", form, "export", kind, form, approved_text())


@require_GET
@page("catalogue.export", "catalogue.import")
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty sheet with drop-downs and an example."""
    if kind not in KINDS:
        raise Http404
    return _made(request, f"{KINDS[kind].title}-空白模板.xlsx", "xlsx", "empty", kind, approved_text())


@require_GET
@page("catalogue.import")
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own file with the faulty cells marked, to be corrected in place and uploaded again."""
    found = get_object_or_404(ImportJob, pk=pk)
    if found.user_id != person(request).pk:
        raise PermissionDenied
    if found.state != ImportState.FAULTY:
        raise Http404
    name = f"{found.filename.rpartition('.')[0] or found.filename}-要改的地方.xlsx"
    data, text = bytes(found.data), approved_text()
    return _made(request, name, "xlsx", "corrected", data, found.filename, text, found.result["faults"])


def _made(request: HttpRequest, name: str, form: str, work: str, *given: object) -> HttpResponse:
    try:
        data: bytes = workshop.run(f"bot.catalogue.sheets.jobs:{work}", *given, seconds=PATIENCE)
    except Unready as error:
        return shown(request, "desk/sheets/unready.html", "表格没有做出来", {"fault": str(error)}, status=503)
    response = HttpResponse(data, content_type=TYPES[form])
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
