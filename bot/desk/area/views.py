"""The pages of an area worker: big rows, one thing at a time, and a second tap that does nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bot.cases import services
from bot.cases.actors import Actor
from bot.cases.errors import CasesError, Invalid
from bot.cases.lifecycle import OPEN, State
from bot.cases.models import Case, Kind
from bot.cases.services import area as service
from bot.cases.services.intake import report_seen
from bot.cases.services.steps import permit
from bot.desk.area.forms import ContactForm, Phone, ResultForm, RevealForm, SeenForm, UpForm
from bot.desk.area.seen import BY_CODE, EXAMPLE
from bot.desk.intake.draft import danger_words
from bot.desk.pages import page, person, shown
from bot.desk.papers.plain import readable, subject_name
from bot.knowledge.proposal import propose
from bot.staff.services.posts import post_name
from bot.store.releases import active_hall, shelf
from bot.store.writing import writing
from bot.text.mask import mask

TABS = {"open": "要办的", "over": "办完的", "seen": "我报的"}
MOST = 60
"""Rows of a list on a phone."""
TOO_BIG = "照片太大，没有传上去，也没有登记。请少选几张，或者把照片改小一点再传。"
DONE = "刚才已经办好了，没有重复。"


@require_GET
@page("area.work")
def area(request: HttpRequest) -> HttpResponse:
    """What is to be done, what is done, what was reported."""
    user, now = person(request), timezone.now()
    mine = service.of_area(user)
    lists = {
        "open": service.to_do(user).order_by("expected_at", "pk"),
        "over": mine.exclude(state__in=OPEN).order_by("-opened_at", "-pk"),
        "seen": mine.filter(recorded_by=user).order_by("-opened_at", "-pk"),
    }
    tab = request.GET.get("tab", "open") if request.GET.get("tab") in TABS else "open"
    context = {
        "tab": tab,
        "tabs": [(name, words, lists[name].count() if name == "open" else None) for name, words in TABS.items()],
        "rows": [_row(case, request, now) for case in lists[tab][:MOST]],
        "fault": TOO_BIG if "too_big" in request.GET else "",
    }
    return shown(request, "desk/area/list.html", "本片的诉求", context)


@require_http_methods(["GET", "POST"])
@page("area.work")
def seen(request: HttpRequest) -> HttpResponse:
    """A thing seen on the round becomes a request of our own."""
    if request.method == "GET":
        return _seen(request, SeenForm(initial={"token": secrets.token_hex(16)}))
    form, now = SeenForm(request.POST, request.FILES), timezone.now()
    if not form.is_valid():
        return _seen(request, form, status=422)
    try:
        pictures = [services.read_photo(file.read()) for file in form.cleaned_data["photos"]]
        number, danger = _reported(request, form, pictures, now)
    except CasesError as error:
        return _seen(request, _failed(form, error), status=error.status)
    if danger:
        messages.warning(request, danger)
    messages.success(request, f"报上去了，编号{number}。")
    return redirect("desk:area")


@require_POST
@page("area.work")
def result(request: HttpRequest) -> HttpResponse:
    """The result with its photos; the number stands in the form, so that the address never changes."""
    found, form, now = (
        _case(request, request.POST.get("number", "")),
        ResultForm(request.POST, request.FILES),
        timezone.now(),
    )
    if not form.is_valid():
        return _page(request, found, result=form, status=422)
    data = form.cleaned_data
    try:
        pictures = [
            services.read_photo(file.read()) for file in data["photos"]
        ]  # before the transaction: it takes long
    except CasesError as error:
        return _page(request, found, result=_failed(form, error), status=error.status)

    def bring() -> None:
        service.bring_result(found, _actor(request), answer=mask(data["result"]).text, photos=pictures,
                             told=data["told"], now=now)  # fmt: skip

    return _done(request, found, form, bring, "结果报上去了，群众能看到。", place="result", back="desk:area")


@require_GET
@page("area.work")
def case(request: HttpRequest, number: int) -> HttpResponse:
    """One request, with what can be done to it now."""
    return _page(request, _case(request, str(number)))


@require_POST
@page("area.work")
def claim(request: HttpRequest, number: int) -> HttpResponse:
    """Takes it in hand."""
    found, form = _case(request, str(number)), Phone(request.POST)
    form.is_valid()
    return _done(
        request, found, form, lambda: services.claim(found, _actor(request), now=timezone.now()), "您接办了这一件。"
    )


@require_POST
@page("area.work")
def reveal(request: HttpRequest, number: int) -> HttpResponse:
    """Shows the contact once, for a reason that is kept."""
    found, form = _case(request, str(number)), RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reveal=form, status=422)
    try:
        told = services.reveal_contact(found, _actor(request), why=form.cleaned_data["why"], now=timezone.now())
    except CasesError as error:
        return _page(request, found, reveal=_failed(form, error), status=error.status)
    return _page(request, found, contact=told)


@require_POST
@page("area.work")
def called(request: HttpRequest, number: int) -> HttpResponse:
    """Notes an attempt to reach the citizen; which button was pressed says how it went."""
    found, form = _case(request, str(number)), ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, found, called=form, status=422)
    reached = request.POST.get("reached") == "yes"
    return _done(
        request, found, form,
        lambda: services.contact(found, _actor(request), way=form.cleaned_data["way"], reached=reached, now=timezone.now()),
        "记下了。", place="called",
    )  # fmt: skip


@require_POST
@page("area.work")
def up(request: HttpRequest, number: int) -> HttpResponse:
    """Reports it upwards."""
    found = _case(request, str(number))
    form = UpForm(request.POST, case=found)
    if not form.is_valid():
        return _page(request, found, up=form, status=422)
    data, said = form.cleaned_data, []

    def report() -> None:
        said.append(service.report_up(found, _actor(request), why=data["why"], proposed=data["to"], now=timezone.now()))

    answer = _done(request, found, form, report, "", place="up", back="desk:area")
    if said:
        messages.success(request, said[0])
    return answer


def _reported(request: HttpRequest, form: SeenForm, pictures: list[Any], now: datetime) -> tuple[str, str]:
    data, user, release = form.cleaned_data, person(request), shelf().active()
    kind = BY_CODE[data["what"]]
    text = mask(f"{kind.name}。{data['words']}" if data["words"] else kind.name).text
    words = propose(release, text)
    key = services.key_for(f"{request.path}{user.pk}", data["token"] or secrets.token_hex(16), {"seen": data["what"]})
    danger = danger_words(release, words.emergency) if words.emergency else ""
    with writing():
        stored = services.claim_key(key, now=now)
        if stored is not None:
            return str(stored.answer["number"]), danger
        subjects = {one.id for one in active_hall().subjects}
        opened = report_seen(
            _actor(request), kind=Kind.HELP, description=text, place=mask(data["place"]).text,
            subject=kind.subject if kind.subject in subjects else "", urgent=data["urgent"] or kind.urgent,
            release=f"{release.id}+{shelf().active_bulletin().version}", now=now,
        )  # fmt: skip
        if pictures:
            service.add_photos(opened.case, pictures, now=now)
        services.keep_answer(key, 201, {"number": opened.case.number})
    return opened.case.number, danger


def _done(request: HttpRequest, found: Case, form: Phone, act: Callable[[], object], words: str, *, place: str = "",
          back: str = "") -> HttpResponse:  # fmt: skip
    """Does one step once, however often its button is tapped, and goes on; on a fault the page with what was typed."""
    now, token = timezone.now(), form.cleaned_data.get("token") or secrets.token_hex(16)
    key = services.key_for(f"{request.path}{person(request).pk}", token, {"number": found.number})
    try:
        with writing():
            if services.claim_key(key, now=now) is not None:
                messages.info(request, DONE)
            else:
                act()
                services.keep_answer(key, 200, {})
                if words:
                    messages.success(request, words)
    except CasesError as error:
        return _page(request, found, **{place or "claim": _failed(form, error)}, status=error.status)
    return redirect(back) if back else redirect("desk:area_case", found.number)


def _failed(form: Any, error: CasesError) -> Any:
    if isinstance(error, Invalid):
        form.take(error.errors)
    else:
        form.add_error(None, str(error))
    return form


def _actor(request: HttpRequest) -> Actor:
    return Actor.staff(person(request))


def _case(request: HttpRequest, number: str) -> Case:
    found = service.of_area(person(request)).filter(number=number[:10]).first()
    if found is None:
        raise Http404
    return found


def _may(code: str, found: Case, request: HttpRequest) -> bool:
    try:
        permit(code, found, _actor(request))
    except CasesError:
        return False
    return True


def _row(found: Case, request: HttpRequest, now: datetime) -> dict[str, Any]:
    return {
        "case": found,
        "gist": readable(found.description)[:60],
        "place": readable(found.place),
        "late": found.state in OPEN and found.expected_at <= now,
        "today": found.state in OPEN and timezone.localdate(found.expected_at) == timezone.localdate(now),
        "open": found.state in OPEN,
        "claim": found.state in (State.ASSIGNED, State.REOPENED) and _may("claim", found, request),
        "token": secrets.token_hex(16),
    }


def _page(request: HttpRequest, found: Case, *, contact: str = "", status: int = 200, **forms: Any) -> HttpResponse:
    found.refresh_from_db()
    first = {"token": secrets.token_hex(16), "number": found.number}
    now = timezone.now()
    context = {
        **_row(found, request, now),
        "text": readable(found.description),
        "subject": subject_name(found.subject),
        "post": post_name(found.post) if found.post else "",
        "photos": services.photos_of(found),
        "contact": contact,
        "dial": "".join(sign for sign in contact if sign.isdigit() or sign == "+"),
        "reveal": (forms.get("reveal") or RevealForm(initial=first))
        if found.contact and _may("see_contact", found, request)
        else None,
        "called": (forms.get("called") or ContactForm(initial=first)) if _may("contact", found, request) else None,
        "result": (forms.get("result") or ResultForm(initial=first))
        if _may("resolve", found, request) or "result" in forms
        else None,
        "up": (forms.get("up") or UpForm(initial=first, case=found))
        if _may("return", found, request) or "up" in forms
        else None,
        "failed": next((form for form in forms.values() if form.errors), None),
        "opened": [name for name, form in forms.items() if form.errors],
        "answer": readable(found.answer or found.shown_why),
        "contacts": list(found.contacts.filter(round=found.round).order_by("-at")[:5]),
    }
    return shown(request, "desk/area/case.html", f"诉求 {found.number}", context, status=status)


def _seen(request: HttpRequest, form: SeenForm, *, status: int = 200) -> HttpResponse:
    return shown(request, "desk/area/seen.html", "报一个问题", {"form": form, "example": EXAMPLE}, status=status)
