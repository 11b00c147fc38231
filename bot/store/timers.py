"""Work that is done every so often, by exactly one of the processes that answer, beside their turns.

Whoever gets a lease in the database does the work, renews the lease while it lasts, and lets go behind it. The lease of
a process that died runs out after LIFE; then another one takes over.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone

from bot.store.models import Lease
from bot.store.writing import writing

log = logging.getLogger(__name__)

LIFE = timedelta(seconds=60)
TICK = 5.0
"""Seconds between two looks at what is due; a lease is renewed at each."""

Work = Callable[[datetime], object]
"""Gets the moment at which it is started."""


@dataclass(frozen=True)
class Timer:
    """seconds: between two runs. at_start: done at the start of every process as well."""

    name: str
    seconds: float
    work: Work
    at_start: bool = False


TIMERS: dict[str, Timer] = {}
"""Apps add theirs when they are loaded (`AppConfig.ready`)."""


def every(seconds: float, name: str, *, at_start: bool = False) -> Callable[[Work], Work]:
    """Marks a function as work to be done every `seconds`.

    Args:
        name: of the lease, the same in every process and for ever.
        at_start: also when a process starts, however long ago it was done.
    """

    def add(work: Work) -> Work:
        TIMERS[name] = Timer(name, seconds, work, at_start)
        return work

    return add


class Clockwork:
    """The timers of one process. clock: the moment, aware."""

    def __init__(self, timers: dict[str, Timer], clock: Callable[[], datetime] = timezone.now) -> None:
        self.me = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._timers, self._clock = timers, clock
        self._running: dict[str, threading.Thread] = {}
        self._fresh = {timer.name for timer in timers.values() if timer.at_start}
        self._ended = threading.Event()

    def start(self) -> Callable[[], None]:
        """Begins in a thread of its own; the answer ends it."""
        thread = threading.Thread(target=self._go, name="timers", daemon=True)
        thread.start()

        def end() -> None:
            self._ended.set()
            thread.join()
            for running in list(self._running.values()):
                running.join()

        return end

    def look(self) -> list[threading.Thread]:
        """Renews what runs and starts what is due; the threads that were started."""
        now, started = self._clock(), []
        self._running = {name: thread for name, thread in self._running.items() if thread.is_alive()}
        for timer in self._timers.values():
            if timer.name in self._running:
                self._renew(timer, now)
            elif self._claim(timer, now):
                thread = threading.Thread(target=self._do, args=(timer, now), name=f"timer-{timer.name}", daemon=True)
                self._running[timer.name] = thread
                thread.start()
                started.append(thread)
        return started

    def _go(self) -> None:
        while not self._ended.is_set():
            try:
                close_old_connections()  # one that broke: the server may have been started anew
                self.look()
            except Exception:  # the database may be busy or gone for a while; the next look comes
                log.exception("the timers could not be looked at")
            self._ended.wait(TICK)
        connection.close()

    def _claim(self, timer: Timer, now: datetime) -> bool:
        lease = Lease.objects.filter(name=timer.name).first()
        if lease is not None and not (self._free(lease, now) and self._due(timer, lease, now)):
            return False
        with writing():
            Lease.objects.get_or_create(name=timer.name)
            # Over LIFE in the future: the clock was put back since.
            free = Q(holder="") | Q(until__isnull=True) | Q(until__lte=now) | Q(until__gt=now + LIFE)
            same = Q(ran_at=lease.ran_at if lease is not None else None)
            taken = Lease.objects.filter(free, same, name=timer.name).update(holder=self.me, until=now + LIFE)
        if taken:
            self._fresh.discard(timer.name)
        return bool(taken)

    def _free(self, lease: Lease, now: datetime) -> bool:
        return not lease.holder or lease.until is None or not now < lease.until <= now + LIFE

    def _due(self, timer: Timer, lease: Lease, now: datetime) -> bool:
        since = None if lease.ran_at is None else now - lease.ran_at
        return (
            timer.name in self._fresh or since is None or not timedelta(0) <= since < timedelta(seconds=timer.seconds)
        )

    def _renew(self, timer: Timer, now: datetime) -> None:
        with writing():
            Lease.objects.filter(name=timer.name, holder=self.me).update(until=now + LIFE)

    def _do(self, timer: Timer, now: datetime) -> None:
        try:
            try:
                timer.work(now)
            except Exception:  # one that fails stops no other, and is tried again when it is due
                log.exception("timed work failed: %s", timer.name)
            with writing():
                ours = Lease.objects.filter(name=timer.name, holder=self.me)
                ours.update(holder="", until=None, ran_at=now)
        except Exception:
            log.exception("the lease of timed work could not be given back: %s", timer.name)
        finally:
            connection.close()


def start() -> Callable[[], None]:
    """Begins the timers of this process; the answer ends them."""
    return Clockwork(TIMERS).start()
