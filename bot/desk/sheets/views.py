"""Spreadsheets in and out: the start, an import while it is read, what it would change, and its decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bot.catalogue.errors import CatalogueError
from bot.catalogue.models import ImportJob
from bot.catalogue.models.imports import BUSY, UNDECIDED, ImportState
from bot.catalogue.services import imports
from bot.catalogue.sheets import KINDS
from bot.desk.pages import page, person, shown
from bot.staff.roles import departments_for, may

ABOUT = {
    "items": "每个事项一行：名称、部门、时限、收费、在哪里办",
    "situations": "因人而异时要先问的话，每个选项一行",
    "materials": "每份材料一行；一个事项的材料会整个换成表里的",
    "places": "窗口组、自助机、乡镇服务站、别的单位、网上",
    "questions": "每个问题一行；一个事项的问题会整个换成表里的",
    "signposts": "大厅不办、要告诉群众去哪里的事",
}
PER_PAGE = 100
HEAVY = ("data", "contents", "base", "result")


@require_GET
@page("catalogue.export", "catalogue.import")
def sheets(request: HttpRequest) -> HttpResponse:
    """Exports, templates, upload, and one's own imports."""
    fault = "这个文件超过 10 MB，没有上传。请分成几个文件，或删去图片。" if "too_big" in request.GET else ""
    return _start(request, fault)


@require_POST
@page("catalogue.import")
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a file and begins to read it."""
    file = request.FILES.get("file")
    if file is None or not file.name:
        return _start(request, "还没有选文件。请先点“选择文件”，再点“上传并检查”。", status=422)
    if (file.size or 0) > imports.MAX_BYTES:
        return _start(request, "这个文件超过 10 MB，没有上传。请分成几个文件，或删去图片。", status=422)
    try:
        job = imports.start(person(request), file.name, file.read(), now=timezone.now())
    except CatalogueError as error:
        return _start(request, str(error), status=error.status)
    return redirect("desk:sheets_job", job.pk)


@require_GET
@page("catalogue.import")
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, its faults, or what it would change."""
    return _job(request, imports.look(_own(request, pk)))


@require_POST
@page("catalogue.import")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes the change set."""
    found = _own(request, pk)
    title, why = request.POST.get("title", "").strip(), request.POST.get("why", "").strip()
    if not title:
        return _job(request, found, "请写上修改单的名称。", why=why, status=422)
    try:
        imports.confirm(found, title=title, why=why, now=timezone.now())
    except CatalogueError as error:
        messages.warning(request, str(error))
    return redirect("desk:sheets_job", pk)


@require_POST
@page("catalogue.import")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives an import up."""
    imports.drop(_own(request, pk))
    messages.success(request, "已经放弃，什么都没有改。")
    return redirect("desk:sheets")


def _own(request: HttpRequest, pk: int) -> ImportJob:
    found = get_object_or_404(ImportJob.objects.defer("data", "contents", "base"), pk=pk)
    if found.user_id != person(request).pk:
        raise PermissionDenied
    return found


def _start(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    user = person(request)
    mine = ImportJob.objects.filter(user=user).defer(*HEAVY)
    may_import = may(user, "catalogue.import")
    context = {
        "fault": fault,
        "kinds": [{"name": kind.name, "title": kind.title, "about": ABOUT[kind.name]} for kind in KINDS.values()],
        "may_import": may_import,
        "may_export": may(user, "catalogue.export"),
        "own_only": may_import and departments_for(user, "catalogue.import") is not None,
        "open": mine.filter(state__in=UNDECIDED),
        "ended": mine.exclude(state__in=UNDECIDED)[:10],
    }
    return shown(request, "desk/sheets/start.html", "表格导入导出", context, status=status)


def _job(request: HttpRequest, found: ImportJob, fault: str = "", why: str = "", status: int = 200) -> HttpResponse:
    result: dict[str, Any] = found.result
    rows = result.get("faults") if found.state == ImportState.FAULTY else result.get("cells")
    day = timezone.localtime(found.made_at)
    context = {
        "job": found,
        "fault": fault,
        "busy": found.state in BUSY,
        "listed": Paginator(rows or [], PER_PAGE).get_page(request.GET.get("page")),
        "count": len(rows or []),
        "nothing": found.state == ImportState.READY and not any(result.get(n) for n in ("new", "changed", "removed")),
        "title_given": request.POST.get("title", f"{day.month}月{day.day}日导入 {found.filename}"[:120]),
        "why_given": why,
        "kept_until": day + imports.KEPT,
    }
    return shown(request, "desk/sheets/job.html", f"导入：{found.filename}", context, status=status)
