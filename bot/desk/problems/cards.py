"""What the desk's home shows of the list of problems."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from bot.cases import services
from bot.desk.home import Card
from bot.reports.problems import on_the_list, standing
from bot.staff.roles import may


def cards(user: User, now: datetime) -> Iterable[Card]:
    """For those who keep the list: what waits to be accepted, and what was not mended in time."""
    if not may(user, "problems.keep"):
        return
    found = on_the_list(services.visible_to(user)).order_by()
    waiting, late = found.filter(standing("waiting", now)).count(), found.filter(standing("overdue", now)).count()
    page = reverse("desk:problems")
    yield Card("问题等验收", waiting, f"{waiting}个问题说改好了，请验收销号。", f"{page}?tab=waiting")
    yield Card("问题超期没改好", late, f"{late}个问题过了整改期限。", f"{page}?tab=overdue", urgent=True)
