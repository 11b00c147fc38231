"""我的账号 and the second step of logging in. Open to everybody who may log in, whatever the posts."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from bot.desk import two_steps
from bot.desk.login import WRONG_CODE, fault_of, finish, waiting
from bot.desk.pages import shown
from bot.staff.roles import posts_of, roles_of


@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponseBase:
    """The code of the telephone, after the right password and before anything else."""
    found = waiting(request)
    if found is None:
        return redirect("admin:login")
    user, target = found
    fault = ""
    if request.method == "POST":
        fault = fault_of(request, user, request.POST.get("code", ""))
        if not fault:
            return finish(request, user, target)
    context = {**admin.site.each_context(request), "title": "两步验证", "fault": fault, "name": user.get_username()}
    return TemplateResponse(request, "desk/account/code.html", context, status=400 if fault else 200)


def account(request: HttpRequest) -> HttpResponseBase:
    """Who I am here, and what I may change about my account."""
    user = _person(request)
    context = {"posts": posts_of(user), "roles": roles_of(user), "is_on": two_steps.is_on(user)}
    return shown(request, "desk/account/account.html", "我的账号", context)


def steps(request: HttpRequest) -> HttpResponseBase:
    """Whether it is on, and what can be done about it."""
    return _page(request)


@require_POST
def begin(request: HttpRequest) -> HttpResponseBase:
    """A secret to be put into the telephone; nothing is switched on yet."""
    user = _person(request)
    if not two_steps.is_on(user):
        two_steps.begin(user)
    return redirect("desk:account_steps")


@require_POST
def switch_on(request: HttpRequest) -> HttpResponseBase:
    """The first code proves that the telephone has the secret; then the recovery codes are shown, once."""
    user = _person(request)
    if two_steps.is_on(user) or two_steps.begun(user) is None:
        return redirect("desk:account_steps")
    codes = two_steps.switch_on(user, request.POST.get("code", ""))
    if codes is None:
        return _page(request, fault=WRONG_CODE.partition("连错")[0])
    return _sheet(request, codes)


@require_POST
def codes(request: HttpRequest) -> HttpResponseBase:
    """A new sheet of recovery codes, for a code."""
    user = _person(request)
    if not two_steps.is_on(user):
        return redirect("desk:account_steps")
    fault = fault_of(request, user, request.POST.get("code", ""))
    return _page(request, fault_codes=fault) if fault else _sheet(request, two_steps.new_codes(user))


@require_POST
def switch_off(request: HttpRequest) -> HttpResponseBase:
    """Off, for a code."""
    user = _person(request)
    if not two_steps.is_on(user):
        return redirect("desk:account_steps")
    fault = fault_of(request, user, request.POST.get("code", ""))
    if fault:
        return _page(request, fault_off=fault)
    two_steps.switch_off(user)
    messages.success(request, "两步验证已经关闭。")
    return redirect("desk:account_steps" if two_steps.required() else "desk:account")


def _page(request: HttpRequest, **faults: str) -> HttpResponseBase:
    user = _person(request)
    is_on = two_steps.is_on(user)
    context: dict[str, Any] = {"is_on": is_on, "required": two_steps.required(), **faults}
    if is_on:
        context["left"] = two_steps.codes_left(user)
    elif device := two_steps.begun(user):
        context |= {"secret": two_steps.secret(device), "picture": two_steps.picture(device)}
    return shown(request, "desk/account/two_steps.html", "两步验证", context, status=400 if faults else 200)


def _sheet(request: HttpRequest, codes: list[str]) -> HttpResponseBase:
    return shown(request, "desk/account/codes.html", "备用码", {"codes": codes})


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)  # admin_view lets nobody else in
