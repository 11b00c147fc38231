"""What stays on the shelf: the active release, and those that somebody still needs; the rest goes after a day."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.store.releases import shelf
from bot.store.timers import every

log = logging.getLogger(__name__)

FRESH = timedelta(days=1)
"""A younger one may be what somebody is looking at, or about to publish."""
BULLETINS = timedelta(days=30)

Needed = Callable[[datetime], set[str]]
NEEDED: dict[str, Needed] = {}
"""Each app that needs releases by id adds a function here: who → ids at a moment."""


@every(3600, "shelf")
def clear(now: datetime) -> int:
    """Takes old releases and bulletins off the shelf that nobody needs; how many."""
    root = shelf().root
    needed = {name for who in NEEDED.values() for name in who(now)}
    fresh = {name for name in shelf().names() if _age(root / name, now) < FRESH}
    gone = len(shelf().tidy(needed | fresh, newest=0))
    active = shelf().active_bulletin().version
    for file in (root / "bulletins").glob("*.json"):
        if file.stem != active and _age(file, now) > BULLETINS:
            file.unlink(missing_ok=True)
            gone += 1
    if gone:
        log.info("%d old releases and bulletins were cleared away", gone)
    return gone


def _age(path: Path, now: datetime) -> timedelta:
    return timedelta(seconds=now.timestamp() - path.stat().st_mtime)
