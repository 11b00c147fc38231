"""Importing a spreadsheet: read and checked in the workshop, looked at by a person, then made a change set in batches.

The work goes on when the person leaves the page. A process that dies in between leaves a job that says so.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from bot.catalogue import workshop
from bot.catalogue.errors import CatalogueError, Conflict, Invalid, Refused
from bot.catalogue.models import Entry
from bot.catalogue.models.entries import Source
from bot.catalogue.models.imports import BUSY, UNDECIDED, ImportJob, ImportState
from bot.catalogue.services.compose import approved_text
from bot.catalogue.services.drafts import Proposal, propose_many
from bot.staff.roles import departments_for, may
from bot.store.timers import every
from bot.store.writing import writing

log = logging.getLogger(__name__)

MAX_BYTES = 10_000_000
MAX_OPEN = 5
"""Undecided files of one person."""
KEPT, REMEMBERED = timedelta(days=1), timedelta(days=30)
"""So long an undecided file stays, and what came of a decided one."""
LOST = timedelta(minutes=20)
"""Work of another process that said nothing for so long is given up."""
TELL = timedelta(seconds=1)

_ME = f"{os.getpid()}-{secrets.token_hex(6)}"
_working: set[int] = set()


def start(user: User, filename: str, data: bytes, *, now: datetime) -> ImportJob:
    """Takes a file in and begins to read it. Raises Refused, Conflict (too many at once)."""
    if not may(user, "catalogue.import"):
        raise Refused
    if len(data) > MAX_BYTES:
        raise Refused("这个文件超过 10 MB，没有上传。请分成几个文件，或删去图片。")
    with writing():
        if ImportJob.objects.filter(user=user, state__in=UNDECIDED).count() >= MAX_OPEN:
            raise Conflict(f"您已经有 {MAX_OPEN} 个文件还没有决定，请先确认或放弃。")
        job = ImportJob.objects.create(user=user, filename=filename[-200:], data=data, made_at=now, runner=_ME)
    _begin(job.pk, _examine)
    return job


def look(job: ImportJob) -> ImportJob:
    """The job as it stands; one whose process has died is failed."""
    if job.state in BUSY and job.pk not in _working:
        mine = job.runner == _ME or connection.vendor == "sqlite"  # one process writes there
        job.refresh_from_db()
        if job.state in BUSY and job.pk not in _working and (mine or timezone.now() - job.touched_at > LOST):
            _set(job.pk, state=ImportState.FAILED, words="处理到一半时系统重新启动了，没有导入。请重新上传。", data=b"")
            job.refresh_from_db()
    return job


def confirm(job: ImportJob, *, title: str, why: str, now: datetime) -> None:
    """Begins to make the change set. What was published since it was read is read again first. Raises Conflict."""
    with writing():
        changed = ImportJob.objects.filter(pk=job.pk, state=ImportState.READY).update(
            state=ImportState.WRITING, title=title.strip()[:120], why=why.strip()[:300], runner=_ME, percent=0, words="",
            touched_at=now,
        )  # fmt: skip
    if not changed:
        raise Conflict("这个文件已经处理过了，请看下面的结果。")
    _begin(job.pk, _propose)


def drop(job: ImportJob) -> None:
    """Gives a file up; nothing of it stays but its name."""
    with writing():
        ImportJob.objects.filter(pk=job.pk, state__in=(ImportState.READY, ImportState.FAULTY)).update(
            state=ImportState.DROPPED, **_emptied(job)
        )


@every(3600, "imports")
def clean(now: datetime) -> int:
    """Forgets files that nobody decided for a day, and decided ones after a month; how many."""
    with writing():
        old = ImportJob.objects.filter(state__in=UNDECIDED, made_at__lt=now - KEPT)
        older = ImportJob.objects.filter(made_at__lt=now - REMEMBERED)
        return old.delete()[0] + older.delete()[0]


def in_background(work: Callable[[], None], name: str) -> None:
    """Runs it beside the request."""
    threading.Thread(target=work, name=name, daemon=True).start()


def _begin(pk: int, step: Callable[[ImportJob], None]) -> None:
    def work() -> None:
        try:
            step(ImportJob.objects.select_related("user").get(pk=pk))
        except CatalogueError as error:
            _set(pk, state=ImportState.FAILED, words=str(error)[:500], data=b"", contents="")
        except Exception:
            log.exception("import %s failed", pk)
            words = "处理时出了错，没有导入。请再试一次；还不行，请管理员看日志。"
            _set(pk, state=ImportState.FAILED, words=words, data=b"", contents="")
        finally:
            _working.discard(pk)
            if threading.current_thread() is not threading.main_thread():
                connection.close()

    _working.add(pk)
    in_background(work, f"import-{pk}")


def _examine(job: ImportJob) -> None:
    told = timezone.now()

    def tell(done: int, total: int) -> None:
        nonlocal told
        if timezone.now() - told > TELL:
            told = timezone.now()
            _set(job.pk, percent=100 * done // max(1, total))

    departments = departments_for(job.user, "catalogue.import")
    base = _approved()
    open_now = Entry.objects.filter(change_set__isnull=False).values_list("kind", "key", "change_set__title")
    result = workshop.run(
        "bot.catalogue.sheets.jobs:examine", bytes(job.data), job.filename, approved_text(),
        departments=None if departments is None else sorted(departments), held=list(open_now),
        today=timezone.localdate().isoformat(), job=f"import-{job.pk}", progress=tell,
    )  # fmt: skip
    if "refused" in result:
        _set(job.pk, state=ImportState.FAILED, words=result["refused"], data=b"")
        return
    contents = result.pop("contents")
    state = ImportState.FAULTY if result["faults"] else ImportState.READY
    _set(
        job.pk, state=state, result=result, percent=100, contents=json.dumps(contents, ensure_ascii=False),
        base={f"{kind}/{key}": base.get(f"{kind}/{key}") for kind, key, _ in contents},
    )  # fmt: skip


def _propose(job: ImportJob) -> None:
    now_approved = _approved()
    if any(now_approved.get(name) != revision for name, revision in job.base.items()):
        _set(job.pk, state=ImportState.READING, words="上传以后有人发布了新内容，已经重新核对了一遍，请再看一次。")
        _examine(ImportJob.objects.select_related("user").get(pk=job.pk))
        return
    proposals = [Proposal(kind, key, content) for kind, key, content in json.loads(job.contents)]
    title = job.title or f"导入 {job.filename}"
    try:
        made = propose_many(
            job.user, proposals, title=title, why=job.why or f"导入表格 {job.filename}", source=Source.SHEET,
            now=timezone.now(),
        )  # fmt: skip
    except Invalid as error:
        words = "；".join(f"{where}：{what}" for where, what in error.errors)[:500]
        _set(job.pk, state=ImportState.READY, words=f"没有生成修改单。{words}"[:500])
        return
    except CatalogueError as error:
        _set(job.pk, state=ImportState.READY, words=f"没有生成修改单。{error}"[:500])
        return
    _set(job.pk, state=ImportState.DONE, change_set=made, percent=100, **_emptied(job))


def _approved() -> dict[str, int | None]:
    rows = Entry.objects.values_list("kind", "key", "approved_id")
    return {f"{kind}/{key}": approved for kind, key, approved in rows}


def _emptied(job: ImportJob) -> dict[str, object]:
    counts = {name: value for name, value in job.result.items() if isinstance(value, int)}
    return {"data": b"", "contents": "", "base": {}, "result": counts}


def _set(pk: int, **values: object) -> None:
    with writing():
        ImportJob.objects.filter(pk=pk).update(touched_at=timezone.now(), **values)
