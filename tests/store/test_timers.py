"""Timed work: when it is due, that one process alone does it, and that one failing piece stops no other."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from bot.store.models import Lease
from bot.store.timers import LIFE, TIMERS, Clockwork, Timer, Work, every

BEGAN = datetime.fromisoformat("2026-11-23T10:00:00+08:00")


class Hands:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now

    def on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Hands:
    return Hands()


def process(clock: Hands, *timers: Timer) -> Clockwork:
    return Clockwork({timer.name: timer for timer in timers}, clock)


def run(clockwork: Clockwork) -> int:
    started = clockwork.look()
    for thread in started:
        thread.join()
    return len(started)


def counting() -> tuple[list[datetime], Work]:
    ran: list[datetime] = []
    return ran, ran.append


def test_work_is_done_when_it_is_due(live_db: None, clock: Hands) -> None:
    ran, work = counting()
    one = process(clock, Timer("a", 60, work))
    assert run(one) == 1
    assert run(one) == 0
    clock.on(59)
    assert run(one) == 0
    clock.on(1)
    assert run(one) == 1
    assert ran == [BEGAN, BEGAN + timedelta(seconds=60)]
    lease = Lease.objects.get()
    assert (lease.holder, lease.until, lease.ran_at) == ("", None, clock.now)


def test_a_second_process_does_not_do_it_again(live_db: None, clock: Hands) -> None:
    ran, work = counting()
    one, other = (process(clock, Timer("a", 60, work)) for _ in range(2))
    assert run(one) + run(other) == 1
    clock.on(60)
    assert run(other) + run(one) == 1
    assert len(ran) == 2


def test_exactly_one_of_many_at_once(live_db: None, clock: Hands) -> None:
    holding, most, lock = 0, 0, threading.Lock()
    gate = threading.Barrier(4)
    done = []

    def work(now: datetime) -> None:
        nonlocal holding, most
        with lock:
            holding += 1
            most = max(most, holding)
        done.append(now)
        with lock:
            holding -= 1

    def looks() -> None:
        from django.db import connection

        mine = process(clock, Timer("a", 60, work))
        gate.wait()
        run(mine)
        connection.close()

    threads = [threading.Thread(target=looks) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert len(done) == 1


def test_a_lease_is_renewed_while_the_work_lasts(live_db: None, clock: Hands) -> None:
    go = threading.Event()
    one = process(clock, Timer("a", 10, lambda now: go.wait(10)))
    other = process(clock, Timer("a", 10, lambda now: pytest.fail("two at once")))
    (thread,) = one.look()
    for _ in range(5):
        clock.on(LIFE.total_seconds() / 2)
        assert one.look() == []
        assert other.look() == []
    go.set()
    thread.join()


def test_the_work_of_a_process_that_died_is_taken_over(live_db: None, clock: Hands) -> None:
    _, work = counting()
    Lease.objects.create(name="a", holder="gone", until=clock.now + LIFE)
    one = process(clock, Timer("a", 10, work))
    assert run(one) == 0
    clock.on(LIFE.total_seconds())
    assert run(one) == 1


def test_a_clock_that_was_put_back_holds_nothing_up(live_db: None, clock: Hands) -> None:
    _, work = counting()
    Lease.objects.create(
        name="a", holder="gone", until=clock.now + timedelta(days=2), ran_at=clock.now + timedelta(days=1)
    )
    assert run(process(clock, Timer("a", 10, work))) == 1


def test_one_that_fails_stops_no_other_and_is_tried_again(live_db: None, clock: Hands) -> None:
    ran, work = counting()
    tries: list[datetime] = []

    def fails(now: datetime) -> None:
        tries.append(now)
        raise RuntimeError("broken")

    one = process(clock, Timer("bad", 10, fails), Timer("good", 10, work))
    for _ in range(3):
        assert run(one) == 2
        clock.on(10)
    assert len(tries) == len(ran) == 3


def test_work_at_start_is_done_by_each_process_once_however_recent(live_db: None, clock: Hands) -> None:
    ran, work = counting()
    for count in (1, 2):
        one = process(clock, Timer("a", 3600, work, at_start=True))
        assert run(one) == 1
        assert run(one) == 0
        assert len(ran) == count


def test_it_goes_by_itself_and_ends_when_told(live_db: None) -> None:
    done = threading.Event()
    end = Clockwork({"a": Timer("a", 3600, lambda now: done.set())}).start()
    assert done.wait(10)
    end()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("timer")]


def test_work_is_marked_where_it_stands() -> None:
    @every(5, "test.marked")
    def marked(now: datetime) -> None: ...

    assert TIMERS.pop("test.marked") == Timer("test.marked", 5, marked)
