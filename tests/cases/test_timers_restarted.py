"""Timed work that is killed in the middle, or done by two processes at once: nothing is lost, nothing comes twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from bot.cases import services
from bot.cases.lifecycle import State
from bot.cases.models import Case, Notice
from bot.cases.services import chronicle
from bot.store.models import Lease
from bot.store.timers import LIFE, TIMERS, Clockwork
from tests.cases.acting import START, later, open_one, standing

pytestmark = pytest.mark.usefixtures("live_db")


class Killed(BaseException):
    """The process is gone: nothing of ours catches it."""


def everything(clerk: User) -> list[Case]:
    """Requests to which time does something of each kind on the tenth day."""
    states = [State.ASSIGNED, State.IN_PROGRESS, State.WAITING_CITIZEN, State.RESOLVED, State.RETURNED]
    return [standing(state, clerk) for state in states for _ in range(2)]


def written() -> list[tuple[int, str, str]]:
    """What timers have written, by request, as often as it stands there."""
    rows = Case.objects.order_by("pk").prefetch_related("events__words")
    acts = ("remind", "supervise", "resume", "expire", "assign")
    return [(case.pk, row.action, row.why) for case in rows for row in case.events.all() if row.action in acts]


def bare(rows: list[tuple[int, str, str]], cases: list[Case]) -> list[tuple[int, str, str]]:
    """With the place of the request in its list instead of its key, so that two worlds can be compared."""
    place = {case.pk: number for number, case in enumerate(cases)}
    return [(place[pk], action, why) for pk, action, why in rows]


def killed_at(number: int, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], bool]:
    """Runs something whose process dies at its n-th row of history, before or behind the row in turn; whether it died."""
    real, seen = chronicle.append, Counter[str]()

    def append(*args: Any, **more: Any) -> None:
        seen["rows"] += 1
        if seen["rows"] == number and number % 2:
            raise Killed
        real(*args, **more)
        if seen["rows"] == number:
            raise Killed

    def run(work: Callable[[], Any]) -> bool:
        with monkeypatch.context() as patched:
            patched.setattr(chronicle, "append", append)
            try:
                work()
            except Killed:
                return True
        return False

    return run


def test_a_tick_killed_between_any_two_notices_is_finished_by_the_next(
    clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = later(days=10)
    cases = everything(clerk)
    for number in range(1, 100):
        if not killed_at(number, monkeypatch)(lambda: services.tick(now)):
            break
        assert services.verify_all().broken is None
    assert number > 3, "it was killed some times"
    assert services.tick(now) == 0
    done = bare(written(), cases)
    again = everything(clerk)
    assert services.tick(now) > 0
    quiet = bare([row for row in written() if row[0] in {case.pk for case in again}], again)
    assert done == quiet, "the same as without being killed"
    assert services.verify_all().broken is None


def test_dispatching_killed_in_the_middle_goes_on(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [open_one(kind="help", item="id_card_reissue").case for _ in range(6)]
    for number in (1, 2, 3):
        assert killed_at(number, monkeypatch)(lambda: services.dispatch(START))
    services.dispatch(START)
    assert services.dispatch(START) == 0
    for case in cases:
        found = Case.objects.get(pk=case.pk)
        assert (found.state, found.events.filter(action="assign").count()) == (State.ASSIGNED, 1)
        assert found.handlings.filter(ended_at=None).count() == 1


def at_once(works: list[Callable[[], Any]]) -> None:
    gate, errors = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_two_ticks_at_once_write_each_thing_once(clerk: User) -> None:
    cases = everything(clerk)
    at_once([lambda: services.tick(later(days=10))] * 4)
    several = [what for what, n in Counter(written()).items() if n > 1]
    assert several == []
    assert len(written()) >= len(cases)
    assert services.tick(later(days=10)) == 0
    assert services.verify_all().broken is None
    assert Notice.objects.count() == Notice.objects.values("case", "what", "key").distinct().count()


def test_two_dispatchers_at_once_assign_each_request_once(db: None) -> None:
    cases = [open_one(kind="help", item="id_card_reissue").case for _ in range(8)]
    at_once([lambda: services.dispatch(START)] * 4)
    assert [(pk, action) for pk, action, _ in written()] == [(case.pk, "assign") for case in cases]
    assert not Case.objects.filter(state=State.SUBMITTED).exists()


@pytest.fixture
def timed() -> list[str]:
    names = [name for name in TIMERS if name in ("cases.deadlines", "cases.dispatch")]
    assert len(names) == 2, "both are timers"
    return names


def test_a_process_that_died_with_the_lease_is_followed_by_another(clerk: User, timed: list[str]) -> None:
    case, new = standing(State.ASSIGNED, clerk), open_one(kind="help", item="id_card_reissue").case
    now = later(days=1, hours=1)
    for name in timed:
        Lease.objects.create(name=name, holder="died", until=now + LIFE, ran_at=None)
    clock = [now]
    one = Clockwork({name: TIMERS[name] for name in timed}, lambda: clock[0])
    assert one.look() == [], "it may still be alive"
    clock[0] = now + LIFE
    for thread in one.look():
        thread.join()
    assert Case.objects.get(pk=new.pk).state == State.ASSIGNED
    assert services.tick(clock[0]) == 0, "what was due has been done"
    assert services.dispatch(clock[0]) == 0
    assert case.events.filter(action="remind").count() <= 1
