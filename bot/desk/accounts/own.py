"""The own password: changed by choice, or because somebody else gave it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from bot.desk.accounts.forms import OwnPassword
from bot.desk.login import TOO_OFTEN, Guard
from bot.desk.pages import shown
from bot.staff.errors import InvalidAccount
from bot.staff.services.accounts import change_own_password, must_change_password

FREE = ("admin:login", "admin:logout", "admin:jsi18n", "desk:own_password")
"""What is open while the password must be changed."""


def _own_password(request: HttpRequest) -> HttpResponseBase:
    """Another password for oneself; the session goes on."""
    user = cast(User, request.user)
    form = OwnPassword(request.POST or None)
    guard = Guard("own password", user.get_username(), request)
    if request.method == "POST" and guard.is_locked():  # who finds a desk unlocked must not try passwords out there
        form.add_error("old", TOO_OFTEN)
    if request.method == "POST" and form.is_valid():
        try:
            change_own_password(user, form.cleaned_data["old"], form.cleaned_data["password"], now=timezone.now())
        except InvalidAccount as error:
            if "old" in error.errors:
                guard.missed()
            for field, words in error.errors.items():
                form.add_error(field, list(words))
        else:
            guard.forgive()
            update_session_auth_hash(request, user)
            messages.success(request, "密码改好了，下次用新密码登录。")
            return redirect("admin:index")
    intro = ["现在的密码是别人给的。请先改成只有自己知道的密码，再开始工作。"] if must_change_password(user) else []
    context = {"form": form, "button": "改密码", "back": "" if intro else reverse("admin:index"), "intro": intro}
    return shown(request, "desk/accounts/ask.html", "修改密码", context, status=422 if form.errors else 200)


own_password = admin.site.admin_view(_own_password)


class FirstLogin:
    """Middleware: who still has a given password is led to changing it, whatever staff page is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/desk/") and request.user.is_authenticated:
            free = {reverse(name) for name in FREE}
            if request.path not in free and must_change_password(request.user):
                return redirect("desk:own_password")
        return self.get_response(request)
