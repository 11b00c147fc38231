"""The page of the guide desk: what rings, the own talks, and what is new of them for its script."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from bot.desk.pages import page, person, shown
from bot.desk.talks import rows
from bot.desk.talks.facts import search
from bot.store.releases import active_release
from bot.talks import services
from bot.talks.models import Talk

RIGHT = "talks.answer"
TITLE = "人工呼叫"
SENTENCES = "call.quick"
"""Key of the phrase whose wordings are the ready sentences."""
DIGITS = 18
"""As many as a number of a row may have."""
TALKS = 8
"""So many talks of the page are looked after at once; nobody holds more."""


@require_GET
@page(RIGHT)
def talks(request: HttpRequest) -> HttpResponseBase:
    """Everything at once, also without a script."""
    return the_page(request)


def the_page(
    request: HttpRequest, typed: dict[int, dict[str, str]] | None = None, *, status: int = 200
) -> HttpResponseBase:
    """The whole page. typed: talk → what was written and could not be sent."""
    user, now = person(request), timezone.localtime()
    mine = services.talks_of(user)
    services.seen(user, mine, now)
    context = {
        **_ringing(user, now),
        **_around(user, now),
        "talks": [replace(rows.open_talk(talk, user, now), typed=(typed or {}).get(talk.pk, {})) for talk in mine],
        "now": now,
    }
    return shown(request, "desk/talks/page.html", TITLE, context, status=status)


@require_GET
@page(RIGHT)
def live(request: HttpRequest) -> HttpResponseBase:
    """What the page does not have yet. `have`: talk:last line, separated by commas."""
    user, now = person(request), timezone.localtime()
    have = _have(request.GET.get("have", ""))
    mine = {talk.pk: talk for talk in services.talks_of(user)}
    services.seen(user, list(mine.values()), now)
    gone = Talk.objects.filter(pk__in=[pk for pk in have if pk not in mine], user__isnull=False)
    ringing = _ringing(user, now)
    answer = {
        "now": now.timestamp(),
        "ringing": [{"pk": ring.pk, "words": ring.spoken} for ring in ringing["rings"]],
        "key": repr([*(replace(ring, seconds=0) for ring in [*ringing["rings"], *ringing["left"]]), ringing["pause"]]),
        "rings": render_to_string("desk/talks/rings.html", ringing, request),
        "talks": [
            *(_news(request, talk, user, have.get(talk.pk), now) for talk in mine.values()),
            *(_news(request, talk, user, have[talk.pk], now) for talk in gone.select_related("conversation", "case", "user")),
        ],
    }  # fmt: skip
    return JsonResponse(answer)


@require_GET
@page(RIGHT)
def facts(request: HttpRequest) -> HttpResponseBase:
    """The facts of items, as words for the citizen; `part` asks for the piece that the page puts in."""
    query = request.GET.get("q", "").strip()
    context = {"query": query, "found": search(query, timezone.localtime()) if query else []}
    if "part" in request.GET:
        return render(request, "desk/talks/found.html", context)
    return shown(request, "desk/talks/facts_page.html", "查事项", context)


@require_GET
@page(RIGHT)
def bell(request: HttpRequest) -> HttpResponseBase:
    """Whether somebody calls, for the other pages of the desk."""
    calls = services.ringing_for(person(request), timezone.localtime())
    return JsonResponse({"ringing": [{"pk": talk.pk, "words": rows.spoken(talk)} for talk in calls]})


def _ringing(user: User, now: datetime) -> dict[str, Any]:
    return {
        "rings": [rows.ring(talk, user, now) for talk in services.ringing_for(user, now)],
        "left": [rows.left(talk, user, now) for talk in services.abandoned_for(user, now)],
        "pause": rows.pause_box(user, now),
    }


def _around(user: User, now: datetime) -> dict[str, Any]:
    """What stands around a talk: who is on duty, ready sentences, kinds of requests."""
    there = services.people_rung(now)
    release = active_release()
    phrase = release.hall.phrases.get(SENTENCES) if release else None
    return {
        "on_duty": services.rings_for(user, now),
        "colleagues": [rows.called(one) for one in there],
        "others": [(one.pk, rows.called(one)) for one in there if one.pk != user.pk],
        "quick": phrase.texts if phrase else (),
        "kinds": rows.kinds(),
    }


def _news(request: HttpRequest, talk: Talk, user: User, after: int | None, now: datetime) -> dict[str, Any]:
    if after is None:
        row = rows.open_talk(talk, user, now)
        return {
            "pk": talk.pk,
            "section": render_to_string("desk/talks/talk.html", {"talk": row, **_around(user, now)}, request),
        }
    row = rows.news(talk, user, after, now)
    return {
        "pk": talk.pk,
        "head": render_to_string("desk/talks/head.html", {"talk": row}, request),
        "lines": render_to_string("desk/talks/lines.html", {"lines": row.lines}, request) if row.lines else "",
        "last": row.last,
        "heard": any(line.side == "citizen" for line in row.lines),
        "over": bool(row.over),
    }


def _have(text: str) -> dict[int, int]:
    found: dict[int, int] = {}
    for pair in text.split(",")[:TALKS]:
        both = pair.split(":")
        if len(both) == 2 and all(one.isascii() and one.isdigit() and len(one) <= DIGITS for one in both):
            found[int(both[0])] = int(both[1])
    return found
