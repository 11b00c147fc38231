"""The page of one slip: where its square leads, and where its code is typed; it works on any browser, without script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bot.cases.errors import NoRelease, TooMany
from bot.citizen import limits
from bot.citizen.releases import current
from bot.slips.codes import is_code, tidied
from bot.slips.errors import UnknownSlip
from bot.slips.services import look_up

NEEDED = "请填告知单上的8位单号。"


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A field for the code."""
    typed = request.GET.get("code")
    if typed is not None and is_code(tidied(typed)):
        return redirect("citizen:slip", code=tidied(typed))
    return _page(
        request, typed=typed or "", fault="" if typed is None else NEEDED, status=200 if typed is None else 422
    )


@require_safe
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """A slip as it was printed, and what has changed since."""
    now = timezone.localtime()
    try:
        limits.count_address(request, now.timestamp())
        limits.slow_guessing(request, now.timestamp())
        current()
        told = look_up(code, now)
    except UnknownSlip as error:
        limits.count_miss(request, now.timestamp())
        return _page(request, typed=code[:16], fault=str(error), status=404)
    except TooMany as error:
        answer = _page(request, typed=code[:16], fault=str(error), status=error.status)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    except NoRelease as error:
        return _no_release(request, error)
    return _page(request, told=told, sheet=told.leaflet)


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    try:
        hall = current().release.hall.information
    except NoRelease as error:
        return _no_release(request, error)
    return render(request, "citizen/slip.html", {"hall": hall, **context}, status=status)


def _no_release(request: HttpRequest, error: NoRelease) -> HttpResponse:
    return render(request, "citizen/problem.html", {"title": str(error), "status": error.status}, status=error.status)
