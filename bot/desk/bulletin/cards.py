"""What the desk's home shows of the bulletin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from bot.catalogue.services import bulletin
from bot.desk.home import Card
from bot.staff.roles import may, windows_for


def cards(user: User, now: datetime) -> Iterable[Card]:
    """Paused windows of this person's: those that last longer than was said first, and the others."""
    if not may(user, "bulletin.pause"):
        return
    mine = windows_for(user, "bulletin.pause")
    held = [row for row in bulletin.pauses(now).values() if mine is None or row.window in mine]
    late = {row.pk for row in bulletin.overlong(now)}
    for urgent in (True, False):
        some = [row.window for row in held if (row.pk in late) == urgent]
        names = f"{'、'.join(some)}号窗口"
        title, text = (
            ("暂停太久的窗口", f"{names}比原来说的停得久，或停了一天还没有说到什么时候。请恢复，或改写时间。")
            if urgent
            else ("正在暂停的窗口", f"{names}暂停着，到时间会自己恢复。")
        )
        yield Card(title, len(some), text, reverse("desk:bulletin"), urgent)
