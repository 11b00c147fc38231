"""What time does to requests: warnings, supervision levels, reminders, expiry; each exactly once, also after a restart.

A notice is a row with a unique key, written in one transaction with its row of history.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet

from bot.cases.actors import THE_SYSTEM, Actor
from bot.cases.errors import CasesError, WrongState
from bot.cases.lifecycle import (
    CONTACT_KEPT,
    EXPIRE_AFTER,
    LEVEL_AFTER,
    LEVELS,
    OPEN,
    REMIND_AFTER,
    RESUME_AFTER,
    WARN_BEFORE,
    State,
)
from bot.cases.models import Case, Notice
from bot.cases.services.dispatch import dispatch
from bot.cases.services.evaluations import expire
from bot.cases.services.handling import resume
from bot.cases.services.limits import end_of, working_days
from bot.cases.services.requests import erase
from bot.cases.services.steps import hall, permit, verb, write
from bot.knowledge.calendar import add_working_days
from bot.knowledge.model import Calendar
from bot.store.releases import active_release
from bot.store.timers import every

log = logging.getLogger(__name__)

BATCH = 200
LOOK_AHEAD = timedelta(days=14)
"""A warning may come so long before the limit: one working day, over the longest holidays."""
RUNNING = OPEN - {State.WAITING_CITIZEN}


@every(5, "cases.dispatch")
def dispatch_soon(now: datetime) -> int:
    """Gives new requests to their posts; nothing before the first release."""
    return dispatch(now) if active_release() is not None else 0


@every(60, "cases.deadlines")
def tick(now: datetime) -> int:
    """Everything that is due at this moment; how many steps were written. Doing it again writes nothing more."""
    if active_release() is None:
        return 0
    calendar = hall().calendar
    waiting = Case.objects.filter(state=State.WAITING_CITIZEN)
    answered = Case.objects.filter(state=State.RESOLVED, self_found=False, reopen_asked_at__isnull=True)
    old = Case.objects.filter(closed_at__lte=now - CONTACT_KEPT, contact__isnull=False)
    running = Case.objects.filter(state__in=RUNNING, expected_at__lte=now + LOOK_AHEAD)
    return (
        _each(waiting.filter(paused_at__lte=now - RESUME_AFTER), lambda case: resume(case, now=now))
        + _each(waiting.filter(paused_at__lte=now - REMIND_AFTER), lambda case: _reminded(case, now))
        + _each(answered.filter(resolved_at__lte=now - EXPIRE_AFTER), lambda case: expire(case, now=now))
        + _each(old, lambda case: erase(case, why="联系方式保存满2年", now=now, contact_only=True))
        + _each(running.filter(level__lt=3), lambda case: _chased(case, calendar, now))
    )


def _each(found: QuerySet[Case], step: Callable[[Case], Case | None]) -> int:
    done = 0
    for case in _batches(found):
        try:
            done += step(case) is not None
        except CasesError:  # somebody was faster; what is still due comes again
            log.info("a request was changed while its time was looked at")
    return done


def _batches(found: QuerySet[Case]) -> Iterator[Case]:
    last = 0
    while some := list(found.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = some[-1].pk
        yield from some


def level_at(calendar: Calendar, expected_at: datetime, now: datetime) -> int:
    """The supervision level of a request that is still open: 0, or of LEVELS."""
    due_day, today = expected_at.astimezone().date(), now.astimezone().date()
    if today < due_day:
        return 0
    late = working_days(calendar, due_day, today)
    return max(level for level, after in LEVEL_AFTER.items() if late >= after)


def warned_at(calendar: Calendar, expected_at: datetime, now: datetime) -> bool:
    """Whether the warning before the limit is due."""
    today = now.astimezone().date()
    return add_working_days(calendar, today, WARN_BEFORE)[0] >= expected_at.astimezone().date()


def hours_left(calendar: Calendar, expected_at: datetime, now: datetime) -> float:
    """Working days until the limit, in hours of eight; negative when it has passed."""
    here, due = now.astimezone(), expected_at.astimezone()
    if here.date() == due.date():
        return min(8.0, (due - here).total_seconds() / 3600) if due > here else (due - here).total_seconds() / 3600
    if here > due:
        return -8.0 * max(1, working_days(calendar, due.date(), here.date()))
    rest = max(0.0, min(8.0, (end_of(calendar, here, 0) - here).total_seconds() / 3600))
    return rest + 8.0 * working_days(calendar, here.date(), due.date())


def _reminded(case: Case, now: datetime) -> Case | None:
    if case.paused_at is None:
        return None
    return _remind(case, THE_SYSTEM, what="reminder", key=case.paused_at.isoformat(), now=now,
                   detail="等群众补充已满3天，请再联系一次")  # fmt: skip


def _chased(case: Case, calendar: Calendar, now: datetime) -> Case | None:
    level = level_at(calendar, case.expected_at, now)
    key = case.expected_at.isoformat()
    if level > case.level:
        return _supervise(case, THE_SYSTEM, level=level, key=key, now=now)
    if level == 0 and warned_at(calendar, case.expected_at, now):
        return _remind(case, THE_SYSTEM, what="warning", key=key, now=now, detail="还有1个工作日到期")
    return None


def _remind(case: Case, actor: Actor, *, what: str, key: str, now: datetime, detail: str) -> Case | None:
    if Notice.objects.filter(case=case, what=what, key=key[:40]).exists():
        return None
    return _noticed(case, actor, what=what, key=key, now=now, detail=detail)


@verb
def _noticed(case: Case, actor: Actor, *, what: str, key: str, now: datetime, detail: str) -> Case:
    line = permit("remind", case, actor)
    _once(case, what, key, now)
    return write(case, line, actor, now=now, words={"detail": detail})


@verb
def _supervise(case: Case, actor: Actor, *, level: int, key: str, now: datetime) -> Case:
    line = permit("supervise", case, actor)
    _once(case, f"level{level}", key, now)
    return write(case, line, actor, now=now, words={"detail": LEVELS[level]}, level=level)


def _once(case: Case, what: str, key: str, now: datetime) -> None:
    """Notes a notice, where no other process has done so since it was looked for. Raises WrongState."""
    _, ours = Notice.objects.get_or_create(case=case, what=what, key=key[:40], defaults={"at": now})
    if not ours:
        raise WrongState
