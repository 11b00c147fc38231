"""Outside orders: upload, what is wrong and what would be opened, the decision; answers out in the same form."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from bot.cases import services
from bot.cases.errors import CasesError, Invalid
from bot.cases.models import BatchState, Case, Kind, OrderBatch
from bot.cases.services import orders as service
from bot.catalogue import workshop
from bot.catalogue.errors import Unready
from bot.desk.pages import page, person, shown
from bot.desk.papers.plain import half_hidden, readable, subject_name
from bot.knowledge.proposal import propose
from bot.staff.roles import may
from bot.staff.services.posts import post_name
from bot.store.releases import active_hall, shelf

MAX_BYTES = 10_000_000
PATIENCE = 60.0
"""Seconds somebody waits for a file to be read or made."""
SHOWN = 50
"""Orders of a file that are shown before it is confirmed."""
MOST_OUT = 20_000
"""Orders of one export."""
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
TOO_BIG = "这个文件超过 10 MB，没有上传。请分成几个文件。"


@require_GET
@page("orders.import", "orders.export")
def orders(request: HttpRequest) -> HttpResponse:
    """Upload, one's own files, and the export."""
    return _start(request, TOO_BIG if "too_big" in request.GET else "")


@require_POST
@page("orders.import")
def upload(request: HttpRequest) -> HttpResponse:
    """Reads a file, beside the web; nothing is opened yet."""
    file, source = request.FILES.get("file"), request.POST.get("source", "").strip()[:40]
    if file is None or not file.name:
        return _start(request, "还没有选文件。请先点“选择文件”，再点“上传并检查”。", source=source, status=422)
    if (file.size or 0) > MAX_BYTES:
        return _start(request, TOO_BIG, source=source, status=422)
    now = timezone.localtime()
    subjects = {one.name: one.id for one in active_hall().subjects}
    try:
        found: dict[str, Any] = workshop.run(
            "bot.desk.orders.sheet:read", file.read(), file.name, source=source, subjects=subjects,
            now=now.isoformat(), seconds=PATIENCE,
        )  # fmt: skip
    except Unready as error:
        return _start(request, str(error), source=source, status=503)
    if "refused" in found:
        return _start(request, found["refused"], source=source, status=422)
    made = service.check_in(person(request), file.name, found["rows"], found["faults"], found["notes"],
                            total=found["total"], now=now)  # fmt: skip
    return redirect("desk:orders_batch", made.pk)


@require_GET
@page("orders.import")
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """A file before and after it is confirmed."""
    return _batch(request, _own(request, pk))


@require_POST
@page("orders.import")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the orders: all of them, or by choice those without fault."""
    found = _own(request, pk)
    try:
        service.confirm(found, person(request), good_only=request.POST.get("mode") == "good", now=timezone.now())
    except Invalid as error:
        return _batch(request, found, "".join(word for words in error.errors.values() for word in words), status=422)
    except CasesError as error:
        return _batch(request, found, str(error), status=error.status)
    return redirect("desk:orders_batch", pk)


@require_POST
@page("orders.import")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a file up."""
    found = _own(request, pk)
    try:
        service.drop(found, person(request), now=timezone.now())
    except CasesError as error:
        return _batch(request, found, str(error), status=error.status)
    return redirect("desk:orders")


@require_GET
@page("orders.import")
def template(request: HttpRequest) -> HttpResponse:
    """An empty sheet."""
    return _made(request, "外部工单-空白模板.xlsx", "xlsx", "template")


@require_GET
@page("orders.export")
def export(request: HttpRequest) -> HttpResponse:
    """The orders this person may see, with their answers, in the form in which they came."""
    form = "csv" if request.GET.get("form") == "csv" else "xlsx"
    source, since, until = request.GET.get("source", ""), _day(request, "since"), _day(request, "until")
    if "bad" in (since, until):
        return _start(request, "日期要写成 2026-11-20 这样。", status=422)
    found = service.answered(
        person(request), source=source, since=_midnight(since), until=_midnight(until, after=1)
    ).select_related("merged_into")
    rows = [_line(case) for case in found[: MOST_OUT + 1]]
    if len(rows) > MOST_OUT:
        return _start(request, f"一次最多导出{MOST_OUT}条，请选短一些的时间。", status=422)
    name = f"{source or '外部工单'}-答复-{timezone.localdate()}.{form}"
    return _made(request, name, form, "write", rows, form)


def _line(case: Case) -> list[str]:
    """An order as it came, and what became of it. The contact is not given back: who sent the order has it."""
    main = case.merged_into or case
    over = main.resolved_at or case.closed_at
    in_time = "" if over is None else "是" if over <= case.expected_at else "否"
    return [
        case.source, case.outside_number, readable(case.description), readable(case.place), case.get_kind_display(),
        subject_name(case.subject), _at(case.received_at), _at(case.expected_at), "已留" if case.contact else "",
        case.number, case.get_state_display(), post_name(case.post) if case.post else "",
        readable(main.answer or case.shown_why), _at(main.resolved_at), _at(case.closed_at), in_time,
    ]  # fmt: skip


def _at(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment is not None else ""


def _day(request: HttpRequest, name: str) -> str:
    text = request.GET.get(name, "")
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return "bad"


def _midnight(day: str, *, after: int = 0) -> datetime | None:
    if not day:
        return None
    return timezone.make_aware(datetime.combine(date.fromisoformat(day) + timedelta(days=after), time()))


def _made(request: HttpRequest, name: str, form: str, work: str, *given: object) -> HttpResponse:
    try:
        data: bytes = workshop.run(f"bot.desk.orders.sheet:{work}", *given, seconds=PATIENCE)
    except Unready as error:
        return _start(request, str(error), status=503)
    response = HttpResponse(data, content_type=TYPES[form])
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _own(request: HttpRequest, pk: int) -> OrderBatch:
    found = get_object_or_404(OrderBatch, pk=pk)
    if found.user_id != person(request).pk:
        raise PermissionDenied
    return found


def _start(request: HttpRequest, fault: str = "", *, source: str = "", status: int = 200) -> HttpResponse:
    user = person(request)
    exports = may(user, "orders.export")
    sources = service.answered(user).order_by("source").values_list("source", flat=True).distinct() if exports else []
    today = timezone.localdate()
    context = {
        "fault": fault,
        "source": source,
        "imports": may(user, "orders.import"),
        "exports": exports,
        "sources": list(sources),
        "chosen": request.GET.get("source", ""),
        "since": request.GET.get("since", "") or (today - timedelta(days=30)).isoformat(),
        "until": request.GET.get("until", "") or today.isoformat(),
        "batches": OrderBatch.objects.filter(user=user).defer("sealed")[:10],
    }
    return shown(request, "desk/orders/start.html", "外部工单", context, status=status)


def _batch(request: HttpRequest, found: OrderBatch, fault: str = "", *, status: int = 200) -> HttpResponse:
    held = service.contents(found)
    checked = found.state == BatchState.CHECKED
    there = service.known(held.rows) if checked else set()
    context = {
        "batch": found,
        "fault": fault,
        "checked": checked,
        "busy": found.state == BatchState.RUNNING,
        "good": len(held.rows),
        "new": len(held.rows) - len(there),
        "known": len(there),
        "faults": Paginator(held.faults, 100).get_page(request.GET.get("page")),
        "listed": Paginator(held.faults, 100).get_page(request.GET.get("page")),
        "notes": held.notes,
        "rows": [_preview(row, there) for row in held.rows[:SHOWN]] if checked else [],
        "opened": services.visible_to(request.user).filter(
            origin="import", recorded_by=found.user, opened_at__gte=found.made_at
        )[:20] if found.state == BatchState.DONE else [],
    }  # fmt: skip
    return shown(request, "desk/orders/batch.html", found.filename, context, status=status)


def _preview(row: dict[str, Any], there: set[tuple[str, str]]) -> dict[str, Any]:
    words = propose(shelf().active(), row["description"])
    kind, subject = row["kind"] or words.kind, row["subject"] or (words.subject.id if words.subject else "")
    return {
        **row,
        "description": readable(row["description"]),
        "kind_name": Kind(kind).label,
        "subject_name": subject_name(subject),
        "due": datetime.fromisoformat(row["expected_at"]) if row["expected_at"] else None,
        "contact": half_hidden(row["contact"]) if row["contact"] else "",
        "known": (row["source"], row["number"]) in there,
    }
