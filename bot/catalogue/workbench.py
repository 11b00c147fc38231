"""What runs inside the workshop's process: takes one piece of work after the other. No Django, no Rasa.

It says when it begins, how far it is, and what came of it. It ends when nothing was to do for long, and at once when
the web is gone: then its standard input closes, which holds even when the web is killed without a word. (A signal at
the parent's death would come too early: it comes at the end of the thread that started the process.)
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import inspect
import os
import resource
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from bot.knowledge.building import Builder, Built
from bot.knowledge.shelf import shelf_at

TELL = 0.1
"""Seconds between two words on how far it is."""
MEMORY = 3_000_000_000
"""Bytes it may take, four times what building and reviewing 5,000 items took: a sheet made to fill the memory fails alone."""


def main() -> None:
    """Work until there is nothing to do, or nobody to do it for."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("line", type=int, help="number of the open socket to the web")
    arguments.add_argument("nice", type=int)
    arguments.add_argument("idle", type=float, help="seconds")
    args = arguments.parse_args()
    os.nice(args.nice)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    threading.Thread(target=_end_with_the_web, daemon=True).start()
    gc.disable()
    line: Connection[Any, Any] = Connection(args.line)
    while line.poll(args.idle):
        try:
            work, given, options = line.recv()
        except EOFError:
            return
        line.send(("began",))
        try:
            line.send(("done", _done(work, given, options, _Teller(line))))
        except Exception:
            traceback.print_exc()
            line.send(("failed",))
        _tidy_up()


def build(text: str, root: Path) -> Built:
    """See `bot.knowledge.building.Builder.build`."""
    return _builder().build(text, root)


def get_ready(root: Path) -> None:
    """Read the active release, so that the first build after it is quick. Raises NoRelease."""
    _builder().read(shelf_at(root).active().hall)


def know(active: str, root: Path, texts: list[str], now: datetime, *, progress: Callable[[int, int], None]) -> None:
    """Ask the active release the test lines before anybody waits for a review of that day. Raises NoRelease."""
    from bot.knowledge.gate_answers import answers

    key = (active, now.date())
    if key not in _answered:
        _answered.clear()
        _answered[key] = answers(shelf_at(root).release(active), texts, now, progress=progress)


def review(
    active: str, candidate: str, root: Path, lines: list[tuple[str, str, str]], now: datetime, *,
    progress: Callable[[int, int], None],
) -> dict[str, Any]:  # fmt: skip
    """See `bot.knowledge.gate.review`; what the active release answers on a day is asked once. Raises NoRelease."""
    from bot.knowledge import gate  # searching needs what building does not

    shelf = shelf_at(root)
    key = (active, now.date())
    report = gate.review(
        shelf.release(active), shelf.release(candidate), [_Line(*line) for line in lines], now,
        before=_answered.get(key), progress=progress,
    )  # fmt: skip
    _answered.clear()
    _answered[key] = report.answered
    _answered[candidate, now.date()] = report.answered_next
    return report.as_json()


def _done(work: str, given: tuple[Any, ...], options: dict[str, Any], tell: Callable[[int, int], None]) -> Any:
    module, _, name = work.partition(":")
    function = getattr(import_module(module), name)
    if "progress" in inspect.signature(function).parameters:
        options["progress"] = tell
    return function(*given, **options)


class _Line(NamedTuple):
    text: str
    item: str
    aspect: str


_answered: dict[tuple[str, date], Mapping[str, Any]] = {}
"""What the active release and the one looked at last answer to the test lines: id and day → the answers."""


@cache
def _builder() -> Builder:
    return Builder()


def _tidy_up() -> None:
    """Give back what the work needed, while nobody waits."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


class _Teller:
    """Tells how far it is, not too often; the last word always."""

    def __init__(self, line: Connection[Any, Any]) -> None:
        self._line, self._told = line, 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told > TELL or done == total:
            self._told = now
            self._line.send(("progress", done, total))


def _end_with_the_web() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    # what is pickled here has the name of the module, not of the program
    import_module("bot.catalogue.workbench").main()
