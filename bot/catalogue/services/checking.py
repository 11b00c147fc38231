"""The check of a change set beside other work: started once, its progress asked for, its result kept with the change set."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.db import connection
from django.utils import timezone

from bot.catalogue.errors import CatalogueError
from bot.catalogue.models import ChangeSet
from bot.catalogue.services import review

log = logging.getLogger(__name__)

_lock = threading.Lock()
_running: dict[int, tuple[int, int]] = {}
_failed: dict[int, str] = {}


def start(change_set: ChangeSet, *, now: datetime | None = None) -> None:
    """Begins a check in the background, unless it is running already."""
    with _lock:
        if change_set.pk in _running:
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
        review.check(ChangeSet.objects.get(pk=pk), now=now or timezone.now(), progress=told)
    except CatalogueError as error:
        _failed[pk] = str(error)
    except Exception:
        log.exception("the check of change set %s failed", pk)
        _failed[pk] = "检查时出了错，请再试一次；还不行，请管理员看日志。"
    finally:
        _running.pop(pk, None)
        connection.close()
