"""Change sets: a list of those on their way, the page of one, what may be done with it; and the published releases."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bot.catalogue.errors import CatalogueError, Stopped
from bot.catalogue.models import ChangeSet, Publication
from bot.catalogue.models.changes import OPEN, State
from bot.catalogue.services import checking, drafts, publishing, review
from bot.desk.changes.report import Shown
from bot.desk.pages import page, person, shown
from bot.staff.roles import may

WRITES = ("catalogue.edit", "catalogue.structure", "catalogue.review")


@require_GET
@page("catalogue.view")
def change_sets(request: HttpRequest) -> HttpResponse:
    """Those on their way: mine, waiting for review, others; and the last that ended."""
    rows = ChangeSet.objects.filter(state__in=(*OPEN, State.LOADING))
    groups = [
        ("等审核的", [one for one in rows if one.state == State.SUBMITTED]),
        ("我的", [one for one in rows if one.user_id == person(request).pk and one.state != State.SUBMITTED]),
        ("别人的", [one for one in rows if one.user_id != person(request).pk and one.state != State.SUBMITTED]),
    ]
    ended = ChangeSet.objects.filter(state__in=(State.PUBLISHED, State.DROPPED)).order_by("-closed_at")
    listed = Paginator(ended, 20).get_page(request.GET.get("page"))
    return shown(request, "desk/changes/list.html", "修改单", {"groups": groups, "listed": listed})


@require_GET
@page("catalogue.view")
def change_set(request: HttpRequest, pk: int) -> HttpResponse:
    """One change set: what it changes, which answers change, what the check says, and what to do next."""
    return _page(request, get_object_or_404(ChangeSet, pk=pk))


@require_GET
@page("catalogue.view")
def check_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that the check fills; asked for again while it runs."""
    found = get_object_or_404(ChangeSet, pk=pk)
    response = shown(request, "desk/changes/report.html", found.title, _context(request, found))
    if checking.progress(found) is None:
        response["HX-Refresh"] = "true"  # done: the buttons of the page depend on it
    return response


@require_POST
@page(*WRITES)
def start_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins the check."""
    found = get_object_or_404(ChangeSet, pk=pk)
    if found.open:
        checking.start(found)
    if request.headers.get("HX-Request"):
        return shown(request, "desk/changes/report.html", found.title, _context(request, found))
    return redirect(f"{reverse('desk:change_set', args=[pk])}#check")


@require_POST
@page(*WRITES)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for a change set."""

    def do(found: ChangeSet) -> str:
        drafts.rename(person(request), found, request.POST.get("title", ""))
        return "名称已改。"

    return _done(request, pk, do)


@require_POST
@page(*WRITES)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends it for review."""

    def do(found: ChangeSet) -> str:
        publishing.submit(person(request), found, now=timezone.now())
        if not review.fresh(found):
            checking.start(found)
        return "已送审。审核看过、发布以后，小豹就照新的说。"

    return _done(request, pk, do)


@require_POST
@page("catalogue.review")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns it to its author."""

    def do(found: ChangeSet) -> str:
        publishing.give_back(person(request), found, why=request.POST.get("why", ""), now=timezone.now())
        return "已退回。"

    return _done(request, pk, do)


@require_POST
@page(*WRITES)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives it up."""

    def do(found: ChangeSet) -> str:
        drafts.drop(person(request), found, now=timezone.now())
        return "这张修改单已放弃，资料和发布的一样。修改记录还留着。"

    return _done(request, pk, do)


@require_POST
@page("catalogue.publish_local", "catalogue.review")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Speaks it."""
    found = get_object_or_404(ChangeSet, pk=pk)
    why, override = request.POST.get("why", ""), request.POST.get("override_why", "")
    try:
        made = publishing.publish(person(request), found, why=why, override_why=override, now=timezone.now())
    except Stopped as error:
        found.refresh_from_db()
        return _page(request, found, fault=str(error), why=why, override=override, status=error.status)
    except CatalogueError as error:
        return _page(request, found, fault=str(error), why=why, override=override, status=error.status)
    messages.success(request, f"已发布（第{made.number}次）。从现在起，小豹照新的说。")
    return redirect("desk:change_set", pk)


@require_GET
@page("catalogue.view")
def releases(request: HttpRequest) -> HttpResponse:
    """What was published, newest first; an earlier one can be gone back to."""
    rows = Publication.objects.select_related("change_set", "restored").defer("approved")
    listed = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = {
        "listed": listed,
        "active": review.active_id(),
        "newest": Publication.objects.values_list("number", flat=True).first(),
        "may_go_back": may(person(request), "catalogue.rollback"),
    }
    return shown(request, "desk/changes/releases.html", "发布记录", context)


@require_POST
@page("catalogue.rollback")
def rollback(request: HttpRequest, number: int) -> HttpResponse:
    """Goes back to an earlier publication."""
    found = get_object_or_404(Publication, number=number)
    try:
        made = publishing.rollback(person(request), found, why=request.POST.get("why", ""), now=timezone.now())
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已退回到第{number}次发布的内容（这是第{made.number}次发布）。")
    return redirect("desk:releases")


def _done(request: HttpRequest, pk: int, do: Callable[[ChangeSet], str]) -> HttpResponse:
    found = get_object_or_404(ChangeSet, pk=pk)
    try:
        messages.success(request, do(found))
    except CatalogueError as error:
        return _page(request, found, fault=str(error), why=request.POST.get("why", ""), status=error.status)
    return redirect("desk:change_set", pk)


def _page(
    request: HttpRequest, found: ChangeSet, *, fault: str = "", why: str = "", override: str = "", status: int = 200
) -> HttpResponse:
    context = {**_context(request, found), "fault": fault, "why": why, "override": override}
    return shown(request, "desk/changes/page.html", found.title, context, status=status)


def _context(request: HttpRequest, found: ChangeSet) -> dict[str, object]:
    user = person(request)
    seen = Shown.of(found)
    return {
        "found": found,
        "seen": seen,
        "fault": "",
        "progress": checking.progress(found),
        "failure": checking.failure(found),
        "may_write": any(may(user, capability) for capability in WRITES),
        "may_review": may(user, "catalogue.review"),
        "may_override": may(user, "catalogue.override"),
        "refusal": publishing.may_publish(user, found) if found.open and seen.objects else "",
    }
