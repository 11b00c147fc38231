"""What the desk's home shows an area worker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from bot.cases.services.area import to_do
from bot.desk.home import Card
from bot.staff.roles import may


def cards(user: User, now: datetime) -> Iterable[Card]:
    """One card: what is to be done in the own area."""
    if may(user, "area.work"):
        rows = to_do(user)
        late = rows.filter(expected_at__lte=now).exists()
        yield Card("本片要办的诉求", rows.count(), "接办、联系、报结果，都在这里。", reverse("desk:area"), urgent=late)
