"""The list with its tabs, a new problem, a request put on the list, and striking off."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bot.cases import services
from bot.cases.actors import handlers
from bot.cases.errors import CasesError, Invalid
from bot.cases.lifecycle import OPEN
from bot.cases.models import Case
from bot.desk.ledgers.views import MOST, sheet
from bot.desk.pages import page, person, shown
from bot.desk.problems.forms import FindForm, ListForm, StrikeForm
from bot.reports.ledgers import Names
from bot.reports.models import Listing, Reach
from bot.reports.problems import COLUMNS, STANDINGS, line, lines, of_reach, on_the_list, standing
from bot.reports.services import problems
from bot.reports.services.exports import export as take_out
from bot.staff.roles import may
from bot.store.releases import active_hall

PER_PAGE = 50
TITLE = "问题清单"


@require_GET
@page("cases.view")
def listing(request: HttpRequest) -> HttpResponse:
    """The list: what is being mended first."""
    now, names = timezone.now(), Names(active_hall())
    tab, reach, department, found = _chosen(request)
    counts = found.order_by().aggregate(**{name: Count("pk", filter=standing(name, now)) for name in STANDINGS})
    chosen = found.filter(standing(tab, now)).order_by("expected_at", "pk")
    rows = Paginator(chosen.prefetch_related("events__words"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": [(name, words, counts[name]) for name, words in STANDINGS.items() if name != "ended" or counts[name]],
        "tab": tab,
        "reach": reach,
        "reaches": Reach.choices,
        "department": department,
        "departments": list(names.departments.items()),
        "listed": rows,
        "lines": [line(case, names, now) for case in rows],
        "query": request.GET.urlencode(),
        "may_find": may(request.user, "problems.find"),
        "may_keep": may(request.user, "problems.keep"),
        "may_export": may(request.user, "cases.ledgers"),
    }
    return shown(request, "desk/problems/list.html", TITLE, context)


@require_http_methods(["GET", "POST"])
@page("problems.find")
def find(request: HttpRequest) -> HttpResponse:
    """A problem that we found ourselves."""
    user = person(request)
    form = FindForm(request.POST or None, hall=active_hall(), keeps=may(user, "problems.keep"))
    if form.is_valid():
        try:
            case = problems.report_problem(user, now=timezone.now(), **form.cleaned_data)
        except Invalid as error:
            _stand_at(form, error)
        except CasesError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已经列入问题清单，编号{case.number}。")
            return redirect("desk:problems")
    return shown(request, "desk/problems/find.html", "登记自查问题", {"form": form}, status=_status(form))


@require_http_methods(["GET", "POST"])
@page("problems.keep")
def put(request: HttpRequest) -> HttpResponse:
    """A request that comes onto the list, or onto the other level of it."""
    form = ListForm(request.POST or None, auto_id="%s", initial={"number": request.GET.get("number", "")})
    if form.is_valid():
        given = form.cleaned_data
        case = (
            services.visible_to(request.user).filter(number=given["number"].replace(" ", "").replace("-", "")).first()
        )
        if case is None:
            form.add_error("number", "没有这个编号的诉求，或您不能看。请核对编号。")
        else:
            try:
                row = problems.list_problem(
                    case, person(request), reach=given["reach"], why=given["why"], now=timezone.now()
                )
            except Invalid as error:
                _stand_at(form, error)
            except CasesError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"{case.number}已经列入{row.get_reach_display()}问题清单。")
                return redirect("desk:problems")
    return shown(request, "desk/problems/put.html", "列入问题清单", {"form": form}, status=_status(form))


@require_http_methods(["GET", "POST"])
@page("problems.keep")
def strike(request: HttpRequest, number: int) -> HttpResponse:
    """What was wrong and what was done about it, and whether it is struck off."""
    case = _on_the_list(request, number)
    form = StrikeForm(request.POST or None, auto_id="%s")
    hindered = _hindered(request, case)
    if not hindered and form.is_valid():
        try:
            problems.strike(case, person(request), now=timezone.now(), **form.cleaned_data)
        except Invalid as error:
            _stand_at(form, error)
        except CasesError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"问题{case.number}已经销号。")
            return redirect("desk:problems")
    context = {
        "form": form,
        "case": case,
        "problem": line(case, Names(active_hall()), timezone.now()),
        "hindered": hindered,
    }
    return shown(request, "desk/problems/strike.html", f"验收销号 {case.number}", context, status=_status(form))


@require_POST
@page("cases.ledgers")
def export(request: HttpRequest) -> HttpResponse:
    """The tab that is open, as a sheet."""
    now = timezone.now()
    tab, reach, department, found = _chosen(request)
    names = Names(active_hall())
    about = "，".join(
        part
        for part in (STANDINGS[tab], dict(Reach.choices).get(reach, ""), names.departments.get(department, ""))
        if part
    )
    rows = lines(found.filter(standing(tab, now)).order_by("expected_at", "pk")[:MOST], names, now)
    sheet_rows = ([*row[:10], "是" if row.late else "", *row[11:]] for row in rows)
    data = take_out(
        person(request), what="problems", title=TITLE, about=about, columns=COLUMNS, rows=sheet_rows, now=now
    )
    return sheet(data, TITLE, now)


def _chosen(request: HttpRequest) -> tuple[str, str, str, QuerySet[Case]]:
    """The tab, level and department that are asked for, and everything of both that the person may see."""
    tab, reach = request.GET.get("tab", "open"), request.GET.get("reach", "")
    department = request.GET.get("department", "")
    found = on_the_list(services.visible_to(request.user))
    if reach in Reach.values:
        found = found.filter(of_reach(reach))
    if department:
        found = found.filter(post__in=[post.id for post in active_hall().posts if post.department == department])
    return tab if tab in STANDINGS else "open", reach, department, found


def _on_the_list(request: HttpRequest, number: int) -> Case:
    found = on_the_list(services.visible_to(request.user)).prefetch_related("events__words")
    case = found.filter(number=number).first()
    if case is None:
        raise Http404
    return case


def _hindered(request: HttpRequest, case: Case) -> str:
    """Why it can't be struck off now by this person; empty = it can."""
    row = Listing.objects.filter(case=case).first()
    if not case.self_found and row is not None and row.struck_at is not None:
        return "这个问题已经销号了。"
    if case.state in OPEN:
        return "这个问题还在整改，承办岗位答复以后才能验收。"
    if not Case.objects.filter(Q(pk=case.pk) & standing("waiting", timezone.now())).exists():
        return "这个问题已经结束，不用再验收。"
    if person(request).pk in handlers(case):
        return "这个问题是您经办的，请由别人来验收。"
    return ""


def _stand_at(form: forms.Form, error: Invalid) -> None:
    for name, words in error.errors.items():
        for word in words:
            form.add_error(name if name in form.fields else None, word)


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
