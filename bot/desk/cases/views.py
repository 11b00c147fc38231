"""The board, the page of one request, its steps, and the contact for a written reason."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import CasesError, Conflict, Invalid, NotAllowed
from bot.cases.models import Case
from bot.cases.services.steps import permitted
from bot.desk.cases import queues
from bot.desk.cases.actions import GROUPS, STEPS, Step, offered
from bot.desk.cases.answers import wordings
from bot.desk.cases.board import listed
from bot.desk.cases.forms import StepForm
from bot.desk.cases.rows import readable
from bot.desk.cases.viewer import Viewer
from bot.desk.cases.whole import meanwhile, whole
from bot.desk.pages import page, person, shown
from bot.staff.roles import may

OVERRIDE = "override"
"""The field with a manager's reason; where it is, other posts' work is done."""
SEE_CONTACT = "see_contact"


@page("cases.view")
@require_GET
def board(request: HttpRequest) -> HttpResponseBase:
    """The tabs with their counts and the list of one; only the part that changes, when the page asks for it again."""
    viewer = Viewer.of(person(request), timezone.now())
    context = listed(request.GET, viewer)
    if request.headers.get("HX-Request"):
        answer = shown(request, "desk/cases/list.html", "诉求", context)
        answer["X-Board"] = "list"
        return answer
    return shown(request, "desk/cases/board.html", "诉求", context)


@page("cases.view")
@require_GET
def case(request: HttpRequest, number: int) -> HttpResponseBase:
    """One request: what it is, what comes next, and everything this person may do."""
    viewer = Viewer.of(person(request), timezone.now())
    return _page(request, _found(viewer, number), viewer, opened=request.GET.get("do", ""))


@page("cases.view")
@require_POST
def act(request: HttpRequest, number: int, code: str) -> HttpResponseBase:
    """Does one step. On a mistake the page comes back with everything that was typed."""
    step = STEPS.get(code)
    viewer = Viewer.of(person(request), timezone.now())
    found = _found(viewer, number)
    if step is None:
        raise Http404
    overriding = OVERRIDE in request.POST
    form = step.form(request.POST, code=code, case=found, user=viewer.user, overriding=overriding)
    if not form.is_valid():
        return _page(request, found, viewer, form=form, step=step, status=422)
    actor = Actor.staff(viewer.user, override=form.cleaned_data.get(OVERRIDE, ""))
    try:
        step.do(found, actor, form.cleaned_data, viewer.now)
    except Invalid as refused:
        for field, words in refused.errors.items():
            form.add_error(field if field in form.fields else None, list(words))
        return _page(request, _found(viewer, number), viewer, form=form, step=step, status=422)
    except (Conflict, NotAllowed) as refused:
        return _page(
            request, _found(viewer, number), viewer, form=form, step=step, fault=refused, status=refused.status
        )
    messages.success(request, f"{number}：{step.done}")
    return _after(request, viewer, number)


@page("cases.contact")
@require_POST
def contact(request: HttpRequest, number: int) -> HttpResponseBase:
    """Shows the contact once, after a reason has been written down. POST only: a link must not do it.

    Rights come first: who may not see requests is not told which of them exist.
    """
    viewer = Viewer.of(person(request), timezone.now())
    found = _found(viewer, number)
    context: dict[str, Any] = {"case": found, "typed": request.POST.get("why", "")}
    status = 200
    try:
        why = request.POST.get("why", "")
        own = SEE_CONTACT in permitted(found, viewer.actor)
        actor = viewer.actor if own else Actor.staff(viewer.user, override=why)  # a manager's reason serves for both
        context["contact"] = services.reveal_contact(found, actor, why=why, now=viewer.now)
        context["numbers"] = _numbers(found)
    except Invalid as error:
        context["fault"], status = "".join(word for words in error.errors.values() for word in words), error.status
    except CasesError as error:
        context["fault"], status = str(error), error.status
    steps = [step for step in offered(found, viewer.user, viewer.now) if step.code == "contact"]
    context["panels"] = [_panel(step, found, viewer) for step in steps] if status == 200 else []
    return shown(request, "desk/cases/contact.html", f"诉求 {found.number} 的联系方式", context, status=status)


def _found(viewer: Viewer, number: int) -> Case:
    """The request with this number, for who may know of it; whoever may not gets the same answer as for none."""
    seen = queues.standing(viewer.visible(), viewer).select_related("holder", "merged_into")
    found = seen.filter(number=str(number)).first()
    if found is None:
        raise Http404("没有这件诉求，或您不能看。")
    return found


def _after(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponseBase:
    """Where to go on: the request's page while this person may see it."""
    if viewer.visible().filter(number=str(number)).exists():
        return redirect("desk:case", number)
    return redirect("desk:board")


def _numbers(case: Case) -> str:
    """The words of the request with the numbers in them, where there are any."""
    if case.conversation_id is None or readable(case.description) == case.description:
        return ""
    return services.unmask(case.conversation_id, case.description)


def _panel(step: Step, case: Case, viewer: Viewer, *, form: StepForm | None = None, overriding: bool = False) -> dict[str, Any]:  # fmt: skip
    made = form or step.form(code=step.code, case=case, user=viewer.user, overriding=overriding)
    return {"step": step, "form": made, "wordings": wordings(step, case, viewer)}


def _page(
    request: HttpRequest, case: Case, viewer: Viewer, *, form: StepForm | None = None, step: Step | None = None,
    fault: CasesError | None = None, status: int = 200, opened: str = "",
) -> HttpResponseBase:  # fmt: skip
    context = whole(case, viewer)
    overriding = form is not None and OVERRIDE in form.fields
    typed = form.code if form is not None and not overriding else ""
    panels = [
        _panel(one, case, viewer, form=form if one.code == typed else None)
        for one in offered(case, viewer.user, viewer.now)
    ]
    over = [
        _panel(one, case, viewer, form=form if overriding and form is not None and one.code == form.code else None,
               overriding=True)
        for one in offered(case, viewer.user, viewer.now, override=True)
    ]  # fmt: skip
    first = opened or context["next"].code
    by_code = {panel["step"].code: panel for panel in panels}
    if form is not None and step is not None and not overriding and typed not in by_code:
        by_code[typed] = {"step": step, "form": form, "wordings": []}  # too late: still nothing typed is lost
        panels.append(by_code[typed])
        context["late"] = typed
    main = by_code.get(typed or first) or by_code.get(context["next"].code)
    context |= {
        "main": main,
        "groups": [
            (group, some) for group in GROUPS
            if (some := [panel for panel in panels if panel["step"].group == group and panel is not main])
        ],
        "override": over,
        "override_open": overriding,
        "form": form,
        "fault": str(fault) if fault is not None else "",
        "meanwhile": meanwhile(case, _seen(request)) if fault is not None else [],
        "may_see_contact": _may_see_contact(case, viewer),
        "back": f"{reverse('desk:board')}?{urlencode({'tab': request.GET['tab']})}" if "tab" in request.GET else reverse("desk:board"),
    }  # fmt: skip
    return shown(request, "desk/cases/case.html", f"诉求 {case.number}", context, status=status)


def _may_see_contact(case: Case, viewer: Viewer) -> bool:
    if case.contact is None or not may(viewer.user, "cases.contact"):
        return False
    return any(SEE_CONTACT in permitted(case, Actor.staff(viewer.user, override=why)) for why in ("", "代办"))


def _seen(request: HttpRequest) -> int:
    given = request.POST.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
