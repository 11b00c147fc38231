"""One write at a time: in this process on SQLite, among all that write on PostgreSQL.

SQLite makes a second writer sleep and look again, longer each time and in no order: under load some wait for
seconds. Here they queue at a lock instead, and the database is free when it is their turn.

PostgreSQL would let many write at once, and whatever is read before it is written would have to be locked, in each
service and by everybody who adds one. There the writers queue at one lock of the database, in order: what a service
reads inside `writing` is what nobody else changes until it ends, and rows get their ids in the order in which others
see them. A hall writes a few times a second; docs/operators.md says how many it can.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_turnstile = threading.RLock()
TURNSTILE = 0x7869616F62616F
"""The number of the lock at PostgreSQL: "xiaobao" in ASCII, so that no other program has it."""


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes; inside another one it is part of it."""
    if connection.vendor == "sqlite":
        with _turnstile, transaction.atomic():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURNSTILE])
        yield
