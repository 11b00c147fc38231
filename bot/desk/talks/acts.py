"""What somebody does with a call or a talk: one verb of bot.talks each. The script gets JSON, a bare form the page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from bot.cases.errors import CasesError
from bot.desk.pages import page, person
from bot.desk.talks.views import RIGHT, the_page
from bot.talks import services
from bot.talks.errors import Invalid, UnknownTalk
from bot.talks.models import Talk


@require_POST
@page(RIGHT)
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """接, or 我去."""
    return _done(request, pk, lambda talk, user: services.answer(talk, user, timezone.now()))


@require_POST
@page(RIGHT)
def arrive(request: HttpRequest, pk: int) -> HttpResponseBase:
    """到了."""
    return _done(request, pk, lambda talk, user: services.arrive(talk, user, timezone.now()))


@require_POST
@page(RIGHT)
def say(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Words to the citizen; what can't be sent stays in the field."""
    text = request.POST.get("text", "")
    return _done(request, pk, lambda talk, user: services.say(talk, user, text, timezone.now()), typed={"text": text})


@require_POST
@page(RIGHT)
def end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The guide is back."""
    return _done(request, pk, lambda talk, user: services.end(talk, user, now=timezone.now()))


@require_POST
@page(RIGHT)
def take_over(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Goes on where a colleague stopped."""
    return _done(request, pk, lambda talk, user: services.take_over(talk, user, timezone.now()))


@require_POST
@page(RIGHT)
def hand_over(request: HttpRequest, pk: int) -> HttpResponseBase:
    """To a colleague on duty."""
    name = request.POST.get("to", "")
    to = User.objects.filter(pk=int(name), is_active=True).first() if name.isascii() and name.isdigit() else None

    def hand(talk: Talk, user: User) -> object:
        if to is None:
            raise Invalid({"to": ["请选一位同事。"]})
        return services.hand_over(talk, user, to, timezone.now())

    return _done(request, pk, hand)


@require_POST
@page(RIGHT)
def open_request(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A request out of the talk; its number stands on the citizen's screen at once."""
    given = {name: request.POST.get(name, "").strip() for name in ("kind", "description")}
    return _done(
        request, pk,
        lambda talk, user: services.open_request(talk, user, **given, now=timezone.now()),
        typed=given,
    )  # fmt: skip


@require_POST
@page(RIGHT)
def pause(request: HttpRequest) -> HttpResponseBase:
    """暂停接听."""
    try:
        services.pause(person(request), timezone.now())
    except CasesError as error:
        messages.error(request, str(error))
    return redirect("desk:talks")


@require_POST
@page(RIGHT)
def resume(request: HttpRequest) -> HttpResponseBase:
    """恢复接听; what has ended by itself needs no words."""
    services.resume(person(request), timezone.now())
    return redirect("desk:talks")


def _done(
    request: HttpRequest, pk: int, step: Callable[[Talk, User], object], typed: dict[str, str] | None = None
) -> HttpResponseBase:
    script = "application/json" in request.headers.get("Accept", "")
    try:
        talk = Talk.objects.filter(pk=pk).first()
        if talk is None:
            raise UnknownTalk
        step(talk, person(request))
    except CasesError as error:
        words = _words(error)
        if script:
            return JsonResponse({"title": words}, status=error.status)
        messages.error(request, words)
        if typed:
            return the_page(request, {pk: typed}, status=error.status)
        return redirect("desk:talks")
    return JsonResponse({"talk": pk}) if script else redirect("desk:talks")


def _words(error: CasesError) -> str:
    fields = getattr(error, "errors", None)
    return "".join(word for words in fields.values() for word in words) if fields else str(error)
