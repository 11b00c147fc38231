"""我的账号. Open to everybody who may log in, whatever the posts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from bot.desk.pages import shown
from bot.staff.roles import posts_of, roles_of


def account(request: HttpRequest) -> HttpResponseBase:
    """Who I am here, and what I may change about my account."""
    context = {"posts": posts_of(request.user), "roles": roles_of(request.user)}
    return shown(request, "desk/account/account.html", "我的账号", context)
