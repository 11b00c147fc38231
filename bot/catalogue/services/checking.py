"""The check of a change set beside other work: started once, its progress asked for, its result kept with the change set."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils import timezone

from bot.catalogue.errors import CatalogueError
from bot.catalogue.models import ChangeSet
from bot.catalogue.services import review

log = logging.getLogger(__name__)

_lock = threading.Lock()
_running: dict[int, tuple[int, int]] = {}
_again: set[int] = set()
_failed: dict[int, str] = {}


def start(change_set: ChangeSet, *, now: datetime | None = None) -> None:
    """Begins a check in the background. One that is running looks once more when it is done: something was changed."""
    with _lock:
        if change_set.pk in _running:
            _again.add(change_set.pk)
            return
        _running[change_set.pk] = (0, 0)
        _failed.pop(change_set.pk, None)
    threading.Thread(target=_check, args=(change_set.pk, now), name=f"check-{change_set.pk}", daemon=True).start()


def progress(change_set: ChangeSet) -> tuple[int, int] | None:
    """(done, total) of a check that runs in this process; None when none does."""
    return _running.get(change_set.pk)


def failure(change_set: ChangeSet) -> str:
    """Why the last check in this process came to nothing, in words; empty when it did not fail."""
    return _failed.get(change_set.pk, "")


def _check(pk: int, now: datetime | None) -> None:
    def told(done: int, total: int) -> None:
        _running[pk] = (done, total)

    try:
        while True:
            _look(pk, now or timezone.now(), told)
            with _lock:
                if pk not in _again:
                    _running.pop(pk, None)
                    return
                _again.discard(pk)
    finally:
        with _lock:
            _running.pop(pk, None)
            _again.discard(pk)
        connection.close()


def _look(pk: int, now: datetime, told: Callable[[int, int], None]) -> None:
    try:
        change_set = ChangeSet.objects.get(pk=pk)
        if change_set.open and change_set.entries.exists():
            review.check(change_set, now=now, progress=told)
        _failed.pop(pk, None)
    except CatalogueError as error:
        _failed[pk] = str(error)
    except Exception:
        log.exception("the check of change set %s failed", pk)
        _failed[pk] = "检查时出了错，请再试一次；还不行，请管理员看日志。"
