"""Windows with their state, the page of a pause with what citizens will hear, and notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bot.catalogue.errors import CatalogueError, Invalid, Unconfirmed
from bot.catalogue.models import Announcement
from bot.catalogue.services import bulletin
from bot.catalogue.services.bulletin import Effect
from bot.desk.bulletin.endings import AT
from bot.desk.bulletin.forms import NoticeForm, PauseForm, again
from bot.desk.pages import page, person, shown
from bot.knowledge.model import Hall, Window
from bot.staff.roles import may, windows_for
from bot.store.releases import active_hall, active_release

HISTORY = 20


class Counter(NamedTuple):
    """A window as the page shows it. pause: the row that holds; since: without a break."""

    window: Window
    pause: Announcement | None
    since: datetime | None
    overlong: bool


@require_GET
@page("bulletin.pause", "bulletin.notice")
def overview(request: HttpRequest) -> HttpResponse:
    """The own windows large, or all by zone; notices; what was announced lately."""
    return _overview(request)


@require_http_methods(["GET", "POST"])
@page("bulletin.pause")
def pause(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in; look at what citizens will hear; confirm."""
    hall, window, now = active_hall(), _window(request, number), timezone.localtime()
    held = bulletin.pauses(now)
    row = held.get(number)
    others = [one for one in hall.windows if one.number != number and one.number not in held]
    nearby = [one for one in others if one.zone == window.zone]
    form = PauseForm(
        request.POST or None,
        hall=hall,
        hours=window.hours or hall.information.hours,
        now=now,
        nearby=nearby,
        initial=again(row, nearby) if row else None,
    )
    effect: Effect | None = None
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        given: dict[str, Any] = {"reason": form.why, "until": form.end, "instead": form.takers, "now": now}
        nobody = bool(form.cleaned_data["nobody"])
        try:
            if "confirmed" in request.POST:
                agreed = request.POST["confirmed"] == "last"
                bulletin.pause(person(request), number, nobody=nobody, confirmed=agreed, **given)
                messages.success(request, f"{number}号窗口已暂停，群众现在问就能听到。")
                return redirect("desk:bulletin")
            effect = bulletin.prospect(number, **given)
            if effect.last and not form.takers and not nobody:
                form.take([(bulletin.INSTEAD, "这个窗口一停，有的事就没有窗口办了。请选接替窗口，或选“没有窗口接替”")])
        except Invalid as error:
            form.take(error.errors)
        except Unconfirmed as error:
            effect = error.effect
        except CatalogueError as error:
            form.add_error(None, str(error))
        if form.errors:
            effect = None
    context = {
        "form": form,
        "window": window,
        "pause": row,
        "effect": effect,
        "hidden": _hidden(request, form) if effect else [],
    }
    title = f"{'改' if row else ''}暂停{number}号窗口"
    return shown(request, "desk/bulletin/pause.html", title, context, status=422 if form.errors else 200)


@require_POST
@page("bulletin.pause")
def resume(request: HttpRequest, number: str) -> HttpResponse:
    """One tap."""
    _window(request, number)
    try:
        bulletin.resume(person(request), number, now=timezone.now())
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{number}号窗口已恢复办理。")
    return redirect("desk:bulletin")


@require_POST
@page("bulletin.notice")
def notify(request: HttpRequest) -> HttpResponse:
    """A new notice."""
    now = timezone.localtime()
    form = _notice_form(request, active_hall(), now)
    if form.is_valid():
        try:
            bulletin.notify(person(request), form.cleaned_data["text"], until=form.end, now=now)
        except Invalid as error:
            form.take(error.errors)
        except CatalogueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "公告已发出，群众现在就能看到。")
            return redirect("desk:bulletin")
    return _overview(request, form)


@require_POST
@page("bulletin.notice")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a notice back."""
    row = get_object_or_404(Announcement, pk=pk, kind="notice")
    try:
        bulletin.end(person(request), row, timezone.now())
    except CatalogueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "公告已撤下。")
    return redirect("desk:bulletin")


def _overview(request: HttpRequest, form: NoticeForm | None = None) -> HttpResponse:
    release, now, user = active_release(), timezone.localtime(), person(request)
    if release is None:
        return shown(request, "desk/bulletin/overview.html", "窗口和公告", {"unready": True})
    hall = release.hall
    held, late = bulletin.pauses(now), {row.pk for row in bulletin.overlong(now)}
    mine = windows_for(user, "bulletin.pause")
    pausing = may(user, "bulletin.pause")
    counters = [
        Counter(w, row, bulletin.began(row) if row else None, bool(row and row.pk in late))
        for w in hall.windows
        for row in [held.get(w.number)]
        if pausing and (mine is None or w.number in mine)
    ]
    zones = [(zone, [c for c in counters if c.window.zone == zone.id]) for zone in hall.plan.zones]
    may_notify = may(user, "bulletin.notice")
    if form is None and may_notify:
        form = _notice_form(None, hall, now)
    rows = Announcement.objects.all()
    context = {
        "own": mine is not None,
        "counters": counters,
        "zones": [(zone, some) for zone, some in zones if some],
        "paused": [counter for counter in counters if counter.pause],
        "notices": bulletin.notices(now),
        "may_notify": may_notify,
        "form": form,
        "history": (rows if mine is None else rows.filter(window__in=mine))[:HISTORY],
        "now": now,
    }
    failed = form is not None and bool(form.errors)
    return shown(request, "desk/bulletin/overview.html", "窗口和公告", context, status=422 if failed else 200)


def _notice_form(request: HttpRequest | None, hall: Hall, now: datetime) -> NoticeForm:
    return NoticeForm(request.POST if request else None, hall=hall, hours=hall.information.hours, now=now)


def _window(request: HttpRequest, number: str) -> Window:
    """A window of this person's; 404 when there is none, 403 when it is another's."""
    found = next((window for window in active_hall().windows if window.number == number), None)
    if found is None:
        raise Http404
    if not may(request.user, "bulletin.pause", window=number):
        raise PermissionDenied
    return found


def _hidden(request: HttpRequest, form: PauseForm) -> list[tuple[str, str]]:
    """What was filled in, to be sent again with the confirmation; the end as the moment that was shown."""
    left_out = {"csrfmiddlewaretoken", "confirmed", "back"}
    kept = []
    if form.end is not None:
        left_out |= {"until", "at"}
        kept = [("until", AT), ("at", timezone.localtime(form.end).strftime("%Y-%m-%dT%H:%M"))]
    sent = [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]
    return [*sent, *kept]
