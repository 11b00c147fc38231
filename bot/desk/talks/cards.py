"""What the desk's home shows of calls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from bot.desk.home import Card
from bot.talks import services


def cards(user: User, now: datetime) -> Iterable[Card]:
    """Who calls now, and the talks that are still in hand."""
    url = reverse("desk:talks")
    yield Card("有人呼叫人工", len(services.ringing_for(user, now)), "群众正在等，请马上接。", url, urgent=True)
    yield Card("我的谈话还没有结束", len(services.talks_of(user)), "点这里回去接着说。", url, urgent=True)
