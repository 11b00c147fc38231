"""一次办成率 by item, the worst first."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from bot.desk.pages import page, shown
from bot.slips.figures import DAYS, FEWEST, success
from bot.staff.roles import departments_for
from bot.store.releases import active_hall


@page("figures.view")
def figures(request: HttpRequest) -> HttpResponseBase:
    """The table; an editor sees the items of the own department."""
    departments = departments_for(cast(User, request.user), "figures.view")
    names = {department.id: department.name for department in active_hall().departments}
    context = {
        "success": success(timezone.now(), departments),
        "days": DAYS,
        "fewest": FEWEST,
        "departments": None if departments is None else [names[one] for one in sorted(departments) if one in names],
    }
    return shown(request, "desk/slips/figures.html", "一次办成率", context)
