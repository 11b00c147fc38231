"""Logging in: a password, and a code where it is switched on. After five misses from one address 15 minutes of silence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from bot.cases import vault
from bot.desk import two_steps
from bot.desk.models import LoginMiss
from bot.store.writing import writing

MISSES = 5
MISSES_ANYWHERE = 25
"""For one name from all addresses together: slows a spread-out attack, yet is hard to lock a colleague out with."""
MISSES_HERE = 100
"""From one address for all names together; a whole hall may share an address."""
AT_ONCE, QUEUE = 2, 6
"""Passwords that are looked at together, and with those that wait: each look takes a tenth of a second and 100 MB, and who
waits holds a thread that answers citizens."""
LOCKED = timedelta(minutes=15)
PATIENCE = timedelta(minutes=10)
"""Between the right password and the code."""
WAITING = "two_steps"
"""Key in the session: who gave the right password and owes the code."""
BACKEND = "bot.desk.login.LockingBackend"


class LoginForm(AdminAuthenticationForm):
    """Says what to do next, and not which of the two was wrong."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": f"用户名或密码不对，请再试一次。连错{MISSES}次，要等{LOCKED.seconds // 60}分钟。",
    }


class LockingBackend(ModelBackend):
    """Django's own accounts; a locked name is refused whatever the password, without checking it."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if not username or password is None:
            return None
        guard = Guard("login", username, request)
        if guard.is_locked():
            return None
        with _in_turn():
            if guard.is_locked():  # by those who were looked at meanwhile
                return None
            user = super().authenticate(request, username=username, password=password, **kwargs)
            if user is None:
                guard.missed()
            else:
                guard.forgive()
            return user


class Busy(ValidationError):
    """Too many log in at this moment; the form says so."""

    def __init__(self) -> None:
        super().__init__("现在登录的人太多，请过几秒再试。", code="busy")


_looking, _queue = threading.BoundedSemaphore(AT_ONCE), threading.BoundedSemaphore(QUEUE)


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        raise Busy
    try:
        with _looking:
            yield
    finally:
        _queue.release()


class Guard:
    """Counts misses of one kind for one name, from one address and from all, and for one address, of all names.

    what: `login` for passwords, `code` for second steps: a right password must not wipe out wrong codes.
    """

    def __init__(self, what: str, username: str, request: HttpRequest | None) -> None:
        name = username.strip().casefold()
        peer = request.META.get("REMOTE_ADDR", "") if request is not None else ""
        self.now = timezone.now()
        self.most = {
            vault.digest(what, name, peer): MISSES,
            vault.digest(what, name): MISSES_ANYWHERE,
            vault.digest("address", what, peer): MISSES_HERE,
        }
        self.here = next(iter(self.most))

    def is_locked(self) -> bool:
        return LoginMiss.objects.filter(who__in=self.most, locked_until__gt=self.now).exists()

    def missed(self) -> None:
        for who, most in self.most.items():
            _count(who, most, self.now)

    def forgive(self) -> None:
        LoginMiss.objects.filter(who=self.here).delete()


def _count(who: str, most: int, now: datetime) -> None:
    with writing():
        miss = LoginMiss.objects.filter(who=who).first() or LoginMiss(who=who, at=now)
        if miss.locked_until is not None or now - miss.at > LOCKED:
            miss.misses, miss.locked_until = 0, None
        miss.misses, miss.at = miss.misses + 1, now
        if miss.misses >= most:
            miss.locked_until = now + LOCKED
        miss.save()
        LoginMiss.objects.filter(at__lt=now - timedelta(days=1)).delete()


WRONG_CODE = f"验证码不对，或者已经用过。请等手机上换了新的6位数再输。连错{MISSES}次，要等{LOCKED.seconds // 60}分钟。"

TOO_OFTEN = f"错的次数太多，请等{LOCKED.seconds // 60}分钟再试。"


def fault_of(request: HttpRequest, user: User, code: str) -> str:
    """What is wrong with a code, in Chinese; empty when it is right. Misses count."""
    guard = Guard("code", user.get_username(), request)
    if not code.strip():
        return "请输入验证码。"
    with writing():  # one after the other: codes that are sent together must not all slip past the count
        if guard.is_locked():
            return TOO_OFTEN
        if not two_steps.is_right(user, code):
            guard.missed()
            return WRONG_CODE
        guard.forgive()
        return ""


class PasswordStep(LoginView):
    """The password. Who has switched on 两步验证 is not logged in by it, but asked for the code."""

    next_page = "admin:index"

    def form_valid(self, form: Any) -> HttpResponse:
        user: User = form.get_user()
        if not two_steps.is_on(user):
            return super().form_valid(form)
        self.request.session.cycle_key()
        self.request.session[WAITING] = {
            "user": user.pk,
            "at": timezone.now().isoformat(),
            "mark": user.get_session_auth_hash(),
            "next": self.get_success_url(),
        }
        return redirect("desk:account_code")


def waiting(request: HttpRequest) -> tuple[User, str] | None:
    """Who gave the right password in this session within PATIENCE, and where they want to go."""
    kept = request.session.get(WAITING)
    if not kept or timezone.now() - datetime.fromisoformat(kept["at"]) > PATIENCE:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(kept["mark"], user.get_session_auth_hash()):
        return None
    return user, kept["next"]


def finish(request: HttpRequest, user: User, target: str) -> HttpResponseBase:
    """Both steps are done: logs in, in a new session."""
    del request.session[WAITING]
    login(request, user, backend=BACKEND)
    return redirect(target)
