"""Pages for everybody, and the address that tells whether the web is well."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bot.cases.errors import NoRelease
from bot.citizen.bundle import version
from bot.citizen.relay import the_relay
from bot.citizen.releases import current
from bot.web import squares

_KIOSK = re.compile(r"[A-Za-z0-9._-]{1,64}")


def home(request: HttpRequest, channel: str = "web", kiosk: str = "") -> HttpResponse:
    """The guide, on a phone or at a desk."""
    try:
        info = current().release.hall.information
    except NoRelease as error:
        context = {"title": str(error), "status": error.status}
        return render(request, "citizen/problem.html", context, status=error.status)
    hall = {"name": info.name, "banner": info.banner, "telephone": info.telephone, "guide_desk": info.guide_desk}
    context = {
        "hall": hall, "channel": channel, "kiosk": kiosk, "version": version(), "scan": bool(squares.base(request))
    }  # fmt: skip
    return render(request, "citizen/index.html", context)


def kiosk(request: HttpRequest) -> HttpResponse:
    """The guide on a machine in the hall; `?id=` says which, so that a person who is called knows where to go."""
    name = request.GET.get("id", "")
    return home(request, channel="kiosk", kiosk=name if _KIOSK.fullmatch(name) else "")


def health(request: HttpRequest) -> HttpResponse:
    """200 when a turn can be answered: `{"ready", "release", "assistant"}`; else 503. assistant: simple mode or not."""
    try:
        name = current().name
    except NoRelease:
        return JsonResponse({"ready": False, "release": None, "assistant": False}, status=503)
    return JsonResponse({"ready": True, "release": name, "assistant": the_relay().health.good})
