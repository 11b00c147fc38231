"""What the desk's home shows of machines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from bot.desk.home import Card
from bot.devices.services import quiet
from bot.knowledge.hours import opening
from bot.staff.roles import may
from bot.store.releases import active_release

WORKING = ("open", "last_intake")


def cards(user: User, now: datetime) -> Iterable[Card]:
    """Machines that went quiet while the hall works; at night they may be switched off."""
    release = active_release()
    if release is None or not may(user, "devices.keep"):
        return
    hall = release.hall
    if opening(hall.information.hours, hall.calendar, now.astimezone()).state in WORKING:
        text = "超过3分钟没有消息，请去看看机器和网络。"
        yield Card("没有消息的一体机", len(quiet(now)), text, reverse("desk:devices"), urgent=True)
