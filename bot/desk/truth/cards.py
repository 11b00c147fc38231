"""What the desk's home shows of truth keeping."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from bot.catalogue.services import truth
from bot.desk.home import Card
from bot.staff.roles import may
from bot.store.releases import active_release

SOON = 14


def cards(user: User, now: datetime) -> Iterable[Card]:
    """What is silent, what will be within two weeks, what is due, what nobody has signed."""
    if not may(user, "catalogue.verify") or active_release() is None:
        return
    today = timezone.localtime(now).date()
    found, page = truth.reviews_for(user, today), reverse("desk:truth")
    silent = sum(one.state == "expired" and not one.waiting(today) for one in found)
    soon = sum(map(len, truth.silences(found, today, SOON).values()))
    due = sum(one.state == "due" for one in found)
    near = sum(one.near(today) for one in found)
    unsigned = sum(one.state == "unverified" for one in found)
    yield Card("停说的资料", silent, "已经过期，小豹不再说。核对签字后才会再说。", f"{page}?state=expired", True)
    yield Card("两周内要停说", soon, "再不签字，小豹就不说了。", reverse("desk:silences"), True)
    yield Card("待复核的资料", due, "过了复核日，小豹说的时候带着“以窗口为准”。", f"{page}?state=due")
    yield Card("快到复核日", near, "两周内到期，先核对签字就不耽误。", f"{page}?state=near")
    yield Card("没有人签过的资料", unsigned, "小豹说的时候带着“未核实”。", f"{page}?state=unverified")
