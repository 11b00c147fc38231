"""Asking over loopback: kept connections, one conversation after another, times of each turn."""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

TIMEOUT = 30.0
TURNS = 8
"""Turns of a conversation."""


MOST_FAILURES = 100
"""A client gives up after so many."""


class Failed(RuntimeError):
    """No answer, or not the one of a turn that went well."""


class Wire:
    """One kept connection to 127.0.0.1. Not for several threads."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self._headers = {"Content-Type": "application/json", **(headers or {})}

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON of the answer. Raises Failed."""
        for attempt in (1, 2):  # a kept connection may have been closed meanwhile; then once more on a new one
            kept = self._connection.sock is not None
            try:
                self._connection.request("POST", path, json.dumps(body).encode(), self._headers)
                answer = self._connection.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                if attempt == 1 and kept and isinstance(error, ConnectionError):
                    continue
                raise Failed(type(error).__name__) from error
            if answer.status != 200:
                raise Failed(f"status {answer.status}")
            return json.loads(said)
        raise AssertionError

    def close(self) -> None:
        self._connection.close()


class Talk(Protocol):
    """One conversation with an assistant."""

    def say(self, text: str) -> list[dict[str, Any]]:
        """The messages of one turn. Raises Failed when there are none."""
        ...


Open = Callable[[Wire, str], Talk]
"""A new conversation of this name over a wire."""


@dataclass
class Load:
    """What one load made. times: seconds of each turn that went well. ended: when, on the monotonic clock."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Turns that went well, for each second."""
        return len(self.times) / self.seconds if self.seconds else 0.0


def middle(times: Sequence[float]) -> float:
    """Median in milliseconds."""
    return round(statistics.median(times) * 1000, 2)


def late(times: Sequence[float]) -> float:
    """95th percentile in milliseconds."""
    return round(sorted(times)[min(int(len(times) * 0.95), len(times) - 1)] * 1000, 2)


def conversations(lines: Sequence[str]) -> list[list[str]]:
    """The lines as conversations of TURNS turns."""
    return [list(lines[start : start + TURNS]) for start in range(0, len(lines), TURNS)]


def one_by_one(wire: Wire, open_talk: Open, lines: Sequence[str], name: str) -> Load:
    """All lines, one client, one conversation after another."""
    load = Load()
    began = time.monotonic()
    for number, talk_lines in enumerate(conversations(lines)):
        talk = open_talk(wire, f"{name}-{number}")
        for line in talk_lines:
            _turn(load, talk, line)
    load.seconds = time.monotonic() - began
    return load


def at_once(
    wires: Sequence[Wire], open_talk: Open, lines: Sequence[str], name: str, seconds: float,
    stop: threading.Event | None = None,
) -> Load:  # fmt: skip
    """As many clients as wires for so many seconds, or until stop; each begins at another conversation and goes round."""
    stop = stop or threading.Event()
    total, lock = Load(), threading.Lock()
    talks = conversations(lines)
    numbers = count()
    until = time.monotonic() + seconds

    def client(place: int, wire: Wire) -> None:
        load = Load()
        for talk_lines in _round(talks, place):
            talk = open_talk(wire, f"{name}-{next(numbers)}")
            for line in talk_lines:
                if stop.is_set() or time.monotonic() >= until:
                    break
                _turn(load, talk, line)
            if stop.is_set() or time.monotonic() >= until or len(load.failures) > MOST_FAILURES:
                break
        with lock:
            total.times += load.times
            total.ended += load.ended
            total.failures += load.failures

    threads = [threading.Thread(target=client, args=pair) for pair in enumerate(wires)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total.seconds = time.monotonic() - began
    return total


def _round(talks: list[list[str]], place: int) -> Iterator[list[str]]:
    for number in count(place):
        yield talks[number % len(talks)]


def _turn(load: Load, talk: Talk, line: str) -> None:
    began = time.monotonic()
    try:
        talk.say(line)
    except Failed as error:
        load.failures.append(str(error))
        return
    now = time.monotonic()
    load.times.append(now - began)
    load.ended.append(now)
