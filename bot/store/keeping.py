"""What stays on the shelf: the active release, and those that somebody still needs; the rest goes after a day."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.knowledge.release import NoRelease
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
    try:
        kept = {shelf().active_id()}
    except NoRelease:
        return 0
    for needed in NEEDED.values():
        kept |= needed(now)
    gone = 0
    for name in shelf().names():
        folder = root / name
        if name in kept or now.timestamp() - folder.stat().st_mtime < FRESH.total_seconds():
            continue
        away = root / f".gone-{name}"
        folder.rename(away)
        shutil.rmtree(away, ignore_errors=True)
        gone += 1
    active = shelf().active_bulletin().version
    for file in (root / "bulletins").glob("*.json"):
        if file.stem != active and now.timestamp() - file.stat().st_mtime > BULLETINS.total_seconds():
            file.unlink(missing_ok=True)
            gone += 1
    if gone:
        log.info("%d old releases and bulletins were cleared away", gone)
    return gone
