"""Staff keep the list of machines; a machine registers itself once with a code from there."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet

from bot.devices.errors import Invalid, NotAllowed, UnknownCode
from bot.devices.models import Device, Guest
from bot.staff.roles import may
from bot.store.releases import active_hall
from bot.store.writing import writing

RIGHT = "devices.keep"
CODE_DIGITS = 10
"""Digits, because they are typed with a finger; so many that nobody guesses one within its day."""
CODE_LIFE = timedelta(hours=24)
_NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")


def listed() -> QuerySet[Device]:
    """The machines that stand in the hall."""
    return Device.objects.filter(removed_at__isnull=True)


def add(user: User, *, number: str, name: str, zone: str, spot: str, now: datetime) -> tuple[Device, str]:
    """A new machine, and the code with which it registers. Raises Invalid, NotAllowed."""
    _check(user)
    given = _checked(name=name, zone=zone, spot=spot)
    if not _NUMBER.fullmatch(number):
        raise Invalid({"number": ["编号只能用字母、数字、点、横线和下划线，例如 k3。"]})
    code = _fresh_code()
    with writing():
        if listed().filter(number=number).exists():
            raise Invalid({"number": ["这个编号已经有了，请换一个。"]})
        device = Device.objects.create(
            number=number, **given, added_by=user, added_at=now, code_hash=digest(code), code_until=now + CODE_LIFE
        )
    return device, code


def change(user: User, device: Device, *, name: str, zone: str, spot: str) -> None:
    """Another name or place. Raises Invalid, NotAllowed."""
    _check(user)
    given = _checked(name=name, zone=zone, spot=spot)
    with writing():
        listed().filter(pk=device.pk).update(**given)


def new_code(user: User, device: Device, *, now: datetime) -> str:
    """A code for a machine that was set up anew; what it was known by holds until the code is used."""
    _check(user)
    code = _fresh_code()
    with writing():
        listed().filter(pk=device.pk).update(code_hash=digest(code), code_until=now + CODE_LIFE)
    return code


def remove(user: User, device: Device, *, now: datetime) -> None:
    """The machine is gone: what it proved itself with is worth nothing from now on."""
    _check(user)
    with writing():
        listed().filter(pk=device.pk).update(
            removed_at=now, token_hash="", code_hash="", code_until=None
        )  # fmt: skip


def register(typed: str, *, now: datetime) -> tuple[Device, str]:
    """A machine says its code: the device, and the token it keeps from now on. Raises UnknownCode.

    The code is worth nothing afterwards, and neither is an older token of this device.
    """
    code = "".join(sign for sign in typed if sign.isdigit())
    token = secrets.token_urlsafe(32)
    with writing():
        device = listed().filter(code_hash=digest(code), code_until__gt=now).first() if code else None
        if device is None:
            raise UnknownCode
        device.token_hash, device.code_hash, device.code_until = digest(token), "", None
        device.registered_at = device.heard_at = now
        device.save(update_fields=["token_hash", "code_hash", "code_until", "registered_at", "heard_at"])
        Guest.objects.filter(name=device.number).delete()
    return device, token


def digest(secret: str) -> str:
    """What is kept of a token or code; both come from the system's random source."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _fresh_code() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def _check(user: User) -> None:
    if not may(user, RIGHT):
        raise NotAllowed


def _checked(*, name: str, zone: str, spot: str) -> dict[str, str]:
    errors: dict[str, list[str]] = {}
    if not name.strip():
        errors["name"] = ["请写一个名称，例如 3号一体机。"]
    elif len(name.strip()) > 40:
        errors["name"] = ["名称最多40个字。"]
    if zone and zone not in {one.id for one in active_hall().plan.zones}:
        errors["zone"] = ["平面图上没有这个区域，请重新选。"]
    if len(spot.strip()) > 60:
        errors["spot"] = ["位置最多60个字。"]
    if not zone and not spot.strip():
        errors["spot"] = ["请选区域或写明位置，导办才知道往哪里走。"]
    if errors:
        raise Invalid(errors)
    return {"name": name.strip(), "zone": zone, "spot": spot.strip()}
