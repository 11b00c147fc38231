"""The sheet of a request 办理单, and the receipt that is printed when number and code are handed out."""

from __future__ import annotations

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import CasesError, Invalid
from bot.cases.lifecycle import ACTIONS, OPEN, State, plain
from bot.cases.models import Case, Part
from bot.desk.pages import page, person, shown
from bot.desk.papers.plain import half_hidden, readable, subject_name
from bot.staff.services.posts import post_name
from bot.store.releases import active_hall
from bot.web.squares import base, square_of

SIZES = {"a4": "A4", "80": "小票"}


@require_http_methods(["GET", "POST"])
@page("cases.view")
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet on A4 or as a slip; with a written reason also the contact, its middle hidden."""
    case = services.visible_to(request.user).select_related("holder").filter(number=number).first()
    if case is None:
        raise Http404
    contact, fault, status = "", "", 200
    if request.method == "POST":
        try:
            told = services.reveal_contact(
                case, Actor.staff(person(request)), why=request.POST.get("why", ""), now=timezone.now()
            )
            contact = half_hidden(told)
        except Invalid as error:
            fault, status = "".join(word for words in error.errors.values() for word in words), 422
        except CasesError as error:
            fault, status = str(error), error.status
    parts = list(case.handlings.filter(part=Part.HELPER, ended_at__isnull=True))
    context = {
        "case": case,
        "paper": _size(request.GET.get("paper", "")),
        "sizes": SIZES,
        "qr": qr(case.number),
        "description": readable(case.description),
        "place": readable(case.place),
        "answer": readable(case.answer or case.shown_why),
        "subject": subject_name(case.subject),
        "post": post_name(case.post) if case.post else "",
        "first": post_name(case.first_receiver) if case.first_receiver else "",
        "helpers": [post_name(one.post) for one in parts],
        "points": [(readable(one.text), readable(one.reply)) for one in case.points.filter(round=case.round)],
        "steps": _steps(case),
        "open": case.state in OPEN,
        "contact": contact,
        "why": request.POST.get("why", ""),
        "fault": fault,
        "hall": active_hall().information,
        "now": timezone.localtime(),
    }
    return shown(request, "desk/papers/sheet.html", f"办理单 {case.number}", context, status=status)


@require_POST
@page("cases.open", "cases.paper", "cases.solve", "orders.import", "area.work", "cases.view")
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and code on paper. Who prints it has both: they are checked like a citizen's, and shown to nobody else."""
    code = request.POST.get("code", "")[:20]
    try:
        case = services.look_up(request.POST.get("number", "")[:20], code, now=timezone.now())
    except CasesError as error:
        return shown(request, "desk/papers/none.html", "没有回执", {"fault": str(error)}, status=error.status)
    context = {
        "case": case,
        "code": code,
        "paper": _size(request.POST.get("paper", "")),
        "sizes": SIZES,
        "qr": qr(case.number, square_of(request, case.number)),
        "scan": bool(base(request)),
        "subject": subject_name(case.subject),
        "post": services.holder_text(case),
        "state": plain(case.state),
        "open": case.state in OPEN,
        "hall": active_hall().information,
        "now": timezone.localtime(),
    }
    return shown(request, "desk/papers/receipt.html", f"回执 {case.number}", context)


def qr(number: str, text: str = "") -> SafeString:
    """A number as an inline SVG without any style. text: what a phone reads instead; never the code."""
    drawing = segno.make(text or number, error="m", micro=False).svg_inline(
        omitsize=True, border=2, dark="#000", light="#fff", title=f"编号{number}的二维码", svgclass="qr"
    )
    return mark_safe(drawing)  # noqa: S308  drawn by segno from a number of ours


def _size(wanted: str) -> str:
    return wanted if wanted in SIZES else "a4"


def _steps(case: Case) -> list[tuple[object, str, str, str]]:
    """When, what, by whom, and the state after it; never the words, which may name people."""
    states = dict(State.choices)
    return [
        (event.at, ACTIONS[event.action].name if event.action in ACTIONS else event.action,
         post_name(event.post) if event.post else event.actor.split("（")[0], str(states.get(event.to_state, "")))
        for event in case.events.order_by("seq")
        if event.action not in ("see_contact", "remind")
    ]  # fmt: skip
