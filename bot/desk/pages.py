"""What every staff page has in common: a login, a right of the one table, and the desk's frame around it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from bot.staff.roles import may

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(*capabilities: str) -> Callable[[View[P]], View[P]]:
    """A view for staff who have at least one of `capabilities` somewhere; others get 403, strangers the login.

    How far a right reaches (own department, own window) is for the view to ask. CSRF is the middleware's.
    """

    def wrap(view: View[P]) -> View[P]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not admin.site.has_permission(request):
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            if not any(may(request.user, capability) for capability in capabilities):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.capabilities = capabilities  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return wrap


def person(request: HttpRequest) -> User:
    """Who is at the page; only behind `page`, where somebody has logged in."""
    return cast(User, request.user)


def shown(
    request: HttpRequest, template: str, title: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> TemplateResponse:
    """The template in the desk's frame. title: Chinese, stands at the top and in the browser's tab."""
    whole = {**admin.site.each_context(request), "title": title, **(context or {})}
    return TemplateResponse(request, template, whole, status=status)
