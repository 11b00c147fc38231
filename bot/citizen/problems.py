"""Every error under /api/v1 as a problem with a Chinese title; elsewhere as a plain page."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from rest_framework import exceptions, status

from bot.cases.errors import CasesError, Invalid, TooMany
from bot.speech.errors import SpeechError
from bot.web.headers import STAFF
from bot.web.problems import TITLES, problem

STAFF_TITLES = {403: "这个页面不对您开放", 404: "没有这个页面", 500: "系统出了点问题"}

log = logging.getLogger(__name__)


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """What an endpoint's exception becomes; None is an error of ours and ends as a 500."""
    if isinstance(error, CasesError):
        return problem(
            error.status,
            str(error),
            errors=error.errors if isinstance(error, Invalid) else None,
            retry_after=error.retry_after if isinstance(error, TooMany) else None,
        )
    if isinstance(error, SpeechError):
        return problem(error.status, str(error))
    if isinstance(error, exceptions.ValidationError):
        return problem(422, errors=_by_field(error.detail))
    if isinstance(error, (exceptions.ParseError, RecursionError)):  # too many brackets end the parser
        return problem(400, "请求不是正确的 JSON。")
    if isinstance(error, RequestDataTooBig):
        return problem(413)
    if isinstance(error, Http404):
        return problem(404)
    if isinstance(error, PermissionDenied):
        return problem(403)
    if isinstance(error, exceptions.APIException):
        answer = problem(error.status_code)
        if isinstance(error, exceptions.MethodNotAllowed):
            allowed = context["view"].allowed_methods
            answer.headers["Allow"] = ", ".join(allowed)
        return answer
    if isinstance(error, DatabaseError):
        log.error("the database refused: %s", type(error).__name__)
        return problem(503, retry_after=2)
    return None


def _by_field(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, part in detail.items():
            found |= _by_field(part, f"{prefix}.{name}" if prefix else str(name))
        return found
    parts = detail if isinstance(detail, list) else [detail]
    return {prefix or "body": [str(part) for part in parts]}


def _answer(request: HttpRequest, code: int, *, stale: bool = False) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(code)
    if request.path.startswith(STAFF):
        return _staff_page(request, code, stale)
    return render(request, "citizen/problem.html", {"title": TITLES[code], "status": code}, status=code)


def _staff_page(request: HttpRequest, code: int, stale: bool) -> HttpResponse:
    """In the desk's frame where the person is known; else, and when something is broken, without asking the database."""
    context: dict[str, Any] = {"title": STAFF_TITLES.get(code, TITLES[code]), "status": code, "stale": stale}
    if code in (403, 404) and admin.site.has_permission(request):
        frame = {**admin.site.each_context(request), "layout": "admin/base_site.html"}
        return render(request, "desk/problem.html", {**frame, **context}, status=code)
    alone = {"layout": "unfold/layouts/unauthenticated.html", "site_title": "工作台", "site_header": "工作台"}
    return HttpResponse(render_to_string("desk/problem.html", {**alone, **context}), status=code)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old: most often a page that was left open for long, or a login in another tab."""
    return _answer(request, 403, stale=True)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    too_big = isinstance(exception, RequestDataTooBig)
    return _answer(request, status.HTTP_413_REQUEST_ENTITY_TOO_LARGE if too_big else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500)
