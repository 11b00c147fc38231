"""One write at a time in this process.

SQLite makes a second writer sleep and look again, longer each time and in no order: under load some wait for
seconds. Here they queue at a lock instead, and the database is free when it is their turn.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_turnstile = threading.RLock()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes; inside another one it is part of it."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    with _turnstile, transaction.atomic():
        yield
