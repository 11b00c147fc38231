"""The page of the window: a code or an item, what was told, and one of three outcomes."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from bot.desk.pages import page, shown
from bot.desk.slips.told import Shown, items_of, places_for, shown_item, shown_slip
from bot.slips.errors import Invalid, SlipsError, TooLate, UnknownSlip
from bot.slips.finding import find
from bot.slips.models import Outcome, OutcomeKind
from bot.slips.services import Missing, may_take_back, record, take_back
from bot.slips.services.outcomes import place_words
from bot.staff.roles import may, posts_of
from bot.store.releases import shelf

WINDOW = "slips_window"
"""Key of the session: the window where this person sits."""
RECENT = 8
NEW = "slips_noted"
"""Key of the session: what has just been noted and is still to be said."""
TITLE = "窗口登记"


@page("slips.view")
def counter(request: HttpRequest) -> HttpResponseBase:
    """The code, or the item; with either, what was told and the three buttons."""
    told, error, status = _told(request.GET.get("code", ""), request.GET.get("item", ""), timezone.localtime())
    return _page(request, told, errors={"code": [error]} if error else {}, status=status)


@page("outcomes.record")
@require_POST
def note(request: HttpRequest) -> HttpResponseBase:
    """Notes an outcome; on a mistake the page comes back with what was typed."""
    user, form, now = cast(User, request.user), request.POST, timezone.localtime()
    told, error, status = _told(form.get("code", ""), form.get("item", ""), now)
    if told is None:
        words = error or "请先输入单号或选择事项。"
        return _page(request, None, errors={"code": [words]}, status=status if error else 422)
    try:
        outcome = record(
            form.get("kind", ""),
            item=told.item,
            slip=told.slip,
            user=user,
            token=form.get("token", "")[:32] or secrets.token_hex(16),
            now=now,
            missing=[
                *(Missing(name, named=True) for name in form.getlist("missing") if name in told.paper_names),
                Missing(form.get("other_paper", ""), named=form.get("named") == "yes"),
            ],
            right_place=form.get("other_place", "").strip() or form.get("right_place", ""),
            window=request.session.get(WINDOW, "") or _only_window(user),
        )
    except Invalid as refused:
        return _page(request, told, errors=refused.errors, typed=form, status=422)
    request.session[NEW] = outcome.pk
    return redirect("desk:slips")


@page("outcomes.record")
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Takes a mis-tap back. Another's outcome is nobody else's to take back."""
    user = cast(User, request.user)
    outcome = get_object_or_404(Outcome, pk=pk)
    if outcome.user_id != user.pk:
        raise PermissionDenied
    try:
        take_back(outcome, user=user, now=timezone.now())
    except TooLate as error:
        messages.error(request, str(error))
        return redirect("desk:slips")
    request.session.pop(NEW, None)
    messages.success(request, "已经撤回，这一次不算数。可以重新登记。")
    query = {"code": outcome.slip.code} if outcome.slip else {"item": outcome.item}
    return redirect(f"{reverse('desk:slips')}?{urlencode(query)}")


@page("outcomes.record")
@require_POST
def choose_window(request: HttpRequest) -> HttpResponseBase:
    """Remembers until logging out at which of the own windows somebody sits."""
    number = request.POST.get("window", "")
    if number and number not in _windows(cast(User, request.user)):
        raise PermissionDenied
    request.session[WINDOW] = number
    return redirect("desk:slips")


def _told(code: str, item: str, now: datetime) -> tuple[Shown | None, str, int]:
    """What is shown for a code or an item; else why not, and the status that says so."""
    try:
        if code.strip():
            return shown_slip(code, now), "", 200
        if item:
            return shown_item(item, now), "", 200
    except UnknownSlip:
        return None, "没有这张告知单，请核对单号；找不到也可以在下面按事项登记。", 404
    except SlipsError as error:
        return None, str(error), 404
    return None, "", 200


def _page(
    request: HttpRequest, told: Shown | None, *, errors: Any, typed: Any = None, status: int = 200
) -> HttpResponse:
    user, now = cast(User, request.user), timezone.localtime()
    records = may(user, "outcomes.record")
    query = request.GET.get("q", "").strip()
    typed = typed or {}
    windows = sorted(_windows(user), key=lambda number: (len(number), number)) if records else []
    context = {
        "told": told,
        "errors": errors,
        "typed": typed,
        "chosen": set(typed.getlist("missing")) if typed else set(),
        "kind": typed.get("kind", ""),
        "typed_code": request.GET.get("code", "") or typed.get("code", ""),
        "token": secrets.token_hex(16),
        "records": records,
        "query": query,
        "found": find(shelf().active(), query) if query else [],
        "own_items": items_of(windows) if records and told is None and not query else [],
        "places": places_for(told) if told is not None and records else [],
        "windows": windows,
        "window": request.session.get(WINDOW, "") or _only_window(user),
        "recent": _recent(user, now) if records else [],
        "noted": _noted(request, user, now),
        "OutcomeKind": OutcomeKind,
    }
    return shown(request, "desk/slips/counter.html", TITLE, context, status=status)


def _windows(user: User) -> set[str]:
    """The windows of the posts that somebody holds."""
    return {number for post in posts_of(user) for number in post.windows}


def _only_window(user: User) -> str:
    windows = _windows(user)
    return next(iter(windows)) if len(windows) == 1 else ""


def _row(outcome: Outcome, user: User, now: datetime) -> dict[str, Any]:
    release = shelf().active()
    found = release.item(outcome.item) or release.bundle(outcome.item)
    name = outcome.slip.name if outcome.slip else found.name if found else outcome.item
    what = "、".join(row["name"] for row in outcome.missing)
    if outcome.right_place:
        what = f"应到{place_words(outcome.right_place)}"
    return {"outcome": outcome, "name": name, "what": what, "may_take_back": may_take_back(outcome, user, now)}


def _recent(user: User, now: datetime) -> list[dict[str, Any]]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Outcome.objects.filter(user=user, at__gte=midnight).select_related("slip")[:RECENT]
    return [_row(outcome, user, now) for outcome in rows]


def _noted(request: HttpRequest, user: User, now: datetime) -> dict[str, Any] | None:
    """What has just been noted, said once."""
    pk = request.session.pop(NEW, None) if request.method == "GET" else None
    outcome = Outcome.objects.filter(pk=pk, user=user).select_related("slip").first() if pk else None
    return _row(outcome, user, now) if outcome is not None else None
