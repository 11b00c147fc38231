"""The pages on which staff put a request in, and the number and code afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import CasesError, Invalid, KeyReused
from bot.cases.lifecycle import OPEN
from bot.cases.services import Opened
from bot.cases.services.intake import take_in
from bot.desk.intake.draft import Draft, drafted
from bot.desk.intake.forms import IntakeForm, PaperForm, SolvedForm, Words
from bot.desk.pages import page, person, shown
from bot.staff.roles import may
from bot.store.releases import shelf
from bot.store.writing import writing
from bot.text.mask import mask

Take = Callable[[Actor, Words, Draft, str, datetime], Opened]
FORMS: dict[str, type[Words]] = {"intake": IntakeForm, "solved": SolvedForm, "paper": PaperForm}
WAYS = (
    ("intake", "desk:intake", "替群众登记", "cases.open"),
    ("solved", "desk:intake_solved", "当场办结", "cases.solve"),
    ("paper", "desk:intake_paper", "补录纸质诉求", "cases.paper"),
)
ITEMS_LISTED = 400
"""So many names of items are offered while one types; more would make the page heavy. Any name may be written."""


@require_http_methods(["GET", "POST"])
@page("cases.open")
def intake(request: HttpRequest) -> HttpResponse:
    """At the counter, or while somebody is on the telephone."""
    return _worked(request, IntakeForm, "替群众登记", _taken_in)


@require_http_methods(["GET", "POST"])
@page("cases.solve")
def solved(request: HttpRequest) -> HttpResponse:
    """Answered while the person stands there: three fields."""
    return _worked(request, SolvedForm, "当场办结", _solved)


@require_http_methods(["GET", "POST"])
@page("cases.paper")
def paper(request: HttpRequest) -> HttpResponse:
    """What was taken in on paper."""
    return _worked(request, PaperForm, "补录纸质诉求", _recorded)


@require_POST
@page("cases.open", "cases.paper", "cases.solve")
def proposal(request: HttpRequest) -> HttpResponse:
    """What these words would become; the piece of the page that follows the typing. Nothing is stored."""
    release, now = shelf().active(), timezone.localtime()
    form_class = FORMS.get(request.POST.get("form", ""), IntakeForm)
    draft = drafted(release, request.POST.dict(), now)
    form = form_class(initial=request.POST.dict(), release=release, draft=draft)
    return shown(request, "desk/intake/proposed.html", "", {"form": form, "draft": draft, "part": _part(form_class)})


def _worked(request: HttpRequest, form_class: type[Words], title: str, take: Take) -> HttpResponse:
    release, now = shelf().active(), timezone.localtime()
    if request.method == "GET":
        about = request.GET.get("about", "")[:4000]  # words that another page hands over
        draft = drafted(release, {"description": about}, now) if about else None
        first = {"token": secrets.token_hex(16), "description": about}
        return _form(request, form_class(initial=first, release=release, draft=draft), title)
    given = request.POST.dict()
    draft = drafted(release, given, now)
    if "preview" in given:
        return _form(request, form_class(initial=given, release=release, draft=draft), title)
    form = form_class(request.POST, release=release, draft=draft)
    if not form.is_valid():
        return _form(request, form, title, status=422)
    if draft.danger and form.cleaned_data["warned"] != draft.proposal.emergency:
        return _form(request, form, title, stopped=True)
    status = 422
    try:
        body = _once(request, form, draft, take, now)
        return shown(request, "desk/intake/done.html", "已经登记", {**body, "again": request.path, "draft": draft})
    except KeyReused:
        form.add_error(None, "这张表刚才已经登记过了。要登记另一件，请点“重新开始”。")
        status = 409
    except Invalid as error:
        form.take(error.errors)
    except CasesError as error:
        form.add_error(None, str(error))
        status = error.status
    return _form(request, form, title, status=status)


def _once(request: HttpRequest, form: Words, draft: Draft, take: Take, now: datetime) -> dict[str, Any]:
    """Opens it, once however often the button is pressed; what the page says afterwards."""
    user, token = person(request), form.cleaned_data["token"] or secrets.token_hex(16)
    sent = {name: value for name, value in request.POST.dict().items() if name not in ("csrfmiddlewaretoken", "warned")}
    key = services.key_for(f"{request.path}{user.pk}", token, sent)
    with writing():
        stored = services.claim_key(key, now=now)
        if stored is not None:
            told: dict[str, Any] = stored.answer
            return told
        opened = take(Actor.staff(user), form, draft, _release_name(), now)
        body = _told(opened, request)
        services.keep_answer(key, 201, body)
    return body


def _taken_in(actor: Actor, form: Words, draft: Draft, release: str, now: datetime) -> Opened:
    data = form.cleaned_data
    post = "" if draft.ours else data["post"]
    return take_in(actor, manner=data["manner"], release=release, now=now, post=post, **_common(data, draft))


def _solved(actor: Actor, form: Words, draft: Draft, release: str, now: datetime) -> Opened:
    return services.open_solved(
        actor, kind=draft.kind, description=draft.text, answer=mask(form.cleaned_data["answer"]).text, release=release,
        now=now, item=draft.item, subject=draft.subject.id if draft.subject else "",
    )  # fmt: skip


def _recorded(actor: Actor, form: Words, draft: Draft, release: str, now: datetime) -> Opened:
    data = form.cleaned_data
    return services.record_later(
        actor, received_at=data["received_at"], paper=data["paper"], why=data["why"], state=data["state"],
        answer=mask(data["answer"]).text, release=release, now=now, **_common(data, draft),
    )  # fmt: skip


def _common(data: dict[str, Any], draft: Draft) -> dict[str, Any]:
    key = data["against_person"]
    return {
        "kind": draft.kind,
        "description": draft.text,
        "place": draft.place,
        "item": draft.item,
        "subject": draft.subject.id if draft.subject else "",
        "urgent": draft.urgent,
        "contact": data["contact"] or None,
        "way_back": data["way_back"] or ("call" if data["contact"] else ""),
        "anonymous": data["anonymous"],
        "window": data["against_window"],
        "against_department": data["against_department"],
        "against_person": User.objects.get(pk=key) if key else None,
        "limit_days": data["limit_days"],
        "limit_basis": data["limit_basis"],
    }


def _told(opened: Opened, request: HttpRequest) -> dict[str, Any]:
    case = opened.case
    seen = services.visible_to(request.user).filter(pk=case.pk).exists()
    return {
        "number": case.number,
        "code": opened.code,
        "kind": case.get_kind_display(),
        "state": case.get_state_display(),
        "post": services.holder_text(case),
        "expected": timezone.localtime(case.expected_at).strftime("%Y年%-m月%-d日 %H:%M"),
        "over": case.state not in OPEN,
        "seen": seen,
        "about_unit": case.about_unit,
    }


def _form(request: HttpRequest, form: Words, title: str, *, status: int = 200, stopped: bool = False) -> HttpResponse:
    release = form.release
    context = {
        "form": form,
        "draft": form.draft if form.draft and form.draft.text else None,
        "part": _part(type(form)),
        "ways": [(name, reverse(url), words) for name, url, words, right in WAYS if may(request.user, right)],
        "stopped": stopped,
        "items": [item.name for item in release.hall.items[:ITEMS_LISTED]] if isinstance(form, IntakeForm) else [],
    }
    return shown(request, "desk/intake/page.html", title, context, status=status)


def _part(form_class: type[Words]) -> str:
    return next(name for name, one in FORMS.items() if one is form_class)


def _release_name() -> str:
    return f"{shelf().active().id}+{shelf().active_bulletin().version}"
