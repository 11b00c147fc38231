"""Logging in: after five wrong passwords for one name from one address, 15 minutes of silence."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from bot.cases import vault
from bot.desk.models import LoginMiss
from bot.store.writing import writing

MISSES = 5
MISSES_ANYWHERE = 25
"""For one name from all addresses together: slows a spread-out attack, yet is hard to lock a colleague out with."""
LOCKED = timedelta(minutes=15)


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
        now = timezone.now()
        name = username.strip().casefold()
        peer = request.META.get("REMOTE_ADDR", "") if request is not None else ""
        here, anywhere = vault.digest("login", name, peer), vault.digest("login", name)
        if LoginMiss.objects.filter(who__in=[here, anywhere], locked_until__gt=now).exists():
            return None
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is None:
            _count(here, MISSES, now)
            _count(anywhere, MISSES_ANYWHERE, now)
        else:
            LoginMiss.objects.filter(who=here).delete()
        return user


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
