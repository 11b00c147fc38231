"""Work for the workshop's process that a test can look at."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable


def echo(text: str, seconds: float = 0.0) -> tuple[str, int]:
    """The text and the process it was in."""
    time.sleep(seconds)
    return text, os.getpid()


def count(total: int, *, progress: Callable[[int, int], None]) -> int:
    for done in range(total):
        progress(done + 1, total)
    return total


def fail() -> None:
    raise ValueError("words of the inside")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def state() -> tuple[int, set[str], list[str]]:
    """How nice it is, what is imported, what its surroundings tell it."""
    return os.nice(0), set(sys.modules), list(os.environ)


def fill(gigabytes: int) -> int:
    return len(bytearray(gigabytes * 1_000_000_000))
