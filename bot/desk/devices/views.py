"""The list of machines, one machine, and the code that is shown once."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bot.desk.devices.forms import DeviceForm
from bot.desk.pages import page, person, shown
from bot.devices import services
from bot.devices.errors import DevicesError, Invalid
from bot.devices.models import Device
from bot.store.releases import active_release

RIGHT = "devices.keep"
TITLE = "一体机"


class Line(NamedTuple):
    """One machine in the list. tone: of the mark (.tag)."""

    device: Device
    place: str
    state: str
    tone: str


@require_GET
@page(RIGHT)
def overview(request: HttpRequest) -> HttpResponse:
    """Every machine with how it is, the quiet ones first; below them those that nobody has registered."""
    now = timezone.now()
    if active_release() is None:
        return shown(request, "desk/devices/list.html", TITLE, {"unready": True})
    lines = [Line(device, services.place_words(device), *_state(device, now)) for device in services.listed()]
    lines.sort(key=lambda line: line.tone != "danger")
    return shown(request, "desk/devices/list.html", TITLE, {"lines": lines, "guests": services.guests(now)})


@require_http_methods(["GET", "POST"])
@page(RIGHT)
def add(request: HttpRequest) -> HttpResponse:
    """A new machine; the answer is its code."""
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, fresh = services.add(person(request), **form.cleaned_data, now=timezone.now())
        except Invalid as error:
            form.take(error.errors)
        else:
            return _code(request, device, fresh)
    return shown(request, "desk/devices/form.html", "添加一体机", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(RIGHT)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and place, a new code, or taking it off the list."""
    device = get_object_or_404(services.listed(), pk=pk)
    form = DeviceForm(request.POST or None, device=device)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(person(request), device, **form.cleaned_data)
        except Invalid as error:
            form.take(error.errors)
        else:
            messages.success(request, "已保存。有人呼叫时，导办看到的是新位置。")
            return redirect("desk:devices")
    state, tone = _state(device, timezone.now())
    context = {"form": form, "device": device, "state": state, "tone": tone}
    return shown(request, "desk/devices/form.html", str(device), context, status=422 if form.errors else 200)


@require_POST
@page(RIGHT)
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """A new code, for a machine that was set up anew."""
    device = get_object_or_404(services.listed(), pk=pk)
    return _code(request, device, services.new_code(person(request), device, now=timezone.now()))


@require_POST
@page(RIGHT)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes it off the list."""
    device = get_object_or_404(services.listed(), pk=pk)
    try:
        services.remove(person(request), device, now=timezone.now())
    except DevicesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{device.name}已撤下。要再用，请重新添加。")
    return redirect("desk:devices")


def _code(request: HttpRequest, device: Device, fresh: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("citizen:kiosk"))
    context = {"device": device, "code": f"{fresh[:5]} {fresh[5:]}", 
               "typed": f"{address}#register"}  # fmt: skip
    return shown(request, "desk/devices/code.html", f"{device.name}的登记码", context)


def _state(device: Device, now: datetime) -> tuple[str, str]:
    if not device.registered:
        return "还没有登记", "warning"
    if device.is_quiet(now):
        return "没有消息", "danger"
    return ("有人在用", "info") if device.busy else ("正常", "good")
