"""What machines tell of themselves, once a minute, and what is known of them since."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.devices.models import Device, Guest
from bot.devices.services.keeping import digest, listed
from bot.store.writing import writing

GUESTS = 50
"""So many unregistered machines are remembered: anybody can claim to be one."""
GUESTS_KEPT = timedelta(days=1)


def known(token: str) -> Device | None:
    """The machine that has this token."""
    return listed().filter(token_hash=digest(token)).first() if token else None


def proven(kiosk: str, token: str) -> str:
    """The number that a conversation may bear: that of a registered machine only with its token.

    Else somebody with a telephone could send a person to any machine of the hall.
    """
    device = known(token)
    if device is not None:
        return device.number
    return "" if kiosk and listed().filter(number=kiosk).exclude(token_hash="").exists() else kiosk


def heard(token: str, *, version: str, busy: bool, now: datetime) -> Device | None:
    """A machine is well; None when nobody has this token."""
    device = known(token)
    if device is not None:
        with writing():
            listed().filter(pk=device.pk).update(heard_at=now, version=version[:32], busy=busy)
        device.heard_at, device.version, device.busy = now, version[:32], busy
    return device


def heard_of(name: str, *, version: str, now: datetime) -> None:
    """A machine that is not registered is on. Of more than GUESTS the ones that were silent longest are forgotten."""
    with writing():
        Guest.objects.update_or_create(name=name[:64], defaults={"version": version[:32], "heard_at": now})
        kept = Guest.objects.order_by("-heard_at").values_list("pk", flat=True)[:GUESTS]
        Guest.objects.exclude(pk__in=list(kept)).delete()


def guests(now: datetime) -> list[Guest]:
    """The unregistered machines of the last day."""
    return list(Guest.objects.filter(heard_at__gt=now - GUESTS_KEPT))


def quiet(now: datetime) -> list[Device]:
    """The registered machines that have not been heard of for too long."""
    return [device for device in listed() if device.is_quiet(now)]
