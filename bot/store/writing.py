"""One write at a time: in this process on SQLite, among all that write on PostgreSQL.

SQLite makes a second writer sleep and look again, longer each time and in no order: under load some wait for
seconds. Here they queue at a lock instead, and the database is free when it is their turn.

PostgreSQL would let many write at once, and whatever is read before it is written would have to be locked, in each
service and by everybody who adds one. There the writers queue at one lock of the database, in order: what a service
reads inside `writing` is what nobody else changes until it ends. Only turns of talks, each of which claims its own
row by a conditional update, share the lock (docs/decisions/0013-one-writer.md).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_turnstile = threading.RLock()
TURNSTILE = 0x7869616F62616F
"""The number of the lock at PostgreSQL: "xiaobao" in ASCII, so that no other program has it."""


_here = threading.local()


@contextmanager
def writing(*, alone: bool = True) -> Iterator[None]:
    """A transaction that writes; inside another one it is part of it.

    Args:
        alone: nobody else writes meanwhile. False only where everything that is written hangs on a conditional update
            of one row: such transactions run beside one another on PostgreSQL, and nothing `alone` may begin in one.
    """
    if alone and getattr(_here, "shared", False):
        raise RuntimeError("two of these would wait for each other: begin the outer one alone")
    if connection.vendor == "sqlite":
        with _turnstile, transaction.atomic(), _sharing(not alone):
            yield
        return
    with transaction.atomic(), _sharing(not alone):
        lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [TURNSTILE])
        yield


@contextmanager
def _sharing(shared: bool) -> Iterator[None]:
    before, depth = getattr(_here, "shared", False), getattr(_here, "depth", 0)
    _here.shared, _here.depth = shared and (before or depth == 0), depth + 1
    try:
        yield
    finally:
        _here.shared, _here.depth = before, depth
