"""The check of a change set beside other work: started once, its progress asked for, its result kept with the change set."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils import timezone

from bot.catalogue import workshop
from bot.catalogue.errors import CatalogueError
from bot.catalogue.models import ChangeSet
from bot.catalogue.services import review
from bot.store.releases import shelf

log = logging.getLogger(__name__)

_lock = threading.Lock()
_running: dict[int, tuple[int, int]] = {}
_again: set[int] = set()
_failed: dict[int, str] = {}
_ready: tuple[str, str] | None = None
"""The release and the day for which the workshop has read what is spoken."""


def start(change_set: ChangeSet, *, now: datetime | None = None) -> None:
    """Begins a check in the background. One that is running looks once more when it is done: something was changed."""
    with _lock:
        if change_set.pk in _running:
            _again.add(change_set.pk)
            return
        _running[change_set.pk] = (0, 0)
        _failed.pop(change_set.pk, None)
    threading.Thread(target=_check, args=(change_set.pk, now), name=f"check-{change_set.pk}", daemon=True).start()


def get_ready() -> None:
    """Lets the workshop read what is spoken now, in the background; called when somebody begins to edit.

    It takes seconds once for each release and day, and then nothing.
    """
    global _ready
    wanted = (review.active_id(), timezone.localdate().isoformat())
    with _lock:
        if wanted == _ready or not wanted[0]:
            return
        _ready = wanted
    threading.Thread(target=_get_ready, args=(wanted[0],), name="get-ready", daemon=True).start()


def _get_ready(active: str) -> None:
    global _ready
    try:
        workshop.get_ready(shelf().root)
        workshop.know(active, shelf().root, [text for text, _, _ in review.test_lines()], timezone.localtime())
    except Exception as error:  # the check does it itself then, and says what is wrong
        log.warning("the workshop did not get ready: %s", error)
        _ready = None
    finally:
        connection.close()


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
