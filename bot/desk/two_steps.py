"""两步验证: after the password a code of the telephone, for those who switched it on or where the hall asks it of everybody.

django-otp keeps the devices. Guessing is slowed by bot.desk.login, not by django-otp, whose growing pauses would
refuse a right code without a word.

Source: RFC 6238 (TOTP).
"""

from __future__ import annotations

import unicodedata
from base64 import b32encode
from collections.abc import Callable

import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from bot.store.writing import writing

NAME = "两步验证"
CODES = 10
"""Recovery codes of one sheet."""


def is_on(user: User) -> bool:
    """Whether this person needs a code after the password."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def required() -> bool:
    """Whether the hall asks it of everybody (XIAOBAO_STAFF_TOTP)."""
    return bool(settings.STAFF_TOTP == "required")


def begin(user: User) -> None:
    """Makes a secret to be shown to this person; it counts only after `switch_on`."""
    with writing():
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        TOTPDevice.objects.create(user=user, name=NAME, confirmed=False)


def begun(user: User) -> TOTPDevice | None:
    """The secret that was made and not yet confirmed."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return found


def switch_on(user: User, code: str) -> list[str] | None:
    """Confirms the begun secret. Returns the recovery codes, shown this once; None when the code is wrong."""
    with writing():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None or not device.verify_token(_plain(code)):
            return None
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save()
        return new_codes(user)


def new_codes(user: User) -> list[str]:
    """A new sheet of recovery codes, each good for once; the old sheet is worth nothing from now on."""
    codes = [StaticToken.random_token() for _ in range(CODES)]
    with writing():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name=NAME)
        StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def codes_left(user: User) -> int:
    """How many recovery codes were not used yet."""
    return int(StaticToken.objects.filter(device__user=user).count())


def is_right(user: User, code: str) -> bool:
    """Whether it is the telephone's code of now or a recovery code. Each is good for once."""
    plain = _plain(code)
    with writing():
        devices = [
            *TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True),
            *StaticDevice.objects.select_for_update().filter(user=user, confirmed=True),
        ]
        return any(device.verify_token(plain) for device in devices)


def switch_off(user: User) -> None:
    """No code is asked for any more; secret and recovery codes are gone. Whether one may is for the caller to ask."""
    with writing():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()


def secret(device: TOTPDevice) -> str:
    """What is typed where no camera is at hand, in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture(device: TOTPDevice) -> SafeString:
    """The same as an inline SVG without any style."""
    code = segno.make(device.config_url, error="m", micro=False)
    drawing = code.svg_inline(
        omitsize=True, border=3, dark="#000", light="#fff", title="两步验证的二维码", svgclass="qr"
    )
    return mark_safe(drawing)  # noqa: S308  drawn by segno from our own address


def _plain(code: str) -> str:
    """Full-width figures, blanks, hyphens and capitals don't matter."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", code).lower() if sign.isalnum())


class TwoStepsFirst:
    """Middleware: where the hall requires it, staff without it are led to setting it up, whatever page they ask for."""

    FREE = (
        "admin:login",
        "admin:logout",
        "admin:jsi18n",
        "desk:own_password",
        "desk:account_steps",
        "desk:account_steps_begin",
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user if required() and request.path.startswith("/desk/") else None
        if isinstance(user, User) and user.is_active and user.is_staff and not is_on(user):
            free = {reverse(name) for name in (*self.FREE, "desk:account_steps_on")}
            if request.path not in free:
                return redirect("desk:account_steps")
        return self.get_response(request)
